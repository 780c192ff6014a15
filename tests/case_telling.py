"""How a worked case is told to a policy as claims, and how its expectations are read off the settlements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from attrs import Factory, frozen

import policyc

ROOT = Path(__file__).parent.parent
Case = Mapping[str, Any]
Claim = dict[str, Any]


@frozen
class To:
    """The value goes, as it is, to these facts; `also` are facts that the key settles by being there."""

    facts: tuple[str, ...]
    also: Mapping[str, Any] = Factory(dict)


@frozen
class Words:
    """The value is a word of the cases and stands for these facts; `else_to` takes a value that is not such a word."""

    meaning: Mapping[Any, Mapping[str, Any]]
    else_to: To | None = None


@frozen
class Line:
    """The value is the amount of one line, wholly in scope, of this charge kind."""

    charge_kind: str


@frozen
class Opening:
    """The value is an earlier total; a mapping gives it by the period's key."""

    period: str
    accumulator: str


@frozen
class Unread:
    """No rule of the policy reads this, because …"""

    because: str


@frozen
class After:
    """An expected total after the claim."""

    period: str
    accumulator: str


@frozen
class Each:
    """An expected list: this result of each of the member's claims."""

    result: str


@frozen
class Has:
    """An expected truth: does some benefit end with this status?"""

    status: str


Telling = To | Words | Line | Opening | Unread
Reading = str | After | Each | Has


@frozen
class Situation:
    """The cases of some rules: the policy they use, what their keys mean, what they leave out, where results stand."""

    policy: str
    rules: frozenset[str]
    keys: Mapping[str, Telling]
    left_out: Mapping[str, Any]
    expected: Mapping[str, Reading]


class UntoldError(Exception):
    """The case says something that its situation has no words for."""


# ---- from a case to claims


def situation_of(case: Case, situations: Sequence[Situation]) -> Situation:
    """The first situation that covers a rule of the case and knows all its keys. Raises UntoldError."""
    covering = [situation for situation in situations if situation.rules & set(case["rule_ids"])]
    if not covering:
        raise UntoldError(f"no policy settles {', '.join(case['rule_ids'])}")
    strange = [sorted(keys_of(case) - set(situation.keys)) for situation in covering]
    for situation, keys in zip(covering, strange, strict=True):
        if not keys:
            return situation
    raise UntoldError(f"no word for the key {', '.join(min(strange, key=len))}")


def keys_of(case: Case) -> set[str]:
    inputs = case["inputs"]
    return {key for told in (inputs, *inputs.get("claims", ())) for key in told if key != "claims"}


def claims_of(case: Case, situation: Situation) -> list[Claim]:
    """The member's claims in order, one for most cases; numbered and dated so that their order is declared."""
    shared = {key: value for key, value in case["inputs"].items() if key != "claims"}
    each = case["inputs"].get("claims", [{}])
    claims = [claim_of({**shared, **told}, situation) for told in each]
    for number, claim in enumerate(claims, start=1):
        claim.update(member="M", claim_number=str(number), settled_at=f"2025-12-{number:02}")
    return claims


def claim_of(inputs: Mapping[str, Any], situation: Situation) -> Claim:
    claim: Claim = dict(situation.left_out)
    for key, value in inputs.items():
        tell(claim, key, value, situation.keys[key])
    return claim


def tell(claim: Claim, key: str, value: Any, telling: Telling) -> None:
    match telling:
        case To(facts, also):
            claim.update(dict.fromkeys(facts, value) | dict(also))
        case Words(meaning, else_to):
            if value in meaning:
                claim.update(meaning[value])
            elif else_to is not None:
                tell(claim, key, value, else_to)
            else:
                raise UntoldError(f"no word for {key} = {value}")
        case Line(charge_kind):
            line = {"charge_kind": charge_kind, "det_item_fee_sumamt": value, "line_inscp_scp_amt": value}
            claim["fee_line"] = [*claim.get("fee_line", ()), line]
        case Opening(period, accumulator):
            claim["openings"] = {period: opening(accumulator, value)}
        case Unread():
            pass


def opening(accumulator: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {key: {accumulator: amount} for key, amount in value.items()}
    return {accumulator: value}


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
        case Has(status):
            return status in statuses(last)
        case str() if wanted in (None, "undetermined"):
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
        return [f"the claim was not accepted: {error}"]
