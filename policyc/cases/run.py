"""Running cases: each row or claim settled as the case says, and compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from attrs import evolve

from policyc.cases.answer import Answer, answers_for, expected_words, got_words, is_as_expected
from policyc.cases.cover import coverage
from policyc.cases.model import CaseOutcome, CaseReport, ClaimOutcome, Difference
from policyc.claims.claim import Claim, Openings
from policyc.elaborate.case_account import CaseAccount, CaseClaim, Expectation, TotalName
from policyc.explain.book import Book
from policyc.interface import words
from policyc.report.diagnostic import Diagnostic, Words
from policyc.settling.assertions import broken_assertions
from policyc.settling.ledger import Ledger
from policyc.settling.results import Missing, Status
from policyc.settling.settle import Settler
from policyc.settling.settlement import Settlement
from policyc.source import Span
from policyc.syntax.clause import CaseMode
from policyc.syntax.expression import EarlierTotal

_LACKING = {
    "fact": "case-fact-missing",
    "lines": "case-lines-missing",
    "documents": "case-documents-missing",
    "opening": "case-total-missing",
}


def run_cases(settler: Settler) -> CaseReport:
    """Every case of the policy, settled with one staging of it, and what they reach of the policy."""
    outcomes = tuple(_outcome(settler, case) for case in settler.compiled.account.cases)
    return CaseReport(settler.compiled, outcomes, coverage(settler.compiled, outcomes))


def _outcome(settler: Settler, case: CaseAccount) -> CaseOutcome:
    match case.case.mode:
        case CaseMode.IN_ORDER | CaseMode.FAMILY_IN_ORDER:
            claims = _in_order(settler, case)
        case CaseMode.EACH_ALONE | None:
            claims = (_alone(settler, claim) for claim in case.claims)
        case _:
            assert_never(case.case.mode)
    return CaseOutcome(case, tuple(claims))


def _in_order(settler: Settler, case: CaseAccount) -> Iterator[ClaimOutcome]:
    """One member's or one family's claims through a ledger. They are new, but for the totals that 已知 gives."""
    first = case.claims[0]
    ledger = Ledger.open(settler, _before(settler, first), _read(first, Openings()))
    for claim in case.claims:
        settlement, findings = ledger.add(_of_ledger(settler, claim))
        yield _compared(settler, claim, settlement, findings)


def _before(settler: Settler, first: CaseClaim) -> Openings:
    """The totals that 已知 gives; beside a family's, what is a member's own is that of the first claim's."""
    shared = {period.key for period in settler.compiled.interface.periods if period.whole_family}
    if not shared:
        return evolve(_openings(first.totals), zero=True)
    own = {name: amount for name, amount in first.totals.items() if name.period not in shared}
    of_family = {name: amount for name, amount in first.totals.items() if name.period in shared}
    return evolve(_openings(of_family), zero=True, members={_member(first): _openings(own)})


def _of_ledger(settler: Settler, claim: CaseClaim) -> Claim:
    """A claim of a case in order: of the one family that the case is of, where that matters."""
    read = _read(claim, Openings())
    of_families = settler.compiled.interface.of_families
    return evolve(read, member=_member(claim), family=_FAMILY) if of_families else read


_FAMILY = "1"
"""The family of a case, in which members are numbered."""


def _member(claim: CaseClaim) -> str:
    """The member of a claim, in a family; a case of one member does not say which."""
    return str(claim.member or 1)


def _alone(settler: Settler, claim: CaseClaim) -> ClaimOutcome:
    """A claim by itself: a total before it that it does not state is not known."""
    read = _read(claim, _openings(claim.totals))
    settlement = settler.settle(settler.partial, settler.start(settler.partial, read.openings, read), read)
    return _compared(settler, claim, settlement, broken_assertions(settlement))


def _openings(totals: Mapping[TotalName, int]) -> Openings:
    """The totals that a case states: for the period it falls in, and where they are kept by a further key, for it."""
    here = {(name.period, name.key): amount for name, amount in totals.items() if name.further is None}
    further: dict[tuple[str, int | None, int, str], int] = {
        (name.period, None, name.further, name.key): amount
        for name, amount in totals.items()
        if name.further is not None
    }
    return Openings(here=here, further=further)


def _read(claim: CaseClaim, openings: Openings) -> Claim:
    number = None if claim.number is None else str(claim.number)
    return Claim(None, number, None, claim.facts, claim.lines, openings, claim.papers)


def _compared(
    settler: Settler, claim: CaseClaim, settlement: Settlement | None, findings: tuple[Diagnostic, ...]
) -> ClaimOutcome:
    if settlement is None:
        return ClaimOutcome(claim, None, (), findings)
    differences: list[Difference] = []
    lacking: list[Diagnostic] = []
    for row, expectation, answer in answers_for(settler, settlement, claim):
        missing = _lacking(settler, answer, row.span)
        lacking += [finding for finding in missing if finding not in lacking]
        if not missing and not is_as_expected(answer, expectation):
            differences.append(_difference(settlement, answer, expectation))
    return ClaimOutcome(claim, settlement, tuple(differences), (*findings, *lacking))


def _difference(settlement: Settlement, answer: Answer, expectation: Expectation) -> Difference:
    book = Book.of(settlement)
    return Difference(
        expectation,
        _name(book, expectation),
        expected_words(book, answer, expectation),
        got_words(book, answer, expectation),
    )


def _name(book: Book, expectation: Expectation) -> Words:
    heading = expectation.heading
    return book.words(heading) if isinstance(heading, EarlierTotal) else book.name(heading.key)


def _lacking(settler: Settler, answer: Answer, place: Span) -> list[Diagnostic]:
    """What the case would have to state for the column to have an answer: it is not for the source to say."""
    if answer.status is not Status.UNDETERMINED:
        return []
    entries = [entry for entry in answer.missing if entry.kind in _LACKING]
    return [_asked_for(settler, entry, place) for entry in entries]


def _asked_for(settler: Settler, entry: Missing, place: Span) -> Diagnostic:
    code = _LACKING[entry.kind]
    if entry.kind != "fact":
        return Diagnostic(code, place, {"name": entry.words})
    interface = settler.compiled.interface
    facts = [*interface.facts, *(fact for lines in interface.lines for fact in lines.facts)]
    column = words(next(spec for spec in facts if spec.key == entry.key))
    return Diagnostic(code, place, {"name": entry.words, "column": column})
