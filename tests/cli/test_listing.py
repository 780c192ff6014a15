"""One member's claims at the command line, in order: each told, and what a void made of those after it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from policyc.cli import main

# all is paid, up to 100 a year
POLICY = """\
政策 示例 (example)
  取整：每笔支付，到分，四舍五入

事实
  就诊日期 (visit)：日期
  费用额 (cost)：金额，0 至 10万

期间 年度 (y)：年，始于 1月1日，按 就诊日期

待遇 支付额 (pay)
  费用：费用额
  封顶：支付，每 年度，100 元
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "example.pol"
    path.write_text(POLICY, "utf-8")
    return path


def run(command: str, policy: Path, claims: object, *options: str, language: str = "en") -> Result:
    text = json.dumps(claims, ensure_ascii=False)
    return CliRunner().invoke(main, [command, str(policy), "-", "--lang", language, *options], input=text)


def claim(number: str, cost: str, **more: object) -> dict[str, object]:
    return {"visit": "2024-03-01", "cost": cost, "claim_number": number, **more}


# of a year's 100, bills of 60, 50 and 10 are paid 60, 40 and 0; without the first 50 and 10
THREE = [claim("a", "60", openings="none"), claim("b", "50"), claim("c", "10")]


def paid(settlements: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["claim_number"], one["results"]["pay"]) for one in settlements]


def test_claims_are_settled_in_order_and_a_void_settles_those_after_it_again(policy: Path) -> None:
    done = run("eval", policy, [*THREE, {"void": "a", "how": "re-run"}], "--format", "json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert paid([entry["settlement"] for entry in told["entries"][:3]]) == [
        ("a", "60.00"),
        ("b", "40.00"),
        ("c", "0.00"),
    ]
    void = told["entries"][3]
    assert (void["place"], void["void"], void["how"]) == (4, "a", "re-run")
    assert paid(void["settled_again"]) == paid(told["standing"]) == [("b", "50.00"), ("c", "10.00")]


def test_a_reversal_leaves_the_others_as_they_were_and_makes_room(policy: Path) -> None:
    entries = [*THREE, {"作废": "a", "方式": "冲回"}, claim("d", "80")]
    told = json.loads(run("eval", policy, entries, "--format", "json").stdout)
    assert told["entries"][3]["settled_again"] == []
    # 40 stand as paid, so of the 80 there is room for 60
    assert paid(told["standing"]) == [("b", "40.00"), ("c", "0.00"), ("d", "60.00")]


def test_it_is_told_shortly_in_both_languages(policy: Path) -> None:
    entries = [*THREE[:2], {"void": "a", "how": "re-run"}, {"void": "b", "how": "reverse"}]
    assert run("eval", policy, entries).stdout == (
        "claim 1 (number a)\n  pay  60.00  paid\n\n"
        "claim 2 (number b)\n  pay  40.00  paid\n\n"
        "entry 3: number a is voided, re-run\n  settled again (number b)\n    pay  50.00  paid\n\n"
        "entry 4: number b is voided, reverse\n  no other claim is settled again\n\n"
        "standing: —\nvoided: a, b\n"
    )
    assert run("eval", policy, entries, language="zh").stdout == (
        "第 1 笔（单号 a）\n  支付额  60.00  支付\n\n"
        "第 2 笔（单号 b）\n  支付额  40.00  支付\n\n"
        "第 3 笔：单号 a 作废，重算\n  重新结算（单号 b）\n    支付额  50.00  支付\n\n"
        "第 4 笔：单号 b 作废，冲回\n  没有别的理赔重新结算\n\n"
        "有效的：—\n作废的：a、b\n"
    )


@pytest.mark.parametrize("words", [("openings", "claims", "none"), ("此前累计", "理赔", "无")])
def test_the_totals_before_may_stand_beside_the_list(policy: Path, words: tuple[str, str, str]) -> None:
    openings, claims, none = words
    done = run("eval", policy, {openings: none, claims: [claim("a", "60")]})
    assert (done.exit_code, done.stdout) == (0, "claim 1 (number a)\n  pay  60.00  paid\n\n")


def test_explain_tells_each_step_by_step(policy: Path) -> None:
    done = run("explain", policy, [*THREE[:2], {"void": "a", "how": "re-run"}])
    assert done.exit_code == 0
    assert done.stdout.count("How it is reckoned") == 3
    assert "  settled again (number b)\n" in done.stdout
    told = json.loads(run("explain", policy, THREE, "--format", "json").stdout)
    assert [entry["place"] for entry in told["entries"]] == [1, 2, 3]


def test_a_claim_at_fault_is_told_by_its_place_and_those_before_it_are_told(policy: Path) -> None:
    done = run("eval", policy, [*THREE, {"void": "z", "how": "re-run"}])
    assert done.exit_code == 1
    assert done.stdout.count("paid") == 3
    assert done.stderr.startswith("claim 4\nerror[void-unknown]")
    unread = run("eval", policy, [THREE[0], {"visit": "2024-03-01", "cost": "x"}])
    assert (unread.exit_code, unread.stdout) == (1, "")
    assert unread.stderr.startswith("claim 2\n")
    shapeless = run("eval", policy, [THREE[0], "60"])
    assert shapeless.exit_code == 1
    assert shapeless.stderr.startswith("claim 2\nerror[claim-not-an-object]")


def test_a_claim_that_lacks_something_is_undetermined_and_ends_with_status_1(policy: Path) -> None:
    done = run("eval", policy, [THREE[0], {"visit": "2024-03-01", "claim_number": "b"}])
    assert done.exit_code == 1
    # only what the schedule is silent on is undetermined
    assert "missing: cost" in done.stdout
    assert "undetermined" not in done.stdout
    assert "缺：费用额" in run("eval", policy, [{"visit": "2024-03-01", "openings": "none"}], language="zh").stdout
    assert done.stderr.startswith("claim 2 (number b)\nerror[fact-missing]")


def test_a_fact_called_claims_is_a_fact(tmp_path: Path) -> None:
    path = tmp_path / "lines.pol"
    path.write_text(
        POLICY.replace("期间", "明细 行 (claims)\n  行额 (amount)：金额，0 至 100\n\n期间").replace(
            "  费用：费用额", "  费用：合计(行额)"
        ),
        "utf-8",
    )
    done = run("eval", path, {"claims": [{"amount": "5"}], "openings": "none"})
    assert done.exit_code == 1
    assert "error[fact-missing]" in done.stderr
    assert "claim 1" not in done.stderr


def test_json_says_what_each_claim_lacks_or_waits_for(policy: Path) -> None:
    done = run("eval", policy, [THREE[0], {"visit": "2024-03-01", "claim_number": "b"}, THREE[2]], "--format", "json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)["lacking"]
    assert [(one["place"], [finding["code"] for finding in one["findings"]]) for one in told] == [
        (2, ["fact-missing"]),
        (3, ["earlier-claim-lacks"]),
    ]
    no_openings = {"visit": "2024-03-01", "cost": "60", "claim_number": "a"}
    assert '"openings": {"y": {"2024": {"pay": "0"}}}' in run("eval", policy, [no_openings, THREE[1]]).stderr
