"""Totals of more decimals than money has: what a ledger closes with opens the next one, exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest

import policyc

POLICY = """
政策 示例 (example)
  取整：每笔支付，到分，四舍五入
事实
  就诊日期 (service_date)：日期，2024年1月1日 至 2025年12月31日
  门诊费用 (op_cost)：金额，0 至 100万
期间 年度 (benefit_year)：年，始于 1月1日，按 就诊日期
期间 近一年 (last_year)：近12个月，含当日，按 就诊日期

待遇 门诊支付 (op_pay)
  费用：门诊费用 × 33.33%
  起付线：每 年度，100 元
  比例：70%

待遇 滚动支付 (rolling_pay)
  费用：门诊费用 × 66.67%
  起付线：每 近一年，100 元
  比例：70%

案例 两笔 (two)：各自独立
  | 就诊日期 | 门诊费用 | 年度 此前累计 门诊支付费用 | => 门诊支付 | 年度 含本次累计 门诊支付费用 |
  | 2024-5-1 | 100.01   | 99.1234                    | 22.72       | 132.456733                   |
"""

FIRST = {"service_date": "2024-05-06", "op_cost": "100.01"}
SECOND = {"service_date": "2024-06-06", "op_cost": "270.01"}


def test_closing_totals_are_openings() -> None:
    policy = policyc.loads(POLICY.encode())
    ledger = policy.ledger("none")
    closed = ledger.settle(FIRST).as_data()["accumulators"]
    # 100.01 × 33.33% = 33.333333; of 100.01 × 66.67% = 66.676667 all is below the deductible
    assert closed == {
        "benefit_year": {"op_pay_expense": "33.333333"},
        "last_year": {"rolling_pay_deductible": "66.676667"},
    }
    openings = {
        "benefit_year": closed["benefit_year"],
        "last_year": {"since": "2023-01-01", "2024-05-06": closed["last_year"]},
    }
    in_one, opened = ledger.settle(SECOND), policy.evaluate({**SECOND, "openings": openings})
    # 33.333333 + 270.01 × 33.33% = 123.327666, of which 23.327666 × 70% = 16.3293662
    assert opened["op_pay"] == in_one["op_pay"] == Decimal("16.33")
    # 33.323333 is still to be borne of 270.01 × 66.67% = 180.015667: 146.692334 × 70% = 102.6846338
    assert opened["rolling_pay"] == in_one["rolling_pay"] == Decimal("102.68")
    assert opened.accumulators == in_one.accumulators
    assert policy.compile()({**SECOND, "openings": openings})["op_pay"] == Decimal("16.33")


def test_a_case_gives_and_expects_all_decimals() -> None:
    # 99.1234 + 33.333333 = 132.456733, of which 32.456733 × 70% = 22.7197131
    assert policyc.loads(POLICY.encode()).test().passed


def test_no_more_decimals_than_the_total_keeps() -> None:
    policy = policyc.loads(POLICY.encode())
    openings = {"benefit_year": {"op_pay_expense": "0.1234567"}}
    with pytest.raises(policyc.ClaimError) as caught:
        policy.evaluate({**FIRST, "openings": openings})
    assert "claim-too-precise" in [finding.code for finding in caught.value.diagnostics]
