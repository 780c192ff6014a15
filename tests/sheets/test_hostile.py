"""Workbooks that others made: broken, bloated, or with what would run or reach elsewhere. A message, and bounded."""

from __future__ import annotations

import contextlib
import io
import re
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policyc.sheets
from policyc.report.catalogue import entry, help_text, message
from policyc.report.diagnostic import Language
from policyc.sheets.fault import SheetError
from policyc.sheets.reading import read_sheet, sheets_of
from tests.sheets.books import part_of, with_part, workbook

GOOD = workbook([["等级", "起付线"], ["一级", "300元"]])
SHEET = "xl/worksheets/sheet1.xml"
XML = part_of(GOOD, SHEET)
BOOK = part_of(GOOD, "xl/workbook.xml")
STYLES = part_of(GOOD, "xl/styles.xml")
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def refusal(data: bytes) -> str:
    """The code with which a file is refused; its message can be told in both languages."""
    with pytest.raises(SheetError) as refused:
        read_sheet("甲.xlsx", data, None)
    (told,) = refused.value.diagnostics
    for language in Language:
        assert message(told, language)
        assert help_text(told, language)
    return told.code


def in_sheet(pattern: str, put: str) -> bytes:
    changed, count = re.subn(pattern, put, XML, count=1)
    assert count == 1
    return with_part(GOOD, SHEET, changed.encode())


def cut_short() -> bytes:
    return GOOD[: len(GOOD) // 2]


def damaged() -> bytes:
    return GOOD[:60] + bytes(200) + GOOD[260:]


def shifted() -> bytes:
    """The list of its parts lies earlier than it says, and so would the first of them: before the file begins."""
    return GOOD[99:]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (cut_short(), "sheet-not-a-workbook"),
        (b"PK" + shifted(), "sheet-not-a-workbook"),
        (in_sheet("<worksheet", "<?xml version='1.0' encoding='none'?><worksheet"), "sheet-not-a-workbook"),
        (damaged(), "sheet-not-a-workbook"),
        (b"PK\x03\x04", "sheet-not-a-workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "sheet-not-a-workbook"),
        (with_part(GOOD, SHEET, b"<worksheet><sheetData>"), "sheet-not-a-workbook"),
        (with_part(GOOD, SHEET, b"<html/>"), "sheet-nothing-there"),
        (with_part(GOOD, "xl/vbaProject.bin", b"\xd0\xcf"), "sheet-unsafe"),
        (with_part(GOOD, "xl/externalLinks/externalLink1.xml", b"<a/>"), "sheet-unsafe"),
        (with_part(GOOD, SHEET, (LAUGHS + XML).encode()), "sheet-unsafe"),
        (with_part(GOOD, SHEET, (OUTSIDE + XML).encode("utf-16")), "sheet-unsafe"),
        (with_part(GOOD, "xl/styles.xml", (LAUGHS + STYLES).encode()), "sheet-unsafe"),
        (with_part(GOOD, "xl/media/zeros.bin", bytes(33 * 1024 * 1024)), "sheet-too-large"),
        (
            in_sheet("</sheetData>", "</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"),
            "sheet-too-large",
        ),
        (
            in_sheet("</sheetData>", "</sheetData><mergeCells><mergeCell ref='&#65;1:ZZ99999'/></mergeCells>"),
            "sheet-too-large",
        ),
        (in_sheet("</sheetData>", "<row>" + "<c/>" * 100_001 + "</row></sheetData>"), "sheet-too-large"),
        (b"PK" + bytes(9 * 1024 * 1024), "sheet-too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_refused_with_a_message(data: bytes, code: str) -> None:
    if code == "sheet-nothing-there":
        assert read_sheet("甲.xlsx", data, None).cells == {}
    else:
        assert refusal(data) == code


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_file_with_altered_bytes_is_read_or_refused(altered: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, byte in altered:
        data[place] = byte
    with contextlib.suppress(SheetError):
        read_sheet("甲.xlsx", bytes(data), None)


def test_a_sheet_under_another_name_is_counted_too() -> None:
    """A workbook's own list says where its sheets are; a bomb is found wherever it lies."""
    bomb = XML.replace("</sheetData>", "</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>")
    links = part_of(GOOD, "xl/_rels/workbook.xml.rels").replace("worksheets/sheet1.xml", "media/picture.png")
    data = with_part(
        with_part(GOOD, "xl/media/picture.png", bomb.encode()), "xl/_rels/workbook.xml.rels", links.encode()
    )
    assert refusal(data) == "sheet-too-large"


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(64 * 1024 * 1024))
    data = stream.getvalue()
    tracemalloc.start()
    try:
        assert refusal(data) == "sheet-too-large"
        assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_declared_area_costs_nothing() -> None:
    data = in_sheet('<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"')
    assert len(read_sheet("甲.xlsx", data, None).cells) == 4


def test_one_of_several_sheets_must_be_named() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.create_sheet("住院")
    stream = io.BytesIO()
    book.save(stream)
    assert sheets_of(stream.getvalue()) == ("表甲", "住院")
    assert refusal(stream.getvalue()) == "sheet-which"
    with pytest.raises(SheetError) as refused:
        read_sheet("甲.xlsx", stream.getvalue(), "门诊")
    assert refused.value.diagnostics[0].code == "sheet-no-such-sheet"


def test_a_sheet_longer_than_any_schedule_is_refused() -> None:
    from policyc.sheets.layout import lay_out

    sheet = read_sheet("甲.csv", ("等级,起付线\n" + "一级,300元\n" * 1000).encode(), None)
    with pytest.raises(SheetError) as refused:
        lay_out(sheet, None, None)
    assert refused.value.diagnostics[0].code == "sheet-too-large"


def test_one_module_knows_the_library_for_workbooks() -> None:
    room = Path(policyc.sheets.__file__).parents[1]
    users = {path.name for path in room.rglob("*.py") if "import openpyxl" in path.read_text("utf-8")}
    assert users == {"workbook.py"}


def test_without_the_libraries_it_is_told_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "policyc.sheets.workbook", raising=False)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert refusal(GOOD) == "sheets-not-installed"
    help = entry("sheets-not-installed").help
    assert help is not None
    for words in (help.zh, help.en):
        # from a registry, and in a checkout
        assert "'policyc[sheets]'" in words
        assert "'.[sheets]'" in words
