"""Builders of terms over integers: all that policies compute, spelled in the fifteen operations.

A builder that says *named* uses that argument more than once: give it a Column or a Literal, or the term grows.

literal TRUE FALSE ZERO ONE
add subtract multiply divide negate least most sum_of
at_most at_least less more equal not_equal is_not all_of any_of choose
rounded(numerator, denominator, mode)     Mode.{DOWN, UP, HALF_UP, HALF_EVEN}
within(amount, low, high)  banded(amount, bands)  stepped(amount, edges, values)
part(f, before, after)  rest(f, before, after)  member_of(value, members)
(dates: policyc.core.calendar)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from itertools import pairwise

from policyc.core.basis import Operation
from policyc.core.terms import Call, Choose, Column, Literal, OpenTerm

TRUE, FALSE = Literal(True), Literal(False)
ZERO, ONE = Literal(0), Literal(1)


class Mode(Enum):
    """How a quotient becomes whole. DOWN drops towards zero, UP lifts away from it, halves go up or to even."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


# Integers ------------------------------------------------------------------------------------------------------------


def literal(value: int | bool) -> Literal:
    return Literal(value)


def _two_literals(first: OpenTerm, second: OpenTerm) -> tuple[int, int] | None:
    if isinstance(first, Literal) and isinstance(second, Literal):
        return int(first.value), int(second.value)
    return None


def _is(term: OpenTerm, value: int) -> bool:
    return isinstance(term, Literal) and not isinstance(term.value, bool) and term.value == value


def add(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    if values := _two_literals(first, second):
        return Literal(values[0] + values[1])
    if _is(first, 0):
        return second
    return first if _is(second, 0) else Call(Operation.ADD, (first, second))


def subtract(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    if values := _two_literals(first, second):
        return Literal(values[0] - values[1])
    return first if _is(second, 0) else Call(Operation.SUB, (first, second))


def multiply(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    """The product. A zero is kept as a product, for the other factor may be one that has no value."""
    if values := _two_literals(first, second):
        return Literal(values[0] * values[1])
    if _is(first, 1):
        return second
    return first if _is(second, 1) else Call(Operation.MUL, (first, second))


def divide(numerator: OpenTerm, denominator: OpenTerm) -> OpenTerm:
    """The quotient, down to the next integer. The denominator is at least 1 by its range."""
    if values := _two_literals(numerator, denominator):
        return Literal(values[0] // values[1])
    return numerator if _is(denominator, 1) else Call(Operation.DIV, (numerator, denominator))


def remainder(value: OpenTerm, size: int) -> OpenTerm:
    """What a division of `value` (named) by `size` leaves: 0 to size - 1."""
    return subtract(value, multiply(Literal(size), divide(value, Literal(size))))


def negate(value: OpenTerm) -> OpenTerm:
    return subtract(ZERO, value)


def least(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    if values := _two_literals(first, second):
        return Literal(min(values))
    return Call(Operation.LEAST, (first, second))


def most(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    if values := _two_literals(first, second):
        return Literal(max(values))
    return Call(Operation.MOST, (first, second))


def balanced(combine: Callable[[OpenTerm, OpenTerm], OpenTerm], terms: Sequence[OpenTerm]) -> OpenTerm:
    """Neighbours combined two by two until one is left, so that n terms nest only log n deep; `terms` is not empty."""
    level = list(terms)
    while len(level) > 1:
        pairs = [combine(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def sum_of(terms: Iterable[OpenTerm]) -> OpenTerm:
    """The sum of any number of terms; none is 0."""
    return balanced(add, list(terms) or [ZERO])


# Truths --------------------------------------------------------------------------------------------------------------


def at_most(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    if values := _two_literals(first, second):
        return Literal(values[0] <= values[1])
    return Call(Operation.LE, (first, second))


def at_least(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    return at_most(second, first)


def less(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    return is_not(at_most(second, first))


def more(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    return less(second, first)


def equal(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    if values := _two_literals(first, second):
        return Literal(values[0] == values[1])
    return Call(Operation.EQ, (first, second))


def not_equal(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    return is_not(equal(first, second))


def is_not(truth: OpenTerm) -> OpenTerm:
    match truth:
        case Literal(value):
            return Literal(not value)
        case Call(Operation.NOT, (inner,)):
            return inner
        case _:
            return Call(Operation.NOT, (truth,))


def all_of(truths: Iterable[OpenTerm]) -> OpenTerm:
    """True where every one is; none is true. A literal false decides, and literal truths fall away."""
    return _gathered(Operation.AND, truths, neutral=TRUE, deciding=FALSE)


def any_of(truths: Iterable[OpenTerm]) -> OpenTerm:
    """True where one is; none is false. A literal true decides, and literal falsehoods fall away."""
    return _gathered(Operation.OR, truths, neutral=FALSE, deciding=TRUE)


def _gathered(operation: Operation, truths: Iterable[OpenTerm], neutral: Literal, deciding: Literal) -> OpenTerm:
    kept: list[OpenTerm] = []
    columns: set[str] = set()
    for truth in truths:
        match truth:
            case Literal(value):
                if value == deciding.value:
                    return deciding
            case Column(name):
                if name not in columns:
                    columns.add(name)
                    kept.append(truth)
            case _:
                kept.append(truth)
    return balanced(lambda first, second: Call(operation, (first, second)), kept or [neutral])


def choose(test: OpenTerm, then: OpenTerm, other: OpenTerm) -> OpenTerm:
    """`then` where `test` holds, else `other`; a literal test has chosen already."""
    if isinstance(test, Literal):
        return then if test.value else other
    return Choose(test, then, other)


def member_of(value: OpenTerm, members: Iterable[int]) -> OpenTerm:
    """Is `value` (named) one of `members`? Neighbouring members are asked for as one interval."""
    return any_of(between(value, low, high) for low, high in _runs(sorted(set(members))))


def between(value: OpenTerm, low: int, high: int) -> OpenTerm:
    """Does `value` (named) lie in low to high, both included?"""
    if low == high:
        return equal(value, Literal(low))
    return all_of((at_most(Literal(low), value), at_most(value, Literal(high))))


def _runs(members: Sequence[int]) -> Iterable[tuple[int, int]]:
    breaks = [at for at, (one, following) in enumerate(pairwise(members)) if following != one + 1]
    starts = [0, *(at + 1 for at in breaks)]
    ends = [*breaks, len(members) - 1]
    return ((members[start], members[end]) for start, end in zip(starts, ends, strict=True)) if members else ()


# Rounding ------------------------------------------------------------------------------------------------------------


def rounded(numerator: OpenTerm, denominator: OpenTerm, mode: Mode) -> OpenTerm:
    """numerator / denominator made whole; both are named, the denominator is at least 1. Right for both signs."""
    match mode:
        case Mode.DOWN:
            return _both_signs(numerator, lambda size: divide(size, denominator))
        case Mode.UP:
            return _both_signs(numerator, lambda size: divide(add(size, subtract(denominator, ONE)), denominator))
        case Mode.HALF_UP:
            return _both_signs(numerator, lambda size: _half_up(size, denominator))
        case Mode.HALF_EVEN:
            return _half_even(numerator, denominator)


def rounded_from_zero(numerator: OpenTerm, denominator: OpenTerm, mode: Mode) -> OpenTerm:
    """The same where the numerator is never negative: one division for all but HALF_EVEN."""
    match mode:
        case Mode.DOWN:
            return divide(numerator, denominator)
        case Mode.UP:
            return divide(add(numerator, subtract(denominator, ONE)), denominator)
        case Mode.HALF_UP:
            return _half_up(numerator, denominator)
        case Mode.HALF_EVEN:
            return _half_even(numerator, denominator)


def _both_signs(numerator: OpenTerm, quotient: Callable[[OpenTerm], OpenTerm]) -> OpenTerm:
    return choose(at_most(ZERO, numerator), quotient(numerator), negate(quotient(negate(numerator))))


def _half_up(numerator: OpenTerm, denominator: OpenTerm) -> OpenTerm:
    if isinstance(denominator, Literal):
        return divide(add(numerator, Literal(denominator.value // 2)), denominator)
    return divide(add(multiply(Literal(2), numerator), denominator), multiply(Literal(2), denominator))


def _half_even(numerator: OpenTerm, denominator: OpenTerm) -> OpenTerm:
    twice, size = add(multiply(Literal(2), numerator), denominator), multiply(Literal(2), denominator)
    upward = divide(twice, size)
    tie = equal(multiply(size, upward), twice)
    odd = equal(remainder(upward, 2), ONE)
    return subtract(upward, choose(all_of((tie, odd)), ONE, ZERO))


# Bands, steps and thresholds -----------------------------------------------------------------------------------------


def within(amount: OpenTerm, low: OpenTerm, high: OpenTerm | None) -> OpenTerm:
    """How much of `amount` lies above `low` and up to `high` (None: no upper edge); low <= high, both ends named."""
    reached = amount if high is None else least(amount, high)
    return choose(at_most(amount, low), ZERO, subtract(reached, low))


def banded(amount: OpenTerm, bands: Sequence[tuple[int, int | None, OpenTerm]]) -> OpenTerm:
    """The sum over (low, high, rate) of rate times what of `amount` (named) lies in the band, in rate's scale."""
    return sum_of(multiply(rate, within(amount, Literal(low), _edge(high))) for low, high, rate in bands)


def _edge(high: int | None) -> Literal | None:
    return None if high is None else Literal(high)


def stepped(amount: OpenTerm, edges: Sequence[int], values: Sequence[OpenTerm]) -> OpenTerm:
    """values[i] for the first edge i that `amount` (named) is at most, the last value above all; edges rise."""
    if not edges:
        return values[0]
    half = len(edges) // 2
    return choose(
        at_most(amount, Literal(edges[half])),
        stepped(amount, edges[:half], values[: half + 1]),
        stepped(amount, edges[half + 1 :], values[half + 1 :]),
    )


def part(threshold: Callable[[OpenTerm], OpenTerm], before: OpenTerm, after: OpenTerm) -> OpenTerm:
    """This row's share f(after) - f(before) of what `threshold` makes of a running total.

    For f with f(0) = 0 that neither falls nor rises faster than its argument, 0 <= part <= after - before.
    """
    return subtract(threshold(after), threshold(before))


def rest(threshold: Callable[[OpenTerm], OpenTerm], before: OpenTerm, after: OpenTerm) -> OpenTerm:
    """What `part` leaves of this row: (after - before) - part; the two always add up. All three are named."""
    return subtract(subtract(after, before), part(threshold, before, after))
