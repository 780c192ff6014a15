"""One mistake in a city's policy, of the kinds made at a desk, gives one message, which says what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyc.compile import compile_bytes
from policyc.report.catalogue import help_text, message
from policyc.report.diagnostic import Language, Severity

POLICIES = Path(__file__).parents[2] / "policies" / "kunshan"

# what stands in the policy, what is written instead; the message, and what it says
CHINESE = [
    ("\n事实\n", "\n事 实\n", "unknown-clause-near", "「事实」"),
    ("政策 昆山", "政策：昆山", "unexpected-here", "一个名称"),
    ("2021年1月1日 至 2021年12月31日", "2021-13-01 至 2021年12月31日", "no-such-date", "2021年13月1日"),
    ("种类 等级 (level)", "种类 等极 (level)", "not-a-type", "等级"),
    ("、省内市外 (in_province)", "；省内市外 (in_province)", "written-otherwise", "、"),
    ("  医疗费总额 (medfee", "  医疗费总颔 (medfee", "unknown-name-near", "「医疗费总颔」"),
    ("待遇 住院统筹支付", "待玉 住院统筹支付", "unknown-clause-near", "「待遇」"),
    ("住院统筹支付 (ip_pay)", "住院统筹支付 (ip-pay)", "name-form", "ip_pay"),
    ("住院统筹支付 (ip_pay)", "住院统筹支付 (ip pay)", "name-form", "ip_pay"),
    ("规则 本次起付标准 (", "规则 本次起付标谁 (", "unknown-name-near", "「本次起付标谁」"),
    ("(hifp_pay)：金额", "(hifp_pay) 金额", "missing-colon", "「：」"),
    ("表 住院待遇表 (ip_table)", "表 住院待遇表 (ip_table)：", "unexpected-here", "行末"),
    ("| 二级 | 500 元                           |                     |", "| 二级 | 500 元 |", "row-length", "4 格"),
    ("| 35万元              |", "| 350.000元 |", "dot-may-group", "350,000 元"),
    ("| 未就业居民     | 三级 | 800", "| 末就业居民 | 三级 | 800", "unknown-member", "未就业居民"),
    ('否则 "就诊日不在待遇享受期"', '否则 "就诊日不在待遇享受期', "unclosed-quote", "右引号"),
    ("否则：100 元\n", "否则：最低 100 元\n", "written-otherwise", "取大(…，100 元)"),
    ("若 缴费日期 早于 2021年7月1日", "若 缴费日期 次日 早于 2021年7月1日", "written-otherwise", "+ 1日"),
    ("    4万以下：75%", "    4万：75%", "written-otherwise", "4万以下"),
    ("  比例：门诊比例", "  比例：80，若 在保，否则 60%", "ratio-without-percent", "80%"),
    ("  比例：门诊比例", "  比例：80%，若 在保", "unexpected-end", "，否则"),
    ("异地天数 60日以上 且", "异地天数大于等于60日 且", "written-otherwise", ">="),
    ("住院类 且 在保", "住院类 并 在保", "written-otherwise", "且"),
    ("每 结算年度，住院封顶线", "每 结算年，住院封顶线", "not-a-period", "结算年"),
]
ENGLISH = [
    ("\nfacts\n", "\nfacts:\n", "unexpected-here", "the end of the line"),
    ("in force: 2021-01-01", "in force: 2021-13-01", "no-such-date", "2021-13-01"),
    ("benefit ip_pay", "benifit ip_pay", "unknown-clause-near", "`benefit`"),
    ("benefit ip_pay (", "benefit ip-pay (", "name-form", "`ip_pay`"),
    ("benefit ip_pay (", "benefit ip pay (", "name-form", "`ip_pay`"),
    ("benefit ip_pay (", "benefit IP_pay (", "name-form", "`ip_pay`"),
    ("  expense: ip_cost\n", "  expense: ip cost\n", "name-form", "`ip_cost`"),
    ("formula: op_pay + ip_pay", "formula: op_pay + ip-pay", "name-form", "`ip_pay`"),
    ("rule scheduled_deductible (", "rule sheduled_deductible (", "unknown-name-near", "`sheduled_deductible`"),
    ("kind level (", "kind levle (", "not-a-type", "level"),
    ("per claim, scheduled_deductible", "per claim; scheduled_deductible", "written-otherwise", "write: ,"),
    ("    at most 40,000: 75%", "    40,000: 75%", "written-otherwise", "at most 40,000"),
    ("    100,000 to 200,000: 85%", "    100 000 to 200,000: 85%", "written-otherwise", "100,000"),
    ("    100,000 to 200,000: 85%", "    100,000 to 2.000.000: 85%", "written-otherwise", "2,000,000"),
    ("| secondary | 500 yuan", "| secondary 500 yuan", "unexpected-here", "500 yuan"),
    ("otherwise: 100 yuan\n", "otherwise: minimum 100 yuan\n", "written-otherwise", "most(…, 100 yuan)"),
    ("if paid_on is none: 0 yuan", "if paid_on is none then 0 yuan", "written-otherwise", "write: :"),
    ("before 2021-07-01", "before the day after 2021-07-01", "written-otherwise", "2021-07-01 + 1 day"),
]


def told(name: str, right: str, wrong: str, language: Language) -> list[tuple[str, str]]:
    """The errors of a policy with one place of it changed: each code, with all that is said."""
    text = (POLICIES / name).read_text("utf-8")
    assert right in text
    findings = compile_bytes(name, text.replace(right, wrong, 1).encode())[2]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return [(one.code, f"{message(one, language)} {help_text(one, language)}") for one in errors]


@pytest.mark.parametrize(("right", "wrong", "code", "said"), CHINESE)
def test_in_chinese(right: str, wrong: str, code: str, said: str) -> None:
    ((found, words),) = told("resident_2021.zh.pol", right, wrong, Language.ZH)
    assert found == code
    assert said in words


@pytest.mark.parametrize(("right", "wrong", "code", "said"), ENGLISH)
def test_in_english(right: str, wrong: str, code: str, said: str) -> None:
    ((found, words),) = told("resident_2021.en.pol", right, wrong, Language.EN)
    assert found == code
    assert said in words
