"""A typed term: what an expression means, with its type, scale and range. Scales are aligned here and nowhere else."""

from __future__ import annotations

from attrs import evolve, frozen

from policyc.core import prelude
from policyc.core.terms import Hole, Literal, OpenTerm, Refusal
from policyc.elaborate.decide import Axis, Decision
from policyc.types import FIRST_DAY, TRUTH, Count, Date, Kind, Measure, Money, Ratio, Time, Truth, Type


@frozen
class Bare:
    """The type of a number without a unit: it takes the type of what it meets.

    Only `zero` can be taken for a ratio: whether 84 means 84% or 84 times is not for us to guess.
    """

    zero: bool = False


BARE = Bare()
ZERO = Bare(zero=True)

ValueType = Type | Bare


@frozen
class Value:
    """A term that stands for `term / divisor / 10**scale`, between `low` and `high` at that scale.

    `divisor` is a positive literal or term when a division is still to be rounded. `decision` restates a truth
    over axes when it can be decided exactly; `axis` is set on a plain column, which decisions may turn on.
    `absent` is a truth term where the value may be 无; on an axis, absence is the point below `low`. `zeros` is how
    many decimal zeros every value it can take surely ends in: 75% among ratios of scale 4 is 7500.
    """

    term: OpenTerm
    type: ValueType
    scale: int = 0
    low: int = 0
    high: int = 1
    divisor: Value | None = None
    decision: Decision | None = None
    absent: OpenTerm | None = None
    axis: Axis | None = None
    zeros: int = 0

    @property
    def fixed(self) -> bool:
        """Is it the same for every claim?"""
        return self.low == self.high and self.divisor is None and self.absent is None


def constant(value: int, type: ValueType, scale: int = 0) -> Value:
    return Value(Literal(value), type, scale, value, value, zeros=_ending_zeros(value))


ALL_ZEROS = 40
"""0 ends in as many zeros as anyone asks for."""


def _ending_zeros(value: int) -> int:
    digits = str(value)
    return ALL_ZEROS if value == 0 else len(digits) - len(digits.rstrip("0"))


def stand_in(type: ValueType, low: int = 0) -> int | bool:
    """What stands where a value of the type is missing; it is in the type's range, and never read as a value."""
    match type:
        case Truth():
            return False
        case Date():
            return max(low, FIRST_DAY)
        case _:
            return low


def no_value(term: Hole | Refusal, type: ValueType, scale: int) -> Value:
    """A hole or refusal as a value of the type; the number that stands in for it is never read."""
    instead = stand_in(type)
    return Value(evolve(term, stand_in=instead), type, scale, int(instead), int(instead), zeros=ALL_ZEROS)


def truth(term: OpenTerm, decision: Decision | None = None) -> Value:
    return Value(term, TRUTH, 0, 0, 1, decision=decision)


def raised(value: Value, scale: int) -> Value:
    """The same amount at a higher scale: the one place where scales are aligned."""
    if scale == value.scale:
        return value
    factor = 10 ** (scale - value.scale)
    term = prelude.multiply(value.term, Literal(factor))
    zeros = value.zeros + scale - value.scale
    low, high = value.low * factor, value.high * factor
    return evolve(value, term=term, scale=scale, low=low, high=high, axis=None, zeros=zeros)


def lowered(value: Value, scale: int) -> Value | None:
    """The same amount at a lower scale, where no value it can take loses a decimal by it; None where one may."""
    dropped = value.scale - scale
    if value.divisor is not None or value.zeros < dropped:
        return None
    factor = 10**dropped
    term = prelude.divide(value.term, Literal(factor))
    return Value(term, value.type, scale, value.low // factor, value.high // factor, zeros=value.zeros - dropped)


def aligned(left: Value, right: Value) -> tuple[Value, Value]:
    scale = max(left.scale, right.scale)
    return raised(left, scale), raised(right, scale)


def met_type(left: ValueType, right: ValueType) -> ValueType | None:
    """The type two values share, or None: a bare number takes the other's, if that is an amount it can be."""
    match left, right:
        case (Bare(), Bare()):
            return left if left == right else BARE
        case (Bare(zero), other) | (other, Bare(zero)):
            return other if is_amount(other) and (zero or not isinstance(other, Ratio)) else None
        case (Money(one), Money(other)):
            return Money(max(one, other))
        case _:
            return left if left == right else None


def add(left: Value, right: Value, type: ValueType) -> Value:
    left, right = _over_common(left, right)
    left, right = aligned(left, right)
    term = prelude.add(left.term, right.term)
    zeros = min(left.zeros, right.zeros)
    return Value(term, type, left.scale, left.low + right.low, left.high + right.high, left.divisor, zeros=zeros)


def subtract(left: Value, right: Value, type: ValueType) -> Value:
    left, right = _over_common(left, right)
    left, right = aligned(left, right)
    term = prelude.subtract(left.term, right.term)
    zeros = min(left.zeros, right.zeros)
    return Value(term, type, left.scale, left.low - right.high, left.high - right.low, left.divisor, zeros=zeros)


def _over_common(left: Value, right: Value) -> tuple[Value, Value]:
    """Both over one divisor: a/d and b/e become ae/de and bd/de."""
    if left.divisor is None and right.divisor is None:
        return left, right
    over_left, over_right = left.divisor, right.divisor
    bare_left, bare_right = evolve(left, divisor=None), evolve(right, divisor=None)
    if over_right is not None:
        bare_left = multiply(bare_left, over_right, left.type)
    if over_left is not None:
        bare_right = multiply(bare_right, over_left, right.type)
    divisor = over_left if over_right is None else over_right
    if over_left is not None and over_right is not None:
        divisor = multiply(over_left, over_right, BARE)
    return evolve(bare_left, divisor=divisor), evolve(bare_right, divisor=divisor)


def multiply(left: Value, right: Value, type: ValueType) -> Value:
    divisor = left.divisor or right.divisor
    if left.divisor is not None and right.divisor is not None:
        divisor = multiply(left.divisor, right.divisor, BARE)
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    term = prelude.multiply(left.term, right.term)
    zeros = left.zeros + right.zeros
    return Value(term, type, left.scale + right.scale, min(corners), max(corners), divisor, zeros=zeros)


def without_divisors(left: Value, right: Value) -> tuple[Value, Value]:
    """Both sides of a comparison times what still divides them: a/d against b is a against b·d, for d is positive."""
    over_left, over_right = left.divisor, right.divisor
    if over_right is not None:
        left = multiply(left, over_right, left.type)
    if over_left is not None:
        right = multiply(right, over_left, right.type)
    return evolve(left, divisor=None), evolve(right, divisor=None)


def divide(left: Value, right: Value, type: ValueType) -> Value:
    """`left` over a positive `right`; the quotient is only ever rounded."""
    over = evolve(right, divisor=None, type=BARE)
    if right.divisor is not None:
        left = multiply(left, right.divisor, left.type)
    scale = max(left.scale, over.scale)
    left = raised(left, scale)
    divisor = over if left.divisor is None else multiply(left.divisor, over, BARE)
    # a/10^s over b/10^t is (a/b)/10^(s-t): raised so that s >= t, the divisor then counts as whole
    whole = evolve(divisor, scale=0)
    return evolve(left, type=type, scale=scale - over.scale, divisor=whole, axis=None, decision=None)


def least(left: Value, right: Value, type: ValueType) -> Value:
    left, right = aligned(left, right)
    term = prelude.least(left.term, right.term)
    zeros = min(left.zeros, right.zeros)
    return Value(term, type, left.scale, min(left.low, right.low), min(left.high, right.high), zeros=zeros)


def most(left: Value, right: Value, type: ValueType) -> Value:
    left, right = aligned(left, right)
    term = prelude.most(left.term, right.term)
    zeros = min(left.zeros, right.zeros)
    return Value(term, type, left.scale, max(left.low, right.low), max(left.high, right.high), zeros=zeros)


def choose(test: Value, then: Value, other: Value, type: ValueType) -> Value:
    then, other = aligned(then, other)
    if isinstance(test.term, Literal):
        return evolve(then if test.term.value else other, type=type)
    term = prelude.choose(test.term, then.term, other.term)
    zeros = min(then.zeros, other.zeros)
    return Value(term, type, then.scale, min(then.low, other.low), max(then.high, other.high), zeros=zeros)


def is_amount(type: ValueType) -> bool:
    """Can values of this type be added and compared by size?"""
    match type:
        case Money() | Ratio() | Measure() | Count() | Bare():
            return True
        case Date() | Time() | Truth() | Kind():
            return False
