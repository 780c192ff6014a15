"""How a worked case is told to a policy: the words of the table, and the claims that come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import Factory, evolve, frozen

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
    """The value is an earlier total; a mapping gives it by the period's key, `year` is the key of a ledger's.

    `nothing` are totals that had added up to nothing before.
    """

    period: str
    accumulator: str
    year: str
    nothing: tuple[str, ...] = ()


@frozen
class Aged:
    """The value is an age in full years: the fact is the birthday that makes it so on the day `on`."""

    fact: str
    on: str


@frozen
class InSeason:
    """The value is the school year that was paid for: the fact is a day of its enrolment season."""

    fact: str


@frozen
class Papers:
    """The value is the list of papers handed in, by the cases' names for them where they are not the policy's."""

    names: Mapping[str, str]


@frozen
class Flags:
    """The value is a mapping of further keys."""


@frozen
class Visit:
    """The institution selected, which the case gives as a place in a graph: is the visited one it, or its kin?"""

    kinds: Mapping[str, str]


@frozen
class Unread:
    """No rule of the policy reads this, because …"""

    because: str


@frozen
class ReadOtherwise:
    """What a policy of the reading taken is told, and what one of another reading of the point is."""

    taken: To | Opening | Unread
    otherwise: To | Opening | Unread


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


@frozen
class Stands:
    """An expected status of this result."""

    result: str


@frozen
class Lacks:
    """What the source leaves open, in words: those of the settlement say no less."""


@frozen
class Span:
    """An expected period, `first..last`, from two results; nothing where they have no value."""

    first: str
    last: str


@frozen
class Named:
    """An expected word of the cases, for which this result has a word of its own."""

    result: str
    words: Mapping[str, str]


@frozen
class Listed:
    """An expected list: the papers of a checklist that are missing. An expected name's words are all in ours."""

    checklist: str


@frozen
class Open:
    """An expected list: the channels that are open."""

    block: str


Telling = To | Words | Line | Opening | Aged | InSeason | Papers | Flags | Visit | Unread | ReadOtherwise
Reading = str | After | Each | Has | Stands | Lacks | Span | Named | Listed | Open


@frozen
class Situation:
    """The cases of some rules: the policy they use, what their keys mean, what they leave out, where results stand.

    One that `asks` puts to the policy only the results that the case expects; `given` are inputs without which, with
    these values, it does not speak of the case.
    """

    policy: str
    rules: frozenset[str]
    keys: Mapping[str, Telling]
    left_out: Mapping[str, Any]
    expected: Mapping[str, Reading]
    asks: bool = False
    given: Mapping[str, Any] = Factory(dict)

    def read_otherwise(self, amendment: str) -> Situation:
        """The same cases told to the policy that takes another reading of an unclear point."""
        keys = {key: telling.otherwise for key, telling in self.keys.items() if isinstance(telling, ReadOtherwise)}
        return evolve(self, policy=amendment, keys={**self.keys, **keys})


class UntoldError(Exception):
    """The case says something that its situation has no words for."""


# ---- from a case to claims


def situation_of(case: Case, situations: Sequence[Situation]) -> Situation:
    """The first situation that covers a rule of the case and knows all that it says. Raises UntoldError."""
    covering = [situation for situation in situations if covers(situation, case)]
    if not covering:
        raise UntoldError(f"no policy settles {', '.join(case['rule_ids'])}")
    situation = min(covering, key=lambda one: sum(map(len, strange_in(one, case))))
    keys, expected = strange_in(situation, case)
    if keys:
        raise UntoldError(f"no word for the key {', '.join(keys)}")
    if expected:
        raise UntoldError(f"no word for the expected {', '.join(expected)}")
    return situation


def covers(situation: Situation, case: Case) -> bool:
    """Does the situation speak of a rule of the case, and of its circumstances?"""
    circumstances = all(case["inputs"].get(key) == value for key, value in situation.given.items())
    return circumstances and bool(situation.rules & set(case["rule_ids"]))


def strange_in(situation: Situation, case: Case) -> tuple[list[str], list[str]]:
    """The keys and the expectations of a case that a situation has no words for."""
    return sorted(keys_of(case) - set(situation.keys)), sorted(set(case["expected"]) - set(situation.expected))


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
        case Opening(year=year) | ReadOtherwise(taken=Opening(year=year)) if not isinstance(value, Mapping):
            return {year: value}
        case _:
            return value


def claim_of(inputs: Mapping[str, Any], situation: Situation) -> Claim:
    claim: Claim = dict(situation.left_out)
    for key, value in inputs.items():
        tell(claim, key, value, situation, inputs)
    return claim


def tell(claim: Claim, key: str, value: Any, situation: Situation, inputs: Mapping[str, Any]) -> None:
    if key not in situation.keys:
        raise UntoldError(f"no word for the key {key}")
    match situation.keys[key]:
        case Flags():
            for flag, raised in value.items():
                tell(claim, flag, raised, situation, inputs)
        case Visit(kinds):
            claim.update(visited(value, inputs["visit"], kinds))
        case telling:
            tell_facts(claim, key, value, telling)


def visited(selection: Mapping[str, Any], visit: str, kinds: Mapping[str, str]) -> Claim:
    """How the visited institution stands to the selected one."""
    kin = {selection["settlement_hospital"], *selection["siblings"]}
    return {
        "selected_kind": kinds[selection["kind"]],
        "at_the_selected": visit == selection["id"],
        "same_settlement_hospital": visit in kin,
        "selected_on_record": None,
    }


def tell_facts(claim: Claim, key: str, value: Any, telling: Telling) -> None:
    match telling:
        case To(facts, also):
            claim.update(dict.fromkeys(facts, value) | dict(also))
        case Words(meaning, else_to):
            said = [facts for word, facts in meaning.items() if word == value]
            if not said and else_to is None:
                raise UntoldError(f"no word for {key} = {value}")
            claim.update(said[0] if said else {})
            if not said and else_to is not None:
                tell_facts(claim, key, value, else_to)
        case Line(charge_kind):
            line = {"charge_kind": charge_kind, "det_item_fee_sumamt": value, "line_inscp_scp_amt": value}
            claim["fee_line"] = [*claim.get("fee_line", ()), line]
        case Opening(period, accumulator, _, nothing):
            claim["openings"] = {period: opening(accumulator, value) | dict.fromkeys(nothing, "0")}
        case ReadOtherwise(taken):
            tell_facts(claim, key, value, taken)
        case Aged(fact, on):
            claim[fact] = f"{int(on[:4]) - value}{on[4:]}"
        case InSeason(fact):
            claim[fact] = f"{value}-09-10"
        case Papers(names):
            claim["documents"] = [names.get(paper, paper) for paper in value]
        case Unread() | Flags() | Visit():
            pass


def opening(accumulator: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {key: {accumulator: amount} for key, amount in value.items()}
    return {accumulator: value}
