"""Opening totals as a claim gives them: none, for the period it falls in, or by period key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import assert_never

from attrs import field, frozen

from policyc.claims.claim import Openings, Past
from policyc.claims.finding import Findings, given_twice, spelled_twice
from policyc.claims.numeral import half_width
from policyc.claims.shown import shown
from policyc.claims.value import Converter, converter, fact_converter, read_day
from policyc.interface import (
    AccumulatorSpec,
    FactSpec,
    Interface,
    PeriodKey,
    PeriodSpec,
    ResultSpec,
    spellings,
    words,
)
from policyc.report.diagnostic import Argument, Diagnostic, Words
from policyc.types import FIRST_DAY, LAST_DAY, Kind, range_of

NO_TOTALS = ("none", "无")

LIFETIME_WORDS = ("lifetime", "终身")
"""What a lifetime is called beside the name that a policy may give it."""

SINCE = ("since", "自")
"""Under this key the past of a rolling period says from when on all of it is given."""

_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:-(\d{2})|年(\d{1,2})月)", re.ASCII)
_YEARS = range(1900, 2200)
_EXAMPLE = {
    PeriodKey.YEAR: Words("「2021」", "`2021`"),
    PeriodKey.MONTH: Words("「2021-03」", "`2021-03`"),
    PeriodKey.DAY: Words("「2021-03-05」", "`2021-03-05`"),
    PeriodKey.LIFETIME: Words("不写时段", "no key"),
    PeriodKey.ROLLING: Words(
        '{"自": "2021-03-05", "2021-04-01": {…}}：从哪一天起的都写全了，各日计入多少',
        '{"since": "2021-03-05", "2021-04-01": {…}}: from which day on all is given, and what counted on which day',
    ),
}


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
        if isinstance(value, str) and value.strip() in NO_TOTALS:
            return Openings(zero=True)
        if not isinstance(value, Mapping):
            findings.add(_misshapen(_OPENINGS, value, self._example(None)))
            return Openings()
        here: dict[tuple[str, str], int] = {}
        keyed: dict[tuple[str, int, str], int] = {}
        rolling: dict[str, Past] = {}
        further: dict[tuple[str, int | None, int, str], int] = {}
        for period, totals in self._periods_in(value, findings):
            if period.per is not None:
                further |= self._further(period, totals, findings)
            elif period.unit is PeriodKey.ROLLING and (since := _since(totals)) is not None:
                past = self._past(period, since, totals, findings)
                rolling |= {} if past is None else {period.key: past}
            elif not any(isinstance(total, Mapping) for total in totals.values()):
                here |= {(period.key, name): total for name, total in self._totals(period, totals, findings)}
            elif period.unit is PeriodKey.ROLLING:
                findings.add(_not_a_key(period, shown(next(iter(totals)))))
            else:
                keyed |= self._keyed(period, totals, findings)
        return Openings(here=here, keyed=keyed, rolling=rolling, further=further)

    def _further(
        self, period: PeriodSpec, totals: Mapping[object, object], findings: Findings
    ) -> dict[tuple[str, int | None, int, str], int]:
        """The totals of a period with a further key: by that key, within the period's own where it is given."""
        inner = [one for given in totals.values() if isinstance(given, Mapping) for one in given.values()]
        if period.unit is PeriodKey.LIFETIME or not any(isinstance(one, Mapping) for one in inner):
            return self._by_further(period, None, totals, findings)
        found: dict[tuple[str, int | None, int, str], int] = {}
        for key, by_further in self._under_keys(period, totals, findings):
            found |= self._by_further(period, key, by_further, findings)
        return found

    def _by_further(
        self, period: PeriodSpec, key: int | None, by_further: Mapping[object, object], findings: Findings
    ) -> dict[tuple[str, int | None, int, str], int]:
        assert period.per is not None
        convert = fact_converter(
            FactSpec(period.per.key, period.per.zh, period.per.en, period.per.type), self.interface
        )
        found: dict[tuple[str, int | None, int, str], int] = {}
        seen: set[int] = set()
        for written, totals in by_further.items():
            further = convert(written)
            if isinstance(further, Diagnostic):
                findings.add(further)
            elif not isinstance(totals, Mapping):
                findings.add(_misshapen(_within(words(period)), totals, self._example(period)))
            elif further in seen:
                findings.add(given_twice(shown(written)))
            else:
                seen.add(further)
                given = self._totals(period, totals, findings)
                found |= {(period.key, key, further, name): total for name, total in given}
        return found

    def _periods_in(
        self, openings: Mapping[object, object], findings: Findings
    ) -> Iterator[tuple[PeriodSpec, Mapping[object, object]]]:
        seen: set[str] = set()
        for written, totals in openings.items():
            period = self._periods.get(written)
            if period is None:
                findings.unknown_key("claim-unknown-opening", written, tuple(map(words, self.interface.periods)))
            elif period.key in seen:
                findings.add(spelled_twice(words(period)))
            elif isinstance(totals, Mapping):
                seen.add(period.key)
                yield period, totals
            elif totals is not None:
                findings.add(_misshapen(_within(words(period)), totals, self._example(period)))

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
            if not isinstance(totals, Mapping):
                findings.add(_misshapen(_within(words(period)), totals, self._example(period)))
            elif key is None:
                findings.add(_not_a_key(period, shown(written)))
            elif key in seen:
                findings.add(given_twice(shown(written)))
            else:
                seen.add(key)
                yield key, totals

    def _past(self, period: PeriodSpec, since: str, totals: Mapping[object, object], findings: Findings) -> Past | None:
        """From when all is known, and what was counted on which day."""
        first = period_key(PeriodKey.DAY, totals[since])
        if first is None:
            findings.add(_not_a_key(period, shown(totals[since])))
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


def _since(totals: Mapping[object, object]) -> str | None:
    """The word under which the past of a rolling period says from when all of it is given."""
    return next((word for word in SINCE if word in totals), None)


def period_spellings(period: PeriodSpec) -> tuple[str, ...]:
    """Every way to write a period in a claim."""
    plain = period.unit is PeriodKey.LIFETIME and period.per is None and not period.whole_family
    others = LIFETIME_WORDS if plain else ()
    return tuple(dict.fromkeys((*spellings(period), *others)))


def opening_example(interface: Interface, period: str, key: str, at: str | None = None) -> Words:
    """How a claim gives the total `key` for the period it falls in, as JSON: `{"年度": {"费用": "0"}}`.

    With `at` for that one: `{"年度": {"2023": {"费用": "0"}}}`. Raises StopIteration if there is no such total.
    """
    spec = next(spec for spec in interface.periods if spec.key == period)
    over = words(spec)
    name = words(next(spec for spec in interface.accumulators if (spec.period, spec.key) == (period, key)))
    zh, en = f'{{"{name.zh}": "0"}}', f'{{"{name.en}": "0"}}'
    if spec.per is not None:
        further = further_example(interface, spec.per)
        zh, en = f'{{"{further.zh}": {zh}}}', f'{{"{further.en}": {en}}}'
    if at is not None:
        zh, en = f'{{"{at}": {zh}}}', f'{{"{at}": {en}}}'
    return Words(f'{{"{over.zh}": {zh}}}', f'{{"{over.en}": {en}}}')


def further_example(interface: Interface, per: ResultSpec) -> Words:
    """A value of a further key: the first member of a kind, or a number."""
    return words(interface.kind(per.type.name).members[0]) if isinstance(per.type, Kind) else Words("1", "1")


def written_key(unit: PeriodKey, key: int) -> str:
    """A period's key as claims write it: `2021`, `2021-03`, `2021-03-05`."""
    match unit:
        case PeriodKey.YEAR:
            return str(key)
        case PeriodKey.MONTH:
            return f"{key // 12}-{key % 12 + 1:02d}"
        case PeriodKey.DAY | PeriodKey.ROLLING:
            return date.fromordinal(key).isoformat()
        case PeriodKey.LIFETIME:
            return ""
        case _:
            assert_never(unit)


def without_key(openings: Openings, interface: Interface) -> tuple[Diagnostic, ...]:
    """A finding for each total given for no key of its period: a ledger holds claims of many."""
    periods = {period.key: period for period in interface.periods}
    accounts = {(spec.period, spec.key): spec for spec in interface.accumulators}
    given = [*openings.here, *((period, name) for period, key, _, name in openings.further if key is None)]
    found = tuple(
        _not_a_key(periods[period], words(accounts[period, name]))
        for period, name in dict.fromkeys(given)
        if periods[period].unit is not PeriodKey.LIFETIME
    )
    return (*found, *(finding for own in openings.members.values() for finding in without_key(own, interface)))


def _not_a_key(period: PeriodSpec, given: Argument) -> Diagnostic:
    return Diagnostic(
        "claim-opening-key", None, {"period": words(period), "given": given, "example": _EXAMPLE[period.unit]}
    )


def _account_converter(spec: AccumulatorSpec, period: Words) -> Converter:
    name = words(spec)
    return converter(
        Words(f"{period.zh} 此前累计 {name.zh}", f"{period.en} earlier total of {name.en}"),
        spec.type,
        *range_of(spec.type),
    )


_OPENINGS = Words("此前累计", "openings")


def _within(name: Words) -> Words:
    return Words(f"{_OPENINGS.zh} {name.zh}", f"{_OPENINGS.en}: {name.en}")


def _misshapen(place: Words, given: object, example: Words | None) -> Diagnostic:
    """`example` is how a total can be given; without one there is nothing but 无 to write."""
    zh = '没有累计过写 "无"' + ("" if example is None else f"；否则 期间、累计项 逐层写，如 {example.zh}")
    en = 'write "none" if there is nothing' + ("" if example is None else f", or period and total, as {example.en}")
    arguments = {"place": place, "given": shown(given), "instead": Words(zh, en)}
    return Diagnostic("claim-openings-shape", None, arguments)


def period_key(unit: PeriodKey, written: object) -> int | None:
    """The integer of a period's key as written (`2021`, `2021-03`, `2021-03-05`), or None if it is no such key."""
    text = half_width(written) if isinstance(written, str) else str(written)
    match unit:
        case PeriodKey.YEAR:
            year = _YEAR.fullmatch(text)
            return int(year[1]) if year and int(year[1]) in _YEARS else None
        case PeriodKey.MONTH:
            month = _MONTH.fullmatch(text)
            return _month_index(int(month[1]), int(month[2] or month[3])) if month else None
        case PeriodKey.DAY | PeriodKey.ROLLING:
            day = read_day(written)
            return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None
        case PeriodKey.LIFETIME:
            return None
        case _:
            assert_never(unit)


def _month_index(year: int, month: int) -> int | None:
    return 12 * year + month - 1 if year in _YEARS and 1 <= month <= 12 else None
