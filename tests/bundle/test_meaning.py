"""The hash of what a policy means: equal for twins and any layout, other for any change that counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import policyc
from policyc.bundle.meaning import meaning_hash
from policyc.report.diagnostic import Language
from policyc.source import Source
from policyc.syntax.format import format_file
from policyc.syntax.parse import parse
from tests.bundle.opened import EVERY, SHIPPED, from_bundle, name
from tests.fixture import loaded

POLICY = """\
政策 门诊待遇 (outpatient)
  标题："门诊待遇" ("Out-patient benefits")
  有效：2024年1月1日 至 2024年12月31日
  取整：每笔支付，到分，四舍五入

种类 等级 (level)：一级 (first)、二级 (second)

事实
  费用 (cost)：金额，0 至 100万，"费用多少" ("what it cost")
  级别 (grade)：等级
  停卡 (suspended)：是否
  就诊日期 (day)：日期

期间 年度 (year_of_cover)：年，始于 1月1日，按 就诊日期

规则 比例 (rate)：比例
  若 级别 为 一级：80%
  否则：70%

待遇 支付 (pay)
  不予支付：停卡，理由 "停卡期间不付" ("nothing while suspended")
  费用：费用
  起付线：每 年度，300 元
  比例：比例
  封顶：支付，每 年度，2万

断言：支付 ≤ 费用
"""


def meaning(text: str) -> str:
    policy = policyc.loads(text.encode())
    assert from_text(policy.bundle()) == policy.meaning
    return policy.meaning


def from_text(bundle: bytes) -> str:
    """What the bundle itself says that it means; what comes out of it means the same."""
    told = str(json.loads(bundle)["bundle"]["meaning"])
    assert policyc.loads(bundle).meaning == told
    return told


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_twins_mean_the_same(path: Path) -> None:
    english = path.with_name(path.name.replace(".zh.pol", ".en.pol"))
    assert loaded(path).meaning == loaded(english).meaning


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_layout_and_comments_mean_nothing(path: Path) -> None:
    written, _ = parse(Source(path.name, path.read_text(encoding="utf-8")))
    again = format_file(written, Language.ZH)
    spaced = "# 另起一行\n\n" + again.replace("\n\n", "\n\n\n# 说几句\n\n")
    assert policyc.loads(spaced.encode(), folder=path.parent).meaning == meaning_hash(loaded(path).compiled)


def test_no_two_policies_mean_the_same() -> None:
    assert len({loaded(path).meaning for path in SHIPPED}) == len(SHIPPED)


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_what_comes_out_of_a_bundle_means_what_went_in(path: Path) -> None:
    assert from_bundle(path).meaning == loaded(path).meaning


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('门诊待遇" ("Out-patient benefits")', '门诊" ("Out-patients")'),
        ("费用多少", "多少钱"),
        ('停卡期间不付" ("nothing while suspended")', '停卡不付" ("suspended")'),
        ("政策 门诊待遇", "政策 门诊统筹待遇"),
        ("停卡", "冻结"),
        ("  若 级别 为 一级：80%", "  若 级别 为 一级：80%  # 一级最高"),
        ("80%", "80.0%"),
        ("2万", "20,000 元"),
        ("100万", "1,000,000 元"),
    ],
)
def test_wording_means_nothing(written: str, instead: str) -> None:
    assert POLICY.count(written) >= 1
    assert meaning(POLICY.replace(written, instead)) == meaning(POLICY)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("80%", "81%"),
        ("70%", "70.01%"),
        ("300 元", "300.01 元"),
        ("2万", "2.5万"),
        ("100万", "200万"),
        ("为 一级", "为 二级"),
        ("到分", "到角"),
        ("四舍五入", "舍去"),
        ("始于 1月1日", "始于 7月1日"),
        ("按 就诊日期", "按 就诊日期，全家累计"),
        ("2024年12月31日", "2025年12月31日"),
        ("支付 ≤ 费用", "支付 < 费用"),
        ("断言：支付 ≤ 费用", ""),
        ("一级 (first)、二级 (second)", "二级 (second)、一级 (first)"),
        ("一级 (first)、二级 (second)", "一级 (first) < 二级 (second)"),
        ("一级 (first)、", "一级 (first) 编码 01、"),
        ("(cost)：金额，0 至 100万", "(cost)：金额，0 至 100万，可缺"),
        ("(cost)", "(amount)"),
        ("(outpatient)", "(clinic)"),
        ("(pay)", "(paid)"),
        ("(first)", "(primary)"),
        ("不予支付：停卡，理由", "条件：停卡，否则"),
        ('  不予支付：停卡，理由 "停卡期间不付" ("nothing while suspended")\n', ""),
        ("起付线：每 年度，300 元", "起付线：每次，300 元"),
        ("封顶：支付，每 年度", "封顶：支付，每次"),
        ("  比例：比例\n  封顶：支付，每 年度，2万", "  封顶：费用，每 年度，2万\n  比例：比例"),
    ],
)
def test_what_counts_changes_the_hash(written: str, instead: str) -> None:
    assert POLICY.count(written) >= 1
    assert meaning(POLICY.replace(written, instead)) != meaning(POLICY)


def test_blocks_that_do_not_read_each_other_may_stand_in_any_order() -> None:
    first, *blocks = POLICY.split("\n\n")
    assert meaning("\n\n".join([first, *reversed(blocks)])) == meaning(POLICY)


def test_facts_may_stand_in_any_order() -> None:
    lines = "  级别 (grade)：等级\n  停卡 (suspended)：是否\n"
    swapped = "  停卡 (suspended)：是否\n  级别 (grade)：等级\n"
    assert meaning(POLICY.replace(lines, swapped)) == meaning(POLICY)
