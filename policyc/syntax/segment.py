"""A word that is no name, cut into declared names and words of the language: `非急诊` is `非` and `急诊`."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from policyc.lexicon import lexicon

LONGEST = 200
"""Longer words are not cut."""

_DIGITS = re.compile("[0-9]+")


def segment(word: str, declared: Collection[str]) -> list[str] | None:
    """The fewest pieces, each a name of `declared`, a word of the lexicon or a number, that make up `word`.

    None if it cannot be cut so, or only into words with no name among them.
    """
    if len(word) > LONGEST:
        return None
    known = set(declared) | _infix_words()
    longest = max(map(len, known), default=0)
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for start in range(len(word)):
        before = best[start]
        if before is None:
            continue
        digits = _DIGITS.match(word, start)
        ends = {end for end in range(start + 1, min(len(word), start + longest) + 1) if word[start:end] in known}
        for end in ends | ({digits.end()} if digits else set()):
            there = best[end]
            if there is None or len(before) + 1 < len(there):
                best[end] = [*before, word[start:end]]
    pieces = best[len(word)]
    return pieces if pieces and len(pieces) > 1 and any(piece in declared for piece in pieces) else None


@cache
def _infix_words() -> frozenset[str]:
    """The Chinese words that can be glued to a name by leaving out a space."""
    rows = lexicon().rows
    glued = (
        row for row in rows.values() if row.section in ("infix", "comma") or row.key in ("NOT", "YES", "NO", "NONE")
    )
    return frozenset(word for row in glued for word in row.zh if " " not in word)
