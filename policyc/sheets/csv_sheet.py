"""CSV as a sheet: UTF-8 or GB18030, decided strictly; the delimiter is the one that gives every row as many cells."""

from __future__ import annotations

import csv
import io

from policyc.report.diagnostic import Words
from policyc.report.visible import is_hidden
from policyc.sheets.fault import fault
from policyc.sheets.grid import Place, Sheet, SheetCell, too_large

LARGEST = 8 * 1024 * 1024
"""How many bytes a file may have, of either form."""

_DELIMITERS = ",\t;|"
_MOST_CELLS = 100_000


def read_csv(name: str, data: bytes) -> Sheet:
    """The sheet that a CSV file's bytes are. Raises SheetError."""
    check_size(data)
    rows = _rows(_text(data))
    cells: dict[Place, SheetCell] = {}
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            if text.strip():
                cells[number, column] = SheetCell(text.strip())
    return Sheet(name, cells)


def check_size(data: bytes) -> None:
    """Raises SheetError where a file is larger than any benefit schedule."""
    if len(data) > LARGEST:
        raise too_large(
            Words(f"文件有 {len(data)} 个字节", f"the file has {len(data)} bytes"),
            Words(f"{LARGEST} 个字节", f"{LARGEST} bytes"),
        )


def _text(data: bytes) -> str:
    """The text, in whichever of the two encodings it is text at all."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(is_hidden(character) and character not in "\r\n\t" for character in text):
            return text
    raise fault("sheet-encoding")


def _rows(text: str) -> list[list[str]]:
    """The rows by the delimiter that makes them equally long, the one with most columns."""
    if text.count("\n") + text.count("\r") > _MOST_CELLS:
        lines = text.count("\n")
        raise too_large(
            Words(f"文件有 {lines} 行", f"the file has {lines} lines"),
            Words(f"{_MOST_CELLS} 行", f"{_MOST_CELLS} lines"),
        )
    if not text.strip():
        return []
    tried = [_split(text, delimiter) for delimiter in _DELIMITERS]
    even = [rows for rows in tried if isinstance(rows, list)]
    if not even:
        line = max(one for one in tried if isinstance(one, int))
        raise fault("sheet-csv-uneven", line=line)
    return max(even, key=lambda rows: len(rows[0]))


def _split(text: str, delimiter: str) -> list[list[str]] | int:
    """The rows, trailing empty ones left out; or the line from which they are no longer equally long."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if rows and row and len(row) != len(rows[0]):
                return reader.line_num
            rows.append(row)
    except csv.Error:
        return reader.line_num
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows if rows and len(rows[0]) > 1 else 1
