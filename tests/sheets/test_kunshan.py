"""Kunshan's two tables as its guide prints them, merged cells and all, give what the policy's own tables give."""

from __future__ import annotations

from pathlib import Path

import pytest

import policyc
from policyc.report.diagnostic import Language
from tests.sheets.books import imported, table_lines, workbook

KUNSHAN = policyc.load(Path(__file__).parents[2] / "policies/kunshan/resident_2021.zh.pol")
POPULATIONS = ("未就业居民", "学生少儿大学生")
LEVELS = ("一级", "二级", "三级")
HEAD = "政策 读入 (read)\n  有效：2021年1月1日 至 2021年12月31日\n  取整：每笔支付，到分，四舍五入\n\n"

# two rows of headings; a percentage is 0.35 shown as 35%, an amount a bare number under （元）
OUT_PATIENT = workbook(
    [
        ["表1 门诊待遇"],
        ["人群", "等级", "签约", "门诊", None, None],
        [None, None, None, "起付标准", "比例", "封顶线（元）"],
        ["未就业居民", "三级", "任意", "无", 0.35, 1200],
        [None, "二级", "任意", None, 0.40, None],
        [None, "一级", "是", None, 0.65, None],
        [None, None, "否", None, 0.55, None],
        ["学生少儿大学生", "三级", "任意", None, 0.65, None],
        [None, "二级", "任意"],
        [None, "一级", "任意"],
        ["注：封顶线限的是年度累计费用"],
    ],
    merges=[
        "A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:F2", "A4:A7", "B6:B7", "A8:A10", "D4:D10", "E8:E10", "F4:F10",
        "A11:F11",
    ],
    formats={f"E{row}": "0%" for row in range(4, 11)},
    title="门诊待遇表",
)  # fmt: skip
IN_PATIENT = workbook(
    [
        ["人群", "等级", "首次起付线", "住院封顶线"],
        ["未就业居民", "三级", "800元", "35万元"],
        [None, "二级", "500元"],
        [None, "一级", "300元"],
        ["学生少儿大学生", "三级", "500元"],
        [None, "二级"],
        [None, "一级"],
    ],
    merges=["A2:A4", "A5:A7", "C5:C7", "D2:D7"],
    title="住院待遇表",
)


@pytest.mark.parametrize("language", Language)
def test_the_out_patient_table_is_the_policys_own(language: Language) -> None:
    read = imported(OUT_PATIENT, "D,E,F", language=language)
    assert read.findings == ()
    policy = policyc.loads((HEAD + read.text).encode())
    for population in POPULATIONS:
        for level in LEVELS:
            for signed in (True, False):
                claim = {"人群": population, "等级": level, "签约": signed}
                ours, theirs = policy.settle(policy.read(claim)), KUNSHAN.settle(KUNSHAN.read(claim))
                for zh, en in (("门诊起付标准", "op_deductible"), ("门诊比例", "op_ratio"), ("门诊封顶线", "op_cap")):
                    assert (ours.value(zh), ours.absent(zh)) == (theirs.value(en), theirs.absent(en))


def test_the_out_patient_rows_are_those_of_the_guide() -> None:
    """One row by hand: a primary institution pays an unemployed resident 55 % unsigned, no deductible, up to 1200."""
    lines = table_lines(imported(OUT_PATIENT, "D,E,F").text)
    assert lines[0] == "|人群|等级|签约|=>门诊起付标准|门诊比例|门诊封顶线|"
    assert lines[4] == "|未就业居民|一级|否|无|55%|1200元|"
    assert len(lines) == 8


def test_the_in_patient_table_is_the_policys_own() -> None:
    read = imported(IN_PATIENT, "C,D")
    policy = policyc.loads((HEAD + read.text).encode())
    for population in POPULATIONS:
        for level in LEVELS:
            claim = {"人群": population, "等级": level}
            ours, theirs = policy.settle(policy.read(claim)), KUNSHAN.settle(KUNSHAN.read(claim))
            assert ours.value("首次起付线") == theirs.value("first_deductible")
            assert ours.value("住院封顶线") == theirs.value("ip_cap") == 35_000_000  # 350,000 yuan in fen


def test_what_was_merged_and_what_stands_around_is_told_in_comments() -> None:
    comments = [line for line in imported(OUT_PATIENT, "D,E,F").text.splitlines() if line.startswith("#")]
    assert comments == [
        "# 由 表甲.xlsx 的 门诊待遇表!A2:F10 读入",
        "# 原表写着：表1 门诊待遇",
        "# 原表写着：注：封顶线限的是年度累计费用",
        "# 合并单元格，已逐格写出：A4:A7, D4:D10, F4:F10, B6:B7, A8:A10, E8:E10",
        "# 政策里已有的种类和事实，删去这里的；只有中文的名称可以加英文名，如 等级 (level)",
    ]
