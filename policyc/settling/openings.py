"""Totals before the first claim: as claims give them, and as the worksheet keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from attrs import define

from policyc.backends.python import Settle, compile_settle
from policyc.claims.claim import Claim, Openings
from policyc.compiled import Compiled
from policyc.core import openings as core
from policyc.core.known import KnownWorksheet
from policyc.core.state import State
from policyc.core.terms import Column
from policyc.elaborate.account import TotalAccount
from policyc.elaborate.owner import ALONE, Insured

Inputs = Callable[[Claim], tuple[Mapping[str, int], Mapping[str, list[Mapping[str, int]]]]]
"""A claim's facts and lines as the worksheet's inputs."""


@define(slots=False)
class Opener:
    """Places the openings of one policy's claims; `sheet` is its worksheet for claims that may lack facts."""

    compiled: Compiled
    sheet: KnownWorksheet
    inputs: Inputs

    def of_all(self, openings: Openings, claim: Claim | None = None) -> core.Openings:
        """What stood before the first claim. `claim` places the openings given for the period it falls in.

        The members of a family that `openings` names are numbered in that order, as `Insured` numbers them.
        """
        given = [self.opened(openings, claim)]
        given += [self.opened(own, claim, Insured(at)) for at, own in enumerate(openings.members.values(), 1)]
        return core.Openings.together(given, everyone=openings.zero)

    def opened(self, openings: Openings, claim: Claim | None = None, insured: Insured = ALONE) -> core.Openings:
        """The totals given, as the worksheet keeps those of one member or of the family."""
        amounts: dict[tuple[str, tuple[str, ...], core.Key], int] = {}
        histories = self._past(openings, insured)
        for period, key, name, amount in self._given(openings, claim):
            for total in self._totals.get((period, name), ()):
                scaled = amount * self.compiled.times(total)
                owner = insured.number(total.owner)
                if total.window is not None:
                    histories[total.column, total.by, total.window.axis, (owner,)] = core.History(
                        key[0], ((key[0], scaled),)
                    )
                    continue
                amounts[total.column, total.by, (owner, *key)] = scaled
        nothing = {
            (total.column, total.by, insured.number(total.owner))
            for total in self.compiled.account.totals
            if total.period_key in openings.nothing
        }
        new = frozenset([insured.member] if openings.zero else [])
        return core.Openings(amounts, histories, new, nothing=frozenset(nothing))

    def _past(
        self, openings: Openings, insured: Insured
    ) -> dict[tuple[str, tuple[str, ...], str, core.Key], core.History]:
        """What is given of rolling periods, day by day, for each total that they keep."""
        found: dict[tuple[str, tuple[str, ...], str, core.Key], core.History] = {}
        for total in self.compiled.account.totals:
            past = openings.rolling.get(total.period_key)
            if total.window is None or past is None:
                continue
            unit = self.compiled.times(total)
            rows = tuple((day, amount * unit) for (day, key), amount in past.amounts.items() if key == total.key)
            place = total.column, total.by, total.window.axis, (insured.number(total.owner),)
            found[place] = core.History(past.since, rows)
        return found

    def opened_by_payments(self, state: State) -> None:
        """Lets each total that is added up in place of payments begin again with what was paid.

        It stands for them only while every claim stands that it was added up from.
        """
        paid = {(total.period_key, total.key): total for total in self.compiled.account.totals if total.after}
        for total in self.compiled.account.totals:
            if total.after is None:
                state.replace(total.column, total.by, paid[total.period_key, total.key].column)

    @cached_property
    def _totals(self) -> Mapping[tuple[str, str], list[TotalAccount]]:
        """The columns that a total's name opens, by period and name."""
        found: dict[tuple[str, str], list[TotalAccount]] = {}
        for total in self.compiled.account.totals:
            found.setdefault((total.period_key, total.key), []).append(total)
        return found

    def _given(self, openings: Openings, claim: Claim | None) -> Iterator[tuple[str, core.Key, str, int]]:
        """Each opening as period, key, name and amount. What has no key is for the period the claim falls in."""
        here: dict[str, core.Key | None] = {}
        for (period, key, name), amount in openings.keyed.items():
            yield period, (key,), name, amount
        given: list[tuple[str, str, core.Key, int]] = [
            (period, name, (), amount) for (period, name), amount in openings.here.items()
        ]
        for (period, own, further, name), amount in openings.further.items():
            if own is None:
                given.append((period, name, (further,), amount))
            else:
                yield period, (own, further), name, amount
        for period, name, beside, amount in given:
            if period not in here:
                here[period] = self._key_here(claim, period)
            if (begin := here[period]) is not None:
                yield period, (*begin, *beside), name, amount

    def _key_here(self, claim: Claim | None, period: str) -> core.Key | None:
        """The key of the period that a claim falls in, none for a lifetime; None while that is not known."""
        if period not in self._keyed:
            return ()
        key = None if claim is None else self.period_key(claim, period)
        return None if key is None else (key,)

    @cached_property
    def _keyed(self) -> tuple[str, ...]:
        """The periods that have a key of their own: not a lifetime."""
        totals = self.compiled.account.totals
        own = [total for total in totals if total.period in total.by or total.window is not None]
        return tuple(dict.fromkeys(total.period_key for total in own))

    @cached_property
    def _keys(self) -> Settle:
        """The period keys alone, to place a claim before its totals are known."""
        periods = self._keyed
        flags = [flag.name for flag in map(self.sheet.ok.__getitem__, periods) if isinstance(flag, Column)]
        return compile_settle(self.sheet.worksheet, [*periods, *flags])

    def period_key(self, claim: Claim, period: str) -> int | None:
        """The key of the period a claim falls in, None while its facts do not say."""
        facts, lines = self.inputs(claim)
        row = self._keys(facts, (), lines)
        flag = self.sheet.ok[period]
        return int(row[period]) if not isinstance(flag, Column) or row[flag.name] else None
