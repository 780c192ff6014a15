"""What is said of a word that names nothing, by what was wanted there, and what only follows from an unread line."""

from __future__ import annotations

import pytest

from policyc.compile import compile_bytes
from policyc.report.catalogue import help_text
from policyc.report.diagnostic import Diagnostic, Language
from tests.elaborate.speaking import HEAD, errors

FACTS = (
    "种类 医院等级：一级 < 二级 < 三级\n\n事实\n  费用额：金额，0 至 10万\n  等级：医院等级\n  住院次数：次数\n"
    "  日期：日期\n  定点 (designated)：是否\n\n明细 床位\n  床位费：金额\n  住院日：日期\n\n"
)
BENEFIT = "待遇 支付额\n  费用：费用额\n"


def found(body: str, code: str) -> Diagnostic:
    (diagnostic,) = [finding for finding in compile_bytes("x.pol", (HEAD + body).encode())[2] if finding.code == code]
    return diagnostic


def help_of(body: str, code: str) -> str | None:
    return help_text(found(body, code), Language.ZH)


def test_beside_a_kind_its_members_are_told() -> None:
    body = FACTS + BENEFIT + "  比例：80%，若 等级 为 四级，否则 60%\n"
    assert help_of(body, "unknown-member") == "「医院等级」只有 一级、二级、三级"


@pytest.mark.parametrize(("word", "number"), [("首次", "1次"), ("第一次", "一次")])
def test_an_ordinal_beside_a_count_is_a_number(word: str, number: str) -> None:
    body = FACTS + BENEFIT + f"  起付线：每次，500 元，若 住院次数 为 {word}，否则 300 元\n"
    assert help_of(body, "unknown-name-near") == f"是不是「{number}」？"


@pytest.mark.parametrize(("word", "cut"), [("notdesignated", "not designated"), ("不定点", "非 定点")])
def test_a_denied_name_is_not_taken_for_the_name(word: str, cut: str) -> None:
    body = FACTS + BENEFIT + f'  条件：{word}，否则 "不定点"\n'
    assert help_of(body, "unknown-name-glued") == f"字连在了一起，分开写：{cut}"


def test_a_word_that_is_no_type() -> None:
    assert errors("事实\n  甲：布尔\n") >= {"not-a-type"}
    assert help_of("种类 医院等级：一级、二级\n\n事实\n  甲：医院级\n", "unknown-name-near") == "是不是「医院等级」？"


def test_a_period_goes_by_a_date_of_the_claim() -> None:
    assert errors(FACTS + "期间 月度：月，按 住院日\n") >= {"period-by-line"}


def test_a_sum_of_a_fact_of_the_claim() -> None:
    assert help_of(FACTS + "规则 甲：金额\n  公式：合计(费用额)\n", "total-of-one") == "直接写：费用额"


def test_what_an_unread_line_declares_is_not_told_missing() -> None:
    period = "期间 年度：年，自 日期 起，按 日期\n\n"
    assert errors(FACTS + period + BENEFIT + "  起付线：每 年度，500 元\n") == {"written-otherwise"}
    assert errors("事实\n  甲 金额\n\n规则 乙：金额\n  公式：甲 + 1 元\n") == {"missing-colon"}


def test_a_block_with_an_unread_line_is_not_told_empty() -> None:
    assert errors("参数 乙：金额\n  2024.1.1 起：3 元\n") == {"written-otherwise"}


def test_another_name_is_still_told_beside_an_unread_line() -> None:
    body = "事实\n  甲 金额\n\n规则 乙：金额\n  公式：不存在 + 1 元\n"
    assert errors(body) == {"missing-colon", "unknown-name"}
