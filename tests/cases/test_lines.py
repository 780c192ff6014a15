"""Cases of a policy that reckons line by line: each row is compared with its own line, totals are kept by item.

The policy: of what is charged for an item, up to 1,000 a year for exams, 300 for physiotherapy, any amount for beds;
80 % of the sum is paid.
"""

from __future__ import annotations

import pytest

import policyc
from policyc.cases.model import CaseReport
from tests.fixture import HERE, LANGUAGES

POLICY = HERE / "constructs/lines/yearly_limit_by_item"

IN_ORDER = {
    "zh": """
案例 依次 (in_order)：同一人依次
  已知：就诊日期 为 2024年5月1日
  | 单号 | 收费项目 | 行金额 | => 限内额 | 项目年度 含本次累计 限内额 | 赔付 |
  | 1    | 检查     | 850    | 850       | 850                        |      |
  | 1    | 理疗     | 350    | {second}  | 300                        | 920  |
  | 2    | 检查     | 200    | 150       | 1000                       |      |
  | 2    | 床位     | 20     | 20        | 20                         | 136  |
""",
    "en": """
case in_order (依次): one member in order
  given: service_date is 2024-05-01
  | claim_number | charged       | amount | => within | item_year total so far of within | pay |
  | 1            | exam          | 850    | 850       | 850                              |     |
  | 1            | physiotherapy | 350    | {second}  | 300                              | 920 |
  | 2            | exam          | 200    | 150       | 1000                             |     |
  | 2            | bed           | 20     | 20        | 20                               | 136 |
""",
}
"""850 + 300 = 1,150, of which 80 % are 920; then 1,000 − 850 = 150 and 20, of which 80 % are 136."""

ALONE = """
案例 单独 (alone)：各自独立
  已知：就诊日期 为 2024年5月1日
  | 单号 | 收费项目 | 行金额 | 项目年度 此前累计 限内额 | => 限内额 | 赔付 |
  | 1    | 检查     | 200    | {first}                  | 150       |      |
  | 1    | 理疗     | 350    | 100                      | 200       | 280  |
  | 2    | 检查     | 200    | 0                        | 200       | 160  |
"""
"""1,000 − 850 = 150 and 300 − 100 = 200, of which 80 % are 280; then 200, of which 160."""


def ran_with(cases: str, language: str = "zh") -> CaseReport:
    text = POLICY.with_name(f"{POLICY.name}.{language}.pol").read_text(encoding="utf-8")
    return policyc.loads((text + cases).encode()).test()


def differences(report: CaseReport) -> list[tuple[str, str, str]]:
    return [
        (one.name.zh, one.expected.zh, one.got.zh)
        for case in report.cases
        for claim in case.claims
        for one in claim.differences
    ]


def refused(cases: str) -> list[str]:
    with pytest.raises(policyc.PolicyError) as caught:
        ran_with(cases)
    return [finding.code for finding in caught.value.diagnostics]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_is_compared_with_its_own_line(language: str) -> None:
    report = ran_with(IN_ORDER[language].format(second="300"), language)
    assert report.passed
    assert report.coverage.missed == ()
    assert differences(ran_with(IN_ORDER[language].format(second="310"), language)) == [("限内额", "310.00", "300.00")]


def test_what_had_added_up_for_an_item_stands_in_its_row() -> None:
    assert ran_with(ALONE.format(first="850")).passed
    assert differences(ran_with(ALONE.format(first="851"))) == [
        ("限内额", "150.00", "149.00"),
        ("赔付", "280.00", "279.20"),
    ]


def test_a_total_of_an_item_that_a_row_leaves_out_is_asked_for() -> None:
    alone = "案例 单独 (alone)：各自独立\n  已知：就诊日期 为 2024年5月1日\n"
    report = ran_with(f"\n{alone}  | 收费项目 | 行金额 | => 赔付 |\n  | 检查 | 10 | 8 |\n")
    findings = [finding.code for claim in report.cases[0].claims for finding in claim.findings]
    assert set(findings) == {"case-total-missing"}


def test_a_line_that_is_refused_is_expected_to_be() -> None:
    """Class C is refused, 10 of class A count 90 %, of which half is paid: 4.50."""
    text = (HERE / "constructs/lines/refused_and_open.zh.pol").read_text(encoding="utf-8")
    cases = """
案例 不付的行 (refused_line)：同一人依次
  已知：急诊 为 否，限儿童 为 否
  | 单号 | 收费等级 | 行金额 | => 范围内             | 赔付 |
  | 1    | 丙类     | 30     | 不予支付 "丙类费用"  |      |
  | 1    | 甲类     | 10     | 10                   | 4.50 |
"""
    assert policyc.loads((text + cases).encode()).test().passed
    wrong = cases.replace('不予支付 "丙类费用" ', "30").replace("| 10     | 10", "| 10     | 不予支付")
    report = policyc.loads((text + wrong).encode()).test()
    assert differences(report) == [("范围内", "30.00", "不予支付：丙类费用"), ("范围内", "不予支付", "10.00")]


def test_two_rows_of_a_claim_say_the_same_of_one_item() -> None:
    apart = ALONE.format(first="850").replace("| 1    | 理疗", "| 1    | 检查")
    assert refused(apart) == ["case-claim-differs"]


@pytest.mark.parametrize(
    ("cases", "code"),
    [
        (
            "案例 甲 (a)：同一人依次\n  已知：就诊日期 为 2024年5月1日，项目年度 此前累计 限内额 为 0 元\n"
            "  | 收费项目 | 行金额 | => 赔付 |\n  | 检查 | 10 | 8 |\n",
            "case-total-by-item",
        ),
        (
            "案例 甲 (a)：各自独立\n  已知：就诊日期 为 2024年5月1日，费用明细 为 无\n"
            "  | 项目年度 此前累计 限内额 | => 赔付 |\n  | 0 | 0 |\n",
            "case-total-by-item",
        ),
        (
            "案例 甲 (a)：各自独立\n  已知：就诊日期 为 2024年5月1日，费用明细 为 无\n"
            "  | => 限内额 | 赔付 |\n  | 0 | 0 |\n",
            "case-line-not-given",
        ),
    ],
)
def test_what_speaks_of_no_line_is_refused(cases: str, code: str) -> None:
    assert refused(f"\n{cases}") == [code]


def test_bundles_keep_the_lines_of_cases() -> None:
    text = POLICY.with_name(f"{POLICY.name}.zh.pol").read_text(encoding="utf-8") + ALONE.format(first="850")
    policy = policyc.loads(text.encode())
    again = policyc.loads(policy.bundle())
    assert again.test().passed
    assert again.test().text("zh") == policy.test().text("zh")
