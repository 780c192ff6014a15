"""待遇: a benefit, a chain of steps in the order written. Steps on cost come first, steps on payment last."""

from __future__ import annotations

from typing import assert_never

from policyc.constructs.benefit.chain import Chain, column_of
from policyc.constructs.benefit.cost import (
    elaborate_cost_cap,
    elaborate_cost_floor,
    elaborate_deductible,
    elaborate_expense,
    elaborate_upfront,
)
from policyc.constructs.benefit.gate import elaborate_gate, elaborate_refused
from policyc.constructs.benefit.limit_period import per_claim
from policyc.constructs.benefit.order import elaborate_order
from policyc.constructs.benefit.payment import elaborate_payment_cap, elaborate_payment_floor, round_payment
from policyc.constructs.benefit.share import elaborate_bands, elaborate_ratio
from policyc.constructs.source import cite
from policyc.constructs.term import outside_terms
from policyc.elaborate.account import BenefitAccount
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import AmountSymbol
from policyc.elaborate.walk import names_of_values, names_read
from policyc.report.diagnostic import Words
from policyc.syntax.clause import (
    Applies,
    Bands,
    Base,
    Benefit,
    Block,
    Cap,
    Citation,
    Deductible,
    Expense,
    Floor,
    Hole,
    RatioStep,
    Reading,
    Refuse,
    Require,
    Rounding,
    RoundStep,
    Step,
    Unprovided,
    Upfront,
)
from policyc.syntax.part_names import Part, part_key
from policyc.types import MONEY


def declare_benefit(work: Elaboration, block: Benefit) -> None:
    work.declare(block.name, AmountSymbol(MONEY, block.name.span))
    work.totals.announce(work, block)


def declare_parts(work: Elaboration, blocks: tuple[Block, ...]) -> None:
    """Enter what the policy reads of the way of its benefits, once all that it declares itself is entered."""
    read = names_of_values(blocks)
    benefits = {work.public(block.name.key): block for block in blocks if isinstance(block, Benefit)}
    for key, block in benefits.items():
        for part in Part:
            name = part_key(work.spelling(key), part)
            if name in read and name not in work.symbols and name not in work.members:
                work.symbols[name] = AmountSymbol(MONEY, block.name.span)
                work.parts[name] = (key, part)


def elaborate_benefit(work: Elaboration, block: Benefit, rounding: Rounding | None) -> None:
    """The benefit's payment: a known 0 where it is refused or does not apply, open where the source is."""
    citations, readings = cite(work, block.steps)
    steps = [step for step in block.steps if not isinstance(step, Citation | Reading)]
    if any(isinstance(step, Hole) for step in steps) or not _in_order(work, block):
        return
    chain = Chain(work, block)
    gate = elaborate_gate(chain)
    own = next((step.rounding for step in steps if isinstance(step, RoundStep)), rounding)
    if not _run(chain, [step for step in steps if not isinstance(step, Hole)], own) or gate is None:
        return
    assert chain.amount is not None
    elaborate_refused(chain, gate[0])
    if chain.versioned:
        work.counted[chain.key] = chain.as_counted()
    else:
        chain.outside = outside_terms(work, chain.key)
        for name, counted in chain.counting.items():
            work.define(name, chain.gated(counted))
        for name, part in chain.parts_read():
            work.set_value(name, work.define(name, chain.gated(chain.part(part))))
    place = work.orders.get(chain.name)
    payment = work.define(block.name.key, chain.gated(chain.amount))
    work.set_value(block.name.key, payment)
    entries = work.account.versions_of_benefits if chain.versioned else work.account.benefits
    entries[block.name.key] = BenefitAccount(
        block,
        None if chain.applies is None else column_of(chain.applies),
        None if chain.refused is None else column_of(chain.refused),
        *gate,
        tuple(chain.steps),
        tuple(chain.bands),
        block.name.key,
        citations,
        readings,
        tuple(sorted(names_read((block.steps, None if place is None else place.left), work.symbols))),
    )


# ---- order


def _stage(step: Step) -> int:
    """Where a step belongs: the gate anywhere, cost, then the ratio, then payment."""
    match step:
        case Applies() | Require() | Refuse() | Unprovided() | RoundStep():
            return 0
        case Expense():
            return 1
        case Upfront() | Deductible():
            return 2
        case RatioStep() | Bands():
            return 3
        case Cap(base=None) | Floor(base=None):
            return 0
        case Cap(base=base) | Floor(base=base):
            return 4 if base is Base.PAYMENT else 2
        case _:
            assert_never(step)


_STAGES = {
    1: Words("费用", "expense"),
    2: Words("先行自付、起付线、封顶：费用", "upfront share, deductible, cap: expense"),
    3: Words("比例或分段", "ratio or bands"),
    4: Words("封顶：支付、保底：支付", "cap: payment, floor: payment"),
}


def _in_order(work: Elaboration, block: Benefit) -> bool:
    """Each step no earlier than those before it in the order of settlement, with one 费用 and at most one ratio."""
    good, reached = True, 0
    seen: dict[int, Step] = {}
    for step in block.steps:
        if isinstance(step, Citation | Reading | Hole):
            continue
        stage = _stage(step)
        if stage == 0:
            continue
        if stage in (1, 3) and stage in seen:
            work.error("step-twice", step.span, what=_STAGES[stage])
            good = False
        elif stage < reached:
            work.error("step-order", step.span, what=_STAGES[stage], after=_STAGES[reached])
            good = False
        seen.setdefault(stage, step)
        reached = max(reached, stage)
    if 1 not in seen:
        work.error("expense-missing", block.name.span, name=work.words(block.name.key))
        good = False
    return good


# ---- the steps


def _run(chain: Chain, steps: list[Step], rounding: Rounding | None) -> bool:
    good = True
    rounded = False
    limits = [step for step in steps if isinstance(step, Cap | Floor) and step.base is Base.PAYMENT]
    for step in steps:
        if _stage(step) == 3:
            chain.above = chain.amount
        if _stage(step) == 4 and not rounded:
            rounded = True
            good = round_payment(chain, rounding) and good
        done = _elaborate_step(chain, step, limits)
        good = good and done
        if not good and chain.amount is None:
            return False
    if not rounded:
        good = good and round_payment(chain, rounding)
    place = chain.work.orders.get(chain.name)
    return good and (place is None or elaborate_order(chain, place))


def _elaborate_step(chain: Chain, step: Step, limits: list[Cap | Floor]) -> bool:
    match step:
        case Applies() | Require() | Refuse() | Unprovided() | RoundStep():
            return True
        case Expense():
            return elaborate_expense(chain, step)
        case Upfront():
            return elaborate_upfront(chain, step)
        case Deductible():
            return elaborate_deductible(chain, step)
        case RatioStep():
            return elaborate_ratio(chain, step)
        case Bands():
            return elaborate_bands(chain, step)
        case Cap() | Floor():
            good = _elaborate_limit(chain, step, limits)
            chain.limited = chain.limited and good
            return good
        case _:
            assert_never(step)


def _elaborate_limit(chain: Chain, step: Cap | Floor, limits: list[Cap | Floor]) -> bool:
    """A cap or floor that says its base and its period; silence is an error that names the choices."""
    if step.base is None or step.per is None:
        chain.work.error("limit-base" if step.base is None else "limit-period", step.span)
        return False
    match step:
        case Cap(base=Base.COST):
            return elaborate_cost_cap(chain, step, step.per)
        case Cap():
            # a limit each claim before this one lets no less through than is paid
            later = limits[[limit is step for limit in limits].index(True) + 1 :]
            alone = (
                not later
                and chain.name not in chain.work.orders
                and sum(not per_claim(limit.per) for limit in limits if limit.per) == 1
            )
            return elaborate_payment_cap(chain, step, step.per, alone)
        case Floor(base=Base.COST):
            return elaborate_cost_floor(chain, step, step.per)
        case Floor():
            return elaborate_payment_floor(chain, step, step.per)
        case _:
            assert_never(step)
