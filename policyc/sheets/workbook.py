"""The one module that knows openpyxl: a workbook's sheet as a grid of texts, and pages as a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from policyc.report.diagnostic import Diagnostic, Words
from policyc.sheets.archive import BROKEN, check_archive
from policyc.sheets.fault import SheetError, fault
from policyc.sheets.grid import Area, Place, Sheet, SheetCell, address
from policyc.sheets.number_text import number_text
from policyc.sheets.page import Page, PageCell, Shape

_LIST = Words("、", ", ")

# ---- reading


def sheet_names(data: bytes) -> tuple[str, ...]:
    """The sheets of a workbook, in order. Raises SheetError where it cannot be read."""
    return tuple(sheet.title for sheet in _opened(data).worksheets)


def read_workbook(data: bytes, wanted: str | None) -> Sheet:
    """The sheet of that name, or the only one. Raises SheetError."""
    sheets = {sheet.title: sheet for sheet in _opened(data).worksheets}
    if not sheets:
        raise fault("sheet-not-a-workbook", why=BROKEN)
    names = Words(*("、".join(sheets), ", ".join(sheets)))
    if wanted is None and len(sheets) != 1:
        raise fault("sheet-which", names=names)
    if wanted is not None and wanted not in sheets:
        raise fault("sheet-no-such-sheet", given=wanted, names=names)
    return _sheet(sheets[wanted] if wanted is not None else next(iter(sheets.values())))


def _opened(data: bytes) -> Any:
    """The workbook, formulas kept as formulas. A reader of others' files may fail in any way: all are one fault."""
    check_archive(data)
    try:
        return openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except DefusedXmlException:
        raise fault("sheet-unsafe", found=Words("XML 实体声明", "declarations of XML entities")) from None
    except Exception:
        raise fault("sheet-not-a-workbook", why=BROKEN) from None


def _sheet(sheet: Worksheet) -> Sheet:
    cells: dict[Place, SheetCell] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell) or cell.value is None:
                continue
            read = _cell(cell)
            if read.text or read.fault:
                cells[cell.row, cell.column] = read
    merges = tuple(Area(one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges)
    return Sheet(sheet.title, cells, tuple(sorted(merges, key=lambda area: (area.top, area.left))))


def _cell(cell: Cell) -> SheetCell:
    """A cell's value as its text; a number as it is shown, provided that is what it holds."""
    value, place = cell.value, address((cell.row, cell.column))
    if cell.data_type == "f":
        return SheetCell("", Diagnostic("sheet-formula", None, {"cell": place}))
    if cell.data_type == "e":
        return SheetCell("", Diagnostic("sheet-cell-unread", None, {"cell": place, "text": str(value)}))
    match value:
        case bool():
            return SheetCell("是" if value else "否")
        case int() | float():
            try:
                return SheetCell(number_text(place, value, cell.number_format))
            except SheetError as unread:
                return SheetCell("", unread.diagnostics[0])
        case datetime() if value.time() == time():
            return SheetCell(f"{value.year}年{value.month}月{value.day}日")
        case date() if not isinstance(value, datetime):
            return SheetCell(f"{value.year}年{value.month}月{value.day}日")
        case str():
            return SheetCell(value.strip())
        case _:
            return SheetCell("", Diagnostic("sheet-cell-unread", None, {"cell": place, "text": str(value)}))


# ---- writing

_THIN = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DDEBF7")
_GIVEN = PatternFill("solid", fgColor="E2EFDA")
_FAMILY = "Calibri"
_FONTS = {
    Shape.TITLE: Font(_FAMILY, 16, bold=True),
    Shape.SECTION: Font(_FAMILY, 13, bold=True),
    Shape.SUBSECTION: Font(_FAMILY, 11, bold=True),
    Shape.HEAD: Font(_FAMILY, 11, bold=True),
}
_LEAST_WIDTH, _MOST_WIDTH = 8, 60
_LINE = 15.5


def workbook_bytes(pages: Sequence[Page]) -> bytes:
    """Pages as a workbook, a sheet each."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for page in pages:
        _write(book.create_sheet(page.title), page)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(sheet: Worksheet, page: Page) -> None:
    widths = page.widths(_LEAST_WIDTH, _MOST_WIDTH)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(page.rows, 1):
        for column, cell in enumerate(row.cells, 1):
            _write_cell(sheet.cell(number, column), cell, row.shape)
        if row.spans and len(widths) > 1:
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(widths))
        lines = page.lines_of(row, widths)
        if lines > 1 or row.shape in (Shape.TITLE, Shape.SECTION):
            size = _FONTS[row.shape].size if row.shape in _FONTS else None
            sheet.row_dimensions[number].height = _LINE * lines * (float(size) / 11 if size else 1)
    if page.frozen_rows:
        sheet.freeze_panes = sheet.cell(page.frozen_rows + 1, 1)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_cell(target: Any, cell: PageCell, shape: Shape) -> None:
    """A typed value with its number format; a text stays a text, whatever it begins with."""
    target.value = cell.value
    if isinstance(cell.value, str):
        target.data_type = "s"
        target.quotePrefix = cell.value.startswith(("=", "+", "-", "@"))
    elif cell.format is not None:
        target.number_format = cell.format
    boxed = shape in (Shape.HEAD, Shape.ROW)
    target.alignment = Alignment(wrap_text=True, vertical="top", indent=0 if boxed else cell.indent)
    if shape in _FONTS:
        target.font = _FONTS[shape]
    if boxed:
        target.border = _BORDER
    if shape is Shape.HEAD:
        target.fill = _GIVEN if cell.result else _HEAD
