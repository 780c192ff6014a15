"""Many claims at once."""
