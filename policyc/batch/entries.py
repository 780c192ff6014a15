"""Keys of totals numbered: each different key under which anything is counted is an entry of a table.

entries_of(counted, asked) -> Entries     every key's entry, -1 where nothing is ever counted under it
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from policyc.batch.columns import Array

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
    numbering = _Numbering(max(ROOM * counted.rows, SMALL_TABLE), [np.zeros(keys.rows, np.int64) for keys in asked])
    own = np.zeros(counted.rows, np.int64)
    for at, column in enumerate(counted.columns):
        own = numbering.further(own, column, [keys.columns[at] for keys in asked])
    return Entries(numbering.count, tuple(number.astype(np.int32) for number in numbering.numbers))


class _Numbering:
    """Keys numbered by their columns so far; the number -1 is of a key that does not occur."""

    def __init__(self, most: int, numbers: list[Array]) -> None:
        self.most = most
        self.numbers = numbers
        self.count = 1

    def further(self, own: Array, column: Array, asked: list[Array]) -> Array:
        """One column more: gives the numbers of the keys counted under."""
        low, high = (int(column.min()), int(column.max())) if len(column) else (0, 0)
        if self.count * (high - low + 1) > self.most:
            own, self.numbers, self.count = _ranked(own, self.numbers)
            column, asked, values = _ranked(column, asked)
            low, high = 0, values - 1
        span = high - low + 1
        self.numbers = [
            np.where((number >= 0) & (keys >= low) & (keys <= high), number * span + (keys - low), -1)
            for number, keys in zip(self.numbers, asked, strict=True)
        ]
        own, self.count = own * span + (column - low), self.count * span
        if self.count > self.most:
            own, self.numbers, self.count = _ranked(own, self.numbers)
        return own


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
