"""期间: the years, months and days over which amounts add up."""

from __future__ import annotations

from attrs import evolve

from policyc.core import calendar, prelude
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.functions import reachable
from policyc.elaborate.names import read, wrong_type
from policyc.elaborate.owner import owner_of
from policyc.elaborate.symbols import AmountSymbol, PeriodSymbol
from policyc.elaborate.value import Value
from policyc.syntax.clause import PeriodBlock, PeriodUnit, Rolling
from policyc.syntax.expression import MonthDay, Name, NumberUnit
from policyc.types import DATE, Count, Date, Kind, Unit

MOST_UNITS = 10_000
"""How many days, months or years a rolling period may be long."""


def declare_period(work: Elaboration, block: PeriodBlock) -> None:
    start = block.start or MonthDay(1, 1)
    work.declare(
        block.name, PeriodSymbol(block.name.key, block.unit, start, block.name.span, owner=owner_of(block.whole_family))
    )
    if block.per is not None:
        symbol = work.symbols.get(block.name.key)
        if isinstance(symbol, PeriodSymbol):
            work.symbols[block.name.key] = evolve(symbol, per=block.per.key)
    if block.unit is not PeriodUnit.LIFETIME and block.by is None:
        work.error("period-needs-date", block.span)
    if block.unit is PeriodUnit.YEAR and block.start is None:
        work.error("period-needs-start", block.span)


def elaborate_period(work: Elaboration, block: PeriodBlock) -> None:
    """The key column: the calendar year in which the period starts, the month's number, or the day's."""
    symbol = work.symbols.get(block.name.key)
    if not isinstance(symbol, PeriodSymbol):
        return
    if block.per is not None:
        symbol = evolve(symbol, per_value=_further_key(work, block.per, symbol.grain))
        work.symbols[symbol.key] = symbol
    if block.by is None:
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
    if block.rolling is not None:
        _elaborate_rolling(work, symbol, block.rolling, by)
        return
    key = work.define(symbol.key, _key(symbol, by))
    work.symbols[symbol.key] = evolve(symbol, value=key, by=by)


def _further_key(work: Elaboration, per: Name, grain: str | None) -> Value | None:
    """What totals are kept under beside its owner and the period: a member of a kind, or a whole number, never 无."""
    with work.at(grain):
        value = read(work, per)
    if value is None:
        return None
    if not isinstance(value.type, Kind | Count):
        work.error("key-not-a-kind", per.span, name=work.words(per.key))
        return None
    if value.absent is not None:
        work.error("key-may-be-none", per.span, name=work.words(per.key))
        return None
    return value


def _key(symbol: PeriodSymbol, by: Value) -> Value:
    match symbol.unit:
        case PeriodUnit.YEAR:
            term = calendar.year_key(by.term, symbol.start.month, symbol.start.day)
            return Value(term, Count(Unit.YEAR), 0, by.low // 366, by.high // 365 + 1)
        case PeriodUnit.MONTH:
            return Value(calendar.month_key(by.term), Count(Unit.MONTH), 0, by.low // 31, by.high // 28)
        case PeriodUnit.DAY | PeriodUnit.LIFETIME | PeriodUnit.ROLLING:
            return Value(by.term, DATE, 0, by.low, by.high)


_LENGTHS = {NumberUnit.YEARS: 12, NumberUnit.MONTHS: 1}


def _elaborate_rolling(work: Elaboration, symbol: PeriodSymbol, rolling: Rolling, by: Value) -> None:
    """The first and the last day that count: from the same day so long before, to the claim's or the one before it.

    With the day itself the window starts a day later: 12 months up to 15 March run from 16 March.
    """
    count, unit = rolling.length.digits, rolling.length.unit
    if rolling.length.decimals or unit not in (*_LENGTHS, NumberUnit.DAYS) or not 1 <= count <= MOST_UNITS:
        work.error("rolling-length", rolling.span)
        return
    if rolling.day_included is None:
        work.error("rolling-day-unsaid", rolling.span)
        return
    back = 0 if rolling.day_included else 1
    if unit is NumberUnit.DAYS:
        term, low, high = prelude.subtract(by.term, prelude.literal(count)), by.low - count, by.high - count
    else:
        months = count * _LENGTHS[unit]
        term = calendar.months_after(by.term, prelude.literal(-months))
        low, high = by.low - 31 * months, by.high - 28 * months
    shift = 1 - back
    first = Value(prelude.add(term, prelude.literal(shift)), DATE, 0, low + shift, high + shift)
    reached = reachable(work, first, rolling.span)
    if reached is None:
        return
    key = work.define(symbol.key, reached)
    end = Value(prelude.subtract(by.term, prelude.literal(back)), DATE, 0, by.low - back, by.high - back)
    last = work.define(f"{symbol.key}__last_day", end)
    work.symbols[symbol.key] = evolve(symbol, value=key, by=by, last=last)
