"""A settlement: every named amount of one claim, each benefit's answer, and what is known of what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from policyc.claims.claim import Claim
from policyc.claims.present import to_json, to_python
from policyc.compiled import Compiled
from policyc.core.known import KnownWorksheet
from policyc.core.row import Row
from policyc.core.terms import Column, Literal, OpenTerm
from policyc.elaborate.account import (
    Account,
    BenefitAccount,
    ChannelsAccount,
    ChecklistAccount,
    RuleAccount,
    TableAccount,
    TotalAccount,
)
from policyc.interface import LinesSpec, ResultSpec
from policyc.report.diagnostic import Words
from policyc.settling.plain_data import answer_data, benefit_data, channels_data, checklist_data, totals_data
from policyc.settling.results import (
    BenefitResult,
    ChannelsResult,
    ChecklistResult,
    Missing,
    PythonValue,
    Status,
    Totals,
    Unanswered,
)
from policyc.syntax.clause import Citation
from policyc.types import Kind

VERSION = 1


@frozen(eq=False)
class Settlement:
    """One settled claim: the filled worksheet and how to read it."""

    compiled: Compiled
    claim: Claim
    known: KnownWorksheet
    row: Row
    benefits: tuple[BenefitResult, ...]
    missing: tuple[Missing, ...]
    # of what is asked for: what the policy answers by itself may be without a value and matter to no one
    unanswered: tuple[Unanswered, ...] = ()
    checklists: tuple[ChecklistResult, ...] = ()
    channels: tuple[ChannelsResult, ...] = ()
    # for each block of lines with rules that may refuse, why they do on each line
    line_reasons: Mapping[str, tuple[tuple[Words, ...], ...]] = field(factory=dict)

    def __getitem__(self, name: str) -> PythonValue | None:
        """A result by its English or Chinese name: yuan and ratios as Decimal, dates, counts, truths, kinds by key.

        None while it is undetermined, refused or 无. Raises KeyError for a name that is no result.
        """
        spec = self._spec(name)
        value = self.value(spec.key)
        return None if value is None else to_python(value, spec.type)

    def _spec(self, name: str) -> ResultSpec:
        for spec in self.compiled.interface.results:
            if name in (spec.key, spec.zh, spec.en):
                return spec
        raise KeyError(name)

    def in_force(self, name: str) -> str | None:
        """What a name stands for on this claim's day: itself, unless its definition changes by date. None is nothing.

        It stands for itself too while the day is not known.
        """
        account = self.compiled.account.versions.get(name)
        day = None if account is None else self.value(account.by)
        if account is None or day is None:
            return name
        return [one.key for one in account.versions if one.since is None or one.since <= day][-1]

    def benefit_account(self, name: str) -> BenefitAccount:
        """The account of a benefit, of the version in force where it has several."""
        account = self.compiled.account
        return account.versions_of_benefits.get(self.in_force(name) or name, account.benefits[name])

    def holds(self, flag: OpenTerm, row: Row | None = None) -> bool:
        """A flag of the filled worksheet, or of one of its lines: `known` gives them as literals or columns."""
        if isinstance(flag, Column):
            return bool((self.row if row is None else row)[flag.name])
        assert isinstance(flag, Literal)
        return bool(flag.value)

    def ok(self, name: str, row: Row | None = None) -> bool:
        """Has the column a value, for the claim or on the line `row`?"""
        return self.holds(self.known.ok[name], row)

    def refused(self, name: str, row: Row | None = None) -> bool:
        return self.holds(self.known.refused[name], row)

    def absent(self, name: str, row: Row | None = None) -> bool:
        """Is the column 无 for this claim, or on the line `row`?"""
        here = self.row if row is None else row
        info = self.compiled.columns.get(name)
        if info is None or info.absent is None:
            return False
        match info.absent:
            case Literal(value):
                return bool(value)
            case Column(column):
                return bool(here[column])
            case _:
                return not here[f"{name}__present"]

    def value(self, name: str, row: Row | None = None) -> int | None:
        """A column's integer at its scale, for the claim or on the line `row`, None where it has no value."""
        here = self.row if row is None else row
        return int(here[name]) if self.ok(name, row) and not self.absent(name, row) else None

    @property
    def amounts(self) -> Mapping[str, PythonValue | None]:
        """Every result by its key."""
        return {spec.key: self[spec.key] for spec in self.compiled.interface.results}

    @property
    def lines(self) -> Mapping[str, tuple[Mapping[str, PythonValue | None], ...]]:
        """What each line of the claim comes to: the results of its rules by key, for each block of lines."""
        return {
            block.key: tuple(
                {spec.key: _shown(self.value(spec.key, row), spec) for spec in block.results}
                for row in self.row.lines[block.key]
            )
            for block in self.compiled.interface.lines
            if block.results
        }

    @property
    def accumulators(self) -> Mapping[str, Totals]:
        """Each total after this claim, by period and name; by period, further key and name where there is one."""
        found: dict[str, dict[str, Any]] = {}
        for total in self.compiled.account.totals:
            if total.after is None:
                continue
            totals = found.setdefault(total.period_key, {})
            if total.per is None:
                moved = self.before_and_after(total)
                if moved is not None:
                    totals.setdefault(total.key, _scaled(moved[1], total.scale))
                continue
            for further, (_, after) in self.by_further_key(total).items():
                totals.setdefault(further, {}).setdefault(total.key, _scaled(after, total.scale))
        return found

    def before_and_after(self, total: TotalAccount) -> tuple[int | None, int | None] | None:
        """A total without a further key before and after this claim; None for one of lines, where it has no line."""
        assert total.per is None
        assert total.after is not None
        rows = self._rows(total)
        return (self.value(total.before, rows[0]), self.value(total.after, rows[-1])) if rows else None

    def _rows(self, total: TotalAccount) -> Sequence[Row]:
        """The rows that add to a total: the claim's, or those of its lines."""
        return [self.row] if total.grain is None else self.row.lines[total.grain]

    def by_further_key(self, total: TotalAccount) -> Mapping[str, tuple[int | None, int | None]]:
        """A total before and after this claim, for each value of its further key that the claim has."""
        assert total.per is not None
        assert total.after is not None
        rows = self._rows(total)
        # where a line's key is not known the total under any of them may be short of that line
        certain = all(self.ok(total.per, row) for row in rows)
        found: dict[str, tuple[int | None, int | None]] = {}
        for row in rows:
            if self.ok(total.per, row):
                key = self._further(total.per, int(row[total.per]))
                before = found[key][0] if key in found else self.value(total.before, row)
                found[key] = before, self.value(total.after, row) if certain else None
        return found

    def _further(self, per: str, value: int) -> str:
        """A further key as claims and settlements write it."""
        type = self.compiled.columns[per].type
        return type.members[value] if isinstance(type, Kind) else str(value)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """The citations of what this settlement applied."""
        account = self.compiled.account
        applied = [
            self.benefit_account(result.name) for result in self.benefits if result.status is not Status.NOT_APPLICABLE
        ]
        names = [name for entry in applied for name in entry.reads]
        reached = _reached(account, names, self.in_force)
        cited = [citation for entry in (*applied, *reached) for citation in entry.citations]
        return tuple(dict.fromkeys(cited))

    def as_data(self) -> dict[str, Any]:
        """The settlement as plain data for JSON, in the form of `show --stage schema`; amounts are strings."""
        interface = self.compiled.interface
        return {
            "version": VERSION,
            "policy": interface.key,
            "member": self.claim.member,
            **({"family": self.claim.family} if interface.of_families else {}),
            "claim_number": self.claim.number,
            "results": {spec.key: self._data(spec) for spec in interface.results},
            "benefits": {result.name: benefit_data(result) for result in self.benefits},
            "unanswered": {entry.name: answer_data(entry) for entry in self.unanswered},
            "lines": {block.key: self._line_data(block) for block in interface.lines if block.results},
            "accumulators": {period: totals_data(totals) for period, totals in self.accumulators.items()},
            "documents": {result.name: checklist_data(result) for result in self.checklists},
            "channels": {result.name: channels_data(result) for result in self.channels},
            "sources": [
                {
                    "source": citation.document.key,
                    "sections": [" ".join(locator.parts) for locator in citation.locators],
                }
                for citation in self.sources
            ],
        }

    def _data(self, spec: ResultSpec) -> str | int | bool | None:
        value = self.value(spec.key)
        if value is None:
            return None
        return to_json(value, spec.type)

    def _line_data(self, block: LinesSpec) -> list[dict[str, Any]]:
        rows = self.row.lines[block.key]
        reasons = self.line_reasons.get(block.key, ((),) * len(rows))
        found: list[dict[str, Any]] = []
        for row, why in zip(rows, reasons, strict=True):
            values = {spec.key: self.value(spec.key, row) for spec in block.results}
            results = {
                spec.key: None if (value := values[spec.key]) is None else to_json(value, spec.type)
                for spec in block.results
            }
            found.append({"results": results, "reasons": [{"zh": one.zh, "en": one.en} for one in why]})
        return found


def _shown(value: int | None, spec: ResultSpec) -> PythonValue | None:
    return None if value is None else to_python(value, spec.type)


def _scaled(value: int | None, scale: int) -> Decimal | int | None:
    return value if value is None or scale == 0 else Decimal(value).scaleb(-scale)


Reading = RuleAccount | TableAccount | ChecklistAccount | ChannelsAccount


def _reached(account: Account, names: list[str], in_force: Callable[[str], str | None]) -> list[Reading]:
    """The rules, tables, checklists and channels read from the given names, at any distance."""
    makers: dict[str, Reading] = {**account.rules, **account.checklists, **account.channels}
    for table in account.tables.values():
        makers.update(dict.fromkeys(table.outputs, table))
    seen: dict[int, Reading] = {}
    waiting = list(names)
    while waiting:
        maker = makers.get(in_force(waiting.pop()) or "")
        if maker is not None and id(maker) not in seen:
            seen[id(maker)] = maker
            waiting += maker.reads
    return list(seen.values())
