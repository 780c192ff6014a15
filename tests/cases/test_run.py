"""Cases run: what each is compared with, what they lack, and how it is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from syrupy.assertion import SnapshotAssertion

import policyc
from policyc.cli import main

HERE = Path(__file__).parent


def test_what_is_wrong_is_told_cell_by_cell() -> None:
    report = policyc.load(HERE / "false_cases.zh.pol").test()
    told = {
        (case.case.case.name.key, row.number): (
            [(one.name.zh, one.expected.zh, one.got.zh) for one in claim.differences],
            [finding.code for finding in claim.findings],
        )
        for case in report.cases
        for claim in case.claims
        for row in claim.claim.rows
        if not claim.passed
    }
    assert not report.passed
    assert told == {
        # 100 × 80 % = 80
        ("amounts", 1): ([("支付额", "80.01", "80.00")], []),
        # (700 − 500) × 50 % = 100
        ("amounts", 2): ([("起付标准", "无", "500.00"), ("支付额", "不予支付", "100.00")], []),
        # thirty days after 1 March is 31 March, and 1 April is later
        ("verdicts", 1): (
            [
                ("支付额", "不予支付：没有停保", "0.00（不予支付：停保期间不付）"),
                ("截止日", "2024年4月1日", "2024年3月31日"),
                ("逾期", "否", "是"),
            ],
            [],
        ),
        # 1,000 × 80 % = 800, but of the year's 1,000 only 200 are left; the total is right
        ("in_turn", 2): ([("支付额", "800.00", "200.00")], []),
        ("unsaid", 1): ([], ["case-total-missing"]),
        ("unsaid", 2): ([], ["assertion-broken", "case-total-missing"]),
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_false_case_is_shown_as_its_explanation(language: str, snapshot: SnapshotAssertion) -> None:
    report = policyc.load(HERE / f"false_cases.{language}.pol").test()
    assert report.text(language) == snapshot


def test_colour_only_colours() -> None:
    report = policyc.load(HERE / "false_cases.zh.pol").test()
    plain = report.text("zh", colour=True)
    for code in ("\x1b[31m", "\x1b[32m", "\x1b[34m", "\x1b[1m", "\x1b[1;31m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert plain == report.text("zh")


# ---- totals

TOTALS = """政策 累计例 (totals)
  取整：每笔支付，到分，四舍五入

事实
  就诊日期 (day)：日期
  费用额 (cost)：金额，0 至 10万

期间 年度 (policy_year)：年，始于 1月1日，按 就诊日期

待遇 支付额 (pay)
  费用：费用额
  封顶：支付，每 年度，1,000 元
  封顶：支付，终身，1,500 元

案例 试 (try)：{mode}
  已知：就诊日期 为 2024年3月1日{given}
  | 费用额 | => 支付额 | 年度 含本次累计 支付额 | 终身 含本次累计 支付额 |
{rows}"""


def run(mode: str, given: str, *rows: str) -> list[bool]:
    text = TOTALS.format(mode=mode, given=given, rows="".join(f"  {row}\n" for row in rows))
    return [claim.passed for claim in policyc.loads(text.encode()).test().cases[0].claims]


def test_a_member_in_order_starts_from_nothing() -> None:
    rows = [
        "| 700 | 700.00 | 700.00 | 700.00 |",
        "| 700 | 300.00 | 1,000.00 | 1,000.00 |",
        "| 1 | 0 | 1,000.00 | 1,000.00 |",
    ]
    assert run("同一人依次", "", *rows) == [True, True, True]


def test_a_member_in_order_starts_from_what_is_given_and_else_from_nothing() -> None:
    # 1,400 of 1,500 for life are gone, and nothing is of this year
    rows = ["| 700 | 100.00 | 100.00 | 1,500.00 |", "| 700 | 0 | 100.00 | 1,500.00 |"]
    assert run("同一人依次", "，终身 此前累计 支付额 为 1,400 元", *rows) == [True, True]


def test_rows_alone_do_not_add_up() -> None:
    rows = ["| 700 | 700.00 | 700.00 | 700.00 |"] * 2
    given = "，年度 此前累计 支付额 为 0 元，终身 此前累计 支付额 为 0 元"
    assert run("各自独立", given, *rows) == [True, True]
    # the total over the year is stated, the one for life is not
    assert run("各自独立", "，年度 此前累计 支付额 为 0 元", *rows) == [False, False]


def test_a_fen_off_in_any_cell_is_told() -> None:
    given = "，年度 此前累计 支付额 为 0 元，终身 此前累计 支付额 为 0 元"
    assert run("各自独立", given, "| 700 | 700.00 | 700.00 | 700.00 |") == [True]
    for wrong in ("700.01 | 700.00 | 700.00", "700.00 | 700.01 | 700.00", "700.00 | 700.00 | 699.99"):
        assert run("各自独立", given, f"| 700 | {wrong} |") == [False]


# ---- at the command line


def test_exit_status_says_how_it_went() -> None:
    runner = CliRunner()
    right, wrong = "examples/daily_limit.zh.pol", str(HERE / "false_cases.zh.pol")
    root = HERE.parent.parent
    assert runner.invoke(main, ["test", str(root / right)]).exit_code == 0
    assert runner.invoke(main, ["test", str(root / right), wrong]).exit_code == 1
    assert runner.invoke(main, ["test", "no_such.pol"]).exit_code == 2


def test_a_policy_without_cases_says_so() -> None:
    root = HERE.parent
    done = CliRunner().invoke(main, ["test", str(root / "constructs/cap/on_cost.zh.pol"), "--lang", "en"])
    assert (done.exit_code, "there are no cases to run" in done.stdout) == (0, True)


def test_data_says_the_same() -> None:
    done = CliRunner().invoke(main, ["test", str(HERE / "false_cases.zh.pol"), "--format", "json"])
    data = json.loads(done.stdout)
    [report] = data["policies"]
    assert (data["version"], report["policy"], report["passed"]) == (1, "false_cases", False)
    assert [[claim["passed"] for claim in case["claims"]] for case in report["cases"]] == [
        [False, False, True],
        [False, True],
        [True, False],
        [False, False],
    ]
    first = report["cases"][0]["claims"][0]
    assert first["differences"] == [
        {
            "name": {"zh": "支付额", "en": "pay"},
            "expected": {"zh": "80.01", "en": "80.01"},
            "got": {"zh": "80.00", "en": "80.00"},
        }
    ]
    assert (first["lines"], first["findings"][0]["code"], first["findings"][0]["line"]) == ([42], "case-differs", 42)


def test_every_key_of_the_data_is_described() -> None:
    page = (HERE.parent.parent / "docs/test-report.md").read_text(encoding="utf-8")
    done = CliRunner().invoke(
        main, ["test", str(HERE / "false_cases.zh.pol"), "shenzhen/children_2024", "--format", "json"]
    )
    named = set(re.findall(r"`(\w+)`", page))
    assert keys(json.loads(done.stdout)) <= named | {"zh", "en"}


def keys(data: object) -> set[str]:
    """The keys at any depth; findings are those of `policyc check`, and the parts are named by themselves."""
    match data:
        case dict():
            inner = [keys(value) for key, value in data.items() if key != "findings"]
            return {str(key) for key in data} | set().union(*inner)
        case list():
            return set().union(*map(keys, data))
        case _:
            return set()


def test_many_failures_are_told_and_the_first_explained() -> None:
    rows = ["| 1 | 2.00 | | |"] * 25
    text = TOTALS.format(mode="同一人依次", given="", rows="".join(f"  {row}\n" for row in rows))
    told = policyc.loads(text.encode()).test().text("zh")
    assert told.count("错误[case-differs]") == 25
    assert told.count("× 支付额：支付 1.00 元") == 20
    assert told.count("以下各笔只列出不符的格") == 1


NOT_GIVEN = {
    "zh": """
政策 两种 (both)
  取整：每笔支付，到分，四舍五入

事实
  住院 (admitted)：是否
  起付标准 (standard)：金额，0 至 1万
  费用额 (cost)：金额，0 至 10万

规则 起付额 (deductible)：金额
  若 住院：起付标准
  否则：0 元

待遇 支付额 (pay)
  费用：费用额
  起付线：每次，起付额
  比例：50%

案例 各种 (sorts)：各自独立
  | 住院 | 起付标准 | 费用额 | => 支付额 |
  | 是   | 200      | 1,000  | 400       |
  | 否   | 不给     | 1,000  | 500       |
""",
    "en": """
policy both (两种)
  round: each payment, to fen, half up

facts
  admitted (住院): yes or no
  standard (起付标准): money, 0 to 10,000
  cost (费用额): money, 0 to 100,000

rule deductible (起付额): money
  if admitted: standard
  otherwise: 0 yuan

benefit pay (支付额)
  expense: cost
  deductible: per claim, deductible
  ratio: 50%

case sorts (各种): each alone
  | admitted | standard  | cost  | => pay |
  | yes      | 200       | 1,000 | 400    |
  | no       | not given | 1,000 | 500    |
""",
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_row_may_say_that_it_does_not_give_a_fact(language: str) -> None:
    text = NOT_GIVEN[language]
    report = policyc.loads(text.encode()).test()
    assert report.passed
    assert [dict(claim.claim.facts) for claim in report.cases[0].claims][1] == {"admitted": 0, "cost": 100000}
    # where the result needs it, it is missing and not nothing
    needed = policyc.loads(
        text.replace("| 否   | 不给", "| 是   | 不给").replace("| no       |", "| yes      |").encode()
    )
    codes = [finding.code for claim in needed.test().cases[0].claims for finding in claim.findings]
    assert codes == ["case-fact-missing"]
