"""Settles a worked case and compares; prints the report of a file of cases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import policyc
from policyc.report.catalogue import message
from policyc.report.diagnostic import Language
from tests.case_telling import (
    After,
    Case,
    Claim,
    Each,
    Has,
    Lacks,
    Listed,
    Named,
    Open,
    Reading,
    Situation,
    Span,
    Stands,
    UntoldError,
    claims_of,
    situation_of,
)
from tests.findings import found_in

ROOT = Path(__file__).parent.parent
OPEN = (None, "undetermined", "undefined")
"""What a case expects of an amount that the source leaves open."""


# ---- from settlements to what the case expects


@cache
def policy_at(path: str) -> policyc.Policy:
    return policyc.load(ROOT / path)


def settle(claims: list[Claim], policy: policyc.Policy) -> list[policyc.Settlement]:
    """One claim is evaluated; several run through a ledger that starts from the first one's openings."""
    if len(claims) == 1:
        return [policy.evaluate(claims[0])]
    openings = [claim.pop("openings") for claim in claims]
    ledger = policy.ledger(openings=openings[0])
    return [ledger.settle(claim) for claim in claims]


def differences(case: Case, situations: Sequence[Situation]) -> list[str]:
    """What differs from the case's expectations, one line each. Raises UntoldError; lets a refused claim through."""
    situation = situation_of(case, situations)
    policy = policy_at(situation.policy)
    if situation.asks:
        readings = [situation.expected[key] for key in case["expected"]]
        policy = policy.asking(*dict.fromkeys(name for reading in readings for name in results_in(reading)))
    settlements = settle(claims_of(case, situation), policy)
    found = [
        (key, wanted, actual(settlements, situation.expected[key], wanted)) for key, wanted in case["expected"].items()
    ]
    wrong = [f"{key}: expected {wanted}, settled {got}" for key, wanted, got in found if not same(wanted, got)]
    if case.get("confidence") == "low" and not open_question(settlements[-1]):
        wrong.append("the source is unclear here, and the settlement does not say so")
    return wrong


def unread_alternatives(case: Case, situations: Sequence[Situation]) -> list[str]:
    """The other readings of a case whose results no amendment of the policy gives."""
    lacking = []
    for alternative in case.get("alternatives", ()):
        read = {**case, "expected": alternative["expected"], "confidence": "high"}
        situation = situation_of(read, situations)
        policies = sorted((ROOT / situation.policy).parent.glob("reading_*.zh.pol"))
        others = [situation.read_otherwise(str(path.relative_to(ROOT))) for path in policies]
        if not any(_gives(read, other) for other in others):
            lacking.append(f"no amendment reads it so: {alternative['reading']}")
    return lacking


def _gives(case: Case, situation: Situation) -> bool:
    try:
        return not differences(case, [situation])
    except (UntoldError, policyc.ClaimError):
        return False


def open_question(settlement: policyc.Settlement) -> bool:
    """Does the settlement say that the source is unclear: by no answer, or by the reading that was taken?"""
    explanation = settlement.explanation
    grounds = [*explanation.results, *(ground for part in explanation.benefits for ground in part.grounds)]
    return "undetermined" in statuses(settlement) or any(part.readings for part in (*explanation.benefits, *grounds))


def results_in(reading: Reading) -> tuple[str, ...]:
    """The results that an expectation is about."""
    match reading:
        case str():
            return (reading,)
        case Span(first, last):
            return first, last
        case Each(result) | Stands(result) | Named(result, _) | Listed(result) | Open(result):
            return (result,)
        case After() | Has() | Lacks():
            return ()


def actual(settlements: list[policyc.Settlement], reading: Reading, wanted: Any) -> Any:
    last = settlements[-1]
    match reading:
        case After(period, accumulator):
            return last.accumulators[period][accumulator]
        case Each(result):
            return [settlement[result] for settlement in settlements]
        case Has(None) | Stands():
            return wanted if wanted in statuses(last) else sorted(statuses(last))
        case Has(status):
            return status in statuses(last)
        case Lacks():
            left_open = [entry.words.zh for entry in last.missing if entry.kind == "source"]
            return wanted if any(set(wanted) <= set(text) for text in left_open) else left_open
        case Span(first, final):
            return None if last[first] is None else f"{last[first]}..{last[final]}"
        case Named(result, words):
            return wanted if last[result] == words.get(wanted, wanted) else last[result]
        case Listed(checklist):
            return missing_papers(last, checklist, wanted)
        case Open(block):
            return permitted(last, block)
        case str() if wanted in OPEN:
            return wanted if "undetermined" in statuses(last) else last[reading]
        case str():
            return last[reading]


def missing_papers(settlement: policyc.Settlement, checklist: str, wanted: list[str]) -> list[str]:
    """What a checklist still asks for, in the words of the case where one of our papers has all of its words."""
    lacking = next(result.lacking for result in settlement.checklists if result.name == checklist)
    ours = [list(entry.papers) for entry in lacking]
    said = [
        any(set(re.split("[ _]", word)) <= set(paper.split("_")) for paper in papers)
        for word, papers in zip(wanted, ours, strict=False)
    ]
    return wanted if len(ours) == len(wanted) and all(said) else ["/".join(papers) for papers in ours]


def permitted(settlement: policyc.Settlement, block: str) -> list[str]:
    """The channels open to the claim."""
    return list(next(result.permitted for result in settlement.channels if result.name == block))


def statuses(settlement: policyc.Settlement) -> set[str]:
    return {answer.status.value for answer in (*settlement.benefits, *settlement.unanswered)}


def same(wanted: Any, got: Any) -> bool:
    match wanted, got:
        case list(), list():
            return len(wanted) == len(got) and all(map(same, wanted, got))
        case (bool(), _) | (_, bool()) | (None, _) | ("undetermined", _):
            return bool(wanted == got)
        case (str(), date()):
            return wanted == got.isoformat()
        case ((str() | int()), (Decimal() | int())):
            return Decimal(wanted) == got
        case _:
            return bool(wanted == got)


def number(told: str | int) -> Decimal | None:
    try:
        return Decimal(told)
    except InvalidOperation:
        return None


# ---- the report


def run(file: Path, situations: Sequence[Situation]) -> int:
    """Prints a line a case and a closing count. Returns the exit status: 1 when a case failed."""
    outcomes = list(report(json.loads(file.read_text(encoding="utf-8")), situations))
    failed = outcomes.count(False)
    print(f"{outcomes.count(True)} passed, {failed} failed")
    return 1 if failed else 0


def report(cases: Iterable[Case], situations: Sequence[Situation]) -> Iterable[bool]:
    """Prints a line a case; yields whether it passed."""
    for case in cases:
        wrong = complaints(case, situations)
        print(f"{'FAIL' if wrong else 'pass'}  {case['id']}  {'; '.join(wrong) or case['title']}")
        yield not wrong


def complaints(case: Case, situations: Sequence[Situation]) -> list[str]:
    try:
        if case["kind"] == "diagnostic":
            return found_in(case)
        return differences(case, situations) + unread_alternatives(case, situations)
    except UntoldError as untold:
        return [str(untold)]
    except policyc.ClaimError as error:
        return [message(finding, Language.EN) for finding in error.diagnostics]
