"""What cells say: amounts exactly, words as they stand, and what is refused rather than guessed at."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyc.report.diagnostic import Diagnostic
from policyc.sheets.blank import BlankMeaning
from policyc.sheets.cell_text import CellText, read_cell
from policyc.sheets.fault import SheetError
from policyc.sheets.number_text import number_text
from policyc.syntax.expression import Bound, Name, Number, NumberUnit, Pattern
from tests.sheets.books import imported, table_lines, workbook

YUAN, AGE, PERCENT = NumberUnit.YUAN, NumberUnit.AGE, NumberUnit.PERCENT


def only(text: str) -> object:
    read = read_cell("B2", text)
    assert isinstance(read, CellText), read
    assert isinstance(read.node, Pattern)
    (item,) = read.node.items
    return item


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("800元", Number(800, 0, YUAN)),
        ("８００ 元", Number(800, 0, YUAN)),
        ("35万", Number(350_000)),
        ("三十五万元", Number(350_000, 0, YUAN)),
        ("1,200", Number(1200)),
        ("75%", Number(75, 0, PERCENT)),
        ("７５％", Number(75, 0, PERCENT)),
    ],
)
def test_amounts(text: str, number: Number) -> None:
    assert only(text) == number


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("4万-10万", Bound(Number(40_000), True, Number(100_000), True)),
        ("4万～10万", Bound(Number(40_000), True, Number(100_000), True)),
        ("6-17周岁", Bound(Number(6), True, Number(17, 0, AGE), True)),
        ("14岁以下", Bound(None, False, Number(14, 0, AGE), True)),
        ("不满14周岁", Bound(None, False, Number(14, 0, AGE), False)),
        ("不超过4万", Bound(None, False, Number(40_000), True)),
        ("大于4万", Bound(Number(40_000), False, None, False)),
        ("满6周岁不满18周岁", Bound(Number(6, 0, AGE), True, Number(18, 0, AGE), False)),
        ("18周岁（含）以上", Bound(Number(18, 0, AGE), True, None, False)),
    ],
)
def test_intervals_keep_the_laws_bounds(text: str, bound: Bound) -> None:
    assert only(text) == bound


@pytest.mark.parametrize(
    "text", ["二级及以下", "一级以下", "非签约", "签约且困难", "比例", "学生(含大学生)", "2级医院"]
)
def test_a_word_of_the_schedule_stands_as_it_is(text: str) -> None:
    assert only(text) == Name(text)


def test_a_pair_is_known_by_its_english_name() -> None:
    assert only("未就业居民 (unemployed)") == only("未就业居民（unemployed）") == Name("unemployed")


@pytest.mark.parametrize(
    "text",
    [
        "签约65%/非签约55%", "一级/二级", "—", "-5元", "800元/年", "不限", "首次50%", "一级至三级", "一级-三级",
        "18岁以下（不含18岁）", "甲|乙", "=1+1", "+5", "@x", "未就业居民\n学生", "小于等于3或无", "长" * 200,
    ],
)  # fmt: skip
def test_what_is_not_one_value_is_not_guessed_at(text: str) -> None:
    read = read_cell("B2", text)
    assert isinstance(read, Diagnostic)
    assert read.code == "sheet-cell-unread"
    assert read.arguments["cell"] == "B2"


# ---- numbers of a workbook


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.65, "0%", "65%"),
        (0.655, "0.0%", "65.5%"),
        (2471.31, "General", "2471.31"),
        (2471.31, "#,##0.00", "2,471.31"),
        (1200, '#,##0" 元"', "1,200元"),
        (1200, '"¥"#,##0.00', "1,200元"),
        (1200, "[$¥-804]#,##0", "1,200元"),
        (14, '0"周岁"', "14周岁"),
        (1e20, "General", "100000000000000000000"),
    ],
)
def test_a_number_is_what_it_shows(value: float, number_format: str, text: str) -> None:
    assert number_text("B2", value, number_format) == text


@pytest.mark.parametrize("value", [0.1 + 0.2, 1 / 3, 2471.31 * 1.1, float("nan"), float("inf")])
def test_what_reckoning_left_behind_is_refused(value: float) -> None:
    with pytest.raises(SheetError) as refused:
        number_text("B2", value, "General")
    assert refused.value.diagnostics[0].code == "sheet-number-inexact"


@pytest.mark.parametrize(
    ("value", "number_format"),
    [(2471.314, "0.00"), (0.655, "0%"), (350_000, '0!.0,"万"'), (1200, "#,##0,"), (5, '"$"0'), (0.5, "# ?/?")],
)
def test_what_shows_as_another_number_is_refused(value: float, number_format: str) -> None:
    with pytest.raises(SheetError) as refused:
        number_text("B2", value, number_format)
    assert refused.value.diagnostics[0].code == "sheet-number-hidden"


@given(st.integers(0, 10**15 - 1), st.integers(0, 8))
def test_every_decimal_of_fifteen_digits_comes_back_exactly(digits: int, decimals: int) -> None:
    typed = Decimal(digits).scaleb(-decimals)
    assert Decimal(number_text("B2", float(typed), "General")) == typed


# ---- columns


def refused(data: bytes, outputs: str, blank: BlankMeaning | None = None) -> list[tuple[str, object]]:
    with pytest.raises(SheetError) as caught:
        imported(data, outputs, blank)
    return [(one.code, one.arguments.get("cell", one.arguments.get("cells"))) for one in caught.value.diagnostics]


def test_bare_numbers_take_the_unit_of_the_heading() -> None:
    rows = [["等级", "封顶线（万元）", "比例（%）"], ["一级", 35, 65], ["二级", 3.5, 0]]
    assert table_lines(imported(workbook(rows), "B,C").text)[1:] == ["|一级|35万元|65%|", "|二级|35,000元|0%|"]


def test_a_fraction_under_a_percent_heading_may_be_either() -> None:
    assert refused(workbook([["等级", "比例（%）"], ["一级", 0.65]]), "B") == [("sheet-unit-missing", "B2")]


def test_a_bare_number_beside_percentages_is_no_ratio() -> None:
    rows = [["等级", "比例"], ["一级", "65%"], ["二级", 0.5]]
    assert refused(workbook(rows), "B") == [("sheet-unit-missing", "B3")]


def test_thousands_in_groups_are_money_and_said_so() -> None:
    read = imported(workbook([["等级", "封顶线"], ["一级", "1,200"], ["二级", 500]]), "B")
    assert table_lines(read.text)[1:] == ["|一级|1200元|", "|二级|500元|"]
    assert "# B2:B3 没写单位，按元读" in read.text


def test_every_unread_cell_is_told_at_once() -> None:
    rows = [["等级", "比例"], ["一级", "65%/55%"], ["二级", "约一半"], ["三级", "五五开%"]]
    assert refused(workbook(rows), "B") == [("sheet-cell-unread", "B2"), ("sheet-cell-unread", "B4")]


def test_a_formula_is_refused_by_its_address() -> None:
    assert refused(workbook([["等级", "起付线"], ["一级", "=100*3"]]), "B") == [("sheet-formula", "B2")]


def test_dates_and_truths_are_read_and_a_time_of_day_is_not() -> None:
    from datetime import datetime

    rows = [["签约", "自", "起付线"], [True, datetime(2024, 1, 1), "300元"], [False, "2025.1.1", "500元"]]
    assert table_lines(imported(workbook(rows), "C").text)[1:] == ["|是|2024年1月1日|300元|", "|否|2025年1月1日|500元|"]
    rows[1][1] = datetime(2024, 1, 1, 8, 30)
    assert refused(workbook(rows), "C") == [("sheet-cell-unread", "B2")]


def test_results_may_be_words_and_get_a_kind_of_their_own() -> None:
    read = imported(workbook([["等级", "付款方"], ["一级", "基金"], ["二级", "个人"]]), "B")
    assert "种类 付款方种类：基金、个人" in read.text
    assert read.findings == ()


def test_columns_in_any_order_stand_with_conditions_first() -> None:
    read = imported(workbook([["起付线", "等级"], ["300元", "一级"]]), "A")
    assert table_lines(read.text) == ["|等级|=>起付线|", "|一级|300元|"]


# ---- blank cells


BLANKS = [["人群", "等级", "起付线"], ["甲类", "一级", "300元"], [None, "二级", None], ["乙类", "一级", None]]


def test_blanks_are_never_guessed_at() -> None:
    assert refused(workbook(BLANKS), "C") == [("sheet-blank", "A3, C3:C4")]


def test_one_answer_for_all_must_be_possible_everywhere() -> None:
    assert refused(workbook(BLANKS), "C", BlankMeaning.UNDETERMINED) == [("sheet-blank", "A3")]
    first = [["等级", "起付线"], [None, "300元"]]
    assert refused(workbook(first), "B", BlankMeaning.AS_ABOVE) == [("sheet-blank", "A2")]


def test_blanks_as_above_are_written_out() -> None:
    read = imported(workbook(BLANKS), "C", BlankMeaning.AS_ABOVE)
    assert table_lines(read.text)[1:] == ["|甲类|一级|300元|", "|甲类|二级|300元|", "|乙类|一级|300元|"]
    assert "# 空白格 A3, C3:C4 按「同上」写出" in read.text
    assert [one.code for one in read.findings] == ["table-gap"]  # nothing is said of 乙类 at 二级


def test_a_merged_cell_is_not_blank() -> None:
    read = imported(workbook(BLANKS[:3], ["A2:A3", "C2:C3"]), "C")
    assert table_lines(read.text)[1:] == ["|甲类|一级|300元|", "|甲类|二级|300元|"]
