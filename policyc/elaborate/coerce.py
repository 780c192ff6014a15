"""A value as a declared type: its scale raised silently, never lowered without a rounding."""

from __future__ import annotations

from attrs import evolve

from policyc.core import prelude
from policyc.core.terms import Literal
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.names import named_type, wrong_type
from policyc.elaborate.value import BARE, Value, constant, lowered, met_type, multiply, raised
from policyc.source import Span
from policyc.syntax.clause import Rounding
from policyc.types import Money, Type, scale_of


def coerce(work: Elaboration, value: Value, type: Type, span: Span, rounding: Rounding | None = None) -> Value | None:
    """The value at the type's own scale.

    A bare number becomes an amount of the type. A scale higher than the type's, or a division, is an error: money may
    say how it rounds, nothing else can.
    """
    if met_type(value.type, type) is None:
        wrong_type(work, span, type, value.type)
        return None
    value = evolve(value, type=type)
    if rounding is not None:
        return _round(work, value, type, rounding)
    if value.scale > scale_of(type):
        value = lowered(value, scale_of(type)) or value
    if value.divisor is not None or value.scale > scale_of(type):
        code = "needs-rounding" if isinstance(type, Money) else "decimals-not-kept"
        work.error(code, span, type=named_type(work, type))
        return None
    return raised(value, scale_of(type))


def _round(work: Elaboration, value: Value, type: Type, rounding: Rounding) -> Value | None:
    if not isinstance(type, Money):
        work.error("rounding-not-money", rounding.span, type=named_type(work, type))
        return None
    return raised(round_money(work, value, rounding), scale_of(type))


def round_money(work: Elaboration, value: Value, rounding: Rounding) -> Value:
    """The amount rounded to the unit, as a column; an amount that is fine enough already is left alone."""
    scale = rounding.unit.value
    if value.divisor is None and value.scale <= scale:
        return value
    divisor = value.divisor or constant(1, BARE)
    numerator = raised(value, max(scale, value.scale))
    divisor = multiply(divisor, constant(10 ** (numerator.scale - scale), BARE), BARE)
    above = work.named(f"{work.owner}__unrounded", evolve(numerator, divisor=None))
    below = divisor if isinstance(divisor.term, Literal) else work.named(f"{work.owner}__divisor", divisor)
    term = prelude.rounded(above.term, below.term, prelude.Mode(rounding.mode.value))
    # the divisor is at least 1, so a rounded quotient is never further from 0 than its numerator
    low = above.low // max(1, divisor.low) - 1 if above.low < 0 else above.low // max(1, divisor.high)
    high = max(0, above.high // max(1, divisor.low) + 1) if above.high > 0 else 0
    return Value(term, value.type, scale, low, high)
