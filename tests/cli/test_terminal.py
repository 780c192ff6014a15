"""At the terminal: what is asked, what is said of an answer that will not do, and of a file that is not there."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from policyc.claims.ask import question_for
from policyc.cli import main
from policyc.cli.prompting import complete
from policyc.interface import FactSpec, Interface
from policyc.loading import loads
from policyc.report.diagnostic import Language
from policyc.types import DATE, MONEY, Count, Type, Unit, range_of

EMPTY = Interface("p", None, "p", None, ())
CHECKLIST = """政策 示例
材料 清单
  全部：票据、证件
"""
BENEFIT = """政策 门诊
  有效：2024年1月1日起
  取整：每笔支付，到分，四舍五入

事实
  费用额：金额

待遇 支付额
  费用：费用额
  比例：50%
"""


@pytest.mark.parametrize(
    ("type", "low", "high", "zh"),
    [
        (DATE, *range_of(DATE), "甲（如 2024-06-10）："),
        (MONEY, None, None, "甲（元，如 1234.56）："),
        (MONEY, 0, 10_000, "甲（100.00 以下）："),
        (Count(Unit.TIMES), 1, 10**6, "甲（1 以上）："),
        (Count(Unit.TIMES), 1, 9, "甲（1 至 9）："),
        (Count(Unit.YEAR), None, None, "甲（年份，如 2024）："),
    ],
)
def test_a_bound_that_nobody_wrote_is_not_shown(type: Type, low: int | None, high: int | None, zh: str) -> None:
    assert question_for(FactSpec("甲", "甲", None, type, low, high), EMPTY, Language.ZH) == zh


def test_an_answer_left_blank_is_asked_for_again_and_said_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["", "2.5万", "25000"])
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    policy = loads(BENEFIT.encode())
    settlement = complete(policy, policy.read({}), Language.ZH)
    assert str(settlement["支付额"]) == "12500.00"  # 25,000 × 50%
    assert capsys.readouterr().err.splitlines() == [
        "请写一个值，不能空着",
        "「费用额」应是数，不能是「2.5万」",
        "写 25000",
    ]


def test_papers_are_asked_for_in_one_line_until_every_name_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["", "票剧", "票据、证件", "无"])
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    policy = loads(CHECKLIST.encode())
    assert complete(policy, policy.read({}), Language.ZH)["清单"] is True
    assert capsys.readouterr().err.splitlines() == [
        "请写一个值，不能空着",
        "这份政策没有「票剧」这份材料",
        "用政策里写的名，如 「票据」、「证件」",
    ]
    assert complete(policy, policy.read({}), Language.ZH)["清单"] is False


@pytest.mark.parametrize("command", ["check", "eval", "explain", "show"])
def test_a_file_that_is_not_there_is_told_in_the_readers_language(command: str) -> None:
    chinese = CliRunner().invoke(main, [command, "no_such.pol", "--lang", "zh"])
    english = CliRunner().invoke(main, [command, "no_such.pol", "--lang", "en"])
    assert (chinese.exit_code, chinese.stderr) == (2, "没有这个文件：no_such.pol\n")
    assert (english.exit_code, english.stderr) == (2, "there is no such file: no_such.pol\n")


OPTIONAL = """政策 门诊
  取整：每笔支付，到分，四舍五入

事实
  费用额：金额
  中断日期：日期，可缺
  住址变更：日期，可缺

规则 停保：是否
  若 中断日期 为 无：否
  否则：中断日期 晚于 2024年1月1日

待遇 支付额
  不予支付：停保，理由 "停保"
  费用：费用额
  比例：50%
"""


@pytest.mark.parametrize(("answer", "paid"), [("", "50.00"), ("无", "50.00"), ("2024-03-01", "0.00")])
def test_an_optional_fact_that_matters_is_asked_for(monkeypatch: pytest.MonkeyPatch, answer: str, paid: str) -> None:
    """Half of 100 is paid, unless the insurance was broken off; the change of address matters to nothing."""
    asked: list[str] = []

    def prompt(question: str, **_: object) -> str:
        asked.append(question)
        return answer if "中断日期" in question else "100"

    monkeypatch.setattr("click.prompt", prompt)
    policy = loads(OPTIONAL.encode())
    assert str(complete(policy, policy.read({}), Language.ZH)["支付额"]) == paid
    assert not any("住址变更" in question for question in asked)
    assert any("没有就空着或写 无" in question for question in asked)


def test_a_claim_in_a_file_has_left_its_optional_facts_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.prompt", lambda *_, **__: pytest.fail("nothing is to be asked"))
    policy = loads(OPTIONAL.encode())
    assert str(complete(policy, policy.read({"费用额": "100"}), Language.ZH)["支付额"]) == "50.00"
