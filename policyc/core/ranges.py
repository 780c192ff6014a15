"""The range of a term: what bounds its value, from the bounds of the columns it reads.

infer_range(term, ranges) -> (low, high)  ranges_of(worksheet) -> name -> (low, high)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import assert_never

from policyc.core.basis import Operation
from policyc.core.terms import (
    Call,
    Caught,
    Choose,
    Column,
    Fold,
    Hole,
    Literal,
    OpenTerm,
    Prior,
    Refusal,
    Settled,
    Total,
)
from policyc.core.walk import fold
from policyc.core.worksheet import Worksheet

Bounds = tuple[int, int]

ROWS_PER_KEY = 10_000  # earlier rows a total may gather, and lines a claim may have, before its range is broken
GREATEST_OPENING = 10**12  # an opening balance is an amount of money or a count, never negative
TRUTHS: Bounds = (0, 1)


def ranges_of(worksheet: Worksheet) -> dict[str, Bounds]:
    """The declared bounds of every column."""
    return {name: (column.low, column.high) for name, column in worksheet.by_name.items()}


def infer_range(term: OpenTerm, ranges: Mapping[str, Bounds]) -> Bounds:
    """Bounds on the value of `term`; a truth lies in (0, 1). Sound, not always tight."""

    def bounded(here: OpenTerm, inner: list[Bounds]) -> Bounds:
        return range_over(here, inner, ranges)

    return fold(term, bounded)


def range_over(term: OpenTerm, inner: list[Bounds], ranges: Mapping[str, Bounds]) -> Bounds:
    """Bounds on `term` by those on its children."""
    match term:
        case Literal(value) | Hole(_, value) | Refusal(_, value):
            return int(value), int(value)
        case Column(name):
            return ranges[name]
        case Call(Operation.SUB, (whole, Call(Operation.MUL, factors))) if size := _remainder(whole, factors):
            return 0, size - 1
        case Call(operation):
            return CALLS[operation](*inner)
        case Choose():
            return _hull(inner[1], inner[2])
        case Settled():
            return inner[0]
        case Caught():
            return TRUTHS
        case Prior(column, _, Fold.SUM):
            low, high = _summed(ranges[column])
            return low, high + GREATEST_OPENING
        case Total(column, Fold.SUM):
            return _summed(ranges[column])
        case Prior(column, _, Fold.MAX) | Total(column, Fold.MAX):
            return _hull((0, 0), ranges[column])
        case Prior() | Total():
            return TRUTHS
        case _:
            assert_never(term)


def narrower(inferred: Bounds, declared: Bounds) -> Bounds:
    """What lies within both; the declared ones where nothing does."""
    low, high = max(inferred[0], declared[0]), min(inferred[1], declared[1])
    return (low, high) if low <= high else declared


def _summed(each: Bounds) -> Bounds:
    return min(0, each[0] * ROWS_PER_KEY), max(0, each[1] * ROWS_PER_KEY)


def _hull(first: Bounds, second: Bounds) -> Bounds:
    return min(first[0], second[0]), max(first[1], second[1])


def _remainder(whole: OpenTerm, factors: tuple[OpenTerm, ...]) -> int | None:
    """The divisor d where `whole - d * (whole div d)`, the remainder, is what stands there."""
    match factors:
        case (Literal(size), Call(Operation.DIV, (divided, Literal(by)))) if size == by and divided == whole:
            return int(size)
        case _:
            return None


def _corners(spell: Callable[[int, int], int]) -> Callable[[Bounds, Bounds], Bounds]:
    def over(first: Bounds, second: Bounds) -> Bounds:
        values = [spell(one, other) for one in first for other in second]
        return min(values), max(values)

    return over


def _floor(numerator: int, denominator: int) -> int:
    return numerator // max(1, denominator)


def _clamped(bounds: Bounds) -> Bounds:
    return max(1, min(bounds[0], date.max.toordinal())), max(1, min(bounds[1], date.max.toordinal()))


def _years(of: Bounds) -> Bounds:
    low, high = _clamped(of)
    return date.fromordinal(low).year, date.fromordinal(high).year


def _dates(year: Bounds, month: Bounds, day: Bounds) -> Bounds:
    first, last = max(1, min(year[0], 9999)), max(1, min(year[1], 9999))
    return date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()


def _truths(*_: Bounds) -> Bounds:
    return TRUTHS


CALLS: Mapping[Operation, Callable[..., Bounds]] = {
    Operation.ADD: lambda a, b: (a[0] + b[0], a[1] + b[1]),
    Operation.SUB: lambda a, b: (a[0] - b[1], a[1] - b[0]),
    Operation.MUL: _corners(lambda a, b: a * b),
    Operation.DIV: _corners(_floor),
    Operation.LEAST: lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    Operation.MOST: lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    Operation.LE: _truths,
    Operation.EQ: _truths,
    Operation.AND: _truths,
    Operation.OR: _truths,
    Operation.NOT: _truths,
    Operation.YEAR: _years,
    Operation.MONTH: lambda _: (1, 12),
    Operation.DAY: lambda _: (1, 31),
    Operation.DATE: _dates,
}
