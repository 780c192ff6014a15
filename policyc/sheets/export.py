"""A policy as a workbook for review: its schedule, its tables, parameters, cases, and what each rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from attrs import frozen

from policyc.compiled import Compiled
from policyc.explain import headings
from policyc.explain import schedule_words as spoken
from policyc.explain.book import PolicyWords, sentence
from policyc.explain.clause_words import filled_rows, since_words
from policyc.lexicon import lexicon
from policyc.report.diagnostic import Language, Words
from policyc.sheets.page import EMPTY_ROW, Page, PageCell, PageRow, Shape, text_row
from policyc.sheets.schedule_page import schedule_rows
from policyc.sheets.typed_cell import CellWriter
from policyc.syntax import clause as c

SCHEDULE = Words("待遇一览", "schedule")
PARAMETERS = Words("参数", "parameters")
CASES = Words("案例", "cases")
SOURCES = Words("来源与读法", "sources and readings")
PARAMETER = Words("参数", "parameter")
BY = Words("按", "by")
PLACE = Words("出处", "place")
HEADING = Words("标题", "heading")
CITED_BY = Words("依据它的条款", "clauses that rest on it")
NOT_COMPUTED = Words("不计算，因为", "not computed, because")
CLAUSE = Words("条款", "clause")
EXPECTED = Words("（应得）", " (expected)")

_LONGEST_TITLE = 31
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")

BlockType = TypeVar("BlockType")


def workbook_pages(compiled: Compiled, language: Language) -> tuple[Page, ...]:
    """The sheets of the workbook, in the reader's language, names in both."""
    exporter = _Exporter(compiled, PolicyWords(compiled), language)
    return tuple(_titled(list(exporter.pages())))


def _titled(pages: list[Page]) -> Iterator[Page]:
    """Titles as a workbook allows them: short, without its own signs, none twice."""
    taken: set[str] = set()
    for page in pages:
        base = _NOT_IN_A_TITLE.sub(" ", page.title).strip()[:_LONGEST_TITLE] or "-"
        title, number = base, 1
        while title.lower() in taken:
            number += 1
            title = f"{base[: _LONGEST_TITLE - len(str(number)) - 1]} {number}"
        taken.add(title.lower())
        yield Page(title, page.rows, page.frozen_rows)


@frozen
class _Exporter(CellWriter):
    def pages(self) -> Iterator[Page]:
        yield Page(self.say(SCHEDULE), schedule_rows(self.compiled, self.language), 1)
        for table in self._blocks(c.Table):
            yield self._table(table)
        parameters = self._blocks(c.Parameter)
        if parameters:
            yield Page(self.say(PARAMETERS), tuple(self._parameters(parameters)), 2)
        cases = self._blocks(c.Case)
        if cases:
            yield Page(self.say(CASES), tuple(self._cases(cases)), 1)
        yield Page(self.say(SOURCES), tuple(self._sources()), 1)

    def say(self, words: Words) -> str:
        return words.in_language(self.language)

    def _blocks(self, kind: type[BlockType]) -> list[BlockType]:
        return [block for block in self.compiled.file.blocks if isinstance(block, kind)]

    # ---- tables

    def _table(self, block: c.Table) -> Page:
        grid = block.grid
        assert grid is not None
        rows = [text_row(Shape.TITLE, self.name(block.name.key)), self._header(grid)]
        rows += [self._row(grid, cells) for cells in filled_rows(grid)]
        rows += [text_row(Shape.TEXT, note) for note in self._notes(block.statements)]
        return Page(self.words.name(block.name.key).in_language(self.language), tuple(rows), 2)

    def _header(self, grid: c.Grid, mark: str = "") -> PageRow:
        outputs = len(grid.columns) if grid.outputs is None else grid.outputs
        cells = [
            PageCell(self.heading(column.heading) + (mark if place >= outputs else ""), result=place >= outputs)
            for place, column in enumerate(grid.columns)
        ]
        return PageRow(Shape.HEAD, tuple(cells))

    def _row(self, grid: c.Grid, cells: Iterable[c.Cell]) -> PageRow:
        typed = [self.cell(cell, column.heading) for cell, column in zip(cells, grid.columns, strict=True)]
        return PageRow(Shape.ROW, tuple(typed))

    def _notes(self, statements: Iterable[object]) -> Iterator[str]:
        colon = "：" if self.language is Language.ZH else ": "
        for part in statements:
            if isinstance(part, c.Citation):
                yield self.say(headings.SOURCE) + colon + self.say(self.words.sources((part,))[0])
            elif isinstance(part, c.Reading):
                yield self.say(headings.READING) + colon + self.say(sentence(part.text))

    # ---- parameters and cases

    def _parameters(self, blocks: list[c.Parameter]) -> Iterator[PageRow]:
        yield text_row(Shape.TITLE, self.say(PARAMETERS))
        head = (PARAMETER, BY, spoken.SINCE, spoken.VALUE, spoken.MUST_EQUAL, SOURCES)
        yield text_row(Shape.HEAD, *map(self.say, head))
        for block in blocks:
            by = "" if block.by is None else self.name(block.by.key)
            notes = "\n".join(self._notes(block.statements))
            type = self.type_of(block.name)
            for value in block.values:
                equal = "" if value.must_equal is None else self.said(value.must_equal)
                before = PageCell(self.name(block.name.key)), PageCell(by), PageCell(self.say(since_words(value)))
                after = PageCell(equal), PageCell(notes)
                yield PageRow(Shape.ROW, (*before, self.value(value.value, type), *after))

    def _cases(self, blocks: list[c.Case]) -> Iterator[PageRow]:
        yield text_row(Shape.TITLE, self.say(CASES))
        for block in blocks:
            yield EMPTY_ROW
            mode = "" if block.mode is None else lexicon().spelling(block.mode.name, self.language)
            colon = "：" if self.language is Language.ZH else ": "
            yield text_row(Shape.SUBSECTION, self.name(block.name.key) + (colon + mode if mode else ""))
            for given in block.given:
                said = (
                    f"{self.heading(given.heading)} {lexicon().spelling('IS', self.language)} {self.said(given.value)}"
                )
                yield text_row(Shape.TEXT, said, indent=1)
            yield from (text_row(Shape.TEXT, note) for note in self._notes(block.statements))
            if block.grid is not None:
                yield self._header(block.grid, self.say(EXPECTED))
                yield from (self._row(block.grid, cells) for cells in filled_rows(block.grid))

    # ---- sources and readings

    def _sources(self) -> Iterator[PageRow]:
        yield text_row(Shape.TITLE, self.say(SOURCES))
        cited = self._cited()
        why = {
            (note.document.key, locator.parts): self.say(sentence(note.text))
            for note in self._blocks(c.Note)
            for locator in note.locators
        }
        for document in self._blocks(c.Document):
            yield EMPTY_ROW
            yield text_row(Shape.SECTION, f"{self.name(document.name.key)} {self.say(sentence(document.title))}")
            yield text_row(Shape.HEAD, *map(self.say, (PLACE, HEADING, CITED_BY, NOT_COMPUTED)))
            for entry in document.outline:
                place = document.name.key, entry.locator.parts
                clauses = "、".join(dict.fromkeys(self.name(key) for at, key in cited if _lies_in(at, place)))
                yield text_row(Shape.ROW, " ".join(entry.locator.parts), entry.heading, clauses, why.get(place, ""))
        readings = [(key, part.text) for key, part in self._statements() if isinstance(part, c.Reading)]
        if readings:
            yield EMPTY_ROW
            yield text_row(Shape.SECTION, self.say(headings.READING))
            yield text_row(Shape.HEAD, self.say(CLAUSE), self.say(headings.READING))
            yield from (text_row(Shape.ROW, self.name(key), self.say(sentence(text))) for key, text in readings)

    def _cited(self) -> list[tuple[tuple[str, tuple[str, ...]], str]]:
        """Each place that is cited, as document and locator, with the clause that cites it."""
        return [
            ((part.document.key, locator.parts), key)
            for key, part in self._statements()
            if isinstance(part, c.Citation)
            for locator in part.locators
        ]

    def _statements(self) -> Iterator[tuple[str, object]]:
        for block in self.compiled.file.blocks:
            if isinstance(block, c.Policy | c.Parameter | c.Rule | c.Table | c.Case):
                yield from ((block.name.key, part) for part in block.statements)
            elif isinstance(block, c.PaymentOrder):
                yield from ((block.split.key, part) for part in block.statements)
            elif isinstance(block, c.Benefit):
                yield from ((block.name.key, part) for part in block.steps)


def _lies_in(cited: tuple[str, tuple[str, ...]], place: tuple[str, tuple[str, ...]]) -> bool:
    """`一.3 表1` lies in the section `一.3`."""
    return cited[0] == place[0] and cited[1][: len(place[1])] == place[1]
