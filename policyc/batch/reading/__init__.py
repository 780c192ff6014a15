"""Tables of claims into the one form, and into the order of their ledgers."""
