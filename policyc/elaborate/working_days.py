"""工作日后 and 工作日数: working days after a date, and between two, by a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from policyc.core import prelude
from policyc.core.ranges import infer_range
from policyc.core.terms import Column, Hole, OpenTerm
from policyc.core.working_days import (
    WorkingDays,
    weekday_number,
    working_day,
    working_days_in,
    working_number,
)
from policyc.elaborate.account import ReasonAccount
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.names import wrong_type
from policyc.elaborate.symbols import CalendarSymbol
from policyc.elaborate.value import BARE, Bare, Value, ValueType
from policyc.report.diagnostic import Words
from policyc.syntax.expression import Apply, Expression, Name, Text
from policyc.types import DATE, Count, Date, Unit

Elaborate = Callable[[Elaboration, Expression, ValueType | None], Value | None]

WORKDAYS = Count(Unit.WORKDAYS)


def working_days_after(work: Elaboration, node: Apply, elaborate: Elaborate) -> Value | None:
    """工作日后(日期，5个工作日，日历): undetermined where the calendar does not reach."""
    day, count = _date(work, node.arguments[0], elaborate), _count(work, node.arguments[1], elaborate)
    days = _calendar(work, node.arguments[2])
    if day is None or count is None or days is None:
        return None
    start = _numbered(work, days, day)
    wanted = Value(prelude.add(start.term, count.term), BARE, 0, start.low + count.low, start.high + count.high)
    number = work.named(f"{work.owner}__working_day_number", wanted)
    weekday = _column(work, "weekday_number", BARE, weekday_number(days, number.term), number)
    found = _column(work, "working_day", DATE, working_day(days, number.term, weekday.term), number, weekday)
    within = [prelude.between(day.term, days.first, days.last)]
    within.append(prelude.at_most(number.term, prelude.literal(working_days_in(days))))
    return _known(work, node.arguments[2], days, within, found, DATE, (days.first, days.last))


def working_days_between(work: Elaboration, node: Apply, elaborate: Elaborate) -> Value | None:
    """工作日数(自，至，日历): the first day not counted, the last one counted."""
    first, last = (_date(work, argument, elaborate) for argument in node.arguments[:2])
    days = _calendar(work, node.arguments[2])
    if first is None or last is None or days is None:
        return None
    before, through = _numbered(work, days, first), _numbered(work, days, last)
    most = working_days_in(days)
    spread = max(through.high - before.low, before.high - through.low)
    term = prelude.subtract(through.term, before.term)
    counted = work.named(f"{work.owner}__working_days", Value(term, WORKDAYS, 0, -spread, spread))
    within = [prelude.between(day.term, days.first, days.last) for day in (first, last)]
    return _known(work, node.arguments[2], days, within, counted, WORKDAYS, (-most, most))


def _numbered(work: Elaboration, days: WorkingDays, day: Value) -> Value:
    """The working days up to a date, in a column. A date outside the calendar has a number that nothing reads."""
    return _column(work, "working_number", BARE, working_number(days, day.term), day)


def _column(work: Elaboration, stem: str, type: ValueType, term: OpenTerm, *read: Value) -> Value:
    """A column over the columns `read`, as wide as it can come out, outside the calendar too."""
    ranges = {one.term.name: (one.low, one.high) for one in read if isinstance(one.term, Column)}
    return work.named(f"{work.owner}__{stem}", Value(term, type, 0, *infer_range(term, ranges)))


def _known(
    work: Elaboration,
    calendar: Expression,
    days: WorkingDays,
    within: list[OpenTerm],
    value: Value,
    type: ValueType,
    bounds: tuple[int, int],
) -> Value:
    """The value within the calendar, and outside it a hole that says how far the calendar reaches."""
    key = work.fresh(f"{work.owner}__past_calendar")
    work.account.reasons[key] = ReasonAccount(key, _reach(work, calendar, days), work.owner)
    low, high = bounds
    stand_in = low if isinstance(type, Date) else 0
    return Value(prelude.choose(prelude.all_of(within), value.term, Hole(key, stand_in)), type, 0, low, high)


def _reach(work: Elaboration, calendar: Expression, days: WorkingDays) -> Text:
    assert isinstance(calendar, Name)
    name = work.words(calendar.key)
    first, last = date.fromordinal(days.first).year, date.fromordinal(days.last).year
    zh, en = (f"{first}年 至 {last}年", f"{first} to {last}") if first < last else (f"{first}年", str(first))
    return Text(f"日历「{name.zh}」只有 {zh}", f"the calendar `{name.en}` has only {en}")


# ---- arguments


def _date(work: Elaboration, node: Expression, elaborate: Elaborate) -> Value | None:
    value = elaborate(work, node, DATE)
    if value is None:
        return None
    if not isinstance(value.type, Date):
        wrong_type(work, node.span, DATE, value.type)
        return None
    return work.named(f"{work.owner}__date", value)


def _count(work: Elaboration, node: Expression, elaborate: Elaborate) -> Value | None:
    """How many working days: at least one, for none after a day off is no day at all."""
    value = elaborate(work, node, WORKDAYS)
    if value is None:
        return None
    if value.type != WORKDAYS and not isinstance(value.type, Bare):
        wrong_type(work, node.span, WORKDAYS, value.type)
        return None
    if value.scale or value.divisor is not None:
        work.error("date-needs-whole", node.span)
        return None
    if value.low < 1:
        work.error("working-days-from-one", node.span)
        return None
    return value


def _calendar(work: Elaboration, node: Expression) -> WorkingDays | None:
    symbol = work.symbols.get(node.key) if isinstance(node, Name) else None
    if isinstance(node, Name):
        work.used.add(node.key)
    if isinstance(node, Name) and symbol is None:
        work.unknown_name(node)
    elif not isinstance(symbol, CalendarSymbol):
        name = work.words(node.key) if isinstance(node, Name) else Words("此处", "this")
        work.error("not-a-calendar", node.span, name=name)
    else:
        return symbol.days
    return None
