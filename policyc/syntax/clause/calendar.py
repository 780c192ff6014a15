"""日历: which days are worked, year by year."""

from __future__ import annotations

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause.shared import Citation, Hole, Reading
from policyc.syntax.expression import MonthDay, Name, YearLiteral, place


@frozen
class Days:
    """`1月24日 至 2月2日`, both included; a single day has no last."""

    first: MonthDay
    last: MonthDay | None
    span: Span = place()


@frozen
class CalendarYear:
    """`2020年：休 …，班 …`: what differs from Monday to Friday worked, Saturday and Sunday off."""

    year: YearLiteral
    off: tuple[Days, ...]
    working: tuple[Days, ...]
    span: Span = place()


@frozen
class Calendar:
    name: Name
    statements: tuple[Citation | Reading | Hole, ...]
    years: tuple[CalendarYear, ...]
    span: Span = place()
