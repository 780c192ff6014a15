"""Every mistake of a file is told in one run, on its own line, and the rest of the file is still read."""

from __future__ import annotations

import pytest

from policyc.report.catalogue import help_text, message
from policyc.report.diagnostic import Language, Words
from policyc.source import Source
from policyc.syntax.clause import Benefit, Hole, Rule, Table
from policyc.syntax.parse import language_of, parse
from tests.syntax.reading import codes, codes_by_line, read

SEEDED = """\
政策 昆山 (kunshan)
  标题 "甲" ("A")
  有效：2021年2月30日 至 2021年12月31日
事实
  甲：金额，0 至 1000万
  乙 金额
  丙：是否，2021年1月1日以前
规则 空：金额
规则 丁：金额
  若 甲为2：1
  若 甲 > 1 元：1 元
  公示：甲
  公式：甲 +
待遇 付
  条件：甲 > 1，否则 没有理由
  分段：费用，每年，含起付线
    4万以下：75%
  封顶：费用，每年，35万
  不予支付：甲 > 1，理由 "x
  比例：75%；
表 t
  | 甲 | => 乙 |
  | 1 | 2
  | 1 | 2 |
"""
EXPECTED = [
    (2, "missing-colon"),
    (3, "no-such-date"),
    (6, "missing-colon"),
    (7, "vague-bound"),
    (8, "missing-body"),
    (10, "glued-word"),
    (12, "unknown-clause-near"),
    (13, "unexpected-end"),
    (15, "text-without-quotes"),
    (16, "bare-bands"),
    (19, "unclosed-quote"),
    (20, "unexpected-character"),
    (23, "row-not-closed"),
]


def test_seeded_mistakes() -> None:
    assert codes_by_line(SEEDED) == EXPECTED


def test_holes_stand_for_statements_only() -> None:
    file, _ = parse(Source("seeded", SEEDED))
    assert len(file.blocks) == 6
    (rule,) = (block for block in file.blocks if isinstance(block, Rule))
    assert [isinstance(step, Hole) for step in rule.steps] == [True, False, True, True]
    (benefit,) = (block for block in file.blocks if isinstance(block, Benefit))
    assert [isinstance(step, Hole) for step in benefit.steps] == [True, True, False, True, True]
    (table,) = (block for block in file.blocks if isinstance(block, Table))
    assert table.grid is not None
    assert [isinstance(row, Hole) for row in table.grid.rows] == [True, False]


@pytest.mark.parametrize("language", Language)
def test_every_message_can_be_shown(language: Language) -> None:
    for diagnostic in parse(Source("seeded", SEEDED))[1]:
        assert message(diagnostic, language)
        assert help_text(diagnostic, language)


def argument_of(text: str, name: str) -> str:
    """An argument of the only message about a text, as an author of its vocabulary reads it."""
    source = Source("test.pol", text)
    (diagnostic,) = parse(source)[1]
    argument = diagnostic.arguments[name]
    return argument.in_language(language_of(text)) if isinstance(argument, Words) else str(argument)


def expected_of(text: str) -> list[str]:
    return argument_of(text, "expected").split("、" if language_of(text) is Language.ZH else ", ")


@pytest.mark.parametrize(
    ("line", "near"),
    [("  封项：费用，每年，1 元", "封顶"), ("  封頂：费用，每年，1 元", "封顶"), ('  條件：甲，否则 "乙"', "条件")],
)
def test_close_words_are_offered(line: str, near: str) -> None:
    assert argument_of(f"待遇 甲\n{line}\n", "near") == near


def test_close_words_are_offered_in_english() -> None:
    assert argument_of("benefit a\n  deductable: per claim, 1 yuan\n", "near") == "deductible"
    assert argument_of("facts\n  b: money\nBenefit a\n  expense: b\n", "near") == "benefit"


def test_the_first_words_of_a_benefit_are_told_all_and_the_most_used_first() -> None:
    told = expected_of("待遇 甲\n  乱写：1 元\n")
    assert told[:6] == ["费用", "起付线", "比例", "分段累进", "分段全额", "封顶"]
    assert told[-1] == "读法"


def test_expectations_use_the_words_of_the_file() -> None:
    assert expected_of("待遇 甲\n  起付线：500 元\n")[:2] == ["每 期间", "每次"]
    assert expected_of("benefit a\n  deductible: 500 yuan\n")[:2] == ["per period", "per claim"]


def test_expectations_use_the_names_of_the_file() -> None:
    period = "期间 保单年度：年，始于 1月1日，按 日\n"
    assert expected_of(f"{period}待遇 甲\n  起付线：500 元\n")[0] == "每 保单年度"


def test_what_a_line_still_needs_comes_alone() -> None:
    assert expected_of("待遇 甲\n  不予支付：非 乙，除非 丙\n") == ['，理由 "…"']
    assert expected_of("待遇 甲\n  比例：90%，若 乙\n") == ["，否则 …"]


def test_a_second_value_is_the_mistake_and_not_what_follows_it() -> None:
    text = "rule a: money\n  formula: cost 300 yuan\n"
    assert argument_of(text, "found") == "300 yuan"
    assert expected_of(text)[:4] == ["+", "-", "*", "/"]


def test_no_place_is_without_an_expectation() -> None:
    assert expected_of("期间 甲：年，始于 生效日期\n") == ["月日（如 1月1日）"]


def test_a_line_under_a_complete_one() -> None:
    assert codes_by_line("明细 甲\n  乙：金额\n    丙：金额\n") == [(3, "nothing-below")]
    assert codes_by_line('# 说明\n  标题："甲"\n') == [(2, "policy-line-missing")]


def test_a_day_that_does_not_exist_is_told_as_written() -> None:
    assert argument_of("期间 甲：年，始于 2月30日，按 乙\n", "date") == "2月30日"
    assert argument_of("period a: year, starting Feb 30, by b\n", "date") == "Feb 30"


def test_a_table_with_a_broken_heading_is_one_mistake() -> None:
    text = "表 t\n  | 甲 | => |\n  | 1 | 2 |\n  | 1 | 2 |\n规则 丁：金额\n  公式：1 元\n"
    assert codes_by_line(text) == [(2, "unexpected-here")]
    assert isinstance(parse(Source("t", text))[0].blocks[1], Rule)


def test_a_hole_does_not_change_how_the_next_line_is_read() -> None:
    text = "事实\n  甲 乙\n  比例：金额\n  规则：金额\n"
    assert codes_by_line(text) == [(2, "missing-colon")]


def test_facts_named_like_words_of_the_language() -> None:
    read("事实\n  起付线：金额\n  费用：金额\n  若：是否\n  日：日期\n  年龄：周岁\n")
    read("facts\n  age: age\n  date: date\n  expense: money\n  note: yes or no\n")


def test_invisible_characters_anywhere() -> None:
    assert codes("# 注释\u202e\n断言：1 = 1\n") == ["forbidden-character"]
    assert codes('读法："甲\u200b"\n')[0] == "forbidden-character"
    assert codes("断言：甲\x00 = 1\n") == ["forbidden-character"]
    assert codes("断言：ａge = 1\n") == ["look-alike-character"]


def test_line_ends_of_other_systems() -> None:
    text = "规则 甲：金额\n  公式：1 元\n"
    assert read(text.replace("\n", "\r\n")) == read(text) == read(text.replace("\n", "\r"))


def test_a_date_with_slashes_in_a_formula_is_told_with_its_spelling() -> None:
    text = "规则 甲：是否\n  公式：就诊日期 早于 2024/1/31\n"
    assert codes_by_line(text) == [(2, "written-otherwise")]
    assert argument_of(text, "instead") == "2024年1月31日"
    assert codes_by_line("规则 甲：金额\n  公式：2024 元 / 1 / 1\n规则 乙：次数\n  公式：2024/13/1\n") == []
