"""The period that a limit runs over: a declared one, or the only one declared by days, months or years."""

from __future__ import annotations

from policyc.constructs.benefit.chain import LIFETIME, Chain, column_of
from policyc.elaborate.symbols import PeriodSymbol
from policyc.report.diagnostic import Words
from policyc.syntax.clause import Per, PerClaim, PeriodUnit
from policyc.syntax.expression import Name


def period_of(chain: Chain, per: Per) -> PeriodSymbol | None:
    """The period a limit runs over: a declared one, or the only one declared by days, months or years."""
    assert isinstance(per, Name)
    work = chain.work
    symbol = work.symbols.get(per.key)
    work.used.add(per.key)
    if isinstance(symbol, PeriodSymbol):
        if symbol.failed:
            return None
        if symbol.grain is not None:
            work.error("limit-by-line", per.span, period=work.words(per.key), lines=work.words(symbol.grain))
            return None
        return _kept_by(chain, symbol)
    units = {unit.value: unit for unit in PeriodUnit if unit is not PeriodUnit.ROLLING}
    if symbol is not None or per.key not in units:
        work.error("not-a-period", per.span, name=work.words(per.key))
        return None
    unit = units[per.key]
    if unit is PeriodUnit.LIFETIME:
        return LIFETIME
    found = [s for s in work.symbols.values() if isinstance(s, PeriodSymbol) and s.unit is unit and s.is_plain]
    if len(found) != 1:
        work.error("period-not-declared", per.span, unit=_UNIT_WORDS[unit])
        return None
    work.used.add(found[0].key)
    return None if found[0].value is None else _kept_by(chain, found[0])


def _kept_by(chain: Chain, period: PeriodSymbol) -> PeriodSymbol:
    """The period; a claim whose key is refused is refused."""
    if period.value is not None and period.key in chain.work.refusable:
        chain.caught[column_of(period.value)] = None
    return period


def period_key(chain: Chain, per: Per) -> str | None:
    """The declared period that a limit runs over, None for each claim; `每年` and the year's own name are one."""
    period = None if per_claim(per) else period_of(chain, per)
    return None if period is None else period.key


_UNIT_WORDS = {
    PeriodUnit.DAY: Words("日", "day"),
    PeriodUnit.MONTH: Words("月", "month"),
    PeriodUnit.YEAR: Words("年", "year"),
}


def per_claim(per: Per) -> bool:
    return isinstance(per, PerClaim)
