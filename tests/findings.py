"""What a checker must say of the two sources where they are transcribed faithfully: research findings as policies.

Each passage is put in the words of the language as the source has it, its hole or clash included.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from policyc.compile import compile_bytes
from policyc.report.diagnostic import Severity

HEAD = """政策 照抄 (verbatim)
  取整：每笔支付，到分，四舍五入
"""


@frozen
class Finding:
    """`rules` are those of the passage; `told` is the message, and a part of its line; None where all is well."""

    rules: frozenset[str]
    passage: str
    told: tuple[str, str] | None


def told_of(passage: str) -> list[tuple[str, str]]:
    """Each error of a passage, with the line it points at."""
    text = HEAD + passage
    findings = compile_bytes("verbatim.pol", text.encode())[2]
    return [
        (one.code, text[text.rfind("\n", 0, one.span.start) + 1 :].split("\n")[0])
        for one in findings
        if one.severity is Severity.ERROR and one.span
    ]


def found_in(case: dict[str, Any]) -> list[str]:
    """What differs from a diagnostic case: nothing where the passage of its rules is told of as it should be."""
    name = case["expected"]["diagnostic"]
    kinds = KINDS.get(name)
    ours = [one for one in FINDINGS if one.rules == set(case["rule_ids"]) and kinds is not None]
    if not ours:
        return [f"no passage of {', '.join(case['rule_ids'])} for {name}"]
    codes = {one.told[0] if one.told else None for one in ours}
    wrong = [complaint for one in ours for complaint in complaints(one)]
    return wrong if kinds is None or codes & kinds else [f"told {sorted(map(str, codes))}, expected {name}"]


def complaints(finding: Finding) -> list[str]:
    """What is said of a passage that should not be, and the other way round."""
    told = told_of(finding.passage)
    if finding.told is None:
        return [f"told {code} at {line}" for code, line in told]
    code, part = finding.told
    found = any(said == code and part in line for said, line in told)
    return [] if found else [f"expected {code} at {part}, told {told}"]


KINDS: dict[str, set[str | None]] = {
    "undefined-parameter": {"unknown-name"},
    "overlap": {"table-overlap"},
    "conflict": {"table-overlap"},
    "none": {None},
    "derived": {None},
    "gap": {"otherwise-missing", "table-gap"},
    "gap-if-exclusive": {"table-gap"},
    "blank-cells": {"blank-cell"},
    "malformed-band": {"written-otherwise"},
    "boundary": {"table-gap"},
    "unspecified-base": {"limit-base"},
}
"""What the worked cases call a finding, and the messages that say so."""

LEVEL = "种类 等级 (level)：一级 (primary) < 二级 (secondary) < 三级 (tertiary)\n"

FINDINGS = (
    Finding(  # a deductible is named and never given
        frozenset({"SZ-10"}),
        """事实
  住院费用 (ip_cost)：金额，0 至 1000万
待遇 住院支付 (ip_pay)
  费用：住院费用
  起付线：每次，起付标准
  比例：90%
""",
        ("unknown-name", "起付线：每次，起付标准"),
    ),
    Finding(  # sixteen is in both clauses
        frozenset({"SZ-25"}),
        """事实
  年龄 (age)：周岁，0周岁 至 120周岁
表 刷脸表 (face_table)
  | 年龄        | => 需刷脸 (face_scan) |
  | 16周岁以下  | 否 |
  | 16周岁以上  | 是 |
""",
        ("table-overlap", "16周岁以上"),
    ),
    Finding(  # in the province, not in-patient: 80 % by one answer, 90 % by the other
        frozenset({"SZ-13", "SZ-14"}),
        """种类 就医地 (place)：市内 (local)、省内异地 (in_province)、跨省 (out_of_province)
事实
  就医地：就医地
  住院 (inpatient)：是否
表 临时就医系数 (temporary_factor)
  | 就医地 | 住院 | => 系数 (factor) |
  | 市内 | 任意 | 100% |
  | 跨省 | 任意 | 80% |
  | 省内异地 | 是 | 90% |
  | 省内异地 | 否 | 80% |
  | 省内异地 | 任意 | 90% |
""",
        ("table-overlap", "| 省内异地 | 任意 | 90% |"),
    ),
    Finding(  # the published limit is 1.5 % of a wage
        frozenset({"SZ-07"}),
        """  有效：2024年1月1日 至 2024年12月31日
参数 平均工资 (average_wage)：金额
  2024年：164,754 元
参数 年度限额 (annual_limit)：金额
  2024年：2,471.31 元，应等于 平均工资 × 1.5%
""",
        None,
    ),
    Finding(  # both published premiums come of one income
        frozenset({"SZ-23"}),
        """  有效：2024年1月1日 至 2024年12月31日
参数 月可支配收入 (monthly_income)：金额
  2024年：6,060 元
参数 个人缴费 (personal_year)：金额
  2024年：436.32 元，应等于 月可支配收入 × 0.6% × 12
参数 财政补助 (fiscal_year)：金额
  2024年：872.64 元，应等于 月可支配收入 × 1.2% × 12
""",
        None,
    ),
    Finding(  # enrolment in mid-year pays a premium, but from when are there benefits?
        frozenset({"SZ-24", "SZ-26"}),
        """事实
  申请日期 (applied_on)：日期
期间 学年 (school_year)：年，始于 9月1日，按 申请日期
规则 待遇开始 (benefit_from)：日期
  若 申请日期 早于 起日(学年) + 1个月：起日(学年) + 1个月
""",
        ("otherwise-missing", "待遇开始"),
    ),
    Finding(  # level one has no ratio where 以下 leaves its number out
        frozenset({"SZ-06", "SZ-08", "SZ-10"}),
        """种类 等级 (level)：一级 (primary) < 二级 (secondary) < 三级 (tertiary)
事实
  等级：等级
表 比例表 (ratio_table)
  | 等级     | => 门诊支付比例 (op_ratio) |
  | 不满 一级 | 75% |
  | 二级     | 65% |
  | 三级     | 55% |
""",
        ("table-gap", "=> 门诊支付比例"),
    ),
    Finding(  # blank cells mean nothing by themselves
        frozenset({"KS-04", "KS-07"}),
        """种类 人群 (population)：未就业居民 (unemployed)、学生少儿大学生 (student)
种类 等级 (level)：一级 (primary) < 二级 (secondary) < 三级 (tertiary)
事实
  人群：人群
  等级：等级
表 住院待遇 (ip_table)
  | 人群 | 等级 | => 首次起付线 (first_deductible) |
  | 未就业居民 | 三级 | 800 元 |
  | | 二级 | 500 元 |
  | | 一级 | 300 元 |
  | 学生少儿大学生 | 三级 | 500 元 |
  | | 二级 | |
  | | 一级 | |
""",
        ("blank-cell", "| | 二级 | |"),
    ),
    Finding(  # the first band lacks its dash
        frozenset({"KS-09"}),
        """事实
  住院费用 (ip_cost)：金额，0 至 1000万
  起付标准 (deductible)：金额，0 至 1000
  就诊日期 (service_date)：日期
期间 结算年度 (settlement_year)：年，始于 1月1日，按 就诊日期
待遇 住院支付 (ip_pay)
  费用：住院费用
  封顶：费用，每 结算年度，35万
  起付线：每次，起付标准
  分段累进：费用，每 结算年度，含起付线
    起付线 4 万：75%
    4 万-10 万：80%
    10 万-20 万：85%
    20 万-35 万：90%
""",
        ("written-otherwise", "起付线 4 万：75%"),
    ),
    Finding(  # nothing is said of care before filing
        frozenset({"KS-14"}),
        """事实
  住院费用 (ip_cost)：金额，0 至 1000万
  异地 (elsewhere)：是否
  备案日期 (filed_on)：日期
  就诊日期 (service_date)：日期
规则 可报 (payable)：是否
  若 非 异地：是
  若 异地 且 备案日期 不晚于 就诊日期：是
""",
        ("otherwise-missing", "可报"),
    ),
    Finding(  # 31 December lies between the deadline and the next year
        frozenset({"KS-16"}),
        """事实
  就诊日期 (service_date)：日期，2021年1月1日 至 2021年12月31日
  办理日期 (submitted_on)：日期，2021年1月1日 至 2022年12月31日
表 计入年度表 (accrual_table)
  | 办理日期 | => 计入年度 (accrual_year) |
  | 2021年12月30日止 | 2021年 |
  | 2022年1月1日 至 2022年12月31日 | 2022年 |
""",
        ("table-gap", "=> 计入年度"),
    ),
    Finding(  # the full amount is the sum of two figures
        frozenset({"KS-24", "KS-26"}),
        """  有效：2021年1月1日 至 2021年12月31日
参数 个人缴费标准 (personal_rate)：金额
  2021年：150 元
参数 财政补贴标准 (subsidy_rate)：金额
  2021年：650 元
参数 全额 (full_rate)：金额
  2021年：800 元，应等于 个人缴费标准 + 财政补贴标准
""",
        None,
    ),
    Finding(  # a limit on cost or on payment?
        frozenset({"KS-04", "KS-09"}),
        """事实
  住院费用 (ip_cost)：金额，0 至 1000万
待遇 住院支付 (ip_pay)
  费用：住院费用
  封顶：35 万
  比例：75%
""",
        ("limit-base", "封顶：35 万"),
    ),
)
