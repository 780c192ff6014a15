"""A list of one member's claims at the command line: settled in order, each told, and what voids made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from policyc.claims.claim_list import ClaimList
from policyc.cli.earlier import earlier_lacks
from policyc.cli.files import VERSION, fail, show_findings, write_json
from policyc.errors import ClaimError
from policyc.explained import Settlement
from policyc.ledger import Voided, standing
from policyc.policy import Policy
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.report.render import to_json
from policyc.report.visible import visible
from policyc.settling.lacking import lacking

_CLAIM = Words("第 {place} 笔{number}", "claim {place}{number}")
_NUMBER = Words("（单号 {number}）", " (number {number})")
_VOID = Words("第 {place} 笔：单号 {number} 作废，{how}", "entry {place}: number {number} is voided, {how}")
_AGAIN = Words("重新结算{number}", "settled again{number}")
_NONE_AGAIN = Words("没有别的理赔重新结算", "no other claim is settled again")
_STANDING = Words("有效的：{numbers}", "standing: {numbers}")
_VOIDED = Words("作废的：{numbers}", "voided: {numbers}")

Event = tuple[int, Settlement | Voided]
Lack = tuple[int, Settlement, tuple[Diagnostic, ...]]
"""A claim's place and what it, or one before it, lacks."""


def settle_list(
    policy: Policy,
    claims: ClaimList,
    language: Language,
    form: str,
    *,
    tell: Callable[[Settlement], str],
    data: Callable[[Settlement], dict[str, Any]],
) -> None:
    """Settles the list and tells all of it. A claim that cannot be settled, or lacks something, ends with status 1."""
    events: list[Event] = []
    lister = _Lister(policy, language, form, tell)
    try:
        for place, finding in claims.misshapen:
            error = ClaimError((finding,), policy.compiled.source)
            error.place = place
            raise error
        for event in policy.ledger(claims.openings).follow(claims.entries):
            events.append(event)
            lister.event(*event)
    except ClaimError as error:
        lister.fail(error)
    stand = standing(event for _, event in events)
    lacks = _lacks(policy, events, stand)
    if form == "json":
        write_json(_data(policy, events, stand, data, lacks))
    else:
        lister.end(events, stand)
        lister.lacks(lacks)
    if lacks:
        raise SystemExit(1)


class _Lister:
    """Tells in text, as it comes; JSON is one object at the end."""

    def __init__(self, policy: Policy, language: Language, form: str, tell: Callable[[Settlement], str]) -> None:
        self.policy, self.language, self.form, self.tell = policy, language, form, tell

    def say(self, words: Words, **parts: object) -> str:
        return words.in_language(self.language).format(**parts)

    def number(self, settlement: Settlement) -> str:
        number = settlement.claim.number
        return "" if number is None else self.say(_NUMBER, number=visible(number))

    def event(self, place: int, event: Settlement | Voided) -> None:
        if self.form == "json":
            return
        if isinstance(event, Settlement):
            self._told(self.say(_CLAIM, place=place, number=self.number(event)), event)
            return
        how = event.how.value.in_language(self.language)
        click.echo(self.say(_VOID, place=place, number=visible(event.number), how=how))
        for one in event.again:
            self._told(self.say(_AGAIN, number=self.number(one)), one, "  ")
        if not event.again:
            click.echo("  " + self.say(_NONE_AGAIN))
        click.echo()

    def _told(self, head: str, settlement: Settlement, indent: str = "") -> None:
        click.echo(indent + head)
        for line in self.tell(settlement).splitlines():
            click.echo(f"{indent}  {line}".rstrip())
        if not indent:
            click.echo()

    def end(self, events: list[Event], stand: tuple[Settlement, ...]) -> None:
        """Which claims stand, where some were voided."""
        voided = [event.number for _, event in events if isinstance(event, Voided)]
        if voided:
            comma = "、" if self.language is Language.ZH else ", "
            numbers = comma.join(visible(one.claim.number or "—") for one in stand) or "—"
            click.echo(self.say(_STANDING, numbers=numbers))
            click.echo(self.say(_VOIDED, numbers=comma.join(map(visible, voided))))

    def lacks(self, found: list[Lack]) -> None:
        for place, settlement, findings in found:
            click.echo(self.say(_CLAIM, place=place, number=self.number(settlement)), err=True)
            show_findings(findings, self.policy.compiled.source, self.language, self.form)

    def fail(self, error: ClaimError) -> None:
        if error.place is not None and self.form != "json":
            click.echo(self.say(_CLAIM, place=error.place, number=""), err=True)
        fail(error.diagnostics, error.source, self.language, self.form)


def _lacks(policy: Policy, events: list[Event], stand: tuple[Settlement, ...]) -> list[Lack]:
    """What standing claims lack, or those before them that they wait for."""
    at = {id(event.claim): place for place, event in events if isinstance(event, Settlement)}
    settler, places = policy.settler, [at[id(one.claim)] for one in stand]
    found = [
        (place, one, (*lacking(settler, one, by_key=True), *earlier_lacks(settler.blamer, stand, places, order)))
        for order, (place, one) in enumerate(zip(places, stand, strict=True))
    ]
    return [one for one in found if one[2]]


def _data(
    policy: Policy,
    events: list[Event],
    stand: tuple[Settlement, ...],
    data: Callable[[Settlement], dict[str, Any]],
    lacks: list[Lack],
) -> dict[str, Any]:
    """Every entry in the order settled, the claims that stand at the end, and what they lack."""
    source = policy.compiled.source
    return {
        "version": VERSION,
        "policy": policy.compiled.interface.key,
        "entries": [{"place": place, **_entry(event, data)} for place, event in events],
        "standing": [data(one) for one in stand],
        "lacking": [{"place": place, "findings": to_json(findings, source, None)} for place, _, findings in lacks],
    }


def _entry(event: Settlement | Voided, data: Callable[[Settlement], dict[str, Any]]) -> dict[str, Any]:
    if isinstance(event, Settlement):
        return {"settlement": data(event)}
    return {"void": event.number, "how": event.how.value.en, "settled_again": [data(one) for one in event.again]}
