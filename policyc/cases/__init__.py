"""A policy's own worked examples: settled, compared with what they expect, and what they never reached."""
