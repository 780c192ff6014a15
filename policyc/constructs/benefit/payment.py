"""取整, 封顶：支付, 保底：支付: the steps on payment, after the ratio."""

from __future__ import annotations

from attrs import evolve

from policyc.constructs.benefit.chain import Chain, column_of, shown
from policyc.constructs.benefit.limit import absent_column, limit_of, unless_absent
from policyc.constructs.benefit.limit_period import per_claim, period_of
from policyc.core import prelude
from policyc.elaborate.account import Equation, Operate, Rounded
from policyc.elaborate.coerce import round_money
from policyc.elaborate.names import named_type
from policyc.elaborate.symbols import PeriodSymbol
from policyc.elaborate.totals import earlier
from policyc.elaborate.value import Value, add, constant, least, most, raised, subtract, truth
from policyc.report.diagnostic import Words
from policyc.source import Span
from policyc.syntax.clause import Cap, Expense, Floor, Per, Rounding, RoundingUnit, RoundStep
from policyc.syntax.part_names import Part
from policyc.types import MONEY, range_of, scale_of


def round_payment(chain: Chain, rounding: Rounding | None) -> bool:
    """The payment in fen, once, before the limits on payment; whole fen under a limit stay whole fen."""
    amount = chain.amount
    if amount is None:
        return False
    chain.rounding = rounding
    if rounding is None:
        if amount.scale > scale_of(MONEY):
            chain.work.error("rounding-unsaid", chain.block.name.span, name=chain.work.words(chain.key))
            return False
        return True
    rounded = raised(round_money(chain.work, amount, rounding), scale_of(MONEY))
    column = chain.work.define(f"{chain.key}__rounded", evolve(rounded, axis=None))
    display = Rounded(shown(amount), rounding.unit.value, rounding.mode.value)
    chain.step(RoundStep(rounding, rounding.span), "round", column, Equation(column_of(column), display))
    return True


def fits_rounding(chain: Chain, limit: Value, rounding: Rounding | None, span: Span) -> bool:
    """A limit on payments rounded to whole yuan or jiao is whole too: what it lets through must stay so."""
    if rounding is None or rounding.unit.value >= scale_of(MONEY):
        return True
    if limit.zeros >= limit.scale - rounding.unit.value:
        return True
    chain.work.error("limit-not-whole", span, unit=_UNITS[rounding.unit])
    return False


_UNITS = {
    RoundingUnit.FEN: Words("到分", "to fen"),
    RoundingUnit.JIAO: Words("到角", "to jiao"),
    RoundingUnit.YUAN: Words("到元", "to yuan"),
}


def elaborate_payment_cap(chain: Chain, step: Cap, per: Per, alone: bool) -> bool:
    """封顶：支付: what the fund pays at most, each claim or over a period.

    `alone`: no other limit on payment of this benefit can make what is paid less than what this step lets through.
    """
    limit = limit_of(chain, step.amount)
    amount = chain.amount
    if limit is None or amount is None or not fits_rounding(chain, limit, chain.rounding, step.amount.span):
        return False
    if per_claim(per):
        value, derivation = least(amount, limit, MONEY), Operate("min", (shown(amount), shown(limit)))
    else:
        period = period_of(chain, per)
        if period is None:
            return False
        if limit.fixed and alone and period.window is None and not chain.versioned:
            value, derivation = _difference(chain, period, amount, limit)
        else:
            value, derivation = _clamp(chain, period, amount, limit)
    column = _column(chain, "paid", unless_absent(limit, value, amount), amount)
    bound = column_of(chain.column("bound", truth(prelude.less(column.term, amount.term))))
    absent = absent_column(chain, limit)
    chain.step(step, "cap", column, Equation(column_of(column), derivation), bound=bound, absent=absent)
    chain.cut(Part.PAYMENT_OVER_CAP, amount, column)
    return True


def _expense_span(chain: Chain) -> Span:
    return next(step.value.span for step in chain.block.steps if isinstance(step, Expense))


def _column(chain: Chain, stem: str, value: Value, amount: Value) -> Value:
    return chain.column(stem, evolve(value, type=MONEY, low=0, high=max(0, amount.high), axis=None, absent=None))


def _difference(chain: Chain, period: PeriodSymbol, amount: Value, limit: Value) -> tuple[Value, Operate]:
    """min(L, O + Σraw) after less before: one limit for the whole key, opened by what was paid.

    It is what the limit leaves after what was paid, and is shown so: but the raw payments are added up, which needs
    no look at this column's own past.
    """
    counted = f"{chain.key}__raw_counted"
    if counted not in chain.counting:
        chain.count(counted, amount)
    name = f"{counted}_earlier_{period.key}"
    before = earlier(chain.work, counted, period, chain.key, chain.key, amount, name, shown=False)
    value = subtract(least(add(before, amount, MONEY), limit, MONEY), least(before, limit, MONEY), MONEY)
    return value, _room(amount, limit, _paid_before(chain, period, amount))


def _room(amount: Value, limit: Value, before: Value) -> Operate:
    left = Operate("max", (Operate("−", (shown(limit), shown(before))), Operate("0", ())))
    return Operate("min", (shown(amount), left))


def _clamp(chain: Chain, period: PeriodSymbol, amount: Value, limit: Value) -> tuple[Value, Operate]:
    """What the limit still leaves after what was paid before."""
    before = _paid_before(chain, period, amount)
    left = most(subtract(limit, before, MONEY), constant(0, MONEY), MONEY)
    return least(amount, left, MONEY), _room(amount, limit, before)


def _paid_before(chain: Chain, period: PeriodSymbol, amount: Value) -> Value:
    name = f"{chain.name}__paid_earlier_{period.key}"
    # a floor may yet raise what is paid, up to the cost
    cost = 0 if chain.expense is None else -(-chain.expense.high // 10 ** (chain.expense.scale - amount.scale))
    most_paid = range_of(MONEY)[1] if chain.versioned else 0
    like = evolve(amount, high=max(amount.high, cost, most_paid))
    return earlier(chain.work, chain.name, period, chain.name, chain.name, like, name)


def elaborate_payment_floor(chain: Chain, step: Floor, per: Per) -> bool:
    """保底：支付: what the fund pays at least, never more than the cost."""
    limit = limit_of(chain, step.amount)
    amount = chain.amount
    if limit is None or amount is None or chain.expense is None:
        return False
    if not fits_rounding(chain, limit, chain.rounding, step.amount.span):
        return False
    wanted = limit
    derivation = Operate("max", (shown(amount), shown(limit)))
    if not per_claim(per):
        period = period_of(chain, per)
        if period is None:
            return False
        before = _paid_before(chain, period, amount)
        wanted = subtract(limit, before, MONEY)
        derivation = Operate("max", (shown(amount), Operate("−", (shown(limit), shown(before)))))
    cost = chain.expense
    value = least(most(amount, evolve(wanted, absent=None), MONEY), cost, MONEY)
    value = unless_absent(limit, value, raised(amount, value.scale))
    if value.scale > scale_of(MONEY):
        chain.work.error("needs-rounding", _expense_span(chain), type=named_type(chain.work, MONEY))
        return False
    high = raised(cost, value.scale).high
    column = chain.column("floored", evolve(value, low=0, high=high, axis=None, absent=None))
    bound = column_of(chain.column("bound", truth(prelude.less(amount.term, column.term))))
    chain.step(
        step,
        "floor",
        column,
        Equation(column_of(column), Operate("min", (derivation, shown(cost)))),
        bound=bound,
        absent=absent_column(chain, limit),
    )
    return True
