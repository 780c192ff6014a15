"""Opening totals as a claim gives them: none, for the period it falls in, or by period key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from policyc.claims.claim import Openings, Past
from policyc.claims.finding import Findings, given_twice, spelled_twice
from policyc.claims.opening_hints import OPENINGS, SINCE, misshapen, not_a_key, opening_example, within
from policyc.claims.period_keys import period_key
from policyc.claims.shown import shown
from policyc.claims.value import Converter, converter, fact_converter
from policyc.interface import (
    AccumulatorSpec,
    FactSpec,
    Interface,
    PeriodKey,
    PeriodSpec,
    spellings,
    words,
)
from policyc.report.diagnostic import Diagnostic, Words
from policyc.types import Kind, range_of

NO_TOTALS = ("none", "无")

LIFETIME_WORDS = ("lifetime", "终身")
"""What a lifetime is called beside the name that a policy may give it."""


@frozen
class OpeningsReader:
    """Reads the openings of claims under one interface."""

    interface: Interface
    _periods: Mapping[object, PeriodSpec] = field(init=False, repr=False)
    _accounts: Mapping[tuple[str, object], tuple[str, Converter]] = field(init=False, repr=False)

    @_periods.default
    def _by_spelling(self) -> Mapping[object, PeriodSpec]:
        return {spelling: period for period in self.interface.periods for spelling in period_spellings(period)}

    @_accounts.default
    def _by_period_and_spelling(self) -> Mapping[tuple[str, object], tuple[str, Converter]]:
        periods = {period.key: words(period) for period in self.interface.periods}
        return {
            (spec.period, spelling): (spec.key, _account_converter(spec, periods[spec.period]))
            for spec in self.interface.accumulators
            for spelling in spellings(spec)
        }

    def read(self, value: object, findings: Findings) -> Openings:
        """The openings written in `value`; what is wrong goes to `findings`."""
        if _is_nothing(value):
            return Openings(zero=True)
        if not isinstance(value, Mapping):
            findings.add(misshapen(OPENINGS, value, self._example(None)))
            return Openings()
        here: dict[tuple[str, str], int] = {}
        keyed: dict[tuple[str, int, str], int] = {}
        rolling: dict[str, Past] = {}
        nothing: set[str] = set()
        further: dict[tuple[str, int | None, int, str], int] = {}
        for period, totals in self._periods_in(value, findings):
            if totals is None:
                nothing.add(period.key)
            elif period.per is not None:
                further |= self._further(period, totals, findings)
            elif period.unit is PeriodKey.ROLLING and (since := _since(totals)) is not None:
                past = self._past(period, since, totals, findings)
                rolling |= {} if past is None else {period.key: past}
            elif not any(self._stands_below(period, written, one) for written, one in totals.items()):
                here |= {(period.key, name): total for name, total in self._totals(period, totals, findings)}
            elif period.unit is PeriodKey.ROLLING:
                findings.add(not_a_key(self.interface, period, shown(next(iter(totals)))))
            else:
                keyed |= self._keyed(period, totals, findings)
        return Openings(here=here, keyed=keyed, rolling=rolling, further=further, nothing=frozenset(nothing))

    def _further(
        self, period: PeriodSpec, totals: Mapping[object, object], findings: Findings
    ) -> dict[tuple[str, int | None, int, str], int]:
        """The totals of a period with a further key: by that key, within the period's own where it is given."""
        inner = [one for given in totals.values() if isinstance(given, Mapping) for one in given.items()]
        in_keys = any(self._stands_below(period, *one) for one in inner) or (
            any(_is_nothing(one) for one in totals.values()) and self._all_keys(period, totals)
        )
        if period.unit is PeriodKey.LIFETIME or not in_keys:
            return self._by_further(period, None, totals, findings)
        found: dict[tuple[str, int | None, int, str], int] = {}
        for key, by_further in self._under_keys(period, totals, findings):
            found |= self._by_further(period, key, by_further, findings)
        return found

    def _further_converter(self, period: PeriodSpec) -> Converter:
        assert period.per is not None
        return fact_converter(FactSpec(period.per.key, period.per.zh, period.per.en, period.per.type), self.interface)

    def _all_keys(self, period: PeriodSpec, totals: Mapping[object, object]) -> bool:
        """Is what stands below the period its own keys, and not further ones?"""
        convert = self._further_converter(period)
        return all(
            isinstance(convert(written), Diagnostic) and period_key(period.unit, written) is not None
            for written in totals
        )

    def _stands_below(self, period: PeriodSpec, written: object, given: object) -> bool:
        """Are totals given under `written`, which is then no total itself?"""
        return isinstance(given, Mapping) or (_is_nothing(given) and (period.key, written) not in self._accounts)

    def _nothing(self, period: PeriodSpec) -> Mapping[object, object]:
        """Every total of the period as nought."""
        return {spec.key: 0 for spec in self.interface.accumulators if spec.period == period.key}

    def _nothing_under_key(self, period: PeriodSpec) -> Mapping[object, object] | None:
        """The same of one key of the period, for each value of its further key; None where those have no end."""
        if period.per is None:
            return self._nothing(period)
        if not isinstance(period.per.type, Kind):
            return None
        return dict.fromkeys(period.per.type.members, self._nothing(period))

    def _by_further(
        self, period: PeriodSpec, key: int | None, by_further: Mapping[object, object], findings: Findings
    ) -> dict[tuple[str, int | None, int, str], int]:
        convert = self._further_converter(period)
        found: dict[tuple[str, int | None, int, str], int] = {}
        seen: set[int] = set()
        for written, totals in by_further.items():
            further = convert(written)
            totals = self._nothing(period) if _is_nothing(totals) else totals
            if isinstance(further, Diagnostic):
                findings.add(further)
            elif not isinstance(totals, Mapping):
                findings.add(misshapen(within(words(period)), totals, self._example(period)))
            elif further in seen:
                findings.add(given_twice(shown(written)))
            else:
                seen.add(further)
                given = self._totals(period, totals, findings)
                found |= {(period.key, key, further, name): total for name, total in given}
        return found

    def _periods_in(
        self, openings: Mapping[object, object], findings: Findings
    ) -> Iterator[tuple[PeriodSpec, Mapping[object, object] | None]]:
        """What is given of each period; None where it is 无."""
        seen: set[str] = set()
        for written, totals in openings.items():
            period = self._periods.get(written)
            if period is None:
                findings.unknown_key("claim-unknown-opening", written, tuple(map(words, self.interface.periods)))
            elif period.key in seen:
                findings.add(spelled_twice(words(period)))
            elif isinstance(totals, Mapping) or _is_nothing(totals):
                seen.add(period.key)
                yield period, totals if isinstance(totals, Mapping) else None
            elif totals is not None:
                findings.add(misshapen(within(words(period)), totals, self._example(period)))

    def _keyed(
        self, period: PeriodSpec, by_key: Mapping[object, object], findings: Findings
    ) -> dict[tuple[str, int, str], int]:
        found: dict[tuple[str, int, str], int] = {}
        for key, totals in self._under_keys(period, by_key, findings):
            found |= {(period.key, key, name): total for name, total in self._totals(period, totals, findings)}
        return found

    def _under_keys(
        self, period: PeriodSpec, by_key: Mapping[object, object], findings: Findings
    ) -> Iterator[tuple[int, Mapping[object, object]]]:
        seen: set[int] = set()
        for written, totals in by_key.items():
            key = period_key(period.unit, written)
            totals = (self._nothing_under_key(period) or totals) if _is_nothing(totals) else totals
            if not isinstance(totals, Mapping):
                findings.add(misshapen(within(words(period)), totals, self._example(period)))
            elif key is None:
                findings.add(not_a_key(self.interface, period, shown(written)))
            elif key in seen:
                findings.add(given_twice(shown(written)))
            else:
                seen.add(key)
                yield key, totals

    def _past(self, period: PeriodSpec, since: str, totals: Mapping[object, object], findings: Findings) -> Past | None:
        """From when all is known, and what was counted on which day."""
        first = period_key(PeriodKey.DAY, totals[since])
        if first is None:
            findings.add(not_a_key(self.interface, period, shown(totals[since])))
            return None
        by_day = {day: amounts for day, amounts in totals.items() if day != since}
        amounts = self._keyed(period, by_day, findings)
        return Past(first, {(day, name): amount for (_, day, name), amount in amounts.items()})

    def _totals(
        self, period: PeriodSpec, totals: Mapping[object, object], findings: Findings
    ) -> Iterator[tuple[str, int]]:
        seen: set[str] = set()
        for written, given in totals.items():
            account = self._accounts.get((period.key, written))
            if account is None:
                findings.unknown_key("claim-unknown-opening", written, self._account_names(period))
                continue
            name, convert = account
            if name in seen:
                findings.add(spelled_twice(shown(written)))
            elif given is not None:
                seen.add(name)
                total = convert(given)
                if isinstance(total, Diagnostic):
                    findings.add(total)
                else:
                    yield name, total

    def _example(self, period: PeriodSpec | None) -> Words | None:
        """How a total of the period is given, or of the first there is; None where the policy keeps none."""
        accounts = [spec for spec in self.interface.accumulators if period is None or spec.period == period.key]
        if not accounts:
            return None
        return opening_example(self.interface, accounts[0].period, accounts[0].key)

    def _account_names(self, period: PeriodSpec) -> tuple[Words, ...]:
        return tuple(words(spec) for spec in self.interface.accumulators if spec.period == period.key)


def _is_nothing(given: object) -> bool:
    return isinstance(given, str) and given.strip() in NO_TOTALS


def _since(totals: Mapping[object, object]) -> str | None:
    """The word under which the past of a rolling period says from when all of it is given."""
    return next((word for word in SINCE if word in totals), None)


def period_spellings(period: PeriodSpec) -> tuple[str, ...]:
    """Every way to write a period in a claim."""
    plain = period.unit is PeriodKey.LIFETIME and period.per is None and not period.whole_family
    others = LIFETIME_WORDS if plain else ()
    return tuple(dict.fromkeys((*spellings(period), *others)))


def without_key(openings: Openings, interface: Interface) -> tuple[Diagnostic, ...]:
    """A finding for each total given for no key of its period: a ledger holds claims of many."""
    periods = {period.key: period for period in interface.periods}
    accounts = {(spec.period, spec.key): spec for spec in interface.accumulators}
    given = [*openings.here, *((period, name) for period, key, _, name in openings.further if key is None)]
    found = tuple(
        not_a_key(interface, periods[period], words(accounts[period, name]))
        for period, name in dict.fromkeys(given)
        if periods[period].unit is not PeriodKey.LIFETIME
    )
    return (*found, *(finding for own in openings.members.values() for finding in without_key(own, interface)))


def _account_converter(spec: AccumulatorSpec, period: Words) -> Converter:
    name = words(spec)
    return converter(
        Words(f"{period.zh} 此前累计 {name.zh}", f"{period.en} earlier total of {name.en}"),
        spec.type,
        *range_of(spec.type),
    )
