"""Whether a benefit pays: the conditions it met, those that refused it, the holes it fell into."""

from __future__ import annotations

from policyc.elaborate.account import BenefitAccount, HoleAccount, RefusalAccount
from policyc.explain import phrases
from policyc.explain.book import Book, sentence
from policyc.explain.grounds import earlier_totals
from policyc.explain.model import Condition, Ground, Line, Refusal
from policyc.explain.reads import Reads
from policyc.report.diagnostic import Words
from policyc.syntax.clause import Applies
from policyc.syntax.expression import Expression, Name


def given_in(book: Book, reads: Reads, *nodes: Expression | None) -> tuple[Line, ...]:
    """What the names in conditions are for this claim."""
    lines = [book.line(name) for name in reads.in_order(tuple(node for node in nodes if node is not None))]
    return (*lines, *earlier_totals(book, nodes))


# ---- met


def conditions_met(book: Book, reads: Reads, account: BenefitAccount) -> tuple[Condition, ...]:
    """The conditions of a benefit that pays."""
    applies = [step.condition for step in account.benefit.steps if isinstance(step, Applies)]
    met = [Condition(phrases.APPLIES.of(book.words(node)), given_in(book, reads, node)) for node in applies]
    met += [_met(book, reads, refusal) for refusal in account.refusals]
    met += [
        Condition(phrases.DOES_NOT_HOLD.of(book.words(hole.condition)), given_in(book, reads, hole.condition))
        for hole in account.holes
    ]
    return tuple(met)


def _met(book: Book, reads: Reads, refusal: RefusalAccount) -> Condition:
    given = given_in(book, reads, refusal.condition, refusal.exception)
    words = book.words(refusal.condition)
    if refusal.required:
        return Condition(phrases.HOLDS.of(words), given)
    if refusal.exception is None:
        return Condition(phrases.DOES_NOT_HOLD.of(words), given)
    return Condition(phrases.DOES_NOT_HOLD_OR.of(words, book.words(refusal.exception)), given)


# ---- refused


def refusing(book: Book, account: BenefitAccount) -> list[RefusalAccount]:
    return [refusal for refusal in account.refusals if book.holds(refusal.column)]


def refused_names(book: Book, account: BenefitAccount) -> list[str]:
    """The names a benefit reads that are themselves refused for this claim."""
    known = book.settlement.known
    return [name for name in account.reads if name in known.refused and book.settlement.refused(name)]


def refusal_of(book: Book, reads: Reads, refusal: RefusalAccount) -> Refusal:
    """A condition that refuses, with what made it so and what would have to be otherwise."""
    words = book.words(refusal.condition)
    exception = None if refusal.exception is None else book.words(refusal.exception)
    said = words
    if refusal.required:
        said, remedy = phrases.FAILS.of(words), phrases.MUST_HOLD.of(words)
    elif exception is None:
        remedy = phrases.MUST_NOT_HOLD.of(words)
    else:
        said, remedy = phrases.UNLESS.of(words, exception), phrases.MUST_NOT_OR.of(words, exception)
    if isinstance(refusal.condition, Name) and exception is None:
        truth = phrases.IS_YES if refusal.required else phrases.IS_NO
        remedy = phrases.MUST_HOLD.of(truth.of(words))
    given = given_in(book, reads, refusal.condition, refusal.exception)
    return Refusal(sentence(refusal.reason), said, given, remedy)


def refusals_of_rules(grounds: tuple[Ground, ...]) -> tuple[Refusal, ...]:
    """The rules that refuse by themselves, each with the cases in which it would not."""
    return tuple(_of_rule(ground) for ground in grounds if ground.verdict is not None)


def _of_rule(ground: Ground) -> Refusal:
    assert ground.verdict is not None
    said = ground.label if ground.case is None else phrases.COLON.of(ground.label, ground.case)
    remedy = phrases.ONE_OF.of(joined(ground.others)) if ground.others else None
    return Refusal(ground.verdict, said, ground.given, remedy)


def joined(words: tuple[Words, ...]) -> Words:
    return Words("；".join(one.zh for one in words), "; ".join(one.en for one in words))


# ---- undetermined


def holes_open(book: Book, account: BenefitAccount) -> list[HoleAccount]:
    return [hole for hole in account.holes if book.holds(hole.column)]


def hole_of(book: Book, reads: Reads, hole: HoleAccount) -> Refusal:
    words = book.words(hole.condition)
    given = given_in(book, reads, hole.condition)
    return Refusal(sentence(hole.missing), words, given, phrases.HOLE_REMEDY.of(words))
