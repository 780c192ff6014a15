"""The totals that a ledger begins with: of one member, or of a family and each member that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, frozen

from policyc.claims.claim import Openings
from policyc.claims.finding import Findings, given_twice, hidden_character, spelled_twice
from policyc.claims.opening import OpeningsReader
from policyc.claims.shown import shown
from policyc.interface import Interface, words
from policyc.report.diagnostic import Diagnostic, Words
from policyc.report.visible import first_hidden

MEMBERS = ("参保人", "member")
"""Under this key the openings of a family's ledger have what is each member's own, by name."""


@frozen
class LedgerOpeningsReader:
    """Reads the openings of ledgers under one interface."""

    interface: Interface
    openings: OpeningsReader

    def read(self, value: object, findings: Findings) -> Openings:
        """The openings written in `value`; what is wrong goes to `findings`."""
        if not self.interface.of_families or not isinstance(value, Mapping):
            return self.openings.read(value, findings)
        given = [value[word] for word in MEMBERS if word in value]
        if len(given) > 1:
            findings.add(spelled_twice(Words(*MEMBERS)))
        shared = self.openings.read({key: one for key, one in value.items() if key not in MEMBERS}, findings)
        self._refuse(shared, "opening-of-members", self._own, findings)
        own = dict(self._members(given[0], findings)) if given and given[0] is not None else {}
        return evolve(shared, members=own)

    def _members(self, by_name: object, findings: Findings) -> Iterator[tuple[str, Openings]]:
        if not isinstance(by_name, Mapping):
            findings.add(Diagnostic("openings-by-member", None, {"given": shown(by_name)}))
            return
        seen: set[str] = set()
        for name, totals in by_name.items():
            if not isinstance(name, str) or not name.strip():
                findings.add(Diagnostic("openings-by-member", None, {"given": shown(name)}))
            elif (character := first_hidden(name)) is not None:
                findings.add(hidden_character(shown(name), character))
            elif name.strip() in seen:
                findings.add(given_twice(shown(name)))
            else:
                seen.add(name.strip())
                own = self.openings.read(totals, findings)
                self._refuse(own, "opening-of-family", self._shared, findings)
                yield name.strip(), own

    @property
    def _shared(self) -> frozenset[str]:
        """The periods whose totals are the family's."""
        return frozenset(period.key for period in self.interface.periods if period.whole_family)

    @property
    def _own(self) -> frozenset[str]:
        """The periods whose totals are each member's own."""
        return frozenset(period.key for period in self.interface.periods if not period.whole_family)

    def _refuse(self, openings: Openings, code: str, periods: frozenset[str], findings: Findings) -> None:
        """Tell of the totals of these periods: they are given where they cannot be placed."""
        for period in self.interface.periods:
            if period.key in periods & set(_periods_of(openings)):
                findings.add(Diagnostic(code, None, {"period": words(period)}))


def _periods_of(openings: Openings) -> Iterable[str]:
    return [
        *(period for period, _ in openings.here),
        *(period for period, *_ in openings.keyed),
        *openings.rolling,
        *openings.nothing,
        *(period for period, *_ in openings.further),
    ]
