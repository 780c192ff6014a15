"""Exact decisions over finite and interval domains: which combination no row covers, which two rows cover.

Nothing is sampled. Each axis is cut into pieces on which every row is constant. A table is decided by counting, in
time that does not grow with the number of combinations; a chain of tests by trying every combination of pieces.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import assert_never

from attrs import frozen

from policyc.elaborate.intervals import IntervalSet, pieces, union


@frozen
class Axis:
    """A column a decision turns on, and every value it can take."""

    name: str
    low: int
    high: int


@frozen
class Atom:
    """True where the axis's value lies in the set."""

    axis: Axis
    values: IntervalSet


@frozen
class AllOf:
    parts: tuple[Decision, ...]


@frozen
class AnyOf:
    parts: tuple[Decision, ...]


@frozen
class Inverse:
    part: Decision


Decision = Atom | AllOf | AnyOf | Inverse

Witness = dict[str, tuple[int, int]]
"""A combination, as a piece of each axis."""

MOST_COMBINATIONS = 1_000_000
MOST_BITS = 2_000_000_000


class TooManyCombinations(Exception):  # noqa: N818 - a signal, not a failure
    """The combinations are more than can be decided in reasonable time."""


@frozen
class Coverage:
    """`missing`: a combination no row covers. `doubled`: one that the two numbered rows both cover."""

    missing: Witness | None
    doubled: tuple[int, int, Witness] | None
    never: tuple[int, ...] = ()


def decide_table(axes: Sequence[Axis], rows: Sequence[Sequence[IntervalSet]]) -> Coverage:
    """Whether every combination of the axes is covered by exactly one row.

    Rows that no two share a combination cover everything just when their sizes add up to the size of the whole; and
    where they add up to less, something is missing even if some of them overlap.
    """
    columns = [_Cut.of(axis, [row[number] for row in rows]) for number, axis in enumerate(axes)]
    return Coverage(_missing(columns, len(rows)), _doubled(columns, rows))


@frozen
class _Cut:
    """One axis in pieces, each with the rows that accept it as a set of bits; and how much of it each row accepts."""

    axis: Axis
    pieces: tuple[tuple[int, int], ...]
    accepting: tuple[int, ...]
    sizes: tuple[int, ...]
    meeting: tuple[int, ...]

    @classmethod
    def of(cls, axis: Axis, cells: Sequence[IntervalSet]) -> _Cut:
        cut = pieces(axis.low, axis.high, set(cells))
        numbers = {low: number for number, (low, _) in enumerate(cut)}
        rows: dict[IntervalSet, int] = {}
        for row, cell in enumerate(cells):
            rows[cell] = rows.get(cell, 0) | 1 << row
        accepting = [0] * len(cut)
        spans = {cell: _within(cell, axis, numbers, len(cut)) for cell in rows}
        for cell, mask in rows.items():
            for number in spans[cell]:
                accepting[number] |= mask
        meeting = {cell: reduce(or_, (accepting[number] for number in spans[cell]), 0) for cell in rows}
        size = {cell: sum(cut[number][1] - cut[number][0] + 1 for number in spans[cell]) for cell in rows}
        sizes, meetings = tuple(size[cell] for cell in cells), tuple(meeting[cell] for cell in cells)
        return cls(axis, tuple(cut), tuple(accepting), sizes, meetings)


def _within(cell: IntervalSet, axis: Axis, numbers: Mapping[int, int], end: int) -> list[int]:
    """The numbers of the pieces that make up a cell."""
    found: list[int] = []
    for low, high in cell.intersect(axis.low, axis.high).intervals:
        found += range(numbers[low], numbers.get(high + 1, end))
    return found


def _doubled(columns: Sequence[_Cut], rows: Sequence[Sequence[IntervalSet]]) -> tuple[int, int, Witness] | None:
    """The first two rows that accept a combination, and one that both do."""
    for row in range(len(rows)):
        sharing = reduce(and_, (column.meeting[row] for column in columns), -1) & -(1 << row + 1) & (1 << len(rows)) - 1
        if sharing:
            other = (sharing & -sharing).bit_length() - 1
            both = 1 << row | 1 << other
            witness = {column.axis.name: _piece(column, both) for column in columns}
            return row, other, witness
    return None


def _piece(column: _Cut, rows: int) -> tuple[int, int]:
    return next(piece for piece, mask in zip(column.pieces, column.accepting, strict=True) if mask & rows == rows)


def _missing(columns: Sequence[_Cut], rows: int) -> Witness | None:
    """A combination that no row accepts, found axis by axis: where the rows left fall short of what there is."""
    whole = [1]
    for column in reversed(columns):
        whole.append(whole[-1] * (column.axis.high - column.axis.low + 1))
    sizes = _sizes(columns, rows)
    if sum(sizes[-1]) >= whole[-1]:
        return None
    witness: Witness = {}
    left = (1 << rows) - 1
    for number, column in enumerate(columns):
        below = len(columns) - number - 1
        for piece, mask in zip(column.pieces, column.accepting, strict=True):
            if sum(sizes[below][row] for row in _bits(left & mask)) < whole[below]:
                witness[column.axis.name] = piece
                left &= mask
                break
    return witness


def _sizes(columns: Sequence[_Cut], rows: int) -> list[list[int]]:
    """For each number of axes counted from the last: how much of them each row accepts."""
    found = [[1] * rows]
    for column in reversed(columns):
        found.append([before * size for before, size in zip(found[-1], column.sizes, strict=True)])
    return found


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def decide_chain(tests: Sequence[Decision]) -> Coverage:
    """For tests tried in order: a combination none accepts, and the tests that are never the first to hold.

    Raises TooManyCombinations when the pieces multiply beyond the limit.
    """
    sets: dict[Axis, list[IntervalSet]] = {}
    for test in tests:
        _collect(test, sets)
    space = _Space.of({axis: pieces(axis.low, axis.high, set(values)) for axis, values in sets.items()})
    if space.size > MOST_COMBINATIONS or space.size * sum(map(len, sets.values())) > MOST_BITS:
        raise TooManyCombinations
    left, never = space.everywhere, []
    for number, test in enumerate(tests):
        held = space.where(test)
        if not held & left:
            never.append(number)
        left &= ~held
    missing = space.witness((left & -left).bit_length() - 1) if left else None
    return Coverage(missing, None, tuple(never))


def _collect(decision: Decision, into: dict[Axis, list[IntervalSet]]) -> None:
    match decision:
        case Atom(axis, values):
            into.setdefault(axis, []).append(values)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                _collect(part, into)
        case Inverse(part):
            _collect(part, into)
        case _:
            assert_never(decision)


@frozen
class _Space:
    """Every combination of the axes' pieces, numbered; where a decision holds is a set of those numbers, as bits."""

    axes: Mapping[Axis, Sequence[tuple[int, int]]]
    strides: Mapping[Axis, int]
    size: int

    @classmethod
    def of(cls, axes: Mapping[Axis, Sequence[tuple[int, int]]]) -> _Space:
        strides: dict[Axis, int] = {}
        size = 1
        for axis, cut in axes.items():
            strides[axis] = size
            size *= len(cut)
        return cls(axes, strides, size)

    @property
    def everywhere(self) -> int:
        return (1 << self.size) - 1

    def where(self, decision: Decision) -> int:
        match decision:
            case Atom(axis, values):
                return self._atom(axis, values)
            case AllOf(parts):
                return reduce(and_, map(self.where, parts), self.everywhere)
            case AnyOf(parts):
                return reduce(or_, map(self.where, parts), 0)
            case Inverse(part):
                return self.everywhere & ~self.where(part)
            case _:
                assert_never(decision)

    def _atom(self, axis: Axis, values: IntervalSet) -> int:
        """The numbers whose digit for the axis is one of the pieces in the set: a pattern, repeated."""
        cut, stride = self.axes[axis], self.strides[axis]
        found = 0
        for first, last in _runs(cut, values):
            found |= ((1 << stride * (last - first)) - 1) << stride * first
        length = stride * len(cut)
        while length < self.size:
            found |= found << length
            length *= 2
        return found & self.everywhere

    def witness(self, number: int) -> Witness:
        found: Witness = {}
        for axis, cut in self.axes.items():
            found[axis.name] = cut[number // self.strides[axis] % len(cut)]
        return found


def _runs(cut: Sequence[tuple[int, int]], values: IntervalSet) -> Iterator[tuple[int, int]]:
    """The stretches of pieces that a set contains, as half-open ranges of their numbers."""
    for low, high in values.intersect(cut[0][0], cut[-1][1]).intervals:
        yield bisect_left(cut, low, key=_low), bisect_right(cut, high, key=_low)


def _low(piece: tuple[int, int]) -> int:
    return piece[0]


def everything(axis: Axis) -> IntervalSet:
    return union([(axis.low, axis.high)])
