"""期间: the years, months and days over which amounts add up."""

from __future__ import annotations

from attrs import evolve

from policyc.core import calendar
from policyc.elaborate.elaboration import AmountSymbol, Elaboration, PeriodSymbol
from policyc.elaborate.names import read, wrong_type
from policyc.elaborate.value import Value
from policyc.syntax.clause import PeriodBlock, PeriodUnit
from policyc.syntax.expression import MonthDay
from policyc.types import DATE, Count, Date, Unit


def declare_period(work: Elaboration, block: PeriodBlock) -> None:
    start = block.start or MonthDay(1, 1)
    work.declare(block.name, PeriodSymbol(block.name.key, block.unit, start, block.name.span))
    if block.unit is not PeriodUnit.LIFETIME and block.by is None:
        work.error("period-needs-date", block.span)
    if block.unit is PeriodUnit.YEAR and block.start is None:
        work.error("period-needs-start", block.span)


def elaborate_period(work: Elaboration, block: PeriodBlock) -> None:
    """The key column: the calendar year in which the period starts, the month's number, or the day's."""
    symbol = work.symbols.get(block.name.key)
    if not isinstance(symbol, PeriodSymbol) or block.by is None:
        return
    of_lines = work.symbols.get(block.by.key)
    if isinstance(of_lines, AmountSymbol) and of_lines.grain is not None:
        work.error("period-by-line", block.by.span, name=work.words(block.by.key), lines=work.words(of_lines.grain))
        return
    by = read(work, block.by)
    if by is None:
        return
    if not isinstance(by.type, Date):
        wrong_type(work, block.by.span, DATE, by.type)
        return
    if by.absent is not None:
        work.error("date-may-be-none", block.by.span, date=work.words(block.by.key))
        return
    key = work.define(symbol.key, _key(symbol, by))
    work.symbols[symbol.key] = evolve(symbol, value=key, by=by)


def _key(symbol: PeriodSymbol, by: Value) -> Value:
    match symbol.unit:
        case PeriodUnit.YEAR:
            term = calendar.year_key(by.term, symbol.start.month, symbol.start.day)
            return Value(term, Count(Unit.YEAR), 0, by.low // 366, by.high // 365 + 1)
        case PeriodUnit.MONTH:
            return Value(calendar.month_key(by.term), Count(Unit.MONTHS), 0, by.low // 31, by.high // 28)
        case PeriodUnit.DAY | PeriodUnit.LIFETIME:
            return Value(by.term, DATE, 0, by.low, by.high)
