"""The built-in functions: ages, months, dates of periods, the lesser and the greater."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial, reduce
from typing import assert_never

from policyc.core import calendar, prelude
from policyc.core.terms import Hole, OpenTerm
from policyc.elaborate.account import ReasonAccount
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.names import wrong_type
from policyc.elaborate.symbols import PeriodSymbol
from policyc.elaborate.value import ZERO, Value, ValueType, is_amount, least, met_type, most, subtract
from policyc.elaborate.working_days import working_days_after, working_days_between
from policyc.report.diagnostic import Words
from policyc.source import Span
from policyc.syntax.clause import PeriodUnit
from policyc.syntax.expression import Apply, Expression, Function, MonthDay, Name, Text
from policyc.types import DATE, Count, Date, Unit

Elaborate = Callable[[Elaboration, Expression, ValueType | None], Value | None]

EARLIEST, LATEST = date(1000, 1, 1).toordinal(), date(8999, 12, 31).toordinal()
"""What a reckoned date may come to: every engine has these days and the years around them."""


def apply_function(work: Elaboration, node: Apply, elaborate: Elaborate) -> Value | None:
    """The value of a built-in function."""
    match node.function:
        case Function.AGE:
            return _age(work, node, elaborate)
        case Function.MONTHS:
            return _two_dates(work, node, elaborate, calendar.months_touched, Count(Unit.MONTHS), 28)
        case Function.DAYS:
            return _days(work, node, elaborate)
        case Function.FIRST_DAY | Function.LAST_DAY:
            return _period_end(work, node)
        case Function.DAY_OF_YEAR:
            return _day_of_year(work, node, elaborate)
        case Function.YEAR_OF:
            return _year_of(work, node, elaborate)
        case Function.WORKING_DAYS_AFTER:
            return working_days_after(work, node, elaborate) if _count_of(work, node, 3) else None
        case Function.WORKING_DAYS:
            return working_days_between(work, node, elaborate) if _count_of(work, node, 3) else None
        case Function.LEAST:
            return _extreme(work, node, elaborate, least)
        case Function.MOST:
            return _extreme(work, node, elaborate, most)
        case _:
            assert_never(node.function)


def reachable(work: Elaboration, value: Value, span: Span) -> Value | None:
    """The date, unless the facts it is reckoned from let it run out of the calendar."""
    if value.low >= EARLIEST and value.high <= LATEST:
        return value
    work.error("amount-too-large", span)
    return None


def _count_of(work: Elaboration, node: Apply, wanted: int) -> bool:
    if len(node.arguments) == wanted:
        return True
    work.error("wrong-number-of-arguments", node.span, wanted=wanted, found=len(node.arguments))
    return False


def _dates(work: Elaboration, node: Apply, elaborate: Elaborate) -> list[Value] | None:
    """All arguments as dates in columns, for functions name what they use twice."""
    found: list[Value] = []
    for argument in node.arguments:
        value = elaborate(work, argument, DATE)
        if value is None:
            continue
        if not isinstance(value.type, Date):
            wrong_type(work, node.span, DATE, value.type)
            continue
        found.append(work.named(f"{work.owner}__date", value))
    return found if len(found) == len(node.arguments) else None


def _two_dates(
    work: Elaboration,
    node: Apply,
    elaborate: Elaborate,
    build: Callable[[OpenTerm, OpenTerm], OpenTerm],
    type: Count,
    shortest: int,
) -> Value | None:
    """How many years or months lie between two dates; none of them has fewer days than `shortest`."""
    dates = _dates(work, node, elaborate) if _count_of(work, node, 2) else None
    if dates is None:
        return None
    first, last = dates
    # never below 0 where the one date cannot come before the other
    least_count = 0 if first.high <= last.low else (last.low - first.high) // shortest - 1
    most_count = max(0, (last.high - first.low) // shortest) + 2
    return Value(build(first.term, last.term), type, 0, least_count, most_count)


def _age(work: Elaboration, node: Apply, elaborate: Elaborate) -> Value | None:
    """Full years; where the birth comes after the day asked about there is no age, and no answer."""
    age = _two_dates(work, node, elaborate, calendar.age, Count(Unit.AGE), 365)
    if age is None or age.low >= 0:
        return age
    counted = work.named(f"{work.owner}__age", age)
    key = work.fresh(f"{work.owner}__unborn")
    work.account.reasons[key] = ReasonAccount(key, _UNBORN, work.owner)
    born = prelude.at_most(prelude.ZERO, counted.term)
    return Value(prelude.choose(born, counted.term, Hole(key, 0)), age.type, 0, 0, age.high)


_UNBORN = Text("出生日期晚于所问的日期，没有周岁", "the birth date is after the day asked about: there is no age")


def _days(work: Elaboration, node: Apply, elaborate: Elaborate) -> Value | None:
    dates = _dates(work, node, elaborate) if _count_of(work, node, 2) else None
    return None if dates is None else subtract(dates[1], dates[0], Count(Unit.DAYS))


def _year_of(work: Elaboration, node: Apply, elaborate: Elaborate) -> Value | None:
    dates = _dates(work, node, elaborate) if _count_of(work, node, 1) else None
    return None if dates is None else Value(calendar.year_of(dates[0].term), Count(Unit.YEAR), 0, 1, 9999)


def _day_of_year(work: Elaboration, node: Apply, elaborate: Elaborate) -> Value | None:
    """That month and day in the calendar year of the date."""
    if not _count_of(work, node, 2):
        return None
    day = node.arguments[1]
    if not isinstance(day, MonthDay):
        work.error("month-day-wanted", day.span)
        return None
    dates = _dates(work, Apply(node.function, node.arguments[:1], node.span), elaborate)
    if dates is None:
        return None
    term = calendar.first_day_of_year(calendar.year_of(dates[0].term), day.month, day.day)
    return reachable(work, Value(term, DATE, 0, dates[0].low - 366, dates[0].high + 366), node.span)


def _period_end(work: Elaboration, node: Apply) -> Value | None:
    """The first or last day of the period that this claim falls in."""
    if not _count_of(work, node, 1):
        return None
    argument = node.arguments[0]
    period = work.symbols.get(argument.key) if isinstance(argument, Name) else None
    if not isinstance(period, PeriodSymbol) or period.unit is PeriodUnit.LIFETIME:
        work.error("not-a-period", argument.span, name=_named(work, argument))
        return None
    work.used.add(period.key)
    if period.value is None or period.by is None:
        return None
    if period.unit is PeriodUnit.ROLLING:
        return period.value if node.function is Function.FIRST_DAY else period.last
    build = _PERIOD_ENDS[period.unit, node.function is Function.FIRST_DAY]
    if period.unit is PeriodUnit.YEAR:
        build = partial(build, month=period.start.month, start=period.start.day)
    value = Value(build(period.value.term), DATE, 0, period.by.low - 366, period.by.high + 366)
    return reachable(work, value, node.span)


def _named(work: Elaboration, node: Expression) -> Words:
    return work.words(node.key) if isinstance(node, Name) else Words("此处", "this")


_PERIOD_ENDS: dict[tuple[PeriodUnit, bool], Callable[..., OpenTerm]] = {
    (PeriodUnit.YEAR, True): calendar.first_day_of_year,
    (PeriodUnit.YEAR, False): calendar.last_day_of_year,
    (PeriodUnit.MONTH, True): calendar.first_day_of_month,
    (PeriodUnit.MONTH, False): calendar.last_day_of_month,
    (PeriodUnit.DAY, True): lambda key: key,
    (PeriodUnit.DAY, False): lambda key: key,
}


def _extreme(
    work: Elaboration, node: Apply, elaborate: Elaborate, combine: Callable[[Value, Value, ValueType], Value]
) -> Value | None:
    """取小, 取大 of two or more amounts or dates."""
    if len(node.arguments) < 2:
        work.error("wrong-number-of-arguments", node.span, wanted=2, found=len(node.arguments))
        return None
    present: list[Value] = []
    for argument in node.arguments:
        value = elaborate(work, argument, present[0].type if present else None)
        present += [] if value is None else [value]
    if len(present) < len(node.arguments):
        return None
    type: ValueType = ZERO
    for value in present:
        met = value.type if value is present[0] else met_type(type, value.type)
        if met is None or not (is_amount(met) or isinstance(met, Date)):
            wrong_type(work, node.span, type, value.type)
            return None
        if value.divisor is not None:
            work.error("division-unrounded", node.span)
            return None
        type = met
    return reduce(lambda left, right: combine(left, right, type), present)
