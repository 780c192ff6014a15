"""Formatting any expression, in either vocabulary, reads back as the same expression."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from policyc.report.diagnostic import Language
from policyc.syntax import expression as e
from policyc.syntax.clause import Assertion, Benefit, Cap, Expense, File, PerClaim, RatioStep
from policyc.syntax.format import format_expression, format_file, format_step
from tests.syntax.reading import condition, read
from tests.syntax.trees import SPELLINGS, expressions


@settings(deadline=None)
@given(expressions, st.sampled_from(Language))
def test_expressions_read_back(node: e.Expression, language: Language) -> None:
    file = File((Assertion(node),), {})
    assert read(format_file(file, language)) == file


@settings(deadline=None)
@given(expressions, st.sampled_from(Language))
def test_an_expression_alone_is_what_the_file_says(node: e.Expression, language: Language) -> None:
    head = "断言：" if language is Language.ZH else "assert: "
    assert format_file(File((Assertion(node),), {}), language) == f"{head}{format_expression(node, language, {})}\n"


@settings(deadline=None)
@given(st.lists(st.tuples(expressions, expressions), max_size=3), expressions, st.sampled_from(Language))
def test_steps_read_back(arms: list[tuple[e.Expression, e.Expression]], last: e.Expression, language: Language) -> None:
    choice = e.Conditional(tuple(e.Branch(test, value) for test, value in arms), last)
    steps = (Expense(choice), RatioStep(choice), Cap(None, None, choice), Cap(None, PerClaim(), choice))
    file = File((Benefit(e.Name("甲"), steps),), {})
    assert read(format_file(file, language)) == file


def test_words_of_the_trade() -> None:
    chinese = {
        "办理日期 ≤ 年内日(就诊日期，12月30日)": "办理日期 不晚于 年内日(就诊日期，12月30日)",
        "申请日期 < 出生日期 + 6个月": "申请日期 早于 出生日期 + 6个月",
        "年龄 <= 14周岁": "年龄 14周岁以下",
        "年龄 < 18周岁": "年龄 不满 18周岁",
        "甲 >= 0元": "甲 ≥ 0 元",
        "甲 为 4万 至 10万": "甲 为 4万 至 10万",
        "甲 为 >4万 <10万": "甲 为 超过 4万 不满 10万",
        "甲 - 12345": "甲 − 12,345",
        "甲 = 2471.31 元": "甲 = 2,471.31 元",
    }
    for given_text, written in chinese.items():
        assert format_expression(condition(given_text), Language.ZH, {}) == written


def test_and_inside_or_stands_in_parentheses() -> None:
    chinese, english = "急诊 或 (公立 且 非 转诊) 或 抢救", "急诊 or (公立 and not 转诊) or 抢救"
    for written in (chinese, english, "急诊 或 公立 且 非 转诊 或 抢救"):
        node = condition(written)
        assert format_expression(node, Language.ZH, {}) == chinese
        assert format_expression(node, Language.EN, {}) == english
    either_first = "(急诊 或 公立) 且 转诊"
    assert format_expression(condition(either_first), Language.ZH, {}) == either_first


def test_names_in_the_reader_s_language() -> None:
    node = condition("cost > 100,000 yuan and level is at least 二级")
    assert format_expression(node, Language.ZH, SPELLINGS) == "费用额 > 10万元 且 等级 为 二级以上"
    assert format_expression(node, Language.EN, SPELLINGS) == "cost > 100,000 yuan and level is at least 二级"


def test_a_step_of_several_lines() -> None:
    benefit = read("待遇 甲\n  分段全额：费用，每年\n    4万以下：自付 20%\n    超过4万：5%\n").blocks[0]
    assert isinstance(benefit, Benefit)
    (step,) = benefit.steps
    english = "slab bands: expense, per year\n  at most 40,000: patient pays 20%\n  over 40,000: 5%"
    assert format_step(step, Language.EN, {}) == english  # type: ignore[arg-type]


def test_texts_that_hold_quotes() -> None:
    text = '读法："他说“好”"\n'
    for reading in (f"规则 甲：金额\n  {text}  公式：1\n", '规则 甲：金额\n  读法：“他说"好"”\n  公式：1\n'):
        file = read(reading)
        assert read(format_file(file, Language.EN)) == file
