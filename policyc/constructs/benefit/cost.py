"""费用, 先行自付, 起付线, 封顶：费用, 保底：费用: the steps on cost, before any ratio."""

from __future__ import annotations

from attrs import evolve

from policyc.constructs.benefit.chain import Chain, CostLimit, column_of, equation, shown, zero_money
from policyc.constructs.benefit.limit import absent_column, limit_of, unless_absent
from policyc.constructs.benefit.limit_period import per_claim, period_key, period_of
from policyc.core import prelude
from policyc.core.terms import OpenTerm
from policyc.elaborate.account import Equation, Operate
from policyc.elaborate.expression import elaborate_conditional
from policyc.elaborate.names import wrong_type
from policyc.elaborate.symbols import PeriodSymbol
from policyc.elaborate.totals import earlier
from policyc.elaborate.value import (
    Bare,
    Value,
    add,
    aligned,
    constant,
    least,
    most,
    multiply,
    raised,
    subtract,
    truth,
)
from policyc.syntax.clause import Cap, Ceiling, Deductible, Expense, Floor, Per, Upfront
from policyc.syntax.expression import Conditional, Name
from policyc.syntax.part_names import Part
from policyc.types import MONEY, RATIO, Money, Ratio, scale_of


def elaborate_expense(chain: Chain, step: Expense) -> bool:
    """The cost the chain starts from, and the column that counts it."""
    value = elaborate_conditional(chain.work, step.value, MONEY)
    if value is None:
        return False
    if not isinstance(value.type, Money | Bare):
        wrong_type(chain.work, step.value.span, MONEY, value.type)
        return False
    if value.divisor is not None:
        chain.work.error("division-unrounded", step.value.span)
        return False
    value = raised(evolve(value, type=MONEY), max(value.scale, scale_of(MONEY)))
    name = step.value.otherwise
    if isinstance(name, Name) and not step.value.branches:
        chain.expense_name = chain.work.public(name.key)
    expense = chain.work.named(f"{chain.key}__expense", value)
    chain.catch(step.value, expense)
    if expense.low < 0:
        expense = chain.column("expense", evolve(most(expense, constant(0, MONEY), MONEY), axis=None))
    chain.expense = expense
    chain.step(step, "expense", expense)
    _count(chain, "counted", expense)
    return True


def _count(chain: Chain, stem: str, cost: Value) -> None:
    """The column that later claims add up: this cost, where the claim is not refused."""
    name = f"{chain.key}__{stem}"
    chain.counted = chain.count(chain.work.fresh(name) if name in chain.counting else name, cost)


def elaborate_upfront(chain: Chain, step: Upfront) -> bool:
    """先行自付: a share the patient pays first. What is left is what the thresholds below count."""
    share = share_of(chain, step.share)
    if share is None or chain.amount is None:
        return False
    chain.catch(step.share, share)
    taken = chain.column("upfront", multiply(chain.amount, share, MONEY))
    left = chain.column("after_upfront", _no_less_than_zero(subtract(chain.amount, taken, MONEY), chain.amount))
    chain.step(
        step,
        "upfront",
        left,
        equation(taken, "×", shown(chain.amount), shown(share)),
        equation(left, "−", shown(chain.amount), shown(taken)),
    )
    # the named expense keeps its own total under its name; thresholds read what is left of it
    chain.upfronts += 1
    chain.uncounted.clear()
    _count(chain, "net_counted", left)
    return True


def share_of(chain: Chain, node: Conditional) -> Value | None:
    """A ratio between 0 and 100 %, as a column."""
    value = elaborate_conditional(chain.work, node, RATIO)
    if value is None:
        return None
    if not isinstance(value.type, Ratio):
        wrong_type(chain.work, node.span, RATIO, value.type)
        return None
    if value.divisor is not None:
        chain.work.error("division-unrounded", node.span)
        return None
    if value.low < 0 or value.high > 10**value.scale:
        chain.work.error("ratio-past-whole", node.span)
        return None
    return chain.work.named(f"{chain.key}__ratio", value)


def _no_less_than_zero(value: Value, cost: Value) -> Value:
    """A rest of a cost: by its making between 0 and the cost."""
    scale = value.scale - cost.scale
    return evolve(value, low=0, high=max(0, cost.high) * 10**scale)


def elaborate_deductible(chain: Chain, step: Deductible) -> bool:
    """起付线: what the patient bears before the fund pays, each claim or once over a period."""
    limit = limit_of(chain, step.amount)
    amount = chain.amount
    if limit is None or amount is None:
        return False
    taken = _threshold(chain, step.per, amount, limit, "deductible", zero_money())
    if taken is None:
        return False
    column, derivation = taken
    equations, ceiling = [derivation], None
    if step.ceiling is not None:
        held = _held_to(chain, step.ceiling, column)
        if held is None:
            return False
        column, ceiling = held[0], held[2]
        equations.append(held[1])
    left = chain.column("above", _no_less_than_zero(subtract(amount, column, MONEY), amount))
    absent = absent_column(chain, limit)
    equations.append(equation(left, "−", shown(amount), shown(column)))
    chain.step(step, "deductible", left, *equations, absent=absent, ceiling=ceiling)
    chain.deducted = column if chain.deducted is None else chain.column("deducted", add(chain.deducted, column, MONEY))
    return True


def _held_to(chain: Chain, ceiling: Ceiling, taken: Value) -> tuple[Value, Equation, str] | None:
    """What is taken held to what the ceiling leaves after all that was taken before, and the ceiling's column."""
    if per_claim(ceiling.per):
        chain.work.error("ceiling-per-claim", ceiling.span)
        return None
    limit = limit_of(chain, ceiling.amount)
    period = period_of(chain, ceiling.per)
    if limit is None or period is None:
        return None
    return *_clamp(chain, period, taken, limit, "deductible", taken), column_of(limit)


def elaborate_cost_cap(chain: Chain, step: Cap, per: Per) -> bool:
    """封顶：费用: the cost that counts, each claim or over a period."""
    limit = limit_of(chain, step.amount)
    amount = chain.amount
    if limit is None or amount is None:
        return False
    within = _threshold(chain, per, amount, limit, "capped", amount)
    if within is None:
        return False
    column, derivation = within
    bound = column_of(chain.column("bound", truth(_less(column, amount))))
    chain.step(step, "cap", column, derivation, bound=bound, absent=absent_column(chain, limit))
    chain.capped = column
    chain.cut(Part.EXPENSE_OVER_CAP, amount, column)
    chain.uncounted.append((step, None if per_claim(per) else period_of(chain, per)))
    if limit.fixed:
        deducted = (
            0 if chain.deducted is None else chain.deducted.high // 10 ** (chain.deducted.scale - scale_of(MONEY))
        )
        chain.cost_limits.append(CostLimit(limit.low, period_key(chain, per), deducted))
    return True


def _less(left: Value, right: Value) -> OpenTerm:
    left, right = aligned(left, right)
    return prelude.less(left.term, right.term)


def _threshold(
    chain: Chain, per: Per, amount: Value, limit: Value, stem: str, without: Value
) -> tuple[Value, Equation] | None:
    """How much of `amount` lies below a limit: of this claim, or of the period's running total."""
    if per_claim(per):
        column = _bounded(chain, stem, least(amount, limit, MONEY), amount, limit, without)
        return column, equation(column, "min", shown(amount), shown(limit))
    period = period_of(chain, per)
    if period is None:
        return None
    # a window lets go of its past: only what was let through can be taken off the limit
    if limit.fixed and period.window is None and not chain.versioned:
        if stem == "deductible":
            chain.tell_of_caps(period, per)
        return _difference(chain, period, amount, limit, stem)
    return _clamp(chain, period, amount, limit, stem, without)


def _bounded(chain: Chain, stem: str, value: Value, amount: Value, limit: Value, without: Value) -> Value:
    """The part as a column: between 0 and both the amount and the limit."""
    whole = unless_absent(limit, value, without)
    high = raised(amount, whole.scale).high
    if limit.absent is None:
        high = min(high, raised(limit, whole.scale).high)
    return chain.column(stem, evolve(whole, type=MONEY, low=0, high=max(0, high), axis=None, absent=None))


def _difference(chain: Chain, period: PeriodSymbol, amount: Value, limit: Value, stem: str) -> tuple[Value, Equation]:
    """A limit that is the same all through the key: f(earlier + this) − f(earlier)."""
    before = chain.earlier_cost(period)
    after = add(before, amount, MONEY)
    value = subtract(least(after, limit, MONEY), least(before, limit, MONEY), MONEY)
    column = _bounded(chain, stem, value, amount, limit, amount)
    reached = Operate("min", (Operate("+", (shown(before), shown(amount))), shown(limit)))
    return column, equation(column, "−", reached, Operate("min", (shown(before), shown(limit))))


def _clamp(
    chain: Chain, period: PeriodSymbol, amount: Value, limit: Value, stem: str, without: Value
) -> tuple[Value, Equation]:
    """A limit that may change inside the key: what it still leaves after what was counted under it before."""
    counted, key = _let_through(chain, stem)
    added = chain.shared(counted)
    like = chain.like(evolve(amount, low=0), added)
    before = earlier(chain.work, added, period, key, chain.name, like, f"{added}_earlier_{period.key}")
    left = most(subtract(limit, before, MONEY), constant(0, MONEY), MONEY)
    column = _bounded(chain, stem, least(amount, left, MONEY), amount, limit, without)
    chain.count(counted, column)
    room = Operate("max", (Operate("−", (shown(limit), shown(before))), Operate("0", ())))
    return column, equation(column, "min", shown(amount), room)


def _let_through(chain: Chain, stem: str) -> tuple[str, str]:
    """The column that counts what a varying limit lets through, and the name of its total: one for each such step."""
    number, suffix = 1, ""
    while f"{chain.key}__{stem}_counted{suffix}" in chain.counting:
        number += 1
        suffix = f"_{number}"
    return f"{chain.key}__{stem}_counted{suffix}", f"{chain.name}_{stem}{suffix}"


def elaborate_cost_floor(chain: Chain, step: Floor, per: Per) -> bool:
    """保底：费用: the cost that counts is at least the amount, each claim, but never more than the cost there was."""
    if not per_claim(per):
        chain.work.error("floor-per-claim", step.span)
        return False
    limit = limit_of(chain, step.amount)
    amount = chain.amount
    if limit is None or amount is None:
        return False
    assert chain.expense is not None
    cost = chain.expense
    value = unless_absent(limit, most(amount, least(limit, cost, MONEY), MONEY), amount)
    # what is raised to a floor may pass a cap above it
    chain.cost_limits.clear()
    raised_cost = chain.column("floored", evolve(value, axis=None, absent=None))
    bound = column_of(chain.column("bound", truth(_less(amount, raised_cost))))
    chain.step(
        step,
        "floor",
        raised_cost,
        equation(raised_cost, "max", shown(amount), Operate("min", (shown(limit), shown(cost)))),
        bound=bound,
        absent=absent_column(chain, limit),
    )
    return True
