"""What a refused or unknown rule does to a benefit that asks it on one branch only: nothing, on the other one."""

from __future__ import annotations

import pytest

from tests.elaborate.speaking import Answer, answers

FACTS = (
    "事实\n  异地：是否\n  停：是否\n  日：日期\n  费用：金额，0 至 1万\n\n"
    '规则 线：金额\n  若 停：不予支付 "停"\n  否则：100 元\n\n'
)
TABLE = (
    "种类 级：一级、二级\n\n事实\n  级：级\n  特：是否\n  费用：金额，0 至 1万\n\n表 率表\n  | 级 | => 率 | 特率 |\n"
    '  | 一级 | 50% | 不予支付 "无" |\n  | 二级 | 未规定 "缺" | 70% |\n\n'
)


def settled(body: str, **claim: object) -> Answer:
    [[answer]] = answers(body, [claim])
    return answer


@pytest.mark.parametrize("stopped", [{"停": True}, {}])
def test_a_deductible_asks_its_rule_on_the_branch_taken(stopped: dict[str, bool]) -> None:
    """Away: refused where stopped. At home: (1,000 − 50) × 50 % = 475, whatever the rule says."""
    body = f"{FACTS}待遇 付\n  费用：费用\n  起付线：每次，线，若 异地，否则 50元\n  比例：50%\n"
    assert settled(body, 异地=False, 费用="1000", **stopped) == ("付", "paid", 47500)
    assert settled(body, 异地=True, 停=True, 费用="1000") == ("付", "refused", 0)


@pytest.mark.parametrize(
    ("level", "special", "answer"),
    [
        ("一级", False, ("付", "paid", 5000)),  # 100 × 50 %
        ("一级", True, ("付", "refused", 0)),
        ("二级", False, ("付", "undetermined", None)),
        ("二级", True, ("付", "paid", 7000)),  # 100 × 70 %
    ],
)
def test_a_ratio_asks_its_cell_on_the_branch_taken(level: str, special: bool, answer: Answer) -> None:
    assert (
        settled(f"{TABLE}待遇 付\n  费用：费用\n  比例：特率，若 特，否则 率\n", 级=level, 特=special, 费用="100")
        == answer
    )


def test_an_exception_decides_before_the_rule_that_the_condition_asks() -> None:
    body = f'{FACTS}待遇 付\n  不予支付：线 > 50元，除非 异地，理由 "高"\n  费用：费用\n'
    assert settled(body, 异地=True, 停=True, 费用="10") == ("付", "paid", 1000)
    assert settled(body, 异地=False, 停=True, 费用="10") == ("付", "refused", 0)
    assert settled(body, 异地=False, 停=False, 费用="10") == ("付", "refused", 0)


def test_a_slab_asks_the_ratio_of_the_band_reached() -> None:
    """1,000 lies in the first band, 1,000.01 in the second, whose ratio is refused."""
    body = FACTS.replace("线：金额", "率：比例").replace("100 元", "80%")
    body += "待遇 付\n  费用：费用\n  分段全额：费用，每次\n    1000元 以下：50%\n    超过 1000元：率\n"
    assert settled(body, 停=True, 费用="1000") == ("付", "paid", 50000)
    assert settled(body, 停=True, 费用="1000.01") == ("付", "refused", 0)


def test_what_a_refused_branch_does_not_touch_counts_for_later_claims() -> None:
    """100 of 150 is borne by the first claim, whose branch is not refused; 300 × 50 % by the next."""
    body = f"{FACTS}期间 年度：年，始于 1月1日，按 日\n\n待遇 付\n  费用：费用\n  起付线：每 年度，100 元\n"
    body += "  比例：50%\n  封顶：支付，每次，线，若 异地，否则 1000 元\n"
    claims = [
        {"日": "2024-01-01", "停": True, "异地": away, "费用": cost} for away, cost in [(False, "150"), (True, "9")]
    ]
    claims.append({"日": "2024-01-02", "停": True, "异地": False, "费用": "300"})
    assert answers(body, claims) == [[("付", "paid", 2500)], [("付", "refused", 0)], [("付", "paid", 15000)]]
