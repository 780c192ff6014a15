"""What is said of a claim that is not paid: the condition, the facts that made it so, what would be otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import policyc
from policyc.explain.explanation import explain
from policyc.explain.model import BenefitPart, Explanation, Line, Refusal
from policyc.explain.shown import quantity_text
from policyc.report.diagnostic import Language
from policyc.settling.results import Status
from tests.fixture import loaded

ROOT = Path(__file__).parent.parent.parent
KUNSHAN = ROOT / "policies/kunshan/resident_2021.zh.pol"


def explained(claim: str, **changes: Any) -> Explanation:
    told = json.loads((ROOT / f"examples/claims/{claim}.json").read_text(encoding="utf-8")) | changes
    policy = loaded(KUNSHAN)
    return explain(policy.settle(policy.read({key: value for key, value in told.items() if value is not None})))


def benefit(explanation: Explanation, key: str) -> BenefitPart:
    return next(part for part in explanation.benefits if part.key == key)


def said(lines: tuple[Line, ...]) -> dict[str, str]:
    return {line.label.zh: quantity_text(line.quantity, Language.ZH) for line in lines}


def only(refusals: tuple[Refusal, ...]) -> Refusal:
    assert len(refusals) == 1
    return refusals[0]


def test_a_rule_that_refuses_names_its_cases() -> None:
    """停卡 is yes because 缴费日期 is the day of care; four of its cases can say no."""
    part = benefit(explained("kunshan_suspended"), "op_pay")
    refusal = only(part.refusals)
    assert part.status is Status.REFUSED
    assert refusal.reason.zh == "停卡期间的费用基金不予支付"
    assert refusal.remedy is not None
    assert refusal.remedy.zh == "要支付，须 停卡 为 否"
    assert [way.zh for way in refusal.ways] == [
        "若 停卡登记 不为 无，且 停卡登记 为 否",
        "若 非 上年已参保 或 就诊日期 早于 2021年1月1日",
        "若 缴费日期 早于 2021年1月1日",
        "否则，且 就诊日期 晚于 缴费日期",
    ]


def test_only_the_facts_that_made_it_so() -> None:
    explanation = explained("kunshan_suspended")
    assert list(said(explanation.facts)) == ["就诊日期", "停卡登记", "上年已参保", "缴费日期"]
    assert said(explanation.facts)["停卡登记"] == "无"


def test_an_exception_is_the_other_way_out() -> None:
    explanation = explained("kunshan_outpatient", place="out_of_province", special_disease_item=False)
    refusal = only(benefit(explanation, "op_pay").refusals)
    assert said(refusal.given) == {"就医地": "跨省", "特病目录内": "否"}
    assert refusal.remedy is not None
    assert refusal.remedy.zh == "要支付，须 就医地 为 本市，或者 特病目录内 为 是"
    assert refusal.remedy.en == "to be paid, this would have to hold: place is local, or special_disease_item is yes"


def test_a_condition_that_fails_must_hold() -> None:
    refusal = only(benefit(explained("kunshan_inpatient", covered=False), "ip_pay").refusals)
    assert (refusal.reason.zh, refusal.condition and refusal.condition.zh) == (
        "就诊日不在待遇享受期",
        "不符合条件：在保",
    )
    assert refusal.remedy is not None
    assert refusal.remedy.zh == "要支付，须 在保 为 是"


def test_a_rule_that_gives_no_value_names_the_cases_that_do() -> None:
    """Handed in on 1 February of the year after next: too late for both."""
    refusal = only(benefit(explained("kunshan_inpatient", submitted_on="2023-02-01"), "ip_pay").refusals)
    assert refusal.reason.zh == "超过下一结算年度末才办理报销"
    assert [way.zh for way in refusal.ways] == ["若 非 逾期", "否则"]


def test_a_hole_says_what_the_source_lacks() -> None:
    part = benefit(explained("kunshan_offsite", filed_on=None), "ip_pay")
    hole = only(part.holes)
    assert part.status is Status.UNDETERMINED
    assert part.payment is None
    assert hole.reason.zh == "未先备案而异地就医的后果"
    assert hole.remedy is not None
    assert hole.remedy.zh == "要得出金额，须 已先备案 为 是"


def test_what_is_missing_is_named() -> None:
    part = benefit(explained("kunshan_inpatient", level=None, openings=None), "ip_pay")
    assert [(missing.kind, missing.words.zh) for missing in part.missing] == [
        ("fact", "等级"),
        ("opening", "结算年度 此前累计 住院费用"),
    ]
    assert part.steps == ()


@pytest.mark.parametrize("claim", ["kunshan_inpatient", "kunshan_outpatient"])
def test_a_benefit_for_other_claims_says_so(claim: str) -> None:
    idle = [part for part in explained(claim).benefits if part.status is Status.NOT_APPLICABLE]
    assert len(idle) == 1
    assert not idle[0].steps
    assert not idle[0].grounds
    assert [line.label.zh for condition in idle[0].conditions for line in condition.given] == ["住院类"]


def test_the_reasons_are_those_of_the_settlement() -> None:
    for claim, changes in [("kunshan_suspended", {}), ("kunshan_inpatient", {"covered": False})]:
        settlement = settled(claim, **changes)
        reasons = [part.refusals[0].reason for part in explain(settlement).benefits if part.refusals]
        assert reasons == [result.reasons[0] for result in settlement.benefits if result.reasons]


def settled(claim: str, **changes: Any) -> policyc.Settlement:
    told = json.loads((ROOT / f"examples/claims/{claim}.json").read_text(encoding="utf-8")) | changes
    return loaded(KUNSHAN).evaluate(told)


# ---- an exception


EXCEPTED = """政策 门诊
  有效：2024年1月1日起
  取整：每笔支付，到分，四舍五入

事实
  费用额：金额，0 至 100万
  定点：是否
  急救车：是否
  危重：是否

规则 急诊：是否
  若 急救车：是
  否则：危重

期间 一生 (life)：终身

待遇 支付额
  不予支付：非 定点，除非 急诊，理由 "非定点"
  费用：费用额
  比例：50%
  封顶：支付，每 一生，1万 元
"""


def excepted(**facts: object) -> BenefitPart:
    policy = policyc.loads(EXCEPTED.encode())
    given = {"费用额": "100", "定点": "否", "急救车": "否", "危重": "否", "此前累计": "无"}
    return benefit(explain(policy.evaluate({**given, **facts})), "支付额")


def test_which_side_of_an_exception_holds_is_said() -> None:
    assert [one.words.zh for one in excepted(定点="是", 危重="是").conditions] == ["符合条件：定点"]
    assert [one.words.zh for one in excepted(危重="是").conditions] == ["属于例外：急诊"]


def test_the_ways_out_of_a_refusal_are_also_those_of_its_exception() -> None:
    refusal = only(excepted().refusals)
    assert refusal.remedy is not None
    assert refusal.remedy.zh == "要支付，须 定点 为 是，或者 急诊 为 是"
    assert [way.zh for way in refusal.ways] == [
        "定点 为 是",
        "属于例外：急诊 为 是（若 急救车）",
        "属于例外：急诊 为 是（否则，且 危重 为 是）",
    ]


def test_a_lifetime_under_another_name_is_spoken_of_as_one() -> None:
    schedule = policyc.loads(EXCEPTED.encode()).schedule("zh")
    assert "每个一生" not in schedule
    assert "终身最多支付 1万元" in schedule


def test_a_name_that_is_none_is_no_silence_of_the_source() -> None:
    text = EXCEPTED.replace("  定点：是否\n", "  定点：是否\n  事故日期：日期，可缺\n  截止：日期\n").replace(
        "费用：费用额", '未规定：事故日期 晚于 截止，缺 "太晚"\n  费用：费用额'
    )
    policy = policyc.loads(text.encode())
    given = {"费用额": "100", "定点": "是", "急救车": "否", "危重": "否", "此前累计": "无", "截止": "2024-01-01"}
    settlement = policy.evaluate({**given, "事故日期": "无"})
    assert [(one.kind, one.words.zh) for one in settlement.benefits[0].missing] == [
        ("absent", "「事故日期」为 无，这里却要用到它")
    ]
    assert "不能确定：「事故日期」为 无" in settlement.explain("zh", "text")
