"""A policy asked for some of its results: only what they need is missed, and every number stays the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import policyc

ROOT = Path(__file__).parent.parent
SHENZHEN = policyc.load(ROOT / "policies/shenzhen/children_2024.zh.pol")
KUNSHAN = policyc.load(ROOT / "policies/kunshan/resident_2021.en.pol")


def test_a_rule_is_answered_by_its_own_facts() -> None:
    settlement = SHENZHEN.asking("异地系数").evaluate({"就医地": "市内"})
    assert settlement["offsite_factor"] == Decimal(1)
    assert settlement.benefits == ()
    assert settlement.as_data()["results"] == {"offsite_factor": "1.0000"}


def test_only_what_it_needs_is_missed() -> None:
    with pytest.raises(policyc.ClaimError) as caught:
        SHENZHEN.asking("offsite_factor").evaluate({})
    assert [finding.arguments["name"].en for finding in caught.value.diagnostics if "name" in finding.arguments] == [
        "place"
    ]


def test_the_benefits_that_a_result_reads_come_along() -> None:
    claim = (ROOT / "examples/claims/shenzhen_inpatient.json").read_bytes()
    whole, cash = SHENZHEN.evaluate(claim), SHENZHEN.asking("个人现金支出").evaluate(claim)
    assert cash["psn_cash_pay"] == whole["psn_cash_pay"] == Decimal("284.00")
    assert {result.name for result in cash.benefits} == {result.name for result in whole.benefits}
    alone = SHENZHEN.asking("ip_pay").evaluate(claim)
    # (5,000 − 200) × 92 %
    assert [(result.name, result.payment) for result in alone.benefits] == [("ip_pay", Decimal("4416.00"))]


def test_a_refused_and_an_open_result_say_why() -> None:
    late = KUNSHAN.asking("accrual_year").evaluate({"service_date": "2021-03-03", "submitted_on": "2023-02-02"})
    assert late["accrual_year"] is None
    assert [(entry.status.value, entry.reasons[0].en) for entry in late.unanswered] == [
        ("refused", "handed in after the end of the next settlement year")
    ]
    mid_year = {"service_date": date(2025, 3, 3), "applied_on": date(2025, 2, 2), "insured_elsewhere": False}
    left_open = SHENZHEN.asking("covered").evaluate({**mid_year, "shenzhen_hukou": True, "pays_from_birth": False})
    data = left_open.as_data()["unanswered"]["covered"]
    assert (data["status"], data["missing"][0]["zh"]) == ("undetermined", "中途参保的待遇开始日")
    assert "中途参保的待遇开始日" in left_open.explain("zh")


def test_a_name_that_is_no_result() -> None:
    with pytest.raises(KeyError):
        SHENZHEN.asking("等级")


def test_a_ledger_of_an_asked_policy_keeps_its_totals() -> None:
    ledger = KUNSHAN.asking("op_pay").ledger("none")
    facts = {
        "med_type": "outpatient", "population": "student", "level": "tertiary", "place": "local", "channel": "direct",
        "covered": True, "suspension_on_record": False, "service_date": "2021-05-10", "submitted_on": "2021-06-01",
        "cost_on_home_list": "1000.00",
    }  # fmt: skip
    # 1,000 × 65 %; then 1,200 − 1,000 = 200 still counted, × 65 %
    assert [ledger.settle(facts)["op_pay"] for _ in range(2)] == [Decimal("650.00"), Decimal("130.00")]


def test_assertions_that_speak_of_anything_else_are_not_checked() -> None:
    # out of scope is 医疗费总额 - 政策范围内费用 = 100 - 200: broken, of the whole policy
    claim = {
        "place": "local",
        "channel": "direct",
        "service_date": "2021-05-10",
        "submitted_on": "2021-06-01",
        "cost_on_home_list": "200",
        "medfee_sumamt": "100",
    }
    with pytest.raises(policyc.ClaimError) as caught:
        KUNSHAN.asking("inscp_scp_amt", "out_of_scope_amt").evaluate(claim)
    assert [finding.code for finding in caught.value.diagnostics] == ["assertion-broken"]
    assert KUNSHAN.asking("inscp_scp_amt").evaluate(claim)["inscp_scp_amt"] == Decimal("200.00")


def test_totals_that_the_results_asked_for_do_not_need_may_be_given() -> None:
    """Half of 1,000 is 500, of which 400 are left of the year's 500; what the other benefit paid is no matter."""
    text = """政策 示例 (example)
  取整：每笔支付，到分，四舍五入
事实
  就诊日期：日期，2024年1月1日 至 2024年12月31日
  费用额：金额，0 至 10万
期间 年度：年，始于 1月1日，按 就诊日期
待遇 甲
  费用：费用额
  比例：50%
  封顶：支付，每 年度，500 元
待遇 乙
  费用：费用额
  封顶：支付，每 年度，300 元
"""
    claim = {"就诊日期": "2024-03-01", "费用额": "1000", "此前累计": {"年度": {"甲": "100", "乙": "300"}}}
    policy = policyc.loads(text.encode())
    assert str(policy.asking("甲").evaluate(claim)["甲"]) == "400.00"
    keyed = {"年度": {"2024": {"甲": "100", "乙": "300"}}}
    (settled,) = policy.asking("甲").ledger(keyed).settle_all([{"就诊日期": "2024-03-01", "费用额": "1000"}])
    assert str(settled["甲"]) == "400.00"
    with pytest.raises(policyc.ClaimError):
        policy.asking("甲").evaluate({**claim, "此前累计": {"年度": {"丙": "1"}}})
