"""Tables as canonical text, in either vocabulary, their columns aligned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from policyc.report.diagnostic import Language
from policyc.source import display_width
from policyc.syntax import clause as c
from policyc.syntax import expression as e
from policyc.syntax.format_step import StepWriter
from policyc.syntax.quoting import quoted


class GridWriter(StepWriter):
    """Writes tables and declared names, and keeps which names have shown both their spellings."""

    def __init__(
        self, language: Language, spellings: Mapping[str, c.Spelling], dates: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(language, spellings, dates=dates)
        self.paired: set[str] = set()

    def declared(self, name: e.Name, reserved: frozenset[str] = frozenset()) -> str:
        """A name where it is declared: with both spellings the first time."""
        spelling = self.spellings.get(name.key)
        own = self.name(name.key, reserved)
        if spelling is None or spelling.zh is None or spelling.en is None or name.key in self.paired:
            return own
        self.paired.add(name.key)
        return f"{own} ({quoted(spelling.en if self.chinese else spelling.zh, frozenset())})"

    def grid(self, grid: c.Grid | None) -> list[str]:
        if grid is None:
            return []
        blank = [] if grid.blank is None else [self.headed("BLANK", self.word(grid.blank.name))]
        header = [
            ("=> " if place == grid.outputs else "") + self.heading(column.heading)
            for place, column in enumerate(grid.columns)
        ]
        rows = [[self.cell(cell) for cell in row.cells] for row in grid.rows if isinstance(row, c.Row)]
        return blank + aligned([header, *rows])

    def heading(self, heading: e.Expression) -> str:
        return self.declared(heading) if isinstance(heading, e.Name) else self.expression(heading)

    def cell(self, cell: c.Cell) -> str:
        """A cell as the language writes it."""
        match cell:
            case c.Blank():
                return ""
            case c.Undetermined():
                return self.verdict("UNDETERMINED", cell.text)
            case c.Refused():
                return self.verdict("REFUSE", cell.text)
            case c.PatientPays():
                return self.patient_pays(cell)
            case c.NotGiven():
                return self.word("NOT_GIVEN")
            case e.Any():
                return self.word("ANY")
            case e.Absent():
                return self.word("NONE")
            case e.Pattern():
                return self.pattern(cell)
            case e.Conditional():
                return self.choice(cell)
            case _:
                assert_never(cell)


def aligned(rows: list[list[str]]) -> list[str]:
    """Rows of a table with each column as wide as its widest cell on the screen."""
    widths: list[int] = []
    for row in rows:
        for place, cell in enumerate(row):
            if place == len(widths):
                widths.append(0)
            widths[place] = max(widths[place], display_width(cell))
    return [
        "| " + " | ".join(cell + " " * (w - display_width(cell)) for cell, w in zip(row, widths, strict=False)) + " |"
        for row in rows
    ]
