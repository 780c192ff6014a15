"""待遇: a benefit and the steps of its chain."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause.rules import PatientPays
from policyc.syntax.clause.shared import Citation, Hole, Reading, Rounding
from policyc.syntax.expression import Bound, Conditional, Expression, Name, Text, place


@frozen
class Applies:
    """`适用：条件`: a claim for which it does not hold is not this benefit's at all."""

    condition: Expression
    span: Span = place()


@frozen
class Require:
    """`条件：c，否则 "…"`."""

    condition: Expression
    reason: Text
    span: Span = place()


@frozen
class Refuse:
    """`不予支付：c，除非 d，理由 "…"`."""

    condition: Expression
    unless: Expression | None
    reason: Text
    span: Span = place()


@frozen
class Unprovided:
    """`未规定：c，缺 "…"`: the source leaves a hole here."""

    condition: Expression
    missing: Text
    span: Span = place()


class Base(Enum):
    COST = "cost"  # 费用
    PAYMENT = "payment"  # 支付


@frozen
class PerClaim:
    """`每次`, `per claim`."""

    span: Span = place()


Per = PerClaim | Name
"""Over what a limit runs: each claim, or a declared period; `每日` and `每 年` name the built-in keys `day`, `year`."""


@frozen
class Expense:
    """`费用：式`."""

    value: Conditional
    span: Span = place()


@frozen
class Upfront:
    """`先行自付：10%`."""

    share: Conditional
    span: Span = place()


@frozen
class Ceiling:
    """`每 结算年度 至多 1400 元`: what a step may take over a period, all claims together."""

    per: Per
    amount: Conditional
    span: Span = place()


@frozen
class Deductible:
    """`起付线：每次，额`, `起付线：每 结算年度，额`; `ceiling` limits what is taken over a longer period."""

    per: Per
    amount: Conditional
    ceiling: Ceiling | None = None
    span: Span = place()


@frozen
class RatioStep:
    """`比例：式`, or `比例：自付 10%`."""

    share: Conditional | PatientPays
    span: Span = place()


@frozen
class Band:
    """`4万 至 10万：80%`."""

    bound: Bound
    share: Conditional | PatientPays
    span: Span = place()


@frozen
class Bands:
    """`分段累进：费用，每 结算年度，含起付线` and its bands; `marginal` is false for 分段全额."""

    marginal: bool
    base: Base
    per: Per
    deductible_included: bool | None
    bands: tuple[Band | Hole, ...]
    span: Span = place()


@frozen
class Cap:
    """`封顶：费用，每 结算年度，35万`. `base` or `per` is None where it was left out, for the checker to ask."""

    base: Base | None
    per: Per | None
    amount: Conditional
    span: Span = place()


@frozen
class Floor:
    """`保底：支付，每次，50 元`."""

    base: Base | None
    per: Per | None
    amount: Conditional
    span: Span = place()


@frozen
class RoundStep:
    """`取整：到分，四舍五入` of this benefit alone."""

    rounding: Rounding
    span: Span = place()


Step = (
    Applies
    | Require
    | Refuse
    | Unprovided
    | Expense
    | Upfront
    | Deductible
    | RatioStep
    | Bands
    | Cap
    | Floor
    | RoundStep
)


@frozen
class Benefit:
    name: Name
    steps: tuple[Step | Citation | Reading | Hole, ...]
    span: Span = place()
