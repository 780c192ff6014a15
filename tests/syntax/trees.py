"""Random trees: expressions of every sort, and whole files of them."""

from __future__ import annotations

from hypothesis import strategies as st

from policyc.syntax import clause as c
from policyc.syntax import expression as e
from policyc.syntax.clause import Spelling

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
months = st.builds(e.MonthLiteral, st.integers(1, 9999), st.integers(1, 12))
years = st.builds(e.YearLiteral, st.integers(1000, 9999))
month_days = st.builds(e.MonthDay, st.integers(1, 12), st.integers(1, 28))
leaves = st.one_of(
    names, numbers, dates, years, months, month_days, st.builds(e.TruthLiteral, st.booleans()), st.just(e.Absent())
)
periods = names.filter(lambda name: name.key != "年")  # the year that needs no declaration, known as `year`
totals = st.builds(e.EarlierTotal, periods, names, st.booleans())


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


# ---- files

texts = st.sampled_from([e.Text("理由", "reason"), e.Text("仅中文", None), e.Text(None, "English only")])
choices = st.builds(
    lambda arms, last: e.Conditional(tuple(e.Branch(test, value) for test, value in arms), last),
    st.lists(st.tuples(expressions, expressions), max_size=2),
    expressions,
)
shares = choices | st.builds(c.PatientPays, expressions)
bands = st.builds(c.Band, st.builds(lambda low: e.Bound(low, True, None, False), expressions), shares)
roundings = st.builds(c.Rounding, st.sampled_from(c.RoundingUnit), st.sampled_from(c.RoundingMode))
steps = st.one_of(
    st.builds(c.Applies, expressions),
    st.builds(c.Require, expressions, texts),
    st.builds(c.Refuse, expressions, st.none() | expressions, texts),
    st.builds(c.Expense, choices),
    st.builds(c.Deductible, st.just(c.PerClaim()) | periods, choices),
    st.builds(c.RatioStep, shares),
    st.builds(
        c.Bands,
        st.booleans(),
        st.sampled_from(c.Base),
        st.just(c.PerClaim()),
        st.none() | st.booleans(),
        st.lists(bands, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(c.RoundStep, roundings),
    st.builds(c.Reading, texts),
)
cells = st.one_of(
    st.builds(lambda value: e.Pattern((value,)), leaves),
    st.just(e.Any()),
    st.just(c.Blank()),
    st.builds(c.Undetermined, st.none() | texts),
)
grids = st.integers(1, 3).flatmap(
    lambda width: st.builds(
        c.Grid,
        st.none() | st.sampled_from(c.BlankCells),
        st.lists(st.builds(c.Column, names), min_size=width, max_size=width).map(tuple),
        st.none() | st.integers(0, width - 1),
        st.lists(st.lists(cells, min_size=width, max_size=width).map(lambda row: c.Row(tuple(row))), max_size=3).map(
            tuple
        ),
    )
)
readings = st.lists(st.builds(c.Reading, texts), max_size=2).map(tuple)
money = c.TypeRef(c.TypeWord.MONEY)
declared = st.sampled_from([e.Name(key) for key in ("cost", "level", "甲乙丙", "甲2", "丁")])
blocks = st.one_of(
    st.builds(c.Assertion, expressions),
    st.builds(c.Rule, declared, st.just(money), readings, st.builds(lambda v: (c.Formula(v, None),), expressions)),
    st.builds(c.Table, declared, readings, grids),
    st.builds(c.Benefit, declared, st.lists(steps, min_size=1, max_size=3).map(tuple)),
    st.builds(
        c.KindBlock,
        declared,
        st.booleans(),
        st.lists(st.builds(c.Member, declared, st.none() | st.just("011")), min_size=2, max_size=3).map(tuple),
    ),
)
pairs = c.Facts(tuple(c.Fact(e.Name(key), money, None, None, False) for key in SPELLINGS))
files = st.lists(blocks, max_size=4).map(lambda rest: c.File((pairs, *rest), dict(SPELLINGS)))
"""Files whose first block declares every name that has two spellings."""
