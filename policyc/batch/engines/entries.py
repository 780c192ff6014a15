"""Keys of totals numbered: each different key under which anything is counted is an entry of a table.

entries_of(counted, asked) -> Entries     every key's entry, -1 where nothing is ever counted under it
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from policyc.batch.engines.columns import Array

ROOM = 4
"""How many entries a row a table may have before its keys are numbered as they are met."""
SMALL_TABLE = 65_536


@frozen(eq=False)
class Keys:
    """So many keys, column by column."""

    rows: int
    columns: tuple[Array, ...]


@frozen(eq=False)
class Entries:
    """`count` entries, at least one; for each of the sets of keys asked about, each key's entry."""

    count: int
    places: tuple[Array, ...]


def entries_of(counted: Keys, asked: Sequence[Keys]) -> Entries:
    """The entries of the keys asked about, which are those that are counted under or may not be.

    A key's entry is its place among all combinations of its columns' values, from the least to the greatest that occur;
    where those are too many for a table, among the values, or the beginnings of keys, that do occur.
    """
    others = [keys for keys in asked if keys is not counted]
    numbering = _Numbering(
        max(ROOM * counted.rows, SMALL_TABLE),
        np.zeros(counted.rows, np.int64),
        [np.zeros(keys.rows, np.int64) for keys in others],
    )
    for at, column in enumerate(counted.columns):
        numbering.further(column, [keys.columns[at] for keys in others])
    own = numbering.own.astype(np.int32, copy=False)
    rest = iter([number.astype(np.int32) for number in numbering.numbers])
    return Entries(numbering.count, tuple(own if keys is counted else next(rest) for keys in asked))


class _Numbering:
    """Keys numbered by their columns so far: those counted under, and others, -1 for one that does not occur."""

    def __init__(self, most: int, own: Array, numbers: list[Array]) -> None:
        self.most = most
        self.own = own
        self.numbers = numbers
        self.count = 1

    def further(self, column: Array, asked: list[Array]) -> None:
        """One column more."""
        low, high = (int(column.min()), int(column.max())) if len(column) else (0, 0)
        if self.count * (high - low + 1) > self.most:
            self._rank()
            column, asked, values = _ranked(column, asked)
            low, high = 0, values - 1
        span = high - low + 1
        self.numbers = [
            np.where((number >= 0) & (keys >= low) & (keys <= high), number * span + _above(keys, low), -1)
            for number, keys in zip(self.numbers, asked, strict=True)
        ]
        # half as wide where that is enough, for what there is of them has to go through memory
        kind = np.int32 if self.count * span < 2**31 else np.int64
        place = _above(column, low).astype(kind)
        self.own = place if self.count == 1 else np.multiply(self.own, span, dtype=kind) + place
        self.count *= span
        if self.count > self.most:
            self._rank()

    def _rank(self) -> None:
        self.own, self.numbers, self.count = _ranked(self.own, self.numbers)


def _above(keys: Array, low: int) -> Array:
    """How far above `low` each is, which a narrow column's own width may not hold."""
    return np.subtract(keys, low, dtype=np.int64)


def _ranked(own: Array, others: Sequence[Array]) -> tuple[Array, list[Array], int]:
    """Each value's place among those of `own`, -1 for one that is not among them; and how many there are."""
    values, places = np.unique(own, return_inverse=True)
    if len(values) == 0:
        return own, [np.full(len(other), -1) for other in others], 1
    found = []
    for other in others:
        at = np.minimum(np.searchsorted(values, other), len(values) - 1)
        found.append(np.where(values[at] == other, at, -1))
    return places, found, len(values)
