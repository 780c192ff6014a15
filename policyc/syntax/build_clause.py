"""From rules recognised to nodes: blocks and their clauses.

Each method is the meaning of one rule or alias of grammar/policy.lark: it takes the span and the children.
A clause that is only a part of its block (a title, a blank-cell rule) is a `Part` until the block takes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from attrs import frozen

from policyc.source import Span
from policyc.syntax import clause as c
from policyc.syntax.build_benefit import BenefitBuilder, Statement
from policyc.syntax.expression import (
    Bound,
    DateLiteral,
    Expression,
    MonthDay,
    Name,
    Number,
    Pattern,
    Text,
    YearLiteral,
)

Kept = TypeVar("Kept")


@frozen
class Part:
    """A clause that fills a slot of its block; a slot is filled once."""

    slot: str
    value: object
    span: Span


class ClauseBuilder(BenefitBuilder):
    """The meanings of all rules."""

    # ---- what many blocks share

    def start(self, span: Span, *blocks: c.Block) -> tuple[c.Block, ...]:
        return blocks

    def hole(self, span: Span, word: object) -> c.Hole:
        return c.Hole(span)

    def citation(self, span: Span, document: Name, places: tuple[c.Locator, ...] | None) -> c.Citation:
        return c.Citation(document, places or (), span)

    def places(self, span: Span, *locators: c.Locator) -> tuple[c.Locator, ...]:
        return locators

    def locator(self, span: Span, *parts: str) -> c.Locator:
        return c.Locator(parts, span)

    def reading(self, span: Span, text: Text) -> c.Reading:
        return c.Reading(text, span)

    def rounding(self, span: Span, unit: str, mode: str) -> c.Rounding:
        return c.Rounding(c.RoundingUnit[unit.removeprefix("TO_")], c.RoundingMode[mode], span)

    def _slots(self, clauses: Iterable[object]) -> dict[str, object]:
        """The values of the parts among the clauses; a slot filled twice is reported and keeps its first value."""
        slots: dict[str, object] = {}
        for part in clauses:
            if isinstance(part, Part):
                if part.slot in slots:
                    self.report("repeated-clause", part.span)
                slots.setdefault(part.slot, part.value)
        return slots

    # ---- the policy and its source

    def policy(self, span: Span, name: Name, *clauses: Part | Statement) -> c.Policy:
        slots = self._slots(clauses)
        in_force = slots.get("in_force")
        since, until, by = in_force if isinstance(in_force, tuple) else (None, None, None)
        return c.Policy(
            name,
            slots.get("title"),  # type: ignore[arg-type]
            since,
            until,
            slots.get("rounding"),  # type: ignore[arg-type]
            statements(clauses),
            slots.get("amends"),  # type: ignore[arg-type]
            by,
            span,
        )

    def title(self, span: Span, text: Text) -> Part:
        return Part("title", text, span)

    def in_force(self, span: Span, since: DateLiteral, *rest: DateLiteral | Name | None) -> Part:
        until = next((part for part in rest if isinstance(part, DateLiteral)), None)
        by = next((part for part in rest if isinstance(part, Name)), None)
        return Part("in_force", (since, until, by), span)

    def file_name(self, span: Span, path: str) -> c.FileName:
        return c.FileName(path, span)

    def amends(self, span: Span, file: c.FileName) -> Part:
        return Part("amends", file, span)

    def use(self, span: Span, file: c.FileName, *names: Name) -> c.Use:
        return c.Use(file, names, span)

    def removal(self, span: Span, *names: Name) -> c.Removal:
        return c.Removal(names, span)

    def round_each(self, span: Span, rounding: c.Rounding) -> Part:
        return Part("rounding", rounding, span)

    def document(self, span: Span, name: Name, title: Text, *outline: c.OutlineEntry | c.Hole) -> c.Document:
        return c.Document(name, title, kept(outline, c.OutlineEntry), span)

    def outline(self, span: Span, locator: str, heading: str | None) -> c.OutlineEntry:
        return c.OutlineEntry(c.Locator((locator,), span), heading or "", span)

    def note(self, span: Span, document: Name, places: tuple[c.Locator, ...], text: Text) -> c.Note:
        return c.Note(document, places, text, span)

    # ---- words and facts

    def kind(self, span: Span, name: Name, *members: c.Member | c.Hole) -> c.KindBlock:
        return c.KindBlock(name, False, kept(members, c.Member), span)

    def ordered_kind(self, span: Span, name: Name, *members: c.Member) -> c.KindBlock:
        return c.KindBlock(name, True, members, span)

    def member(self, span: Span, name: Name, code: str | None) -> c.Member:
        return c.Member(name, code, span)

    def facts(self, span: Span, *facts: c.Fact | c.Hole) -> c.Facts:
        return c.Facts(facts, span)

    def lines(self, span: Span, name: Name, *facts: c.Fact | c.Hole) -> c.Lines:
        return c.Lines(name, facts, span)

    def fact(self, span: Span, name: Name, type: c.TypeRef, *parts: Bound | Text | Part) -> c.Fact:
        bounds, texts = kept(parts, Bound), kept(parts, Text)
        for span_again in [bound.span for bound in bounds[1:]] + [text.span for text in texts[1:]]:
            self.report("repeated-clause", span_again)
        optional = "optional" in self._slots(parts)
        return c.Fact(name, type, next(iter(bounds), None), next(iter(texts), None), optional, span)

    def optional(self, span: Span, word: str) -> Part:
        return Part("optional", True, span)

    def type(self, span: Span, word: str | Name) -> c.TypeRef:
        return c.TypeRef(word if isinstance(word, Name) else c.TypeWord[word.removeprefix("T_")], span)

    def period(
        self,
        span: Span,
        name: Name,
        unit: str,
        start: MonthDay | None,
        by: Name | None,
        per: Name | None,
        family: str | None,
    ) -> c.PeriodBlock:
        of_unit = c.PeriodUnit[unit.removeprefix("P_")]
        return c.PeriodBlock(name, of_unit, start, by, per=per, whole_family=family is not None, span=span)

    def rolling_period(
        self, span: Span, name: Name, length: Number, day: str | None, by: Name | None, family: str | None
    ) -> c.PeriodBlock:
        included = None if day is None else day == "WITH_DAY"
        rolling = c.Rolling(length, included, length.span)
        return c.PeriodBlock(name, c.PeriodUnit.ROLLING, None, by, rolling, whole_family=family is not None, span=span)

    def calendar(self, span: Span, name: Name, *clauses: object) -> c.Calendar:
        return c.Calendar(name, statements(clauses), kept(clauses, c.CalendarYear), span)

    def calendar_year(
        self, span: Span, year: YearLiteral, off: tuple[c.Days, ...], working: tuple[c.Days, ...] | None
    ) -> c.CalendarYear:
        return c.CalendarYear(year, off, working or (), span)

    def calendar_year_on(self, span: Span, year: YearLiteral, working: tuple[c.Days, ...]) -> c.CalendarYear:
        return c.CalendarYear(year, (), working, span)

    def calendar_year_plain(self, span: Span, year: YearLiteral, word: str) -> c.CalendarYear:
        return c.CalendarYear(year, (), (), span)

    def days_off(self, span: Span, *days: c.Days) -> tuple[c.Days, ...]:
        return days

    def days_on(self, span: Span, *days: c.Days) -> tuple[c.Days, ...]:
        return days

    def days(self, span: Span, first: MonthDay, last: MonthDay | None) -> c.Days:
        return c.Days(first, last, span)

    def parameter(
        self, span: Span, name: Name, type: c.TypeRef, by: Name | None, *clauses: Statement | c.ParameterValue
    ) -> c.Parameter:
        return c.Parameter(name, type, by, statements(clauses), kept(clauses, c.ParameterValue), span)

    def parameter_value(
        self, span: Span, since: YearLiteral | DateLiteral, value: Expression, must_equal: Expression | None
    ) -> c.ParameterValue:
        return c.ParameterValue(since, value, must_equal, span)

    # ---- rules and tables

    def rule(self, span: Span, name: Name, type: c.TypeRef, *clauses: object) -> c.Rule:
        said = tuple(clause for clause in clauses if isinstance(clause, c.Citation | c.Reading))
        steps = tuple(clause for clause in clauses if isinstance(clause, c.If | c.Otherwise | c.Formula | c.Hole))
        return c.Rule(name, type, said, steps, span)

    def if_step(self, span: Span, test: Expression, outcome: c.Outcome, rounding: c.Rounding | None) -> c.If:
        return c.If(test, outcome, rounding, span)

    def otherwise_step(self, span: Span, outcome: c.Outcome, rounding: c.Rounding | None) -> c.Otherwise:
        return c.Otherwise(outcome, rounding, span)

    def formula(self, span: Span, value: Expression, rounding: c.Rounding | None) -> c.Formula:
        return c.Formula(value, rounding, span)

    def undetermined(self, span: Span, text: Text) -> c.Undetermined:
        return c.Undetermined(text, span)

    def refused(self, span: Span, text: Text) -> c.Refused:
        return c.Refused(text, span)

    def table(self, span: Span, name: Name, *clauses: object) -> c.Table:
        return c.Table(name, statements(clauses), self._grid(clauses), span)

    def _grid(self, clauses: Iterable[object]) -> c.Grid | None:
        """The grid among the clauses, told what a blank cell means."""
        blank = self._slots(clauses).get("blank")
        grid = next((clause for clause in clauses if isinstance(clause, c.Grid)), None)
        if grid is None or blank is None:
            return grid
        return c.Grid(blank, grid.columns, grid.outputs, grid.rows, grid.span)  # type: ignore[arg-type]

    def blank_cells(self, span: Span, word: str) -> Part:
        return Part("blank", c.BlankCells[word], span)

    def grid(self, span: Span, header: tuple[tuple[c.Column, ...], int | None], *rows: c.Row | c.Hole) -> c.Grid:
        columns, outputs = header
        return c.Grid(None, columns, outputs, rows, span)

    def header(self, span: Span, *headings: Expression | Part) -> tuple[tuple[c.Column, ...], int | None]:
        columns: list[c.Column] = []
        outputs = None
        for place, heading in enumerate(headings):
            if isinstance(heading, Part):
                if outputs is not None:
                    self.report("repeated-arrow", heading.span)
                outputs = place if outputs is None else outputs
                heading = heading.value  # type: ignore[assignment]
            columns.append(c.Column(heading, heading.span))  # type: ignore[arg-type]
        return tuple(columns), outputs

    def output(self, span: Span, heading: Expression) -> Part:
        return Part("output", heading, span)

    def row(self, span: Span, *cells: c.Cell) -> c.Row:
        return c.Row(cells, span)

    def blank(self, span: Span) -> c.Blank:
        return c.Blank(span)

    def not_given(self, span: Span) -> c.NotGiven:
        return c.NotGiven(span)

    def patient_pays(self, span: Span, share: Expression) -> c.PatientPays:
        return c.PatientPays(share, span)

    def cell_undetermined(self, span: Span, word: str, text: Text | None) -> c.Undetermined:
        return c.Undetermined(text, span)

    def cell_refused(self, span: Span, text: Text | None) -> c.Refused:
        return c.Refused(text, span)

    # ---- payers

    def payment_order(self, span: Span, split: Name, *parts: c.Payer | Name | Statement) -> c.PaymentOrder:
        rest = next(part for part in parts if isinstance(part, Name))
        return c.PaymentOrder(split, kept(parts, c.Payer), rest, statements(parts), span)

    def payer(self, span: Span, name: Name, most: Expression | None) -> c.Payer:
        return c.Payer(name, most, span)

    # ---- papers and channels

    def checklist(self, span: Span, name: Name, *clauses: object) -> c.Checklist:
        return c.Checklist(name, statements(clauses), kept(clauses, c.Requirement), span)

    def requirement(self, span: Span, quantifier: str, papers: tuple[Name, ...]) -> c.Requirement:
        return c.Requirement(None, c.Quantifier[quantifier], papers, span)

    def requirement_when(
        self, span: Span, test: Expression, quantifier: str, papers: tuple[Name, ...]
    ) -> c.Requirement:
        return c.Requirement(test, c.Quantifier[quantifier], papers, span)

    def papers(self, span: Span, *papers: Name) -> tuple[Name, ...]:
        return papers

    def channels(self, span: Span, name: Name, *clauses: object) -> c.Channels:
        return c.Channels(name, statements(clauses), kept(clauses, c.Channel), span)

    def channel(self, span: Span, name: Name, condition: Expression | None) -> c.Channel:
        return c.Channel(name, condition, span)

    # ---- laws and cases

    def assertion(self, span: Span, condition: Expression) -> c.Assertion:
        return c.Assertion(condition, span)

    def never_falls(self, span: Span, result: Name, cause: Name) -> c.NeverFalls:
        return c.NeverFalls(result, cause, span)

    def case(self, span: Span, name: Name, mode: str | None, *clauses: object) -> c.Case:
        given = tuple(known for clause in clauses if isinstance(clause, tuple) for known in clause)
        grid = self._grid(clauses)
        self.tells_members |= mode == c.CaseMode.FAMILY_IN_ORDER.name
        return c.Case(name, c.CaseMode[mode] if mode else None, given, grid, statements(clauses), span)

    def given(self, span: Span, *parts: c.Given | Name) -> tuple[c.Given, ...]:
        """What is known; names that follow a value are listed with it."""
        found: list[c.Given] = []
        for part in parts:
            if isinstance(part, c.Given):
                found.append(part)
            else:
                last = found.pop()
                listed = last.value.items if isinstance(last.value, Pattern) else (last.value,)
                value = Pattern((*listed, part), Span(last.value.span.start, part.span.end))
                found.append(c.Given(last.heading, value, Span(last.span.start, part.span.end)))
        return tuple(found)

    def listed_on(self, span: Span, name: Name) -> Name:
        return name

    def known(self, span: Span, heading: Expression, value: Expression) -> c.Given:
        return c.Given(heading, value, span)


def statements(clauses: Iterable[object]) -> tuple[Statement, ...]:
    return tuple(clause for clause in clauses if isinstance(clause, c.Citation | c.Reading | c.Hole))


def kept(clauses: Iterable[object], kind: type[Kept]) -> tuple[Kept, ...]:
    return tuple(clause for clause in clauses if isinstance(clause, kind))
