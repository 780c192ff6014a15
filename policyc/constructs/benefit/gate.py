"""适用, 条件, 不予支付, 未规定: whether a benefit pays at all."""

from __future__ import annotations

from policyc.constructs.benefit.chain import Chain, column_of
from policyc.core import prelude
from policyc.core.terms import Caught, Column, OpenTerm, Settled
from policyc.elaborate.account import HoleAccount, RefusalAccount
from policyc.elaborate.condition import conjunction, inverse
from policyc.elaborate.expression import elaborate_truth
from policyc.elaborate.value import Value, truth
from policyc.elaborate.walk import names_read
from policyc.syntax.clause import Applies, Refuse, Require, Unprovided
from policyc.syntax.expression import Expression, Text


def elaborate_gate(chain: Chain) -> tuple[tuple[RefusalAccount, ...], tuple[HoleAccount, ...]] | None:
    """The benefit's conditions, each a truth column. Refusals are tried in written order; a refusal beats a hole."""
    applies: list[Value] = []
    refusals: list[RefusalAccount] = []
    holes: list[HoleAccount] = []
    failed = False
    for step in chain.block.steps:
        match step:
            case Applies(condition=condition):
                value = elaborate_truth(chain.work, condition)
                failed = failed or value is None
                applies += [] if value is None else [value]
            case Refuse() | Require():
                refusal = _refusal(chain, step)
                failed = failed or refusal is None
                refusals += [] if refusal is None else [refusal]
            case Unprovided(condition=condition, missing=missing):
                hole = _hole(chain, condition, missing)
                failed = failed or hole is None
                holes += [] if hole is None else [hole]
            case _:
                pass
    if failed:
        return None
    if applies:
        chain.applies = _applies(chain, applies)
    return tuple(refusals), tuple(holes)


def _refusal(chain: Chain, step: Refuse | Require) -> RefusalAccount | None:
    condition = elaborate_truth(chain.work, step.condition)
    exception = None
    if isinstance(step, Refuse) and step.unless is not None:
        exception = elaborate_truth(chain.work, step.unless)
        if exception is None:
            return None
    if condition is None:
        return None
    value = inverse(condition) if isinstance(step, Require) else condition
    if exception is not None:
        value = conjunction([value, inverse(exception)])
    refuses = chain.column("refusal", value)
    column = column_of(refuses)
    unless = step.unless if isinstance(step, Refuse) else None
    chain.catch((step.condition, unless), refuses)
    return RefusalAccount(column, column, step.reason, step.condition, unless, isinstance(step, Require))


def _hole(chain: Chain, condition: Expression, missing: Text) -> HoleAccount | None:
    value = elaborate_truth(chain.work, condition)
    if value is None:
        return None
    opens = chain.column("hole", value)
    column = column_of(opens)
    chain.catch(condition, opens)
    chain.holes.append((column, truth(Column(column))))
    return HoleAccount(column, column, missing, condition)


def elaborate_refused(chain: Chain, refusals: tuple[RefusalAccount, ...]) -> None:
    """Any refusal of its own, or of a rule that a condition or a step comes down to for this claim."""
    terms: list[OpenTerm] = [Column(refusal.column) for refusal in refusals]
    terms += [] if chain.gate_refused is None else [chain.gate_refused]
    terms += [Caught(column) for column in chain.caught]
    if terms:
        chain.refused = chain.column("refused", truth(Settled(prelude.any_of(terms))))


def _applies(chain: Chain, conditions: list[Value]) -> Value:
    """Whether this is a claim for the benefit; where a rule that it asks is refused it is, and is refused."""
    asked = chain.column("applies", conjunction(conditions))
    gates = [step for step in chain.block.steps if isinstance(step, Applies)]
    if not names_read(tuple(gates), chain.work.symbols) & chain.work.refusable:
        return asked
    refused = Caught(column_of(asked))
    chain.gate_refused = refused
    return chain.column("applies", truth(Settled(prelude.any_of([refused, asked.term]))))
