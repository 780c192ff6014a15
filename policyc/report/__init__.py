"""What went wrong: diagnostics as data, the catalogue of messages, and how they are drawn."""
