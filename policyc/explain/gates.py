"""Whether a benefit pays: the conditions it met, those that refused it, the holes it fell into."""

from __future__ import annotations

from attrs import evolve

from policyc.elaborate.account import BenefitAccount, HoleAccount, RefusalAccount
from policyc.explain import phrases
from policyc.explain.book import Book, sentence
from policyc.explain.clause_words import case_words
from policyc.explain.grounds import earlier_totals
from policyc.explain.model import Condition, Ground, Line, Refusal
from policyc.explain.reads import Arm, Reads, arms, outcome_of
from policyc.explain.truths import truth_of
from policyc.report.diagnostic import Words
from policyc.syntax.clause import Applies, Formula, Refused, Undetermined
from policyc.syntax.expression import (
    Compare,
    Comparison,
    Conditional,
    Expression,
    Is,
    Name,
    Not,
    TruthLiteral,
)


def given_in(book: Book, reads: Reads, *nodes: Expression | None) -> tuple[Line, ...]:
    """What the names in conditions are for this claim."""
    return (*book.lines(reads.in_order(nodes)), *earlier_totals(book, nodes))


# ---- met


def conditions_met(book: Book, reads: Reads, account: BenefitAccount) -> tuple[Condition, ...]:
    """The conditions of a benefit that pays."""
    applies = [step.condition for step in account.benefit.steps if isinstance(step, Applies)]
    met = [Condition(phrases.APPLIES.of(book.words(node)), given_in(book, reads, node)) for node in applies]
    met += [_met(book, reads, refusal) for refusal in account.refusals]
    met += [Condition(contrary(book, hole.condition), given_in(book, reads, hole.condition)) for hole in account.holes]
    return tuple(met)


def _met(book: Book, reads: Reads, refusal: RefusalAccount) -> Condition:
    given = given_in(book, reads, refusal.condition, refusal.exception)
    words = book.words(refusal.condition)
    if refusal.required:
        return Condition(phrases.HOLDS.of(words), given)
    if refusal.exception is None:
        return Condition(contrary(book, refusal.condition), given)
    if truth_of(book, refusal.condition) is False:
        return Condition(contrary(book, refusal.condition), given_in(book, reads, refusal.condition))
    if truth_of(book, refusal.exception):
        return Condition(phrases.EXCEPTED.of(book.words(refusal.exception)), given)
    return Condition(phrases.DOES_NOT_HOLD_OR.of(words, book.words(refusal.exception)), given)


def contrary(book: Book, node: Expression) -> Words:
    """That a condition does not hold, without saying not twice."""
    if isinstance(node, Not):
        return phrases.HOLDS.of(book.words(node.operand))
    return phrases.DOES_NOT_HOLD.of(book.words(node))


# ---- refused


def refusing(book: Book, account: BenefitAccount) -> list[RefusalAccount]:
    return [refusal for refusal in account.refusals if book.holds(refusal.column)]


def refused_names(book: Book, account: BenefitAccount) -> list[str]:
    """The names a benefit reads that are themselves refused for this claim."""
    known = book.settlement.known.refused.keys()
    return [name for name in account.reads if name in known and book.sees(name) and book.settlement.refused(name)]


def refusal_of(book: Book, reads: Reads, refusal: RefusalAccount) -> Refusal:
    """A condition that refuses, with what made it so and what would have to be otherwise."""
    given = given_in(book, reads, refusal.condition, refusal.exception)
    words = book.words(refusal.condition)
    if refusal.exception is not None:
        said = phrases.UNLESS.of(words, book.words(refusal.exception))
        other = state_of(book, refusal.condition, wanted=False)
        remedy = phrases.MUST_HOLD_OR.of(other, state_of(book, refusal.exception, wanted=True))
    else:
        said = phrases.FAILS.of(words) if refusal.required else phrases.HOLDS_AND_REFUSES.of(words)
        remedy = phrases.MUST_HOLD.of(state_of(book, refusal.condition, wanted=refusal.required))
    ways = ways_out(book, refusal)
    return Refusal(sentence(refusal.reason), said, given, remedy, ways)


def ways_out(book: Book, refusal: RefusalAccount) -> tuple[Words, ...]:
    """The cases in which a refusal would not hold: those of its condition, then its exception."""
    exception = refusal.exception
    ways = ways_to(book, refusal.condition, wanted=refusal.required)
    if exception is None:
        return ways
    others = ways_to(book, exception, wanted=True)
    if not ways and not others:
        return ()
    return (*_each(state_of(book, refusal.condition, wanted=False), ways), *_each(_excepted(book, exception), others))


def _excepted(book: Book, exception: Expression) -> Words:
    return phrases.EXCEPTED.of(state_of(book, exception, wanted=True))


def _each(state: Words, ways: tuple[Words, ...]) -> tuple[Words, ...]:
    """Each way to a state with the state named; the state alone where no rule has ways to it."""
    return tuple(phrases.SO_THAT.of(state, way) for way in ways) or (state,)


def state_of(book: Book, node: Expression, *, wanted: bool) -> Words:
    """That a condition holds, or that it does not."""
    while isinstance(node, Not):
        node, wanted = node.operand, not wanted
    if isinstance(node, Name):
        return (phrases.IS_YES if wanted else phrases.IS_NO).of(book.words(node))
    if wanted:
        return book.words(node)
    turned = _turned(node)
    return phrases.IS_NOT_SO.of(book.words(node)) if turned is None else book.words(turned)


def _turned(node: Expression) -> Expression | None:
    """The contrary of a comparison, where there is a word for it."""
    match node:
        case Is(negated=negated):
            return evolve(node, negated=not negated)
        case Compare(comparison=comparison):
            return evolve(node, comparison=_CONTRARY[comparison])
        case _:
            return None


_CONTRARY = {
    Comparison.EQUAL: Comparison.NOT_EQUAL,
    Comparison.NOT_EQUAL: Comparison.EQUAL,
    Comparison.UNDER: Comparison.AT_LEAST,
    Comparison.AT_LEAST: Comparison.UNDER,
    Comparison.OVER: Comparison.AT_MOST,
    Comparison.AT_MOST: Comparison.OVER,
}


def ways_to(book: Book, node: Expression, *, wanted: bool) -> tuple[Words, ...]:
    """The cases of the rule that a condition names in which the rule would say otherwise."""
    while isinstance(node, Not):
        node, wanted = node.operand, not wanted
    rule = book.compiled.account.rules.get(book.stands_for(node.key) or "") if isinstance(node, Name) else None
    if rule is None:
        return ()
    ways = [_way(book, arm, wanted) for arm in arms(rule)]
    return tuple(way for way in ways if way is not None)


def _way(book: Book, arm: Arm, wanted: bool) -> Words | None:
    """A case that can make a yes-or-no rule say what is wanted."""
    outcome = outcome_of(arm)
    if isinstance(outcome, Conditional) and not outcome.branches:
        outcome = outcome.otherwise
    if isinstance(outcome, Refused | Undetermined | Conditional):
        return None
    if isinstance(outcome, TruthLiteral):
        return case_words(book, arm) if outcome.value is wanted else None
    holds = state_of(book, outcome, wanted=wanted)
    return holds if isinstance(arm, Formula) else phrases.CASE_AND.of(case_words(book, arm), holds)


def refusals_of_rules(grounds: tuple[Ground, ...]) -> tuple[Refusal, ...]:
    """The rules that refuse by themselves, each with the cases in which it would not."""
    return tuple(_of_rule(ground, ground.reason) for ground in grounds if ground.reason is not None)


def _of_rule(ground: Ground, reason: Words) -> Refusal:
    said = ground.label if ground.case is None else phrases.COLON.of(ground.label, ground.case)
    return Refusal(reason, said, ground.given, None, ground.others)


# ---- undetermined


def holes_open(book: Book, account: BenefitAccount) -> list[HoleAccount]:
    return [hole for hole in account.holes if book.holds(hole.column)]


def hole_of(book: Book, reads: Reads, hole: HoleAccount) -> Refusal:
    words = book.words(hole.condition)
    given = given_in(book, reads, hole.condition)
    remedy = phrases.FOR_AMOUNT.of(state_of(book, hole.condition, wanted=False))
    return Refusal(sentence(hole.missing), words, given, remedy, ways_to(book, hole.condition, wanted=False))
