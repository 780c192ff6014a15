"""A sheet to be written, as rows of typed cells, and how wide and high they come out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from attrs import field, frozen

from policyc.source import display_width

_HEADING = 24
"""A heading longer than this wraps, sooner than widen a column of short cells."""


class Shape(Enum):
    """What a row is."""

    TITLE = "title"
    SECTION = "section"
    SUBSECTION = "subsection"
    TEXT = "text"
    HEAD = "head"
    ROW = "row"


@frozen
class PageCell:
    """A value; numbers and dates with the number format that shows them. `result` marks what a table gives."""

    value: str | int | Decimal | date
    format: str | None = None
    indent: int = 0
    result: bool = False

    @property
    def shown(self) -> str:
        """About what a reader sees: for widths."""
        return self.value if isinstance(self.value, str) else f"{self.value!s:>12}"


@frozen
class PageRow:
    """Cells in order. All but tables' rows run over the page's whole width."""

    shape: Shape
    cells: tuple[PageCell, ...] = field(default=())

    @property
    def spans(self) -> bool:
        return self.shape not in (Shape.HEAD, Shape.ROW) and len(self.cells) == 1


EMPTY_ROW = PageRow(Shape.TEXT)


def text_row(shape: Shape, *texts: str, indent: int = 0) -> PageRow:
    """A row of texts."""
    return PageRow(shape, tuple(PageCell(text, indent=indent) for text in texts))


@frozen
class Page:
    title: str
    rows: tuple[PageRow, ...]
    frozen_rows: int = 0

    def widths(self, least: int, most: int) -> list[int]:
        """Each column as wide as its widest cell in a table, within bounds."""
        tables = [row for row in self.rows if not row.spans]
        columns = max((len(row.cells) for row in tables), default=0)
        widths = [least] * max(columns, 1)
        for row in tables:
            for column, cell in enumerate(row.cells):
                longest = max((display_width(line) for line in cell.shown.splitlines()), default=0)
                longest = min(longest, _HEADING) if row.shape is Shape.HEAD else longest
                widths[column] = max(widths[column], min(most, longest + 3))
        short = 90 - sum(widths)
        if short > 0 and any(row.spans for row in self.rows):
            widths[-1] += short if len(widths) == 1 else min(short, 30)
        return widths

    def lines_of(self, row: PageRow, widths: list[int]) -> int:
        """How many lines a row takes when its texts wrap."""
        if row.spans:
            scale = {Shape.TITLE: 1.5, Shape.SECTION: 1.25}.get(row.shape, 1.0)
            room = max(1, int(sum(widths) / scale) - 2 * row.cells[0].indent)
            return _lines(row.cells[0].shown, room)
        return max((_lines(cell.shown, width - 2) for cell, width in zip(row.cells, widths, strict=False)), default=1)


def _lines(text: str, room: int) -> int:
    return sum(max(1, -(-display_width(line) // max(1, room))) for line in text.splitlines()) or 1
