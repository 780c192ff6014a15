"""A settlement to read from: names in both languages, and the value that each column has for this claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import define

from policyc.compiled import Compiled
from policyc.core.row import Row
from policyc.elaborate.account import LIFETIME, LastTotalAccount, TotalAccount
from policyc.elaborate.owner import FAMILY
from policyc.elaborate.value import ValueType
from policyc.explain import phrases
from policyc.explain.model import Line, Quantity, TotalPart
from policyc.interface import FactSpec, KindSpec, words
from policyc.report.diagnostic import Language, Words
from policyc.settling.settlement import Settlement
from policyc.syntax.clause import Citation, PaymentOrder, PeriodBlock, PeriodUnit, Reading, Rolling, Step
from policyc.syntax.expression import Any, Bound, Conditional, EarlierTotal, Expression, Pattern, Text
from policyc.syntax.format_expression import format_expression
from policyc.syntax.format_step import StepWriter, format_step
from policyc.types import Date, Kind, Time, scale_of

Wordable = Expression | Pattern | Bound | Conditional | Any


@define(slots=False)
class PolicyWords:
    """The words of a policy, in both languages."""

    compiled: Compiled

    def name(self, key: str) -> Words:
        """A name as the policy spells it."""
        spelling = self.compiled.file.spellings.get(key)
        if spelling is None:
            return Words(key, key)
        return Words(spelling.zh or key, spelling.en or key)

    def is_named(self, column: str) -> bool:
        """Does a column go by a name of the policy, and not by one of our own making?"""
        return "__" not in column or column in self.compiled.file.spellings

    @cached_property
    def _public(self) -> Mapping[str, str]:
        return {
            version.key: one.name.key for one in self.compiled.file.versions for version in one.versions if version.key
        }

    def public(self, key: str) -> str:
        """The name that a key is a version of."""
        return self._public.get(key, key)

    def policy_of(self, key: str) -> Words | None:
        """The policy that says what a name stands for and its days, where that is not the file's own policy alone."""
        home = self.compiled.file.homes.get(key)
        if home is None:
            return None
        policy = home.policy
        title = self.name(policy.name.key) if policy.title is None else sentence(policy.title)
        days = [self.words(day) for day in (policy.in_force_from, policy.in_force_to) if day is not None]
        if policy.in_force_from is None or not days:
            return title
        return phrases.POLICY_OF.of(title, (phrases.SINCE if len(days) == 1 else phrases.FROM_TO).of(*days))

    @cached_property
    def _dates(self) -> frozenset[str]:
        """The names of dates and times: comparisons of them are said in the words of dates."""
        return frozenset(name for name, info in self.compiled.columns.items() if isinstance(info.type, Date | Time))

    @cached_property
    def _lifetimes(self) -> frozenset[str]:
        blocks = self._periods.values()
        named = (block for block in blocks if block.unit is PeriodUnit.LIFETIME)
        return frozenset(block.name.key for block in named if block.per is None and not block.whole_family)

    @cached_property
    def _periods(self) -> dict[str, PeriodBlock]:
        return {block.name.key: block for block in self.compiled.file.blocks if isinstance(block, PeriodBlock)}

    def further_key(self, period: str) -> Words | None:
        """The key that a period is told apart by besides its own, of `每 项目`."""
        block = self._periods.get(period)
        return None if block is None or block.per is None else self.name(block.per.key)

    def is_whole_family(self, period: str) -> bool:
        """Are the totals of a period those of all the family's members together?"""
        block = self._periods.get(period)
        return block is not None and block.whole_family

    def is_lifetime(self, period: str) -> bool:
        """Is the period a lifetime to which the policy gives a name, and no further key, each member's own?"""
        return period in self._lifetimes

    def words(self, node: Wordable) -> Words:
        """A part of a clause in both vocabularies."""
        spellings = self.compiled.file.spellings
        return Words(*(format_expression(node, language, spellings, self._dates) for language in Language))

    def clause(self, step: Step | PaymentOrder) -> Words:
        """The first line of a step in both vocabularies."""
        spellings = self.compiled.file.spellings
        return Words(*(format_step(step, language, spellings, self._dates).split("\n")[0] for language in Language))

    def rolling(self, rolling: Rolling) -> Words:
        """`近12个月，含当日`."""
        zh, en = (StepWriter(language, self.compiled.file.spellings).rolling(rolling) for language in Language)
        return Words("，".join(zh), ", ".join(en))

    def sources(self, citations: tuple[Citation, ...]) -> tuple[Words, ...]:
        """Each citation as `指南 一.4 表2、三.3`."""
        return tuple(self._source(citation) for citation in citations)

    def _source(self, citation: Citation) -> Words:
        document = self.name(citation.document.key)
        places = [" ".join(locator.parts) for locator in citation.locators]
        return Words(f"{document.zh} {'、'.join(places)}", f"{document.en} {', '.join(places)}")


@define(slots=False)
class Book(PolicyWords):
    """What of a policy and one settlement the explainers ask for."""

    settlement: Settlement
    at_line: tuple[str, int] | None = None

    @classmethod
    def of(cls, settlement: Settlement) -> Book:
        return cls(settlement.compiled, settlement)

    def stands_for(self, name: str) -> str | None:
        """What is read under a name for this claim: its definition in force, and the date that a version reads."""
        dates = {one.name.key: one.by.key for one in self.compiled.file.dates}
        return self.settlement.in_force(dates.get(name, name))

    # ---- numbers

    @cached_property
    def kinds(self) -> Mapping[str, KindSpec]:
        return {kind.name: kind for kind in self.compiled.interface.kinds}

    def of_type(self, value: int, scale: int, type: ValueType) -> Quantity:
        """A number with the words for a kind's members."""
        return Quantity(value, scale, type, self.kinds.get(type.name) if isinstance(type, Kind) else None)

    @cached_property
    def row(self) -> Row:
        """The filled row that is read: the claim's, or the line's at which the book is open."""
        if self.at_line is None:
            return self.settlement.row
        grain, at = self.at_line
        return self.settlement.row.lines[grain][at]

    def sees(self, column: str) -> bool:
        """Is it a column of the claim, or of the line at which the book is open?"""
        column_of = self.compiled.worksheet.by_name.get(column)
        grain = None if column_of is None else column_of.grain
        return grain is None or (self.at_line is not None and self.at_line[0] == grain)

    def ok(self, column: str) -> bool:
        """Has the column a value in the row that is read?"""
        return self.sees(column) and self.settlement.ok(column, self.row)

    @cached_property
    def _optional(self) -> frozenset[str]:
        return frozenset(spec.key for spec in self.compiled.interface.facts if spec.optional)

    def given(self, spec: FactSpec, value: int | None) -> Quantity | None:
        """A fact as the claim gives it."""
        return None if value is None else self.of_type(value, scale_of(spec.type), spec.type)

    def further(self, per: str, written: str) -> Words:
        """A further key in words: a member of a kind, or a number."""
        type = self.compiled.columns[per].type
        return self.name(written) if isinstance(type, Kind) else Words(written, written)

    def lines(self, names: Iterable[str]) -> tuple[Line, ...]:
        """Named numbers as they are read, each once. What is not known did not matter here, and is left out."""
        return tuple(self.line(name) for name in dict.fromkeys(names) if self.has(name))

    def is_told(self, fact: str) -> bool:
        """Does the claim give the fact, or leave out one that may be 无?"""
        return fact in self.settlement.claim.facts or fact in self._optional

    def has(self, column: str) -> bool:
        """Has the column a value, be it 无? A fact has when the claim gives it."""
        return column in self.settlement.known.ok and self.ok(column)

    def quantity(self, column: str) -> Quantity | None:
        """A column's value; None where it has none or is 无."""
        value = self.settlement.value(column, self.row) if self.sees(column) else None
        if value is None:
            return None
        info = self.compiled.columns[column]
        return self.of_type(value, info.scale, info.type)

    def in_line(self, grain: str, at: int) -> Book:
        """The same book, open at a line of the claim: names of the line's facts read that line."""
        return Book(self.compiled, self.settlement, (grain, at))

    def no_value(self, column: str) -> Words:
        """Why a column has no value: what it rests on refuses, or is not known."""
        return phrases.REFUSED_BEFORE if self.settlement.refused(column, self.row) else phrases.NOT_KNOWN

    def holds(self, column: str) -> bool:
        """Is the truth column known, and true?"""
        return self.ok(column) and bool(self.row[column])

    def line(self, column: str) -> Line:
        """A named number as it is read."""
        return Line(self.label(column), self.quantity(column))

    def label(self, column: str) -> Words:
        """A column's name: of the policy, or of the earlier total that it is."""
        total = self._totals_before.get(column)
        if total is not None and column not in self.compiled.file.spellings:
            return self.total_label(total)
        last = self._last_totals.get(column)
        if last is not None:
            period, name = self.period(last.period), self.name(last.key)
            if self.is_whole_family(last.period):
                return phrases.FAMILYS_LAST_TOTAL.of(period, name)
            return Words(f"{period.zh}上期累计 {name.zh}", f"total of {name.en} last {period.en}")
        return self.name(column)

    # ---- totals

    @cached_property
    def _totals_before(self) -> Mapping[str, TotalAccount]:
        return {total.before: total for total in self.compiled.account.totals}

    @cached_property
    def _last_totals(self) -> Mapping[str, LastTotalAccount]:
        return {last.column: last for last in self.compiled.account.last_totals.values()}

    def is_earlier(self, column: str) -> bool:
        """Is the column an earlier total?"""
        return column in self._totals_before

    def total_part(
        self, total: TotalAccount, further: Words | None, before: int | None, after: int | None
    ) -> TotalPart:
        """A total that this claim can have moved; `further` is the further key that it is kept under."""
        name = self.total_name(total)
        label = name if further is None else phrases.FOR.of(name, further)
        period = self.period(total.period)
        if total.owner == FAMILY.name:
            period = phrases.WHOLE_FAMILY.of(period)
        return TotalPart(total.key, label, period, self._of_total(total, before), self._of_total(total, after))

    def _of_total(self, total: TotalAccount, value: int | None) -> Quantity | None:
        info = self.compiled.columns[total.before]
        return None if value is None else self.of_type(value, info.scale, info.type)

    def period(self, key: str | None) -> Words:
        if key is not None:
            return self.name(key)
        lifetime = [spec for spec in self.compiled.interface.periods if spec.key == LIFETIME]
        return words(lifetime[0]) if lifetime else Words("终身", "lifetime")

    def total_name(self, total: TotalAccount) -> Words:
        for spec in self.compiled.interface.accumulators:
            if spec.key == total.key and spec.column == total.column:
                return words(spec)
        return self.name(total.key)

    def total_label(self, total: TotalAccount) -> Words:
        """`结算年度此前累计 住院费用`, `家庭年度全家此前累计 住院费用`."""
        period, name = self.period(total.period), self.total_name(total)
        if total.owner == FAMILY.name:
            return phrases.FAMILYS_EARLIER_TOTAL.of(period, name)
        return Words(f"{period.zh}此前累计 {name.zh}", f"earlier total of {name.en} this {period.en}")

    def total_of(self, node: EarlierTotal) -> TotalAccount | None:
        """The total that an earlier total reads: the name's own column before one that a limit counts."""
        # a lifetime, under whatever name, has no key of its own; one with a further key goes by its name
        key, totals = node.period.key, self.compiled.account.totals
        period = None if key == LIFETIME or self.is_lifetime(key) else key
        found = [total for total in totals if (total.period, total.key) == (period, node.of.key)]
        own = [total for total in found if total.column == node.of.key]
        return next(iter([*own, *found]), None)


def sentence(text: Text) -> Words:
    """A policy's sentence; one that it lacks is given in the other language."""
    return Words(text.zh or text.en or "", text.en or text.zh or "")


def sentences(readings: tuple[Reading, ...]) -> tuple[Words, ...]:
    return tuple(sentence(reading.text) for reading in readings)
