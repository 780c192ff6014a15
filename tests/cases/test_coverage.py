"""What cases reach: counted by hand on a policy with one of everything."""

from __future__ import annotations

from pathlib import Path

import pytest

import policyc
from policyc.cases.cover import reached_by
from policyc.cases.model import CaseReport, Part, Point
from policyc.cases.points import points_of
from policyc.core.blame import OpenHole, RefusedBy
from policyc.explain.book import PolicyWords
from tests.fixture import Fixture, fixtures

ROOT = Path(__file__).parents[2]

POLICY = """政策 覆盖例 (covering)
  取整：每笔支付，到分，四舍五入

种类 等级 (level)：一级 (one)、二级 (two)

事实
  住院 (inpatient)：是否
  停保 (suspended)：是否
  外地 (away)：是否
  等级：等级
  费用额 (cost)：金额，0 至 10万

表 比例表 (ratios)
  | 等级 | => 比例额 (share) |
  | 一级 | 80%               |
  | 二级 | 70%               |

规则 计费额 (counted)：金额
  若 外地：费用额 × 50%，到分，四舍五入
  否则：费用额

待遇 门诊支付 (op_pay)
  适用：非 住院
  费用：计费额
  比例：比例额，若 等级 为 一级，否则 60%
  封顶：支付，每次，500 元

待遇 住院支付 (ip_pay)
  适用：住院
  不予支付：停保，理由 "停保"
  未规定：外地，缺 "外地住院"
  费用：计费额
  分段累进：费用，每次
    1,000 元以下：50%
    1,000 元以上：60%

规则 合计支付 (all_pay)：金额
  公式：门诊支付 + 住院支付
"""
HEAD = """
案例 试 (try)：各自独立
  | 住院 | 停保 | 外地 | 等级 | 费用额 | => {column} |
{rows}"""


def report(column: str, *rows: str) -> CaseReport:
    text = POLICY + HEAD.format(column=column, rows="".join(f"  {row}\n" for row in rows))
    return policyc.loads(text.encode()).test()


def reached(ran: CaseReport) -> set[tuple[str, str, int, bool | None]]:
    assert ran.passed
    return {(point.part.value, point.owner, point.number, point.bound) for point in ran.coverage.reached}


def test_all_there_is_to_reach() -> None:
    points = points_of(policyc.loads(POLICY.encode()).compiled)
    assert [(point.part.value, point.owner, point.number, point.bound) for point in points] == [
        ("row", "ratios", 1, None),
        ("row", "ratios", 2, None),
        ("branch", "counted", 1, None),
        ("branch", "counted", 2, None),
        ("paid", "op_pay", 1, None),
        ("choice", "op_pay", 1, None),
        ("choice", "op_pay", 2, None),
        ("limit", "op_pay", 1, True),
        ("limit", "op_pay", 1, False),
        ("paid", "ip_pay", 1, None),
        ("gate", "ip_pay", 1, None),
        ("gate", "ip_pay", 2, None),
        ("band", "ip_pay", 1, None),
        ("band", "ip_pay", 2, None),
        ("branch", "all_pay", 1, None),
    ]


def test_a_visit_reaches_what_its_payment_rests_on() -> None:
    # 700 × 80 % = 560, of which 500: the cap takes effect; nothing of the stay, nor the sum that was not checked
    assert reached(report("门诊支付", "| 否 | 否 | 否 | 一级 | 700 | 500.00 |")) == {
        ("paid", "op_pay", 1, None),
        ("choice", "op_pay", 1, None),
        ("limit", "op_pay", 1, True),
        ("branch", "counted", 2, None),
        ("row", "ratios", 1, None),
    }


def test_a_choice_that_is_not_taken_reads_nothing() -> None:
    # 100 × 50 % × 60 % = 30; the table is not looked up where the choice gives 60 %
    assert reached(report("门诊支付", "| 否 | 否 | 是 | 二级 | 100 | 30.00 |")) == {
        ("paid", "op_pay", 1, None),
        ("choice", "op_pay", 2, None),
        ("limit", "op_pay", 1, False),
        ("branch", "counted", 1, None),
    }


def test_what_is_checked_through_a_rule_counts() -> None:
    # 1,000 × 50 % + 500 × 60 % = 800, by way of the sum; the visit does not apply
    assert reached(report("合计支付", "| 是 | 否 | 否 | 一级 | 1,500 | 800.00 |")) == {
        ("branch", "all_pay", 1, None),
        ("paid", "ip_pay", 1, None),
        ("band", "ip_pay", 1, None),
        ("band", "ip_pay", 2, None),
        ("branch", "counted", 2, None),
    }


def test_a_refusal_and_a_gap_reach_themselves_alone() -> None:
    rows = ["| 是 | 是 | 否 | 一级 | 700 | 不予支付 |", "| 是 | 否 | 是 | 一级 | 700 | 未规定 |"]
    assert reached(report("住院支付", *rows)) == {("gate", "ip_pay", 1, None), ("gate", "ip_pay", 2, None)}


# ---- answers without a value

OPEN = """政策 未定例 (open_answers)
  取整：每笔支付，到分，四舍五入

种类 等级 (level)：一级 (one)、二级 (two)、三级 (three)

事实
  急诊 (emergency)：是否
  外地 (away)：是否
  自费 (own_cost)：是否
  等级：等级
  费用额 (cost)：金额，0 至 10万

表 比例表 (ratios)
  | 等级 | => 比例额 (share) |
  | 一级 | 80%               |
  | 二级 | 未规定 "二级"     |
  | 三级 | 不予支付 "三级"   |

规则 计费额 (counted)：金额
  若 自费：费用额 × 50%，到分，四舍五入
  否则：费用额

规则 外地系数 (factor)：比例
  若 外地 且 急诊：90%
  若 外地：未规定 "外地非急诊"
  否则：100%

规则 折后额 (reduced)：金额
  公式：计费额 × 外地系数，到分，四舍五入

待遇 支付额 (pay)
  适用：费用额 > 0 元
  不予支付：自费 且 急诊，理由 "自费急诊"
  费用：折后额
  比例：比例额，若 非 急诊，否则 60%
  封顶：支付，每次，500 元

规则 合计额 (total)：金额
  公式：支付额 + 计费额

案例 试 (try)：各自独立
  | 急诊 | 外地 | 自费 | 等级 | 费用额 | => {column} |
{rows}"""


def reached_open(column: str, *rows: str) -> set[tuple[str, str, int]]:
    text = OPEN.format(column=column, rows="".join(f"  {row}\n" for row in rows))
    return {(part, owner, number) for part, owner, number, _ in reached(policyc.loads(text.encode()).test())}


CELL, BRANCH = ("row", "ratios", 2), ("branch", "factor", 2)


def test_a_cell_without_a_value_is_reached_by_what_it_leaves_open() -> None:
    # neither the cost, known, nor the factor that was found for it keep the payment from being known
    assert reached_open("支付额", '| 否 | 否 | 否 | 二级 | 100 | 未规定 "二级" |') == {CELL, ("choice", "pay", 1)}


def test_a_case_of_a_rule_without_a_value_is_reached_at_any_distance() -> None:
    # by way of the reduced cost; the row of the table and the cost counted have values
    row = '| 否 | 是 | 否 | 一级 | 100 | 未规定 "外地非急诊" |'
    assert reached_open("支付额", row) == {BRANCH, ("branch", "reduced", 1)}
    assert reached_open("折后额", row) == {BRANCH, ("branch", "reduced", 1)}
    # of the sum the payment is open, and what is counted is not
    assert reached_open("合计额", row) == {BRANCH, ("branch", "reduced", 1), ("branch", "total", 1)}


def test_all_that_leave_an_answer_open_are_reached() -> None:
    row = "| 否 | 是 | 否 | 二级 | 100 | 未规定 |"
    assert reached_open("支付额", row) == {CELL, ("choice", "pay", 1), BRANCH, ("branch", "reduced", 1)}


def test_a_cell_that_refuses_is_reached_by_the_refusal() -> None:
    # a refusal beats what is open: the factor is not known, and nothing rests on it
    row = '| 否 | 是 | 否 | 三级 | 100 | 不予支付 "三级" |'
    assert reached_open("支付额", row) == {("row", "ratios", 3), ("choice", "pay", 1)}


def test_what_the_gate_answers_reaches_nothing_behind_it() -> None:
    # the factor, 90 %, is known; the cell that refuses is not looked up in an emergency
    assert reached_open("支付额", "| 是 | 是 | 是 | 三级 | 100 | 不予支付 |") == {("gate", "pay", 1)}
    assert reached_open("支付额", "| 否 | 是 | 否 | 二级 | 0 | 0.00 |") == set()
    # in an emergency 60 % is taken, whatever the table says: 100 × 60 % = 60
    taken = reached_open("支付额", "| 是 | 否 | 否 | 二级 | 100 | 60.00 |")
    assert CELL not in taken
    assert ("choice", "pay", 2) in taken


def test_a_branch_with_a_value_is_reached_by_a_payment_alone() -> None:
    # 100 × 90 % × 60 % = 54
    value = {("branch", "factor", 1), ("branch", "counted", 2), ("branch", "reduced", 1)}
    assert value < reached_open("支付额", "| 是 | 是 | 否 | 一级 | 100 | 54.00 |")
    assert not value & reached_open("支付额", "| 否 | 否 | 否 | 二级 | 100 | 未规定 |")


BANDED = """政策 分段例 (banded)
  取整：每笔支付，到分，四舍五入

事实
  参保 (insured)：是否
  费用额 (cost)：金额，0 至 10万

规则 高段比例 (upper)：比例
  若 参保：60%
  否则：50%

待遇 支付额 (pay)
  费用：费用额
  分段累进：费用，每次
    1,000 元以下：80%
    1,000 元以上：高段比例

案例 试 (try)：各自独立
  | 参保 | 费用额 | => 支付额 |
  | 是   | {cost} | {pay}     |
"""


@pytest.mark.parametrize(("cost", "pay", "is_read"), [("1,000", "800", False), ("1,001", "800.60", True)])
def test_a_ratio_is_read_where_its_band_has_cost(cost: str, pay: str, is_read: bool) -> None:
    # 1,000 × 80 % = 800, and one yuan more × 60 % = 0.60
    ran = policyc.loads(BANDED.format(cost=cost, pay=pay).encode()).test()
    assert (("branch", "upper", 1, None) in reached(ran)) is is_read


DATED = """政策 版本例 (dated)
  取整：每笔支付，到分，四舍五入

事实
  出院 (discharged)：是否
  费用额 (cost)：金额，0 至 10万

规则 计入日 (counted_on)：日期
  若 出院：2024年7月1日
  否则：未规定 "未出院"

期间 年度 (policy_year)：年，始于 1月1日，按 计入日

待遇 支付额 (pay)
  费用：费用额
  封顶：支付，每 年度，500 元

案例 试 (try)：各自独立
  已知：年度 此前累计 支付额 为 0 元
  | 出院 | 费用额 | => 支付额 |
  | 否   | 100    | 未规定    |
"""


def test_the_day_that_leaves_a_period_open_is_reached() -> None:
    assert reached(policyc.loads(DATED.encode()).test()) == {("branch", "counted_on", 2, None)}


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda fixture: fixture.name)
def test_what_leaves_an_answer_without_a_value_is_reached(fixture: Fixture) -> None:
    """What a result is blamed on is a rule or a table that it reaches, or a day on which the policy is not in force."""
    policy = fixture.policy()
    reasons = policy.compiled.account.reasons
    for entry in fixture.alone():
        settlement = policy.settle(policy.read(entry["claim"])) if "error" not in entry else None
        for spec in policy.compiled.interface.results if settlement is not None else ():
            assert settlement is not None
            causes = policy.settler.blamer.causes(settlement, spec.key)
            keys = [cause.key for cause in causes if isinstance(cause, OpenHole | RefusedBy)]
            owners = {reasons[key].rule for key in keys if key in reasons} - {policy.compiled.interface.key}
            points = reached_by(settlement, [spec.key])
            assert owners <= {point.owner for point in points} | outputs_of(policy, points)


def outputs_of(policy: policyc.Policy, points: set[Point]) -> set[str]:
    """The outputs of the tables of which a row is reached: a cell without a value is an output's."""
    tables = policy.compiled.account.tables
    return {name for point in points if point.part is Part.ROW for name in tables[point.owner].outputs}


# ---- what is not checked


def test_what_is_settled_and_not_checked_is_not_reached() -> None:
    assert reached(report("合计支付", "| 否 | 否 | 否 | 二级 | 100 |           |")) == set()


def test_what_was_missed_is_named_with_its_line() -> None:
    text = report("门诊支付", "| 否 | 否 | 否 | 一级 | 700 | 500.00 |").text("en")
    missed = text.partition("Never reached (policy.pol)\n")[2].partition("\n\n")[0]
    assert missed.splitlines() == [
        "  16  table ratios      level two",
        "  19  rule counted      if away: cost × 50%",
        "  25  choice op_pay     otherwise 60%",
        "  26  limit op_pay      cap: payment, per claim, 500 yuan (never without effect)",
        "  28  benefit ip_pay    never pays",
        '  30  condition ip_pay  not payable: suspended, because "停保"',
        '  31  condition ip_pay  undetermined: away, missing "外地住院"',
        "  34  band ip_pay       at most 1,000 yuan: 50%",
        "  35  band ip_pay       at least 1,000 yuan: 60%",
        "  38  rule all_pay      op_pay + ip_pay",
    ]


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda fixture: fixture.name)
def test_nothing_is_reached_that_is_not_there(fixture: Fixture) -> None:
    policy = fixture.policy()
    names = [spec.key for spec in policy.compiled.interface.results]
    points = set(points_of(policy.compiled))
    for entry in fixture.alone():
        settlement = policy.settle(policy.read(entry["claim"])) if "error" not in entry else None
        if settlement is not None:
            assert reached_by(settlement, names) <= points


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda fixture: fixture.name)
def test_every_benefit_that_pays_is_reached(fixture: Fixture) -> None:
    policy = fixture.policy()
    for entry in fixture.alone():
        if "error" not in entry:
            settlement = policy.settle(policy.read(entry["claim"]))
            paying = {result.name for result in settlement.benefits if result.status.value == "paid"}
            points = reached_by(settlement, [result.name for result in settlement.benefits])
            words = PolicyWords(settlement.compiled)
            assert {words.public(point.owner) for point in points if point.part is Part.PAID} == paying


def test_lines_reach_what_is_reckoned_for_each() -> None:
    policy = policyc.load(ROOT / "tests/constructs/lines/yearly_limit_by_item.zh.pol")
    lines = [{"收费项目": "检查", "行金额": "10"}, {"收费项目": "床位", "行金额": "10"}]
    settlement = policy.evaluate({"就诊日期": "2024-05-06", "费用明细": lines, "此前累计": "无"})
    reached = [(point.part, point.number) for point in reached_by(settlement, ["pay"])]
    # an examination has a limit, a bed none: the first and the last row, the last case of the rule and the first
    assert sorted(reached, key=str) == [
        (Part.BRANCH, 1),
        (Part.BRANCH, 2),
        (Part.PAID, 1),
        (Part.ROW, 1),
        (Part.ROW, 3),
    ]
