"""How a worked case is told to a policy: the words of the table, and the claims that come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import Factory, frozen

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
    """The value is an earlier total; a mapping gives it by the period's key, `year` is the key of a ledger's."""

    period: str
    accumulator: str
    year: str


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
    """An expected truth: does some benefit end with this status? Without one, the case names the status."""

    status: str | None = None


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
    strange = [(situation, sorted(keys_of(case) - set(situation.keys))) for situation in covering]
    situation, keys = min(strange, key=lambda found: len(found[1]))
    if keys:
        raise UntoldError(f"no word for the key {', '.join(keys)}")
    return situation


def keys_of(case: Case) -> set[str]:
    inputs = case["inputs"]
    return {key for told in (inputs, *inputs.get("claims", ())) for key in told if key != "claims"}


def claims_of(case: Case, situation: Situation) -> list[Claim]:
    """The member's claims in order, one for most cases; numbered and dated so that their order is declared."""
    each = case["inputs"].get("claims", [{}])
    shared = {key: value for key, value in case["inputs"].items() if key != "claims"}
    if len(each) > 1:
        shared = {key: by_year(value, situation.keys[key]) for key, value in shared.items()}
    claims = [claim_of({**shared, **told}, situation) for told in each]
    for number, claim in enumerate(claims, start=1):
        claim.update(member="M", claim_number=str(number), settled_at=f"2025-12-{number:02}")
    return claims


def by_year(value: Any, telling: Telling) -> Any:
    """A ledger's opening has no claim to fall in the year of, so that its year is said."""
    match telling:
        case Opening(year=year) if not isinstance(value, Mapping):
            return {year: value}
        case _:
            return value


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
            said = [facts for word, facts in meaning.items() if word == value]
            if not said and else_to is None:
                raise UntoldError(f"no word for {key} = {value}")
            claim.update(said[0] if said else {})
            if not said and else_to is not None:
                tell(claim, key, value, else_to)
        case Line(charge_kind):
            line = {"charge_kind": charge_kind, "det_item_fee_sumamt": value, "line_inscp_scp_amt": value}
            claim["fee_line"] = [*claim.get("fee_line", ()), line]
        case Opening(period, accumulator, _):
            claim["openings"] = {period: opening(accumulator, value)}
        case Unread():
            pass


def opening(accumulator: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {key: {accumulator: amount} for key, amount in value.items()}
    return {accumulator: value}
