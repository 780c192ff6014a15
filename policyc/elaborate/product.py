"""Products and quotients: which types can be multiplied or divided, and what comes of it."""

from __future__ import annotations

from attrs import evolve

from policyc.elaborate.condition import Elaborate
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.names import named_type, wrong_type
from policyc.elaborate.number import factor_value, factor_without_yuan
from policyc.elaborate.reach import LARGEST, balanced, within_reach
from policyc.elaborate.value import (
    BARE,
    Bare,
    Value,
    ValueType,
    divide,
    is_amount,
    multiply,
)
from policyc.elaborate.wording import number_text
from policyc.syntax.expression import (
    Number,
    Product,
)
from policyc.types import MONEY, QUANTITY, RATIO, Count, Measure, Money, Ratio, Unit


def product_value(work: Elaboration, node: Product, expected: ValueType | None, elaborate: Elaborate) -> Value | None:
    """A product of amounts, over others."""
    values = [
        factor_value(work, part) if isinstance(part, Number) else elaborate(work, part, None) for part in node.parts
    ]
    if any(value is None for value in values):
        return None
    present = [value for value in values if value is not None]
    for value, part in zip(present, node.parts, strict=True):
        if not is_amount(value.type):
            wrong_type(work, part.span, RATIO, value.type)
            return None
    if isinstance(expected, Money) and (plain := factor_without_yuan(node, present)) is not None:
        work.error("factor-without-unit", plain.span, found=number_text(plain.digits, plain.decimals))
        return None
    return _over(work, node, present)


def _over(work: Elaboration, node: Product, values: list[Value]) -> Value | None:
    above = [value for value, over in zip(values, node.over, strict=True) if not over]
    below = [value for value, over in zip(values, node.over, strict=True) if over]
    total = _times(work, node, above)
    if total is None or not below:
        return total
    divisor = _times(work, node, below)
    if divisor is None:
        return None
    if divisor.low <= 0:
        work.error("divisor-may-be-zero", node.span)
        return None
    type = _quotient_type(total.type, divisor.type)
    if type is None:
        wrong_type(work, node.span, total.type, divisor.type)
        return None
    return divide(total, divisor, type)


def _times(work: Elaboration, node: Product, values: list[Value]) -> Value | None:
    type: ValueType = BARE
    size = 1
    for value in values:
        met = _product_type(type, value.type)
        size *= max(abs(value.low), abs(value.high), 1)
        if met is None:
            work.error("cannot-multiply", node.span, left=named_type(work, type), right=named_type(work, value.type))
            return None
        if size >= LARGEST:
            work.error("amount-too-large", node.span)
            return None
        type = met
    return within_reach(work, evolve(balanced(lambda a, b: multiply(a, b, type), values), type=type), node.span)


def _product_type(left: ValueType, right: ValueType) -> ValueType | None:
    """money × ratio or number is money, a price so many times an amount; ratio × ratio is a ratio; money × money is
    nothing."""
    if isinstance(left, Bare):
        return right
    if isinstance(right, Bare):
        return left
    match left, right:
        case (Money(), Money()):
            return None
        case (Money() as money, Ratio()) | (Ratio(), Money() as money):
            return money
        case (Money(), _) | (_, Money()):
            return MONEY
        case (Ratio(), _) | (_, Ratio()):
            return RATIO if isinstance(left, Ratio) and isinstance(right, Ratio) else _other(left, right)
        case (Measure(), Count()) | (Count(), Measure()):
            return QUANTITY
        case (Count(), Count()):
            return left if left == right or right == Count(Unit.TIMES) else None
        case _:
            return None


def _other(left: ValueType, right: ValueType) -> ValueType:
    return right if isinstance(left, Ratio) else left


def _quotient_type(left: ValueType, right: ValueType) -> ValueType | None:
    if isinstance(right, Bare):
        return left
    if left == right or (isinstance(left, Money) and isinstance(right, Money)):
        return RATIO if isinstance(left, Money | Ratio | Measure) else BARE
    if isinstance(right, Ratio | Measure | Count):
        return left
    return None
