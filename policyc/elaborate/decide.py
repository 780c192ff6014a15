"""Exact decisions over finite and interval domains: which combination no row covers, which two rows cover.

Nothing is sampled. Each axis is cut into pieces on which every row is constant; combinations are explored
axis by axis, carrying the set of rows still possible, and equal sets are explored once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
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

MOST_COMBINATIONS = 200_000


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

    Raises TooManyCombinations when the distinct row sets exceed the limit.
    """
    frontier: dict[int, Witness] = {(1 << len(rows)) - 1: {}}
    for number, axis in enumerate(axes):
        frontier = _cut(frontier, axis, [row[number] for row in rows])
    missing = frontier.get(0)
    doubled = next(((*_two_bits(mask), seen) for mask, seen in frontier.items() if mask & (mask - 1)), None)
    return Coverage(missing, doubled)


def _cut(frontier: Mapping[int, Witness], axis: Axis, cells: Sequence[IntervalSet]) -> dict[int, Witness]:
    accepted: dict[int, tuple[int, int]] = {}
    for low, high in pieces(axis.low, axis.high, cells):
        mask = sum(1 << row for row, cell in enumerate(cells) if low in cell)
        accepted.setdefault(mask, (low, high))
    found: dict[int, Witness] = {}
    for before, witness in frontier.items():
        for mask, piece in accepted.items():
            found.setdefault(before & mask, witness | {axis.name: piece})
        if len(found) > MOST_COMBINATIONS:
            raise TooManyCombinations
    return found


def _two_bits(mask: int) -> tuple[int, int]:
    first = (mask & -mask).bit_length() - 1
    rest = mask & (mask - 1)
    return first, (rest & -rest).bit_length() - 1


def decide_chain(tests: Sequence[Decision]) -> Coverage:
    """For tests tried in order: a combination none accepts, and the tests that are never the first to hold.

    Raises TooManyCombinations when the pieces multiply beyond the limit.
    """
    sets: dict[Axis, list[IntervalSet]] = {}
    for test in tests:
        _collect(test, sets)
    cut = {axis: pieces(axis.low, axis.high, values) for axis, values in sets.items()}
    total = 1
    for parts in cut.values():
        total *= len(parts)
    if total * len(tests) > MOST_COMBINATIONS:
        raise TooManyCombinations
    missing: Witness | None = None
    reached: set[int] = set()
    names = [axis.name for axis in cut]
    for combination in product(*cut.values()):
        at = {name: piece[0] for name, piece in zip(names, combination, strict=True)}
        first = next((number for number, test in enumerate(tests) if holds(test, at)), None)
        if first is None:
            missing = missing or dict(zip(names, combination, strict=True))
        else:
            reached.add(first)
    return Coverage(missing, None, tuple(number for number in range(len(tests)) if number not in reached))


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


def holds(decision: Decision, at: Mapping[str, int]) -> bool:
    """Whether the decision is true where each axis has the given value."""
    match decision:
        case Atom(axis, values):
            return at[axis.name] in values
        case AllOf(parts):
            return all(holds(part, at) for part in parts)
        case AnyOf(parts):
            return any(holds(part, at) for part in parts)
        case Inverse(part):
            return not holds(part, at)
        case _:
            assert_never(decision)


def everything(axis: Axis) -> IntervalSet:
    return union([(axis.low, axis.high)])
