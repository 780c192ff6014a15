"""A ledger: the claims of one member, or of one family, settled in order, and what they have added up to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from attrs import define, field

from policyc.claims.claim import Claim, Openings
from policyc.claims.moment import settled_words
from policyc.claims.voiding import How
from policyc.core.state import State, counted_by
from policyc.elaborate.owner import ALONE, Insured
from policyc.report.diagnostic import Diagnostic
from policyc.settling.assertions import broken_assertions
from policyc.settling.settle import Settler
from policyc.settling.settlement import Settlement
from policyc.settling.standing import Standing, moment

VERSION = 3

Order = tuple[datetime, str]


@define
class Ledger:
    """Standing claims. One that lacks facts is kept as undetermined, and so is what reads its totals.

    They are one member's, or where the policy keeps a total by family those of one family's members.
    """

    settler: Settler
    state: State
    # the members in the order they are numbered in, from 1 in a family; and whose family it is
    members: list[str] = field(factory=list)
    family: str | None = None
    last: Order | None = field(default=None)
    # claim numbers seen, so that none is settled twice
    numbers: set[str] = field(factory=set)
    # the totals before the first claim, what stands since, and the numbers of what no longer does
    opened: State = field(factory=lambda: State((), []))
    standing: list[Standing] = field(factory=list)
    voided: set[str] = field(factory=set)
    # whether a claim was taken back that later ones had been settled after
    reversal: bool = False

    @classmethod
    def open(cls, settler: Settler, openings: Openings, claim: Claim | None = None) -> Ledger:
        """A ledger whose totals start from `openings`; a total that is not given is not known.

        `claim` places the openings given for the period that it falls in.
        """
        state = settler.start(settler.partial, openings, claim)
        return cls(settler, state, list(openings.members), opened=state.copy())

    @property
    def owner(self) -> str | None:
        """Whose ledger it is, once a claim has said so."""
        return self.family if self._of_families else next(iter(self.members), None)

    @property
    def _of_families(self) -> bool:
        return self.settler.compiled.interface.of_families

    def add(self, claim: Claim) -> tuple[Settlement | None, tuple[Diagnostic, ...]]:
        """The next claim, settled; or what keeps it out: another member's, or not after the last."""
        findings = self._refuse(claim)
        if findings:
            return None, findings
        trial = self.state.copy()
        settlement, findings = self._settled(trial, claim)
        if settlement is None:
            return None, findings
        self.state = trial
        self.standing.append(self._entry(settlement))
        self.members = self._with(claim)
        self.family = claim.family or self.family
        self.last = _order(claim) or self.last
        if claim.number is not None:
            self.numbers.add(claim.number)
        return settlement, ()

    def _settled(self, state: State, claim: Claim) -> tuple[Settlement | None, tuple[Diagnostic, ...]]:
        settlement = self.settler.settle(self.settler.partial, state, claim, self._insured(claim))
        broken = broken_assertions(settlement)
        return (None, broken) if broken else (settlement, ())

    def _with(self, claim: Claim) -> list[str]:
        """The members, that of the claim among them."""
        return self.members if claim.member in (None, *self.members) else [*self.members, str(claim.member)]

    def _insured(self, claim: Claim) -> Insured:
        """The numbers that totals are kept under; the family's is 0, which no member of it has."""
        if not self._of_families or claim.member is None:
            return ALONE
        return Insured(1 + self._with(claim).index(claim.member))

    def _entry(self, settlement: Settlement) -> Standing:
        counted = counted_by(self.settler.partial.worksheet, self.state.kept, settlement.row)
        return Standing(settlement.claim, counted)

    # ---- voids

    def void(self, number: str, how: How) -> tuple[tuple[Settlement, ...], tuple[Diagnostic, ...]]:
        """A standing claim voided: what is settled again, or what keeps it from being voided.

        Reversed, what it counted is taken back and every other claim stands as settled. Re-run, those after it are
        settled again by what stands before them, and the ledger is as if it had never been.
        """
        at = next((at for at, one in enumerate(self.standing) if one.claim.number == number), None)
        if at is None:
            code = "void-twice" if number in self.voided else "void-unknown"
            return (), (Diagnostic(code, None, {"number": number}),)
        earlier, later = self.standing[:at], self.standing[at + 1 :]
        reversal = self.reversal or how is How.REVERSE
        state = self._after(earlier, reversal)
        settled: list[Settlement] = []
        match how:
            case How.REVERSE:
                state = self._after([*earlier, *later], reversal)
            case How.RE_RUN:
                for one in later:
                    settlement, findings = self._settled(state, one.claim)
                    if settlement is None:
                        return (), findings
                    settled.append(settlement)
                later = [self._entry(settlement) for settlement in settled]
            case _:
                assert_never(how)
        self.state, self.standing, self.reversal = state, [*earlier, *later], reversal
        self.voided.add(number)
        return tuple(settled), ()

    def _after(self, claims: list[Standing], reversal: bool) -> State:
        """The totals once these claims have been counted."""
        state = self.opened.copy()
        for one in claims:
            state.count(one.counted)
        if reversal:
            self.settler.opener.opened_by_payments(state)
        return state

    def _refuse(self, claim: Claim) -> tuple[Diagnostic, ...]:
        findings = self._refuse_stranger(claim)
        if findings:
            return findings
        if claim.openings != Openings():
            return (Diagnostic("ledger-openings", None),)
        order = _order(claim)
        if self.last is not None and order is not None and order <= self.last:
            code = "ledger-tie" if order == self.last else "ledger-out-of-order"
            return (Diagnostic(code, None, {"claim": settled_words(*order), "last": settled_words(*self.last)}),)
        if claim.number in self.numbers:
            return (Diagnostic("ledger-number-twice", None, {"number": claim.number or ""}),)
        return ()

    def _refuse_stranger(self, claim: Claim) -> tuple[Diagnostic, ...]:
        """A claim of someone else, or one that does not say whose it is where the ledger may hold more than one's."""
        interface = self.settler.compiled.interface
        if not interface.of_families:
            if claim.member is None or not self.members or claim.member in self.members:
                return ()
            return (Diagnostic("other-member", None, {"member": claim.member, "ledger": self.members[0]}),)
        if claim.family is None:
            return (Diagnostic("ledger-family-missing", None),)
        if claim.family != (self.family or claim.family):
            return (Diagnostic("other-family", None, {"family": claim.family, "ledger": self.family or ""}),)
        if claim.member is None and interface.of_members:
            return (Diagnostic("ledger-member-missing", None),)
        return ()

    def as_data(self) -> dict[str, Any]:
        """The ledger as plain data for JSON."""
        last = None if self.last is None else [self.last[0].isoformat(), self.last[1]]
        interface = self.settler.compiled.interface
        return {
            "version": VERSION,
            "policy": interface.key,
            "members": self.members,
            "family": self.family,
            "last": last,
            "numbers": sorted(self.numbers),
            "totals": self.state.as_data(),
            "opened": self.opened.as_data(),
            "standing": [one.as_data() for one in self.standing],
            "voided": sorted(self.voided),
            "reversal": self.reversal,
        }

    @classmethod
    def from_data(cls, settler: Settler, data: Mapping[str, Any]) -> Ledger:
        """The ledger that `as_data` wrote. Raises ValueError when the data is not such a ledger of this policy."""
        try:
            interface = settler.compiled.interface
            if (data["version"], data["policy"]) != (VERSION, interface.key):
                raise ValueError(f"not a ledger of the policy {interface.key}, as this version writes it")
            last, numbers = data["last"], {str(number) for number in data["numbers"]}
            members, family = _names(data["members"]), data["family"]
            family = None if family is None else _name(family)
            order = None if last is None else (moment(last[0]), str(last[1]))
            state = State.from_data(settler.partial.worksheet, data["totals"])
            opened = State.from_data(settler.partial.worksheet, data["opened"])
            standing = [Standing.from_data(one, members, family, interface, state.kept) for one in data["standing"]]
            voided, reversal = {str(number) for number in data["voided"]}, bool(data["reversal"])
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise ValueError("not the state of a ledger") from error
        return cls(settler, state, members, family, order, numbers, opened, standing, voided, reversal)


def _names(written: object) -> list[str]:
    """The members as they were written, none twice. Raises ValueError for all else."""
    if not isinstance(written, list) or len(written) != len({*map(_name, written)}):
        raise ValueError(f"no list of names: {written!r}")
    return list(written)


def _name(written: object) -> str:
    """Whose claims, as it was written. Raises ValueError for all else."""
    if not isinstance(written, str):
        raise ValueError(f"no name: {written!r}")
    return written


def _order(claim: Claim) -> Order | None:
    """Settlement time, then claim number; a claim without a time is taken as it comes."""
    return None if claim.settled_at is None else (claim.settled_at, claim.number or "")
