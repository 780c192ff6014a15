"""The clauses, one module each, in the order they are elaborated."""
