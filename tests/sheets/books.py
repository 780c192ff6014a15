"""Workbooks made for tests, and sheets read from them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

import openpyxl

from policyc.report.diagnostic import Language
from policyc.sheets.blank import BlankMeaning
from policyc.sheets.layout import find_columns, lay_out
from policyc.sheets.reading import read_sheet
from policyc.sheets.table_draft import Answers, Draft, draft


def workbook(
    rows: Sequence[Sequence[object]],
    merges: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
    title: str = "表甲",
) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with a part put in, or put in another's place."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            if part.filename != name:
                after.writestr(part, before.read(part))
        after.writestr(name, content)
    return stream.getvalue()


def part_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def imported(
    data: bytes,
    outputs: str,
    blank: BlankMeaning | None = None,
    name: str | None = None,
    language: Language = Language.ZH,
) -> Draft:
    """The table in the one sheet of a file. Raises SheetError."""
    layout = lay_out(read_sheet("表甲.csv", data, None), None, None)
    blanks = {} if blank is None else dict.fromkeys(layout.blanks, blank)
    return draft(layout, Answers(find_columns(layout, outputs), blanks, name=name), "表甲.xlsx", language)


def table_lines(text: str) -> list[str]:
    """The rows of the table in a policy's text, spaces taken out."""
    return [line.strip().replace(" ", "") for line in text.splitlines() if line.lstrip().startswith("|")]
