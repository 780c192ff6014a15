"""Literals: what a number, a date or a word means by itself."""

from __future__ import annotations

from datetime import date

from policyc.core.terms import Literal
from policyc.elaborate.value import BARE, ZERO, Value, ValueType, constant, truth
from policyc.syntax.expression import (
    DateLiteral,
    MonthLiteral,
    Number,
    NumberUnit,
    TimeLiteral,
    TruthLiteral,
    YearLiteral,
)
from policyc.types import DATE, MONEY, RATIO, TIME, Count, Unit

_TYPES: dict[NumberUnit, tuple[ValueType, int]] = {
    NumberUnit.NONE: (BARE, 0),
    NumberUnit.YUAN: (MONEY, 0),
    NumberUnit.PERCENT: (RATIO, 2),
    NumberUnit.POINT: (RATIO, 2),
}


def number(node: Number) -> Value:
    """A number at its own scale: 90% is 90 at scale 2."""
    if node.unit is NumberUnit.WEEKS:
        return constant(node.digits * 7, Count(Unit.DAYS), node.decimals)
    unit = node.unit.value
    if node.unit is NumberUnit.NONE and node.digits == 0:
        return constant(0, ZERO)
    type, more = (Count(unit), 0) if isinstance(unit, Unit) else _TYPES[node.unit]
    return constant(node.digits, type, node.decimals + more)


def day(node: DateLiteral) -> Value | None:
    """A date as its day number; None when there is no such day (the parser has said so)."""
    try:
        return constant(date(node.year, node.month, node.day).toordinal(), DATE)
    except ValueError:
        return None


def year(node: YearLiteral) -> Value:
    return constant(node.year, Count(Unit.YEAR))


def month(node: MonthLiteral) -> Value:
    return constant(12 * node.year + node.month - 1, Count(Unit.MONTH))


def time(node: TimeLiteral) -> Value:
    """A time of day; one past 23:59 the parser has refused."""
    return constant(node.hour * 60 + node.minute, TIME)


def yes_or_no(node: TruthLiteral) -> Value:
    return truth(Literal(node.value))
