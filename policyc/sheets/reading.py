"""A spreadsheet file of either form as a sheet. The libraries for workbooks are imported only for a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TypeVar

from policyc.sheets.csv_sheet import check_size, read_csv
from policyc.sheets.fault import fault
from policyc.sheets.grid import Sheet

Answer = TypeVar("Answer")

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"


def is_workbook(data: bytes) -> bool:
    """Are these the bytes of a workbook, new or old, rather than of text?"""
    return data.startswith((_ZIP, _OLE))


def sheets_of(data: bytes) -> tuple[str, ...]:
    """The names of a workbook's sheets; none for CSV, which has but one. Raises SheetError."""

    def names() -> tuple[str, ...]:
        from policyc.sheets.workbook import sheet_names

        return sheet_names(data)

    check_size(data)
    return with_libraries(names) if is_workbook(data) else ()


def read_sheet(name: str, data: bytes, wanted: str | None) -> Sheet:
    """The sheet called `wanted`, or the only one. Raises SheetError where it cannot be read."""

    def sheet() -> Sheet:
        from policyc.sheets.workbook import read_workbook

        return read_workbook(data, wanted)

    check_size(data)
    if is_workbook(data):
        return with_libraries(sheet)
    if wanted is not None:
        raise fault("sheet-csv-has-one", given=wanted)
    return read_csv(PurePath(name).stem, data)


def with_libraries(action: Callable[[], Answer]) -> Answer:
    """What needs the libraries for workbooks. Raises SheetError telling how to install them where they are not."""
    try:
        return action()
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] not in ("openpyxl", "defusedxml"):
            raise
        raise fault("sheets-not-installed", library=missing.name.partition(".")[0]) from None
