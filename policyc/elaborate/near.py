"""The declared spelling that another was perhaps meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

CLOSE = 0.6
"""How alike two spellings are for one to be taken for the other."""

LONGEST = 100
"""No longer name is compared: comparing takes the product of two lengths."""


def nearest(spelling: str, known: Iterable[str]) -> str | None:
    """The spelling of `known` most like one, None where none is like it."""
    if len(spelling) >= LONGEST:
        return None
    return next(iter(get_close_matches(spelling, list(known), 1, CLOSE)), None)
