"""无 of one period, or of one key of it, beside totals of others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import policyc
from policyc.report.diagnostic import Language

POLICY = policyc.loads(
    """
政策 示例 (example)
  取整：每笔支付，到分，四舍五入
种类 项目 (item)：检查 (exam)、理疗 (physio)
事实
  就诊日期 (day)：日期，2023年1月1日 至 2024年2月29日
  项目：项目
  门诊费用 (cost)：金额，0 至 10万
期间 就诊月 (month)：月，按 就诊日期
期间 年度 (year)：年，始于 1月1日，按 就诊日期
期间 项目年度 (item_year)：年，始于 1月1日，按 就诊日期，每 项目
期间 近一年 (last_year)：近12个月，含当日，按 就诊日期
待遇 支付额 (pay)
  费用：门诊费用
  比例：100%
  封顶：支付，每 就诊月，300 元
  封顶：支付，每 年度，3000 元
  封顶：支付，每 项目年度，2000 元
  封顶：支付，每 近一年，2500 元
  封顶：支付，终身，9000 元
""".encode()
)
CLAIM = {"day": "2024-02-06", "项目": "检查", "cost": "1000"}
REST: dict[str, Any] = {"就诊月": "无", "项目年度": "无", "近一年": "none", "终身": "无"}


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"就诊月": {"2024-02": "无"}},
        {"项目年度": {"检查": "无"}},
        {"项目年度": {"2024": "无"}},
        {"项目年度": {"2024": {"检查": "无"}}},
    ],
)
def test_of_the_year_there_were_2800_and_nothing_of_the_rest(others: dict[str, Any]) -> None:
    # of 1,000 the month lets 300 through, and the year has 200 left
    given = {**REST, **others, "年度": {"2024": {"支付额": "2800"}}}
    alone = {**given, "年度": {"支付额": "2800"}}
    assert POLICY.evaluate({**CLAIM, "openings": given})["pay"] == Decimal(200)
    assert POLICY.compile()({**CLAIM, "openings": alone})["pay"] == Decimal(200)
    by_key = {**given, "项目年度": {"2024": "无"}} if others else given
    assert POLICY.ledger(by_key).settle(CLAIM)["pay"] == Decimal(200)


def test_of_a_ledger_it_is_said_for_every_month() -> None:
    ledger = POLICY.ledger({**REST, "年度": "无"})
    # 300 of each month: 700 of a bill of 1,000 are cut off
    assert [ledger.settle({**CLAIM, "day": f"2024-0{month}-06"})["pay"] for month in (1, 2)] == [Decimal(300)] * 2


def test_a_total_itself_is_a_number() -> None:
    with pytest.raises(policyc.ClaimError) as caught:
        POLICY.evaluate({**CLAIM, "openings": {**REST, "年度": {"支付额": "无"}}})
    assert [finding.code for finding in caught.value.diagnostics] == ["claim-not-a-number"]


def test_hints_show_a_key_that_the_policy_can_have() -> None:
    with pytest.raises(policyc.ClaimError) as caught:
        POLICY.ledger({period: {"pay": "1"} for period in ("month", "year", "last_year")})
    examples = [str(finding.arguments["example"].in_language(Language.EN)) for finding in caught.value.diagnostics]
    assert examples == [
        '{"month": {"2024-02": {"pay": "0"}}}',
        '{"year": {"2024": {"pay": "0"}}}',
        '{"last_year": {"since": "2024-02-29", "2024-02-29": {"pay": "0"}}}',
    ]
