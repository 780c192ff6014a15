"""日历: the days worked, year by year, as they differ from Monday to Friday."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from policyc.constructs.source import cite
from policyc.core.working_days import WorkingDays, is_weekend
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import CalendarSymbol
from policyc.report.diagnostic import Words
from policyc.syntax.clause import Calendar, CalendarYear, Days
from policyc.syntax.expression import MonthDay


def declare_calendar(work: Elaboration, block: Calendar) -> None:
    """Enter the calendar: nothing in it waits for other names."""
    before = len(work.diagnostics)
    if not block.years:
        work.error("nothing-given", block.name.span, name=work.words(block.name.key))
    for above, year in zip(block.years, block.years[1:], strict=False):
        if year.year.year != above.year.year + 1:
            work.error("calendar-years", year.year.span, wanted=above.year.year + 1)
    off: set[int] = set()
    extra: set[int] = set()
    for year in block.years:
        _enter(work, year, off, extra)
    days = None
    if len(work.diagnostics) == before or not work.failed:
        first, last = block.years[0].year.year, block.years[-1].year.year
        span = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
        days = WorkingDays(*span, frozenset(off), frozenset(extra))
    work.declare(block.name, CalendarSymbol(days, block.name.span))


def check_calendar(work: Elaboration, block: Calendar) -> None:
    cite(work, block.statements)


def _enter(work: Elaboration, year: CalendarYear, off: set[int], extra: set[int]) -> None:
    """The weekdays off and the weekend days worked of one year."""
    free = set(_each_day(work, year, year.off))
    for days in year.working:
        for day in _each_day(work, year, [days]):
            if day in free:
                work.error("calendar-day-both", days.span, day=_words(day))
            elif not is_weekend(day):
                work.warn("calendar-day-worked", days.span, day=_words(day))
            else:
                extra.add(day)
    off.update(day for day in free if not is_weekend(day))


def _each_day(work: Elaboration, year: CalendarYear, listed: Iterable[Days]) -> list[int]:
    found: list[int] = []
    for days in listed:
        first = _day(work, year, days.first)
        last = first if days.last is None else _day(work, year, days.last)
        if first is None or last is None:
            continue
        if last < first:
            work.error("empty-interval", days.span)
        found += range(first, last + 1)
    return found


def _day(work: Elaboration, year: CalendarYear, node: MonthDay) -> int | None:
    """The day number; None for 29 February in a common year, and for what the parser has told of."""
    try:
        return date(year.year.year, node.month, node.day).toordinal()
    except ValueError:
        if (node.month, node.day) == (2, 29):
            work.error("calendar-leap-day", node.span, year=year.year.year)
        return None


def _words(day: int) -> Words:
    when = date.fromordinal(day)
    return Words(f"{when.year}年{when.month}月{when.day}日", when.isoformat())
