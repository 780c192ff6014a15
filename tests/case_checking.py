"""Settles a worked case and compares; prints the report of a file of cases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import policyc
from policyc.report.catalogue import message
from policyc.report.diagnostic import Language
from tests.case_telling import After, Case, Claim, Each, Has, Reading, Situation, UntoldError, claims_of, situation_of

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
    strange = sorted(set(case["expected"]) - set(situation.expected))
    if strange:
        raise UntoldError(f"no word for the expected {', '.join(strange)}")
    settlements = settle(claims_of(case, situation), policy_at(situation.policy))
    found = [
        (key, wanted, actual(settlements, situation.expected[key], wanted)) for key, wanted in case["expected"].items()
    ]
    return [f"{key}: expected {wanted}, settled {got}" for key, wanted, got in found if not same(wanted, got)]


def actual(settlements: list[policyc.Settlement], reading: Reading, wanted: Any) -> Any:
    last = settlements[-1]
    match reading:
        case After(period, accumulator):
            return last.accumulators[period][accumulator]
        case Each(result):
            return [settlement[result] for settlement in settlements]
        case Has(None):
            return wanted if wanted in statuses(last) else sorted(statuses(last))
        case Has(status):
            return status in statuses(last)
        case str() if wanted in OPEN:
            return wanted if "undetermined" in statuses(last) else last[reading]
        case str():
            return last[reading]


def statuses(settlement: policyc.Settlement) -> set[str]:
    return {benefit.status.value for benefit in settlement.benefits}


def same(wanted: Any, got: Any) -> bool:
    match wanted, got:
        case list(), list():
            return len(wanted) == len(got) and all(map(same, wanted, got))
        case (bool(), _) | (_, bool()) | (None, _) | ("undetermined", _):
            return bool(wanted == got)
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
    """Prints a line a case; yields whether it passed, for payments only."""
    for case in cases:
        if case["kind"] != "payment":
            print(f"  --  {case['id']}  {case['kind']}: not in this release")
            continue
        wrong = complaints(case, situations)
        print(f"{'FAIL' if wrong else 'pass'}  {case['id']}  {'; '.join(wrong) or case['title']}")
        yield not wrong


def complaints(case: Case, situations: Sequence[Situation]) -> list[str]:
    try:
        return differences(case, situations)
    except UntoldError as untold:
        return [str(untold)]
    except policyc.ClaimError as error:
        return [message(finding, Language.EN) for finding in error.diagnostics]
