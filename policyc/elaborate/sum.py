"""Sums: amounts of one type, and dates moved by days, months or years."""

from __future__ import annotations

from attrs import evolve

from policyc.core import calendar
from policyc.elaborate.condition import Elaborate
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.functions import reachable
from policyc.elaborate.names import wrong_type
from policyc.elaborate.reach import balanced, within_reach
from policyc.elaborate.value import (
    BARE,
    ZERO,
    Bare,
    Value,
    ValueType,
    add,
    constant,
    is_amount,
    met_type,
    multiply,
    subtract,
)
from policyc.source import Span
from policyc.syntax.expression import (
    Expression,
    Name,
    Number,
    Sum,
)
from policyc.types import DATE, RATIO, Count, Date, Ratio, Unit


def sum_value(work: Elaboration, node: Sum, expected: ValueType | None, elaborate: Elaborate) -> Value | None:
    """A sum of amounts of one type, or a date and what it is moved by."""
    if _told_as_one_name(work, node):
        return None
    values: list[Value | None] = []
    for part in node.parts:
        values.append(_part_of_sum(work, part, expected, elaborate))
        if expected is None and values[0] is not None:
            expected = values[0].type
    if any(value is None for value in values):
        return None
    present = [value for value in values if value is not None]
    if isinstance(present[0].type, Date):
        return _date_sum(work, node, present)
    if any(isinstance(value.type, Ratio) for value in present):
        present = [_the_whole(value) for value in present]
    type: ValueType = ZERO
    for value, part in zip(present, node.parts, strict=True):
        met = met_type(type, value.type) if is_amount(value.type) else None
        if met is None:
            wrong_type(work, part.span, type, value.type)
            return None
        type = met
    plus = [value for value, minus in zip(present, node.minus, strict=True) if not minus]
    less = [value for value, minus in zip(present, node.minus, strict=True) if minus]
    total = balanced(lambda a, b: add(a, b, type), plus) if plus else constant(0, type)
    if less:
        total = subtract(total, balanced(lambda a, b: add(a, b, type), less), type)
    return within_reach(work, evolve(total, type=type), node.span)


def _told_as_one_name(work: Elaboration, node: Sum) -> bool:
    """Say of `ip-pay`, of which neither half is declared, that it is `ip_pay`."""
    for one, other, minus in zip(node.parts, node.parts[1:], node.minus[1:], strict=False):
        if minus and isinstance(one, Name) and isinstance(other, Name) and other.span.start - one.span.end == 1:
            known = {spelling for key in work.symbols for spelling in (key, work.words(key).en)}
            joined = f"{one.key}_{other.key}"
            if joined in known and one.key not in work.symbols and other.key not in work.symbols:
                work.error(
                    "name-form", Span(one.span.start, other.span.end), name=f"{one.key}-{other.key}", instead=joined
                )
                return True
    return False


def _part_of_sum(work: Elaboration, part: Expression, expected: ValueType | None, elaborate: Elaborate) -> Value | None:
    return constant(1, BARE) if part == Number(1) else elaborate(work, part, expected)


def _the_whole(value: Value) -> Value:
    """The 1 of `1 − 先付比例`: beside a ratio, one without a unit can only be the whole."""
    return constant(1, RATIO) if value == constant(1, BARE) else value


def _date_sum(work: Elaboration, node: Sum, values: list[Value]) -> Value | None:
    total: Value | None = values[0]
    for value, minus, part in zip(values[1:], node.minus[1:], node.parts[1:], strict=True):
        if total is None:
            return None
        if isinstance(value.type, Date) and minus and isinstance(total.type, Date):
            total = subtract(total, value, Count(Unit.DAYS))
        elif isinstance(total.type, Date):
            total = _shift(work, total, value, minus, part)
        else:
            wrong_type(work, part.span, total.type, value.type)
            return None
    return total


def _shift(work: Elaboration, day: Value, by: Value, minus: bool, part: Expression) -> Value | None:
    """A date some days, months or years later; months and years keep the day or take the month's last.

    周岁 added to a birth is the birthday, as `周岁(…)` counts it.
    """
    if by.scale or by.divisor is not None:
        work.error("date-needs-whole", part.span)
        return None
    if minus:
        by = subtract(constant(0, by.type), by, by.type)
    match by.type:
        case Count(Unit.DAYS):
            return reachable(work, add(day, by, DATE), part.span)
        case Count(Unit.AGE):
            origin = work.named(f"{work.owner}__date", day)
            term = calendar.birthday(origin.term, by.term)
            reached = Value(term, DATE, 0, day.low + by.low * 366 - 366, day.high + by.high * 366 + 366)
            return reachable(work, reached, part.span)
        case Count(Unit.MONTHS | Unit.YEARS):
            factor = 1 if by.type == Count(Unit.MONTHS) else 12
            months = multiply(by, constant(factor, BARE), by.type)
            origin = work.named(f"{work.owner}__date", day)
            term = calendar.months_after(origin.term, months.term)
            earliest, latest = day.low + min(_month_days(months.low)), day.high + max(_month_days(months.high))
            return reachable(work, Value(term, DATE, 0, earliest, latest), part.span)
        case Count(Unit.WORKDAYS):
            work.error("working-days-calendar", part.span)
        case Bare():
            work.error("date-needs-unit", part.span)
        case _:
            wrong_type(work, part.span, Count(Unit.DAYS), by.type)
    return None


def _month_days(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months can be, as they lie."""
    return 28 * months, 31 * months
