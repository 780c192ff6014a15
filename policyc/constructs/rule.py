"""规则: a named value, by cases tried in order or by a formula."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import assert_never

from attrs import evolve, frozen

from policyc.constructs.source import cite
from policyc.core.terms import Column, Hole, Refusal
from policyc.elaborate.account import ReasonAccount, RuleAccount
from policyc.elaborate.coerce import coerce
from policyc.elaborate.condition import decision_of
from policyc.elaborate.decide import Coverage, TooManyCombinations, decide_chain
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.expression import elaborate, elaborate_conditional, elaborate_truth
from policyc.elaborate.names import resolve_type
from policyc.elaborate.symbols import AmountSymbol
from policyc.elaborate.value import Value, choose, no_value
from policyc.elaborate.walk import names_read
from policyc.elaborate.witness import combination
from policyc.source import Span
from policyc.syntax.clause import (
    Formula,
    If,
    Otherwise,
    Outcome,
    Refused,
    Rounding,
    Rule,
    Undetermined,
)
from policyc.syntax.expression import Conditional, Text
from policyc.types import Type, scale_of


@frozen
class Arm:
    """One case of a rule; `test` is None for 否则 and 公式."""

    test: Value | None
    value: Value
    span: Span


def declare_rule(work: Elaboration, block: Rule) -> None:
    work.declare(block.name, AmountSymbol(resolve_type(work, block.type), block.name.span))


def elaborate_rule(work: Elaboration, block: Rule) -> None:
    """The rule's column: the first case whose test holds."""
    citations, readings = cite(work, block.statements)
    symbol = work.symbols.get(block.name.key)
    if not isinstance(symbol, AmountSymbol) or not isinstance(symbol.type, Type):
        return
    if not block.steps:
        work.error("nothing-given", block.name.span, name=work.words(block.name.key))
    arms = [arm for step in block.steps if (arm := _arm(work, block, step, symbol.type)) is not None]
    if len(arms) < len(block.steps) or not arms or not _well_formed(work, block):
        return
    tests = tuple(_test_name(arm.test) for arm in arms)
    if arms[-1].test is None:
        _point_out_never_reached(work, arms[:-1])
    elif not _exhaustive(work, block, arms):
        return
    value = arms[-1].value
    for arm in reversed(arms[:-1]):
        if arm.test is not None:
            value = choose(arm.test, arm.value, value, symbol.type)
    if value.absent is not None:
        value = evolve(value, absent=None)
    work.set_value(block.name.key, work.define(block.name.key, value))
    reads = tuple(sorted(names_read(block, work.symbols)))
    work.account.rules[block.name.key] = RuleAccount(block, tests, citations, readings, reads)


def _test_name(test: Value | None) -> str | None:
    return test.term.name if test is not None and isinstance(test.term, Column) else None


def _well_formed(work: Elaboration, block: Rule) -> bool:
    """公式 stands alone, 否则 comes last."""
    good = True
    for number, step in enumerate(block.steps):
        if isinstance(step, Formula) and len(block.steps) > 1:
            work.error("formula-not-alone", step.span)
            good = False
        elif isinstance(step, Otherwise) and number < len(block.steps) - 1:
            work.error("otherwise-not-last", step.span)
            good = False
    return good


def _arm(work: Elaboration, block: Rule, step: object, type: Type) -> Arm | None:
    match step:
        case If(test=test, outcome=outcome, rounding=rounding, span=span):
            condition = elaborate_truth(work, test)
            value = _outcome(work, block, outcome, rounding, type)
            if condition is None or value is None:
                return None
            named = evolve(work.named(f"{block.name.key}__if", condition), decision=decision_of(condition))
            return Arm(named, value, span)
        case Otherwise(outcome=outcome, rounding=rounding, span=span):
            value = _outcome(work, block, outcome, rounding, type)
            return None if value is None else Arm(None, value, span)
        case Formula(value=node, rounding=rounding, span=span):
            found = elaborate(work, node, type)
            value = None if found is None else coerce(work, found, type, node.span, rounding)
            return None if value is None else Arm(None, value, span)
        case _:
            return None


def _outcome(work: Elaboration, block: Rule, outcome: Outcome, rounding: Rounding | None, type: Type) -> Value | None:
    match outcome:
        case Conditional():
            value = elaborate_conditional(work, outcome, type)
            return None if value is None else coerce(work, value, type, outcome.span, rounding)
        case Refused(text=text):
            return unsaid(work, block.name.key, text, type, refused=True)
        case Undetermined(text=text):
            return unsaid(work, block.name.key, text, type, refused=False)
        case _:
            assert_never(outcome)


def unsaid(work: Elaboration, owner: str, text: Text | None, type: Type, *, refused: bool) -> Value:
    """A refusal or a hole as a value, with its reason noted. What stands in for the number is never read."""
    key = work.fresh(f"{owner}__{'refusal' if refused else 'hole'}")
    work.account.reasons[key] = ReasonAccount(key, text, owner)
    return no_value(Refusal(key, 0) if refused else Hole(key, 0), type, scale_of(type))


def _point_out_never_reached(work: Elaboration, arms: Sequence[Arm]) -> None:
    """Warn of tests that what is written above them leaves nothing for, as far down as tests can be decided."""
    decided = [arm.test.decision for arm in arms if arm.test is not None]
    known = list(takewhile(lambda decision: decision is not None, decided))
    try:
        coverage = decide_chain([decision for decision in known if decision is not None])
    except TooManyCombinations:
        return
    for number in coverage.never:
        work.warn("never-reached", arms[number].span)


def _exhaustive(work: Elaboration, block: Rule, arms: Sequence[Arm]) -> bool:
    """Without 否则 the tests must leave nothing out, decided exactly; a test that never comes first is pointed out."""
    decisions = [arm.test.decision for arm in arms if arm.test is not None]
    present = [decision for decision in decisions if decision is not None]
    if len(present) < len(arms):
        work.error("otherwise-missing", block.span, name=work.words(block.name.key))
        return False
    try:
        coverage: Coverage = decide_chain(present)
    except TooManyCombinations:
        work.error("otherwise-missing", block.span, name=work.words(block.name.key))
        return False
    for number in coverage.never:
        work.warn("never-reached", arms[number].span)
    if coverage.missing is not None:
        work.error("case-not-covered", block.span, combination=combination(work, coverage.missing))
        return False
    return True
