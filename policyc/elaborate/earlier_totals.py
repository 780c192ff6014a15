"""Totals of earlier claims as an expression reads them: of this period, and of the one before."""

from __future__ import annotations

from attrs import evolve

from policyc.core.terms import Column, Literal
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.names import name_value
from policyc.elaborate.symbols import PeriodSymbol
from policyc.elaborate.totals import MOST_ROWS, earlier, last_total
from policyc.elaborate.value import (
    Value,
    add,
)
from policyc.syntax.clause import PeriodUnit
from policyc.syntax.expression import (
    EarlierTotal,
    LastTotal,
)


def earlier_total(work: Elaboration, node: EarlierTotal) -> Value | None:
    """The total of a name over the member's earlier claims of the period; 含本次 adds this claim's own."""
    period = _period(work, node)
    if period is None:
        return None
    total = work.totals.find(work, node.of, period)
    if total is None or (period.value is None and period.by is not None) or (period.per and period.failed):
        return None
    column, type, scale, high = total
    like = Value(Literal(0), type, scale, 0, high // MOST_ROWS)
    benefit = node.of.key if node.of.key in work.totals.payments else None
    before = earlier(work, column, period, node.of.key, benefit, like, f"{node.of.key}__earlier_{period.key}")
    if not node.including_this:
        return before
    own = name_value(work, node.of, None)
    if own is not None and column in work.columns:
        own = evolve(own, term=Column(column), axis=None)
        work.account.included[node] = column
    return None if own is None else add(before, own, type)


def total_of_last_period(work: Elaboration, node: LastTotal) -> Value | None:
    """The total of a name over the year, month or day before this claim's."""
    period = _period(work, node)
    if period is None:
        return None
    if period.unit in (PeriodUnit.LIFETIME, PeriodUnit.ROLLING):
        work.error("no-last-period", node.period.span, name=work.words(node.period.key))
        return None
    total = work.totals.find(work, node.of, period)
    if total is None or period.value is None:
        return None
    column, type, scale, high = total
    like = Value(Literal(0), type, scale, 0, high // MOST_ROWS)
    benefit = node.of.key if node.of.key in work.totals.payments else None
    # this period's own total is kept too: it is the last one of the next
    earlier(work, column, period, node.of.key, benefit, like, f"{node.of.key}__earlier_{period.key}")
    return last_total(work, node, period, column, like)


def _period(work: Elaboration, node: EarlierTotal | LastTotal) -> PeriodSymbol | None:
    """The period that a total is asked for."""
    period = work.symbols.get(node.period.key)
    work.used.update((node.period.key, node.of.key))
    if not isinstance(period, PeriodSymbol):
        work.error("not-a-period", node.period.span, name=work.words(node.period.key))
        return None
    return period
