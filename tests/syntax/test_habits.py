"""What people write out of habit is recognised, and the message says what the language writes instead."""

from __future__ import annotations

import pytest

from policyc.report.diagnostic import Diagnostic, Language
from policyc.source import Source
from policyc.syntax.habits import habits
from policyc.syntax.parse import parse

BENEFIT = "待遇 甲\n  {}\n"
RULE = "规则 甲：金额\n  {}\n"
TABLE = "表 甲\n  | 次 | => 乙 |\n  | {} | 1 元 |\n"
BANDS = "待遇 甲\n  分段累进：费用，每次\n    {}\n"
POLICY = "政策 甲\n  {}\n"
ENGLISH = "benefit a\n  {}\n"
ENGLISH_RULE = "rule a: money\n  {}\n"

# where, what is written, the stretch told of, what to write instead
HABITS = [
    (BENEFIT, '不予支付：乙，因为 "丙"', "因为", '，理由 "…"'),
    (BENEFIT, "比例：90%，若 乙 小于 3，否则 60%", "小于", "不满 或 <"),
    (BENEFIT, "比例：90%，若 乙 大于 3，否则 60%", "大于", "超过 或 >"),
    (BENEFIT, "比例：90%，若 乙 不超过 3，否则 60%", "不超过", "<=，日期写 不晚于"),
    (BENEFIT, '条件：乙 并且 丙，否则 "丁"', "并且", "且"),
    (BENEFIT, '条件：乙 或者 丙，否则 "丁"', "或者", "或"),
    (BENEFIT, '条件：不 乙，否则 "丁"', "不 乙", "非 乙"),
    (BENEFIT, "比例：有社保 90%，无社保 60%", "有社保 90%，无社保 60%", "90%，若 有社保，否则 60%"),
    (BENEFIT, "起付线：每年度，500 元", "每年度", "每 年度"),
    (BENEFIT, "日限额：300 元", "日限额", "封顶：支付，每日，300 元"),
    (BENEFIT, "每日限额：300 元", "每日限额", "封顶：支付，每日，300 元"),
    (BANDS, "4万-10万：80%", "4万-10万", "4万 至 10万"),
    (BANDS, "10 万～20 万：85%", "10 万～20 万", "10 万 至 20 万"),
    (BANDS, "起付线 4 万：75%", "起付线 4 万", "4 万以下"),
    (TABLE, "3次及以上", "3次及以上", "3次以上"),
    (TABLE, "RMB 300", "RMB 300", "300 元"),
    (TABLE, "¥300", "¥300", "300 元"),
    (POLICY, "取整：四舍五入", "四舍五入", "每笔支付，到分，四舍五入"),
    (POLICY, "有效：2024.1.1 至 2024年12月31日", "2024.1.1", "2024年1月1日 或 2024-01-01"),
    (POLICY, "有效：2024/1/1 至 2024年12月31日", "2024/1/1", "2024年1月1日 或 2024-01-01"),
    (POLICY, "有效：自 2024年1月1日 起", "自 2024年1月1日 起", "2024年1月1日 起"),
    ("期间 甲：年，{}，按 乙\n", "自 生效日期 起", "自 生效日期 起", "始于 1月1日（月日是固定的，不随理赔而变）"),
    (BANDS, "至2万元：80%", "至2万元", "2万以下"),
    (RULE, "公式：最小(乙，98%)", "最小", "取小"),
    (RULE, "公式：最大值(乙，98%)", "最大值", "取大"),
    (RULE, "公式：求和(乙)", "求和", "合计"),
    (BENEFIT, "比例：乙 × 2，不超过98%", "不超过98%", "取小(…，98%)"),
    (BENEFIT, "比例：乙 × 2，最高 98%", "最高 98%", "取小(…，98%)"),
    (BENEFIT, "比例：乙 × 2，不低于 50%", "不低于 50%", "取大(…，50%)"),
    (RULE, "若 年龄 未满75周岁：1 元", "未满", "不满"),
    (RULE, "若 年龄未满75周岁：1 元", "未满", "不满"),
    (RULE, "若 医院等级 二级以上：1 元", "医院等级 二级以上", "医院等级 为 二级以上"),
    (
        BENEFIT,
        "限次：每 年度，20次",
        "限次",
        '条件：计次 为 1，否则 "…"（计次是一条规则，见文档 cookbook 第 21 条）',
    ),
    (ENGLISH_RULE, "if level secondary and above: 1 yuan", "level secondary and above", "level is at least secondary"),
    (ENGLISH_RULE, "if level primary or lower: 1 yuan", "level primary or lower", "level is at most primary"),
    (
        "期间 甲：年，始于 1月1日，按 乙，{}\n",
        "每 项目，每 部位",
        "每 项目，每 部位",
        "每 项目（只有一个 每；两样合成一个种类，见文档 cookbook 第 25 条）",
    ),
    (ENGLISH_RULE, "formula: max(b, 3 yuan)", "max", "most"),
    (ENGLISH, "limit: 300 yuan", "limit", "cap: payment, per day, 300 yuan"),
    (ENGLISH, "ratio: 80%, if b less than 3, else 60%", "less than", "under or <"),
    (ENGLISH, "ratio: 80%, if b is more than 3, else 60%", "is more than", "over or >"),
    (ENGLISH, "ratio: 80% + 3 percentage points", "3 percentage points", "3 points"),
    (ENGLISH, 'not payable: b, reason "c"', "reason", ', because "…"'),
    (ENGLISH, 'require: b && c, else "d"', "&&", "and"),
    (ENGLISH_RULE, "formula: RMB 300", "RMB 300", "300 yuan"),
    ("period a: year, starting {}, by b\n", "31 Mar", "31 Mar", "Mar 31"),
    ("assert: a before {}\n", "1 Jan 2024", "1 Jan 2024", "2024-01-01"),
]


def only(text: str) -> Diagnostic:
    (diagnostic,) = parse(Source("test.pol", text))[1]
    return diagnostic


@pytest.mark.parametrize(("where", "written", "found", "instead"), HABITS)
def test_habit(where: str, written: str, found: str, instead: str) -> None:
    told = only(where.format(written))
    assert (told.arguments["found"], told.arguments["instead"]) == (found, instead)


@pytest.mark.parametrize(
    ("where", "written"), [(RULE, "公式：每日 300 元"), (ENGLISH_RULE, "formula: per day 300 yuan")]
)
def test_a_rate_per_day_is_no_formula(where: str, written: str) -> None:
    assert only(where.format(written)).code == "per-misplaced"


def test_a_habit_inside_quotes_or_far_from_the_fault_is_not_told() -> None:
    assert only(BENEFIT.format('条件：乙，否则 "大于 小于" 丙')).code == "unexpected-here"
    assert only(BENEFIT.format("费用：不大于额 + 1 元 + 2 元 +")).code == "unexpected-end"


def test_what_to_write_is_not_itself_a_habit() -> None:
    for habit in habits():
        for written in (habit.zh, habit.en):
            if not habit.at and "{" not in written:
                assert not habit.found.fullmatch(written), written


def test_long_lines_are_looked_at_near_the_fault_only() -> None:
    text = RULE.format("公式：" + "甲 + " * 50_000 + "乙 大于 丙")
    assert only(text).arguments["found"] == "大于"


@pytest.mark.parametrize("language", Language)
def test_every_row_speaks_to_both(language: Language) -> None:
    assert all(
        (habit.zh if language is Language.ZH else habit.en) or habit.told.value == "per-misplaced" for habit in habits()
    )
