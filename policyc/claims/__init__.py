"""Claims: facts read exactly from JSON or Python, values written back, and the schemas of both."""
