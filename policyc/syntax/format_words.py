"""Kinds, facts, periods, calendars and parameters as canonical text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from policyc.report.diagnostic import Language
from policyc.source import Source, Span
from policyc.syntax import clause as c
from policyc.syntax import expression as e
from policyc.syntax.format_expression import SUM
from policyc.syntax.format_grid import GridWriter
from policyc.syntax.quoting import type_words

INDENT = "  "


class WordsWriter(GridWriter):
    """Writes what a policy gives names to."""

    def __init__(
        self, language: Language, spellings: dict[str, c.Spelling], dates: frozenset[str], source: Source | None
    ) -> None:
        super().__init__(language, spellings, dates)
        self.source = source

    def _words(self, block: c.KindBlock | c.Facts | c.Lines | c.PeriodBlock | c.Calendar | c.Parameter) -> list[str]:
        match block:
            case c.KindBlock():
                return self._kind(block)
            case c.Facts():
                return [self.word("FACTS"), *indented(self._facts(block.facts))]
            case c.Lines():
                return [f"{self.word('LINES')} {self.declared(block.name)}", *indented(self._facts(block.facts))]
            case c.PeriodBlock():
                return [self._period(block)]
            case c.Calendar():
                years = map(self._calendar_year, block.years)
                return [
                    f"{self.word('CALENDAR')} {self.declared(block.name)}",
                    *indented([*self._said(block.statements), *years]),
                ]
            case c.Parameter():
                by = () if block.by is None else (f"{self.word('BY')} {self.name(block.by.key, frozenset())}",)
                first = f"{self.word('PARAMETER')} {self.declared(block.name)}{self.colon}"
                first += self.comma.join((self._type(block.type), *by))
                return [first, *indented([*self._said(block.statements), *map(self._value, block.values)])]
            case _:
                assert_never(block)

    def _kind(self, block: c.KindBlock) -> list[str]:
        """On one line, or one member a line where the author wrote so."""
        head = f"{self.word('KIND')} {self.declared(block.name)}"
        members = [self._member(member) for member in block.members]
        if block.members and self._line(block.members[0].span) > self._line(block.span):
            return [head, *indented(members)]
        return [head + self.colon + (" < " if block.ordered else self.list).join(members)]

    def _line(self, span: Span) -> int:
        """The line of a place in the source; 0 where there is none."""
        return 0 if self.source is None else self.source.line_of(span.start)

    def _member(self, member: c.Member) -> str:
        code = "" if member.code is None else f" {self.word('CODE')} {member.code}"
        return self.declared(member.name) + code

    def _facts(self, facts: tuple[c.Fact | c.Hole, ...]) -> list[str]:
        return [self._fact(fact) for fact in facts if isinstance(fact, c.Fact)]

    def _fact(self, fact: c.Fact) -> str:
        parts = [self._type(fact.type)]
        parts += [] if fact.bound is None else [self.bound(fact.bound)]
        parts += [self.word("OPTIONAL")] if fact.optional else []
        parts += [] if fact.question is None else [self.text(fact.question)]
        return self.declared(fact.name) + self.colon + self.comma.join(parts)

    def _type(self, reference: c.TypeRef) -> str:
        if isinstance(reference.type, e.Name):
            return self.name(reference.type.key, type_words())
        return self.word(f"T_{reference.type.name}")

    def _period(self, block: c.PeriodBlock) -> str:
        parts = [self.word(f"P_{block.unit.name}")] if block.rolling is None else self.rolling(block.rolling)
        if block.start is not None:
            parts.append(f"{self.word('STARTING')} {self.month_day(block.start)}")
        if block.by is not None:
            parts.append(f"{self.word('BY')} {self.name(block.by.key, frozenset())}")
        if block.per is not None:
            parts.append(f"{self.word('PER')} {self.name(block.per.key, frozenset())}")
        if block.whole_family:
            parts.append(self.word("WHOLE_FAMILY"))
        return f"{self.word('PERIOD')} {self.declared(block.name)}{self.colon}{self.comma.join(parts)}"

    def _calendar_year(self, year: c.CalendarYear) -> str:
        listed = (("DAY_OFF", year.off), ("DAY_ON", year.working))
        parts = [f"{self.word(word)} {self.list.join(map(self._days, days))}" for word, days in listed if days]
        return self.expression(year.year) + self.colon + (self.comma.join(parts) or self.word("NONE"))

    def _days(self, days: c.Days) -> str:
        first = self.month_day(days.first)
        return first if days.last is None else f"{first} {self.word('TO')} {self.month_day(days.last)}"

    def _value(self, value: c.ParameterValue) -> str:
        if isinstance(value.since, e.DateLiteral):
            since = self._beside("FROM", self.date(value.since))
        else:
            since = self.expression(value.since)
        parts = [self.expression(value.value, SUM)]
        if value.must_equal is not None:
            parts.append(f"{self.word('MUST_EQUAL')} {self.expression(value.must_equal, SUM)}")
        return since + self.colon + self.comma.join(parts)

    # ---- what stands in many blocks

    def _names(self, names: tuple[e.Name, ...]) -> str:
        return self.list.join(self.name(name.key, frozenset()) for name in names)

    def _said(self, statements: Iterable[object]) -> list[str]:
        lines = []
        for statement in statements:
            if isinstance(statement, c.Citation):
                document = self.name(statement.document.key, frozenset())
                lines.append(self.headed("SOURCE", f"{document} {self._places(statement.locators)}".rstrip()))
            elif isinstance(statement, c.Reading):
                lines.append(self.headed("READING", self.text(statement.text)))
        return lines

    def _places(self, locators: tuple[c.Locator, ...]) -> str:
        return self.list.join(" ".join(locator.parts) for locator in locators)


def indented(lines: Iterable[str]) -> list[str]:
    return [INDENT + line for line in lines]
