"""A policy in Chinese and its English twin are equal, as wholes and clause by clause, and so are their formattings."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyc.report.diagnostic import Language
from policyc.syntax.clause import (
    Base,
    Benefit,
    Cap,
    Case,
    CaseMode,
    KindBlock,
    PerClaim,
    PeriodBlock,
    Policy,
    RoundingMode,
    RoundingUnit,
)
from policyc.syntax.expression import Absent, Conditional, Name, Number, NumberUnit, Pattern
from policyc.syntax.format import format_file
from tests.syntax.reading import block, codes, read

TWINS = Path(__file__).parent / "twins"
CHINESE = (TWINS / "inpatient.zh.pol").read_text("utf-8")
ENGLISH = (TWINS / "inpatient.en.pol").read_text("utf-8")

CLAUSES = {
    "policy": (
        "政策 甲\n  有效：2021年1月1日 至 2021年12月31日\n",
        "policy 甲\n  in force: 2021-01-01 to 2021-12-31\n",
    ),
    "kind": ("种类 甲：乙 < 丙\n", "kind 甲: 乙 < 丙\n"),
    "fact": ("事实\n  甲：次数，1 以上\n", "facts\n  甲: count, at least 1\n"),
    "period": ("期间 甲：月，按 乙\n", "period 甲: month, by 乙\n"),
    "parameter": ("参数 甲：比例\n  2024年：1%\n", "parameter 甲: ratio\n  year 2024: 1%\n"),
    "slab": (
        "待遇 甲\n  分段全额：支付，每次，不含起付线\n    不满 3万：1%\n",
        "benefit 甲\n  slab bands: payment, per claim, deductible excluded\n    under 30,000: 1%\n",
    ),
    "per": ("待遇 甲\n  封顶：支付，终身，5 元\n", "benefit 甲\n  cap: payment, per lifetime, 5 yuan\n"),
    "month": ("待遇 甲\n  封顶：支付，每月，5 元\n", "benefit 甲\n  cap: payment, per month, 5 yuan\n"),
    "alone": ("案例 甲：各自独立\n  已知：乙 为 是\n", "case 甲: each alone\n  given: 乙 is yes\n"),
    "workdays": ("断言：甲 + 2个工作日 晚于 乙\n", "assert: 甲 + 2 working days after 乙\n"),
    "days": ("断言：天数(甲，乙) 60日以上\n", "assert: days(甲, 乙) at least 60 days\n"),
    "functions": ("断言：取小(年份(甲)，2) = 取大(1，2)\n", "assert: least(year_of(甲), 2) = most(1, 2)\n"),
    "period ends": ("断言：起日(甲) 不早于 末日(甲)\n", "assert: first_day(甲) not before last_day(甲)\n"),
    "dates": ("断言：甲 2021年6月30日止\n", "assert: 甲 through 2021-06-30\n"),
    "points": ("断言：甲 + 2个百分点 > 乙\n", "assert: 甲 + 2 points > 乙\n"),
    "times": ("断言：甲 为 3次\n", "assert: 甲 is 3 times\n"),
    "not": ("断言：非 (甲 且 乙) 或 丙\n", "assert: not (甲 and 乙) or 丙\n"),
    "differs": ("断言：甲 不为 1、3 至 5\n", "assert: 甲 is not 1, 3 to 5\n"),
}


def test_whole_policies_are_equal() -> None:
    assert read(CHINESE) == read(ENGLISH)


@pytest.mark.parametrize("clause", CLAUSES)
def test_clauses_are_equal(clause: str) -> None:
    chinese, english = CLAUSES[clause]
    assert read(chinese) == read(english)


@pytest.mark.parametrize("text", [CHINESE, ENGLISH, *(text for pair in CLAUSES.values() for text in pair)])
@pytest.mark.parametrize("language", Language)
def test_format_reads_back(text: str, language: Language) -> None:
    file = read(text)
    written = format_file(file, language)
    assert read(written) == file
    assert format_file(read(written), language) == written


def test_names_take_their_english_key() -> None:
    kinds = [found for found in read(CHINESE).blocks if isinstance(found, KindBlock)]
    assert [member.name for member in kinds[1].members] == [Name("primary"), Name("secondary"), Name("tertiary")]
    assert [member.code for member in kinds[0].members] == ["039", "0310"]


def test_a_name_used_before_its_pair_is_known() -> None:
    period, facts = read("期间 年度：年，按 日子\n事实\n  日子 (day_of_care)：日期\n").blocks
    assert isinstance(period, PeriodBlock)
    assert period.by == Name("day_of_care")
    assert facts == read("facts\n  day_of_care (日子): date\n").blocks[0]


def test_calls_are_not_pairs() -> None:
    assert read("断言：末日(school_year) > 起日(学年)\n").spellings == {}


def test_a_missing_base_or_period_is_left_to_the_checker() -> None:
    steps = block("待遇 甲\n  封顶：35万\n  封顶：支付，1 元\n  封顶：每次，2 元\n", Benefit).steps
    whole = Conditional((), Number(350000))
    assert steps[0] == Cap(None, None, whole)
    assert [(step.base, step.per) for step in steps if isinstance(step, Cap)] == [
        (None, None),
        (Base.PAYMENT, None),
        (None, PerClaim()),
    ]


def test_rounding_words() -> None:
    policy = block("政策 甲\n  取整：每笔支付，到角，四舍五入\n", Policy)
    assert policy.rounding is not None
    assert (policy.rounding.unit, policy.rounding.mode) == (RoundingUnit.JIAO, RoundingMode.HALF_UP)


def test_cells() -> None:
    case = block("案例 甲：同一人依次\n  | 乙 | 丙 | 丁 |\n  | 无 | 4万元 | 65%，若 戊，否则 60% |\n", Case)
    assert case.mode is CaseMode.IN_ORDER
    assert case.grid is not None
    (row,) = case.grid.rows
    cells = getattr(row, "cells", ())
    assert cells[:2] == (Pattern((Absent(),)), Pattern((Number(40000, 0, NumberUnit.YUAN),)))
    assert isinstance(cells[2], Conditional)
    assert case.grid.outputs is None


def test_one_name_with_two_counterparts() -> None:
    assert codes("种类 甲：乙 (b)、丙 (b)\n") == ["two-spellings"]
    assert codes("种类 甲：乙 (b)\n种类 丁：乙 (c)\n") == ["two-spellings"]
