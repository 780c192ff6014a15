"""Papers and channels in cases: what was handed in, what a checklist lacks, which ways are open."""

from __future__ import annotations

import pytest

import policyc
from policyc.claims.papers import NO_PAPERS
from policyc.report.diagnostic import Language
from policyc.source import Source
from policyc.syntax.canonical import rewrite

POLICY = """政策 材料例 (handing_in)
  取整：每笔支付，到分，四舍五入

事实
  急诊 (emergency)：是否
  金额数 (amount)：金额，0 至 100万

材料 报销材料 (claim_papers)
  任一：社保卡 (card)、身份证 (id)
  若 急诊：全部 诊断证明 (proof)、急诊病历 (record)

渠道 受理点 (points)
  窗口 (window)：金额数 1万以下
  网上 (online)：金额数 10万以下

规则 可报 (claimable)：是否
  公式：报销材料
"""

COLUMN = """
案例 甲 (a)：各自独立
  | 材料             | 急诊 | => 报销材料      | 可报 |
  | 身份证           | 否   | 是               | 是   |
  | 身份证           | 否   | 无               | 是   |
  | 无               | 否   | 社保卡、身份证   | 否   |
  | 身份证、诊断证明 | 是   | 急诊病历         | 否   |
  | 身份证、诊断证明 | 是   | 否               | 否   |
  | 诊断证明         | 是   | {lacking}        | 否   |
"""
"""One of card and id is asked of all, both proof and record in an emergency."""

GIVEN = """
案例 乙 (b)：各自独立
  已知：材料 为 社保卡、诊断证明，急诊 为 是
  | 金额数  | => 报销材料 | 受理点     |
  | 10,000  | 急诊病历    | 网上、窗口 |
  | 10,001  | 急诊病历    | {open}     |
  | 100,001 | 急诊病历    | 无         |
"""


def passed(cases: str) -> list[bool]:
    report = policyc.loads((POLICY + cases).encode()).test()
    return [claim.passed for case in report.cases for claim in case.claims]


def codes(cases: str) -> list[str]:
    with pytest.raises(policyc.PolicyError) as caught:
        policyc.loads((POLICY + cases).encode())
    return [finding.code for finding in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("lacking", "right"),
    [
        ("社保卡、身份证、急诊病历", True),
        ("急诊病历、社保卡、身份证", True),
        ("社保卡、急诊病历", False),
        ("社保卡、身份证、急诊病历、诊断证明", False),
        ("无", False),
        ("是", False),
        ("未规定", False),
    ],
)
def test_a_checklist_is_compared_with_just_what_it_lacks(lacking: str, right: bool) -> None:
    assert passed(COLUMN.format(lacking=lacking)) == [True] * 5 + [right]


@pytest.mark.parametrize(
    ("open_ones", "right"), [("网上", True), ("窗口、网上", False), ("窗口", False), ("无", False), ("未规定", False)]
)
def test_channels_are_compared_with_just_those_that_are_open(open_ones: str, right: bool) -> None:
    assert passed(GIVEN.format(open=open_ones)) == [True, right, True]


def test_what_is_wrong_is_told_by_names() -> None:
    report = policyc.loads((POLICY + GIVEN.format(open="窗口")).encode()).test()
    [difference] = [one for case in report.cases for claim in case.claims for one in claim.differences]
    assert (difference.name.zh, difference.expected.zh, difference.got.zh) == ("受理点", "窗口", "网上")
    assert "受理点" in report.text("zh")


def test_papers_are_those_that_the_same_claim_gives() -> None:
    policy = policyc.loads(POLICY.encode())
    for written in (["身份证", "诊断证明"], "无"):
        settlement = policy.evaluate({"急诊": True, "金额数": "1", "材料": written})
        cell = written if isinstance(written, str) else "、".join(written)
        lacking = [paper for one in settlement.checklists[0].lacking for paper in one.papers]
        row = f"  | {cell} | 是 | {'、'.join(policy.compiled.file.spellings[key].zh or key for key in lacking)} |\n"
        case = f"\n案例 丙 (c)：各自独立\n  | 材料 | 急诊 | => 报销材料 |\n{row}"
        assert passed(case) == [True]
    assert "无" in NO_PAPERS


@pytest.mark.parametrize(
    ("cases", "code"),
    [
        (COLUMN.format(lacking="驾驶证"), "case-not-among"),
        (
            COLUMN.format(lacking="诊断证明").replace(
                "| 身份证           | 否   | 是 ", "| 驾驶证           | 否   | 是 "
            ),
            "case-not-among",
        ),
        (GIVEN.format(open="报销材料"), "case-not-among"),
        (GIVEN.format(open="是"), "case-not-among"),
        (GIVEN.format(open="网上").replace("急诊 为 是", "急诊 为 是，诊断证明"), "cell-not-a-value"),
        (GIVEN.format(open="网上").replace("| 金额数  |", "| 材料 |"), "case-given-twice"),
    ],
)
def test_what_is_no_such_name_is_refused(cases: str, code: str) -> None:
    assert code in codes(cases)


def test_rows_of_a_claim_hand_in_the_same() -> None:
    rows = "  | 1 | 身份证 | 否 | 是 |\n  | 1 | {second} | 否 | 是 |\n"
    head = "\n案例 丙 (c)：各自独立\n  | 单号 | 材料 | 急诊 | => 报销材料 |\n"
    assert passed(head + rows.format(second="身份证")) == [True]
    assert codes(head + rows.format(second="社保卡")) == ["case-claim-differs"]


def test_without_papers_the_case_says_what_to_add() -> None:
    cases = "\n案例 丙 (c)：各自独立\n  | 急诊 | => 报销材料 |\n  | 是 | 诊断证明、急诊病历 |\n"
    report = policyc.loads((POLICY + cases).encode()).test()
    [claim] = report.cases[0].claims
    assert [finding.code for finding in claim.findings] == ["case-documents-missing"]


def test_translated_and_bundled_they_mean_the_same() -> None:
    text = POLICY + COLUMN.format(lacking="社保卡、身份证、急诊病历") + GIVEN.format(open="网上")
    policy = policyc.loads(text.encode())
    english = rewrite(Source("policy.pol", text), Language.EN).text
    assert english is not None
    assert "given: documents" in english
    assert "is card, proof, emergency is yes" in english
    for again in (policyc.loads(english.encode()), policyc.loads(policy.bundle())):
        report = again.test()
        assert report.passed
        assert len(report.coverage.reached) == len(policy.test().coverage.reached) == 1
