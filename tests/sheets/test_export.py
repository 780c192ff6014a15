"""A policy as a workbook: what is in it, typed; texts stay texts; and a table comes back from it as it was."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import policyc
from policyc.report.diagnostic import Language
from policyc.sheets.export import workbook_pages
from policyc.sheets.layout import find_columns, lay_out
from policyc.sheets.page import Page, PageCell, PageRow, Shape
from policyc.sheets.reading import read_sheet
from policyc.sheets.table_draft import Answers, draft
from policyc.sheets.workbook import workbook_bytes

POLICIES = Path(__file__).parents[2] / "policies"
KUNSHAN = POLICIES / "kunshan/resident_2021.zh.pol"
HEAD = "政策 读入 (read)\n  有效：2021年1月1日 至 2021年12月31日\n  取整：每笔支付，到分，四舍五入\n\n"


def exported(text: str | Path, language: Language = Language.ZH) -> bytes:
    policy = policyc.load(text) if isinstance(text, Path) else policyc.loads(text.encode())
    return workbook_bytes(workbook_pages(policy.compiled, language))


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def sheet_of(data: bytes, title: str) -> Any:
    return opened(data)[title]


def texts(sheet: Any) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_the_sheets_of_a_policy() -> None:
    sheets = ["待遇一览", "门诊待遇表", "住院待遇表", "参数", "案例", "来源与读法"]
    assert opened(exported(KUNSHAN)).sheetnames == sheets
    english = opened(exported(KUNSHAN, Language.EN)).sheetnames
    assert english == ["schedule", "op_table", "ip_table", "parameters", "cases", "sources and readings"]


def test_amounts_are_numbers_that_show_their_unit() -> None:
    sheet = sheet_of(exported(KUNSHAN), "门诊待遇表")
    assert [cell.value for cell in sheet[2]] == [
        "人群 (population)", "等级 (level)", "签约 (signed)", "门诊起付标准 (op_deductible)", "门诊比例 (op_ratio)",
        "门诊封顶线 (op_cap)",
    ]  # fmt: skip
    row = sheet[3]
    assert [cell.value for cell in row] == ["未就业居民 (unemployed)", "三级 (tertiary)", "任意", "无", 0.35, 1200]
    assert [cell.number_format for cell in row[4:]] == ["0%", '#,##0" 元"']


def test_parameters_are_typed_and_sources_say_who_rests_on_them() -> None:
    data = exported(POLICIES / "shenzhen/children_2024.zh.pol")
    limits = [row for row in sheet_of(data, "参数").iter_rows(min_row=3) if row[3].value == 2471.31]
    assert limits  # the yearly limit of 2024
    assert limits[0][3].number_format == '#,##0.00" 元"'
    places = {row[0].value: row[2].value for row in sheet_of(exported(KUNSHAN), "来源与读法").iter_rows(min_row=4)}
    assert "门诊待遇表 (op_table)" in places["一.3"]
    assert "个人缴费标准 (personal_rate)" in places["一.2"]
    assert not places["四"]


def test_cases_stand_with_what_they_expect() -> None:
    sheet = sheet_of(exported(KUNSHAN), "案例")
    assert "一年两次住院 (two_admissions)：同一人依次" in texts(sheet)
    assert "住院统筹支付 (ip_pay)（应得）" in texts(sheet)
    assert 7312.5 in [cell.value for row in sheet.iter_rows() for cell in row]


def test_the_schedule_is_the_one_that_explain_writes() -> None:
    policy = policyc.load(KUNSHAN)
    shown = "".join(texts(sheet_of(exported(KUNSHAN), "待遇一览")))
    plain = policy.schedule("zh").replace("\\", "")
    for line in plain.splitlines():
        for part in line.strip("# |-").replace(" | ", "|").split("|"):
            assert part.strip(" -") in shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "一级"])
def test_a_text_is_never_a_formula(text: str) -> None:
    data = workbook_bytes([Page("甲", (PageRow(Shape.ROW, (PageCell(text),)),))])
    cell = sheet_of(data, "甲")["A1"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix is (text[0] in "=+-@")
    assert read_sheet("甲.xlsx", data, None).cells[1, 1].text == text


# ---- and back

FACTS = """种类 级别 (grade)：甲级 (first)、乙级 (second)

事实
  级别：级别
  年龄 (age_now)：周岁
  次数 (visits)：次数，1 以上
  就诊日 (seen_on)：日期，2024年1月1日 至 2025年12月31日

"""
TABLE = """表 标准 (standard)
  空白：同上
  | 级别 | 年龄        | 次数   | 就诊日           | => 起付 (dedc) | 支付比例 (share) | 付至 (until)   |
  | 甲级 | 18周岁以下  | 1      | 任意             | 300.50 元      | 62.5%            | 2024年12月31日 |
  | 甲级 | 18周岁以下  | 2 以上 | 任意             | 无             | 自付 10%         |                |
  | 甲级 | 超过 18周岁 | 任意   | 2025年1月1日起   | 120,000 元     | 未规定           | 2025年12月31日 |
  | 甲级 | 超过 18周岁 | 任意   | 2024年12月31日止 | 0              | 不予支付         | 2025年12月31日 |
  | 乙级 | 任意        | 任意   | 任意             | 35万 元        | 0%               | 2025年12月31日 |
"""
ROUND = FACTS + TABLE


def reimported(data: bytes, title: str, outputs: str, language: Language) -> str:
    layout = lay_out(read_sheet("甲.xlsx", data, title), None, None)
    return draft(layout, Answers(find_columns(layout, outputs)), "甲.xlsx", language).text


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("written", Language)
def test_a_table_comes_back_as_it_was(language: Language, written: Language) -> None:
    data = exported(HEAD + ROUND, language)
    title = "标准" if language is Language.ZH else "standard"
    text = reimported(data, title, "E,F,G", written)
    own = text[text.index("\n\n表 " if written is Language.ZH else "\n\ntable ") :]
    back = policyc.loads((HEAD + FACTS + own).encode())
    ours = policyc.loads((HEAD + ROUND).encode())
    names = {"standard__row", "dedc", "share", "until"}
    for policy in (ours, back):
        assert names <= set(policy.compiled.columns)
    for claim in claims():
        mine, theirs = ours.settle(ours.read(claim)), back.settle(back.read(claim))
        for name in sorted(names):
            assert mine.ok(name) == theirs.ok(name), (claim, name)
            assert mine.refused(name) == theirs.refused(name), (claim, name)
            assert mine.value(name) == theirs.value(name), (claim, name)


def claims() -> list[dict[str, object]]:
    """Claims that meet every row of the table, and both sides of every bound."""
    return [
        {"级别": grade, "年龄": age, "次数": visits, "就诊日": day}
        for grade in ("甲级", "乙级")
        for age in (0, 18, 19)
        for visits in (1, 2, 3)
        for day in ("2024-12-31", "2025-01-01")
    ]


ORDERED = """种类 等级 (level)：一级 (primary) < 二级 (secondary) < 三级 (tertiary) < 四级

事实
  等级：等级

"""
BY_LEVEL = """表 标准 (standard)
  | 等级           | => 起付 (dedc) |
  | 二级以下       | 300 元         |
  | 超过 二级      | 500 元         |
"""


@pytest.mark.parametrize("language", Language)
def test_an_interval_of_an_ordered_kind_comes_back_as_its_members(language: Language) -> None:
    data = exported(HEAD + ORDERED + BY_LEVEL, language)
    title = "标准" if language is Language.ZH else "standard"
    shown = {
        Language.ZH: ["一级 (primary)、二级 (secondary)", "三级 (tertiary)、四级"],
        Language.EN: ["primary (一级), secondary (二级)", "tertiary (三级), 四级"],
    }
    assert [row[0].value for row in sheet_of(data, title).iter_rows(min_row=3)] == shown[language]
    text = reimported(data, title, "B", Language.ZH)
    own = text[text.index("\n\n表 ") :]
    back = policyc.loads((HEAD + ORDERED + own).encode())
    ours = policyc.loads((HEAD + ORDERED + BY_LEVEL).encode())
    for level, amount in (("一级", 30000), ("二级", 30000), ("三级", 50000), ("四级", 50000)):
        for policy in (ours, back):
            assert policy.settle(policy.read({"等级": level})).value("dedc") == amount


def test_a_list_too_long_for_a_cell_is_in_one_spelling() -> None:
    members = [f"第{number}等{'级' * 8} (grade_{at})" for at, number in enumerate("一二三四五六七八")]
    kind = ORDERED.replace("一级 (primary) < 二级 (secondary) < 三级 (tertiary) < 四级", " < ".join(members))
    table = BY_LEVEL.replace("二级以下", "第七等级级级级级级级级以下").replace("超过 二级", "第八等级级级级级级级级")
    (row, _) = sheet_of(exported(HEAD + kind + table), "标准").iter_rows(min_row=3)
    assert row[0].value == "、".join(member.split(" ")[0] for member in members[:7])


def test_the_tables_of_kunshan_come_back_as_they_were() -> None:
    data = exported(KUNSHAN)
    ours = policyc.load(KUNSHAN)
    for title, outputs, key in (("门诊待遇表", "D,E,F", "op_table"), ("住院待遇表", "C,D", "ip_table")):
        back = policyc.loads((HEAD + reimported(data, title, outputs, Language.ZH)).encode())
        for population in ("unemployed", "student"):
            for level in ("primary", "secondary", "tertiary"):
                claim = {"population": population, "level": level, "signed": True}
                known = {name: value for name, value in claim.items() if name != "signed" or key == "op_table"}
                mine, theirs = ours.settle(ours.read(claim)), back.settle(back.read(known))
                assert mine.value(f"{key}__row") == theirs.value(f"{key}__row")
