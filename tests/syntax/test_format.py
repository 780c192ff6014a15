"""Formatting any expression, in either vocabulary, reads back as the same expression."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policyc.report.diagnostic import Language
from policyc.syntax import expression as e
from policyc.syntax.clause import Assertion, Benefit, Cap, Expense, File, PerClaim, RatioStep, Spelling
from policyc.syntax.format import format_expression, format_file, format_step
from tests.syntax.reading import condition, read

SPELLINGS = {"cost": Spelling("费用额", "cost"), "level": Spelling("等级", "level")}

keys = st.sampled_from(
    [
        "cost", "level", "甲", "甲乙丙", "一级", "十", "一万", "二十万元", "百万",
        "年", "每次", "费用", "若", "且", "非", "无", "是", "周岁",
        "合计", "任意", "年内日", "不满意", "以上", "CT", "甲2", "age", "year",
        "sum", "not", "each", "expense", "dec", "从 前", "二〇二一年", "十二月三十日", "自付",
        "超过", "per", "under",
    ]
)  # fmt: skip
names = st.builds(e.Name, keys)
plain_units = [unit for unit in e.NumberUnit]
numbers = st.builds(e.Number, st.integers(0, 10**12), st.integers(0, 6), st.sampled_from(plain_units))
dates = st.dates().map(lambda day: e.DateLiteral(day.year, day.month, day.day))
years = st.builds(e.YearLiteral, st.integers(1000, 9999))
month_days = st.builds(e.MonthDay, st.integers(1, 12), st.integers(1, 28))
leaves = st.one_of(
    names, numbers, dates, years, month_days, st.builds(e.TruthLiteral, st.booleans()), st.just(e.Absent())
)
totals = st.builds(e.EarlierTotal, names.filter(lambda n: n.key not in ("年",)), names, st.booleans())


def chains(parts: st.SearchStrategy[e.Expression]) -> st.SearchStrategy[e.Expression]:
    lists = st.lists(parts, min_size=2, max_size=4).map(tuple)
    turned = lists.flatmap(
        lambda xs: st.tuples(st.just(xs), st.lists(st.booleans(), min_size=len(xs) - 1, max_size=len(xs) - 1))
    )
    bounds = st.builds(bound, st.none() | parts, st.booleans(), st.none() | parts, st.booleans()).filter(
        lambda b: b.low is not None or b.high is not None
    )
    patterns = st.lists(parts | bounds, min_size=1, max_size=3).map(lambda items: e.Pattern(tuple(items)))
    return st.one_of(
        turned.map(lambda pair: e.Sum(pair[0], (False, *pair[1]))),
        turned.map(lambda pair: e.Product(pair[0], (False, *pair[1]))),
        lists.map(e.And),
        lists.map(e.Or),
        st.builds(e.Not, parts),
        st.builds(e.Compare, parts, st.sampled_from(e.Comparison), parts),
        st.builds(e.Is, parts, patterns, st.booleans()),
        st.builds(e.Apply, st.sampled_from(e.Function), lists),
        st.builds(e.LineTotal, parts, st.none() | parts),
    )


def bound(low: e.Expression | None, low_in: bool, high: e.Expression | None, high_in: bool) -> e.Bound:
    return e.Bound(low, low_in and low is not None, high, high_in and high is not None)


expressions = st.recursive(leaves | totals, chains, max_leaves=12)


@given(expressions, st.sampled_from(Language))
def test_expressions_read_back(node: e.Expression, language: Language) -> None:
    file = File((Assertion(node),), {})
    assert read(format_file(file, language)) == file


@given(expressions, st.sampled_from(Language))
def test_an_expression_alone_is_what_the_file_says(node: e.Expression, language: Language) -> None:
    head = "断言：" if language is Language.ZH else "assert: "
    assert format_file(File((Assertion(node),), {}), language) == f"{head}{format_expression(node, language, {})}\n"


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
