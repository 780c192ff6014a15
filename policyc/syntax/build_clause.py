"""From rules recognised to nodes: blocks and their clauses.

Each method is the meaning of one rule or alias of grammar/policy.lark: it takes the span and the children.
"""

from __future__ import annotations

from policyc.source import Span
from policyc.syntax import clause as c
from policyc.syntax.build_benefit import Statement
from policyc.syntax.build_block import Part, kept, statements
from policyc.syntax.build_rule import RuleBuilder
from policyc.syntax.expression import (
    Bound,
    Expression,
    MonthDay,
    Name,
    Number,
    Pattern,
    Text,
    YearLiteral,
)


class ClauseBuilder(RuleBuilder):
    """The meanings of all rules."""

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
