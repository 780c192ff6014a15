"""CSV: the encoding decided strictly, the delimiter by which every line has as many cells."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyc.sheets.csv_sheet import read_csv
from policyc.sheets.fault import SheetError
from tests.sheets.books import imported, table_lines

TEXT = '等级,封顶线（元）\n一级,"1,200"\n二级,800\n'
ROWS = ["|等级|=>封顶线|", "|一级|1200元|", "|二级|800元|"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_either_encoding_is_read(encoding: str) -> None:
    assert table_lines(imported(TEXT.encode(encoding), "B").text) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_fits(delimiter: str) -> None:
    text = TEXT.replace('"1,200"', "1200").replace(",", delimiter)
    assert table_lines(imported(text.encode(), "B").text) == ROWS


def test_a_comma_in_a_number_without_quotes_is_told_by_its_line() -> None:
    with pytest.raises(SheetError) as refused:
        read_csv("甲", "等级,比例,封顶线\n一级,65%,1,200\n".encode())
    (told,) = refused.value.diagnostics
    assert (told.code, told.arguments) == ("sheet-csv-uneven", {"line": 2})


@pytest.mark.parametrize("data", [b"\xff\xfe1\x00", b"\x81\x20,\x81\n", b"a,b\n\x00,1\n", "甲,乙\n\u202e,1".encode()])
def test_what_is_text_in_neither_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(SheetError) as refused:
        read_csv("甲", data)
    assert refused.value.diagnostics[0].code == "sheet-encoding"


def test_two_rows_of_headings_are_told_apart_by_what_is_asked() -> None:
    from policyc.sheets.layout import lay_out

    sheet = read_csv("甲", "等级,门诊,门诊\n等级,起付线,比例\n一级,300元,65%\n".encode())
    layout = lay_out(sheet, None, 2)
    assert [column.word.zh for column in layout.columns] == ["等级", "门诊起付线", "门诊比例"]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(SheetError):
        imported(data, "B")
