"""Keys of totals numbered: each different key that anything is counted under is an entry of a table.

entries_of(asked, counted) -> Entries     every key's entry, -1 where nothing is ever counted under it
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from attrs import frozen
from numpy.typing import NDArray

Array = NDArray[numpy.integer]
ROOM = 4
"""A table may have so many entries a claim before its keys are numbered as they are met."""
SMALL_TABLE = 65_536


@frozen
class Entries:
    """`count` entries, at least one; for each of the sets of keys asked about, each key's entry."""

    count: int
    places: tuple[NDArray[numpy.int32], ...]


def entries_of(asked: Sequence[Sequence[Array]], counted: Sequence[Array]) -> Entries:
    """The entries of keys given as columns; `counted` are those that are counted under, `asked` all that are looked up."""
    rows = len(counted[0]) if counted else 0
    numbers = [numpy.zeros(len(keys[0]) if keys else 0, numpy.int64) for keys in asked]
    own = numpy.zeros(rows, numpy.int64)
    inside = [numpy.ones(len(one), bool) for one in numbers]
    count = 1
    for at, column in enumerate(counted):
        low, high = (int(column.min()), int(column.max())) if rows else (0, 0)
        span = high - low + 1
        if count * span > max(ROOM * rows, SMALL_TABLE):
            own, numbers, count = _renumbered(own, numbers)
            if count * span > max(ROOM * rows, SMALL_TABLE):
                column, columns, span = _ranked(column, [keys[at] for keys in asked])
                low = 0
            else:
                columns = [keys[at] for keys in asked]
        else:
            columns = [keys[at] for keys in asked]
        own = own * span + (column - low)
        for place, (number, keys) in enumerate(zip(numbers, columns, strict=True)):
            inside[place] &= (keys >= low) & (keys < low + span)
            numbers[place] = number * span + (keys - low)
        count *= span
    if count > max(ROOM * rows, SMALL_TABLE):
        own, numbers, count = _renumbered(own, numbers)
    places = tuple(
        numpy.where(kept & (number >= 0), number, -1).astype(numpy.int32)
        for kept, number in zip(inside, numbers, strict=True)
    )
    return Entries(max(1, count), places)


def _renumbered(own: Array, numbers: Sequence[Array]) -> tuple[Array, list[Array], int]:
    """Numbers from 0 without gaps for those that are counted under; the others are -1."""
    return _numbered(own, numbers)


def _ranked(column: Array, columns: Sequence[Array]) -> tuple[Array, list[Array], int]:
    return _numbered(column, columns)


def _numbered(own: Array, others: Sequence[Array]) -> tuple[Array, list[Array], int]:
    values, places = numpy.unique(own, return_inverse=True)
    found = []
    for other in others:
        at = numpy.minimum(numpy.searchsorted(values, other), len(values) - 1)
        found.append(numpy.where(values[at] == other, at, -1) if len(values) else numpy.full(len(other), -1))
    return places.astype(numpy.int64), found, max(1, len(values))
