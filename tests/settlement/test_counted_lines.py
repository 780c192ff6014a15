"""Lines that count themselves over a year: the total is told before the first line and after the last."""

from __future__ import annotations

import policyc

POLICY = """
政策 床位 (beds)
  取整：每笔支付，到分，四舍五入

事实
  出院日期 (discharged_on)：日期，2024年1月1日 至 2024年12月31日

明细 床位日 (bed_day)
  床位费 (bed_fee)：金额，0 至 1万

期间 年度 (benefit_year)：年，始于 1月1日，按 出院日期

规则 计入日 (day_counted)：次数
  若 床位费 超过 0 元 且 年度 此前累计 计入日 不满 180：1
  否则：0

待遇 床位支付 (bed_pay)
  费用：合计(取小(床位费，300 元) 其中 计入日 为 1)
  比例：100%
"""


def test_a_year_s_count_is_told_before_and_after_the_lines() -> None:
    policy = policyc.loads(POLICY.encode())
    claim = {
        "discharged_on": "2024-05-06",
        "bed_day": [{"bed_fee": "400"}, {"bed_fee": "0"}, {"bed_fee": "200"}, {"bed_fee": "400"}],
        "openings": {"benefit_year": {"day_counted": 178}},
    }
    settlement = policy.evaluate(claim)
    # 178 days before; 300 and 200 are the two that are left: 500, and the year stands at 180
    assert settlement.as_data()["results"]["bed_pay"] == "500.00"
    assert settlement.accumulators == {"benefit_year": {"day_counted": 180}}
    (told,) = settlement.explanation.totals
    assert told.before is not None
    assert told.after is not None
    assert (told.before.value, told.after.value) == (178, 180)


def test_a_claim_without_lines_moves_no_total_of_lines() -> None:
    policy = policyc.loads(POLICY.encode())
    settlement = policy.evaluate({"discharged_on": "2024-05-06", "bed_day": [], "openings": "none"})
    assert settlement.accumulators == {"benefit_year": {}}
    assert settlement.explanation.totals == ()
