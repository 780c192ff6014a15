"""A ledger: one member's claims settled in order, and what they have added up to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import define, field

from policyc.claims.claim import Claim, Openings
from policyc.claims.moment import settled_words
from policyc.core.state import State
from policyc.report.diagnostic import Diagnostic
from policyc.settle import Settler
from policyc.settlement import Settlement

VERSION = 1

Order = tuple[datetime, str]


@define
class Ledger:
    """Standing claims of one member. One that lacks facts is kept as undetermined, and so is what reads its totals."""

    settler: Settler
    state: State
    member: str | None = None
    last: Order | None = field(default=None)
    # claim numbers seen, so that none is settled twice
    numbers: set[str] = field(factory=set)

    @classmethod
    def open(cls, settler: Settler, openings: Openings) -> Ledger:
        """A ledger whose totals start from `openings`; a total that is not given is not known."""
        return cls(settler, settler.start(settler.partial, openings))

    def add(self, claim: Claim) -> tuple[Settlement | None, tuple[Diagnostic, ...]]:
        """The next claim, settled; or what keeps it out: another member's, or not after the last."""
        findings = self._refuse(claim)
        if findings:
            return None, findings
        trial = self.state.copy()
        settlement = self.settler.settle(self.settler.partial, trial, claim)
        broken = self.settler.broken_assertions(settlement)
        if broken:
            return None, broken
        self.state = trial
        self.member = claim.member or self.member
        self.last = _order(claim) or self.last
        if claim.number is not None:
            self.numbers.add(claim.number)
        return settlement, ()

    def _refuse(self, claim: Claim) -> tuple[Diagnostic, ...]:
        if claim.member is not None and self.member is not None and claim.member != self.member:
            return (Diagnostic("other-member", None, {"member": claim.member, "ledger": self.member}),)
        if claim.openings != Openings():
            return (Diagnostic("ledger-openings", None),)
        order = _order(claim)
        if self.last is not None and order is not None and order <= self.last:
            code = "ledger-tie" if order == self.last else "ledger-out-of-order"
            return (Diagnostic(code, None, {"claim": settled_words(*order), "last": settled_words(*self.last)}),)
        if claim.number in self.numbers:
            return (Diagnostic("ledger-number-twice", None, {"number": claim.number or ""}),)
        return ()

    def as_data(self) -> dict[str, Any]:
        """The ledger as plain data for JSON."""
        last = None if self.last is None else [self.last[0].isoformat(), self.last[1]]
        interface = self.settler.compiled.interface
        return {
            "version": VERSION,
            "policy": interface.key,
            "member": self.member,
            "last": last,
            "numbers": sorted(self.numbers),
            "totals": self.state.as_data(),
        }

    @classmethod
    def from_data(cls, settler: Settler, data: Mapping[str, Any]) -> Ledger:
        """The ledger that `as_data` wrote. Raises ValueError when the data is not such a ledger of this policy."""
        try:
            policy = settler.compiled.interface.key
            if (data["version"], data["policy"]) != (VERSION, policy):
                raise ValueError(f"not a ledger of the policy {policy}, as this version writes it")
            last, member, numbers = data["last"], data["member"], {str(number) for number in data["numbers"]}
            order = None if last is None else (datetime.fromisoformat(last[0]), str(last[1]))
            state = State.from_data(settler.partial.worksheet, data["totals"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not the state of a ledger") from error
        return cls(settler, state, None if member is None else str(member), order, numbers)


def _order(claim: Claim) -> Order | None:
    """Settlement time, then claim number; a claim without a time is taken as it comes."""
    return None if claim.settled_at is None else (claim.settled_at, claim.number or "")
