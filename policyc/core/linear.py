"""Sums of multiples: like terms added up, and what a division by a literal takes out of them whole.

gathered(term) -> the same sum, each part once      quotient(whole, size, bounds) -> whole div size
difference(first, second, above) -> the number that they always differ by, if they do
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from policyc.core.basis import Operation
from policyc.core.prelude import add, divide, literal, multiply, subtract, sum_of
from policyc.core.ranges import Bounds
from policyc.core.terms import Call, Column, Literal, OpenTerm

Parts = dict[OpenTerm, int]
"""How often each part stands in a sum; a number stands as so many times the literal 1."""

ONE = Literal(1)
MOST_PARTS = 24


def parts_of(term: OpenTerm) -> list[tuple[OpenTerm, int]]:
    """The parts of a sum of multiples, each with its factor, as they are written."""
    match term:
        case Literal(value) if not isinstance(value, bool):
            return [(ONE, value)]
        case Call(Operation.ADD, (first, second)):
            return [*parts_of(first), *parts_of(second)]
        case Call(Operation.SUB, (first, second)):
            return [*parts_of(first), *((part, -factor) for part, factor in parts_of(second))]
        case Call(Operation.MUL, (Literal(times), other) | (other, Literal(times))):
            return [(part, factor * times) for part, factor in parts_of(other)]
        case _:
            return [(term, 1)]


def _once(parts: list[tuple[OpenTerm, int]]) -> Parts:
    found: Parts = {}
    for part, factor in parts:
        found[part] = found.get(part, 0) + factor
    return {part: factor for part, factor in found.items() if factor}


def _written(parts: Parts) -> OpenTerm:
    number = literal(parts.get(ONE, 0))
    positive = [multiply(literal(factor), part) for part, factor in parts.items() if part != ONE and factor > 0]
    whole = add(sum_of(positive), number)
    for part, factor in parts.items():
        if part != ONE and factor < 0:
            whole = subtract(whole, multiply(literal(-factor), part))
    return whole


def gathered(term: OpenTerm) -> OpenTerm:
    """A sum in which each part stands once, where it stood more often; else `term` itself."""
    written = parts_of(term)
    once = _once(written)
    return _written(once) if len(once) < len({at for at, _ in enumerate(written)}) else term


def difference(first: OpenTerm, second: OpenTerm, above: Mapping[str, OpenTerm]) -> int | None:
    """By how much `first` is more than `second` for every claim, where their parts cancel; None where that varies.

    Columns that are sums of others stand for those: `above` gives what they are defined by.
    """
    left, right = _spread(first, above), _spread(second, above)
    if len(left) < 2 and len(right) < 2:
        return None
    once = _once([*left, *((part, -factor) for part, factor in right)])
    return once.get(ONE, 0) if not once.keys() - {ONE} else None


def _spread(term: OpenTerm, above: Mapping[str, OpenTerm]) -> list[tuple[OpenTerm, int]]:
    """The parts of a sum, those that are sums themselves taken apart, as far as MOST_PARTS allow."""
    pending, found = parts_of(term), list[tuple[OpenTerm, int]]()
    while pending:
        part, factor = pending.pop()
        defined = above.get(part.name) if isinstance(part, Column) else None
        inner = [] if defined is None or len(pending) + len(found) > MOST_PARTS else parts_of(defined)
        if len(inner) < 2:
            found.append((part, factor))
        else:
            pending += [(one, factor * times) for one, times in inner]
    return found


def quotient(whole: OpenTerm, size: int, bounds: Callable[[OpenTerm], Bounds]) -> OpenTerm:
    """`whole` div `size`: multiples of `size` are taken out, and what is left where its range decides it."""
    parts = _once(parts_of(whole))
    out = {part: factor // size for part, factor in parts.items() if factor % size == 0}
    left = _written({part: factor for part, factor in parts.items() if part not in out})
    low, high = bounds(left)
    if not out and low // size != high // size:
        return divide(whole, literal(size))
    return add(_written(out), literal(low // size) if low // size == high // size else divide(left, literal(size)))
