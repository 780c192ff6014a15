"""The library's ledger: claims of one member or one family settled one after another, voids among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from attrs import define, frozen

from policyc.claims.claim import Claim
from policyc.claims.voiding import How, Void, is_void, read_void
from policyc.compiled import Compiled
from policyc.errors import ClaimError
from policyc.explained import Settlement
from policyc.settling import ledger as settling

Given = TypeVar("Given")
Made = TypeVar("Made")

ClaimLike = Mapping[str, object] | str | bytes
"""A claim as a mapping, or as JSON text."""


@frozen
class Voided:
    """An entry that voids the claim of a number, and the claims that were settled again for it."""

    number: str
    how: How
    again: tuple[Settlement, ...]


def standing(events: Iterable[Settlement | Voided]) -> tuple[Settlement, ...]:
    """The claims that stand after all that happened, each as it was settled last."""
    found: list[Settlement] = []
    for event in events:
        if isinstance(event, Settlement):
            found.append(event)
            continue
        again = {id(one.claim): one for one in event.again}
        found = [again.get(id(one.claim), one) for one in found if one.claim.number != event.number]
    return tuple(found)


@define(repr=False)
class Ledger:
    """One member's claims, or one family's, settled in order."""

    compiled: Compiled
    _read: Callable[[ClaimLike], Claim]
    _ledger: settling.Ledger

    def __repr__(self) -> str:
        interface = self.compiled.interface
        owner = self._ledger.owner or ("one family" if interface.of_families else "one member")
        return f"<ledger of {interface.key} for {owner}>"

    def settle(self, claim: ClaimLike) -> Settlement:
        """Settle the next claim. Missing facts leave it undetermined, and later claims that read its totals too.

        Raises ClaimError when the claim cannot be read, is another member's or family's, does not say whose it is where
        that matters, or does not come after the last.
        """
        return self._add(self._read(claim))

    def settle_all(self, claims: Iterable[ClaimLike]) -> tuple[Settlement, ...]:
        """Settle many claims in the ledger's order, settlement time, then claim number; those of them that stand.

        An entry `{"void": number, "how": "re-run" or "reverse"}` voids a claim at its own place in that order.
        Raises ClaimError.
        """
        return standing(event for _, event in self.follow(claims))

    def follow(self, claims: Iterable[ClaimLike]) -> Iterator[tuple[int, Settlement | Voided]]:
        """What becomes of each entry of such a list, as it is settled, with its place in the list, from 1.

        Raises ClaimError, with the `place` of the entry at fault.
        """
        read = [(place, self._placed(place, self._entry, claim)) for place, claim in enumerate(claims, 1)]
        if all(entry.settled_at is not None for _, entry in read):
            read.sort(key=lambda one: (one[1].settled_at, one[1].number or ""))
        for place, entry in read:
            yield place, self._placed(place, self._happens, entry)

    def _placed(self, place: int, do: Callable[[Given], Made], given: Given) -> Made:
        try:
            return do(given)
        except ClaimError as error:
            error.place = place
            raise

    def _happens(self, entry: Claim | Void) -> Settlement | Voided:
        if isinstance(entry, Claim):
            return self._add(entry)
        return Voided(entry.number, entry.how, self._void(entry.number, entry.how))

    def _entry(self, entry: ClaimLike) -> Claim | Void:
        if not isinstance(entry, Mapping) or not is_void(entry):
            return self._read(entry)
        void, findings = read_void(entry)
        if void is None:
            raise ClaimError(findings, self.compiled.source)
        return void

    def void(self, number: str, how: str) -> tuple[Settlement, ...]:
        """Void the standing claim of a number, "re-run" or "reverse"; gives what is settled again.

        "re-run": all claims after it are settled again as if it had never been. "reverse": what it paid and counted
        is taken back, and those after it stand as they are. Raises ClaimError for a number that does not stand.
        """
        void, findings = read_void({"void": number, "how": how})
        if void is None:
            raise ClaimError(findings, self.compiled.source)
        return self._void(void.number, void.how)

    def _void(self, number: str, how: How) -> tuple[Settlement, ...]:
        settled, findings = self._ledger.void(number, how)
        if findings:
            raise ClaimError(findings, self.compiled.source)
        return tuple(one for one in settled if isinstance(one, Settlement))

    def _add(self, claim: Claim) -> Settlement:
        settlement, findings = self._ledger.add(claim)
        if settlement is None:
            raise ClaimError(findings, self.compiled.source)
        assert isinstance(settlement, Settlement)
        return settlement

    @property
    def state(self) -> dict[str, Any]:
        """The ledger's totals as plain data for JSON; `Policy.ledger(state=…)` goes on from them."""
        return self._ledger.as_data()
