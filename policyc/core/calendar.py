"""Builders of terms over dates, which are day numbers: ages, spans of months, and the keys of periods.

Every date, key and count here is used more than once: give Columns or Literals.

age(birth, on)  months_after(date, months)  years_after(date, years)  months_touched(first, last)
year_of month_of day_of date_of month_and_day(date)
year_key(date, month, day)  month_key(date)  first_day_of_year(key, month, day)  last_day_of_year(key, month, day)
first_day_of_month(key)  last_day_of_month(key)
"""

from __future__ import annotations

from policyc.core.basis import Operation
from policyc.core.prelude import ONE, ZERO, add, choose, divide, equal, less, literal, multiply, remainder, subtract
from policyc.core.terms import Call, OpenTerm


def year_of(day: OpenTerm) -> OpenTerm:
    return Call(Operation.YEAR, (day,))


def month_of(day: OpenTerm) -> OpenTerm:
    return Call(Operation.MONTH, (day,))


def day_of(day: OpenTerm) -> OpenTerm:
    return Call(Operation.DAY, (day,))


def date_of(year: OpenTerm, month: OpenTerm, day: OpenTerm) -> OpenTerm:
    """The day number of a date; a day past the month's end is the month's last."""
    return Call(Operation.DATE, (year, month, day))


def age(birth: OpenTerm, on: OpenTerm) -> OpenTerm:
    """Full years on the date `on`, 周岁. Someone born on 29 February turns on 1 March in common years."""
    return subtract(
        subtract(year_of(on), year_of(birth)), choose(less(month_and_day(on), month_and_day(birth)), ONE, ZERO)
    )


def month_and_day(day: OpenTerm) -> OpenTerm:
    """The place of a day (named) in its year, as a number that grows with the day: 32 * month + day."""
    return add(multiply(literal(32), month_of(day)), day_of(day))


def month_key(day: OpenTerm) -> OpenTerm:
    """The calendar month as one number, 12 * year + month - 1, so that neighbours differ by one."""
    return add(multiply(literal(12), year_of(day)), subtract(month_of(day), ONE))


def months_after(day: OpenTerm, months: OpenTerm) -> OpenTerm:
    """The same day `months` calendar months later (or earlier), or that month's last where it has no such day."""
    key = add(month_key(day), months)
    return date_of(divide(key, literal(12)), add(remainder(key, 12), ONE), day_of(day))


def years_after(day: OpenTerm, years: OpenTerm) -> OpenTerm:
    """The same date `years` later; 29 February becomes 28 February in common years."""
    return date_of(add(year_of(day), years), month_of(day), day_of(day))


def birthday(birth: OpenTerm, years: OpenTerm) -> OpenTerm:
    """The day on which someone born on `birth` (named) turns `years`: 1 March for 29 February in common years."""
    day = years_after(birth, years)
    return choose(equal(day_of(day), day_of(birth)), day, add(day, ONE))


def months_touched(first: OpenTerm, last: OpenTerm) -> OpenTerm:
    """How many calendar months the days `first` to `last` touch, both ends counted."""
    return add(subtract(month_key(last), month_key(first)), ONE)


def year_key(day: OpenTerm, month: int, start: int) -> OpenTerm:
    """The calendar year in which the yearly period around `day` started, periods starting on `month`-`start`."""
    if (month, start) == (1, 1):
        return year_of(day)
    begins = first_day_of_year(year_of(day), month, start)
    return subtract(year_of(day), choose(less(day, begins), ONE, ZERO))


def first_day_of_year(key: OpenTerm, month: int, start: int) -> OpenTerm:
    """The first day of the yearly period that starts in calendar year `key`."""
    return date_of(key, literal(month), literal(start))


def last_day_of_year(key: OpenTerm, month: int, start: int) -> OpenTerm:
    return subtract(first_day_of_year(add(key, ONE), month, start), ONE)


def first_day_of_month(key: OpenTerm) -> OpenTerm:
    """The first day of the calendar month numbered `key` (see month_key)."""
    return date_of(divide(key, literal(12)), add(remainder(key, 12), ONE), ONE)


def last_day_of_month(key: OpenTerm) -> OpenTerm:
    return date_of(divide(key, literal(12)), add(remainder(key, 12), ONE), literal(31))
