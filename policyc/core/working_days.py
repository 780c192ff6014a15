"""Builders of terms over working days: Monday to Friday, but for what a calendar says otherwise.

Working days are numbered. Weekdays have numbers by arithmetic, and those of working days differ from them by steps
that are known when the policy is compiled; so both ways, from day to number and back, are terms of the basis.

working_number(days, day)  weekday_number(days, number)  working_day(days, number, weekday)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from attrs import frozen

from policyc.core.prelude import ONE, add, divide, least, literal, multiply, remainder, stepped, subtract
from policyc.core.terms import OpenTerm


@frozen
class WorkingDays:
    """Day numbers `first` to `last`, of which `off` are weekdays not worked and `extra` weekend days that are."""

    first: int
    last: int
    off: frozenset[int] = frozenset()
    extra: frozenset[int] = frozenset()

    def is_worked(self, day: int) -> bool:
        return day in self.extra if is_weekend(day) else day not in self.off


def is_weekend(day: int) -> bool:
    """Day 1 is a Monday."""
    return day % 7 in (6, 0)


def weekdays_through(day: int) -> int:
    """How many Mondays to Fridays there are from day 1 to `day`."""
    return 5 * (day // 7) + min(day % 7, 5)


def working_number(days: WorkingDays, day: OpenTerm) -> OpenTerm:
    """How many days of the calendar are worked up to and including `day` (named), a day of the calendar."""
    weekdays = add(multiply(literal(5), divide(day, literal(7))), least(remainder(day, 7), literal(5)))
    return add(weekdays, _steps(day, _corrections(days)))


def weekday_number(days: WorkingDays, number: OpenTerm) -> OpenTerm:
    """The number among all weekdays of the working day `number` (named), or of the weekday last before it."""
    return add(number, _steps(number, tuple((at, weekdays_through(day) - at) for at, day in _worked(days))))


def working_day(days: WorkingDays, number: OpenTerm, weekday: OpenTerm) -> OpenTerm:
    """The day of the working day `number` (named), whose `weekday_number` is `weekday` (named)."""
    weekends = multiply(literal(2), divide(subtract(weekday, ONE), literal(5)))
    past = tuple((at, (day % 7 - 5) % 7 if is_weekend(day) else 0) for at, day in _worked(days))
    return add(add(weekday, weekends), _steps(number, past))


def _steps(amount: OpenTerm, values: Iterable[tuple[int, int]]) -> OpenTerm:
    """The value given for an amount (named); neighbours of equal value are one step."""
    steps: list[tuple[int, int]] = []
    for at, value in values:
        if steps and steps[-1][1] == value:
            steps[-1] = at, value
        else:
            steps.append((at, value))
    return stepped(amount, [at for at, _ in steps[:-1]], [literal(value) for _, value in steps])


@cache
def _worked(days: WorkingDays) -> tuple[tuple[int, int], ...]:
    """Each working day with its number, from 1."""
    return tuple(enumerate(filter(days.is_worked, range(days.first, days.last + 1)), 1))


@cache
def _corrections(days: WorkingDays) -> tuple[tuple[int, int], ...]:
    """For each day, the working days up to it less the weekdays up to it since day 1."""
    return tuple(_counted(days))


def _counted(days: WorkingDays) -> Iterator[tuple[int, int]]:
    number = 0
    for day in range(days.first, days.last + 1):
        number += days.is_worked(day)
        yield day, number - weekdays_through(day)


def working_days_in(days: WorkingDays) -> int:
    """How many days of the calendar are worked."""
    return len(_worked(days))
