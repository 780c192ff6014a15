"""What is read of a benefit's way: by its own name, never as a total, finer than a fen only where a rule rounds."""

from __future__ import annotations

import pytest

import policyc
from policyc.compile import compile_bytes

FACTS = """\
政策 示例 (example)
  取整：每笔支付，到分，四舍五入

事实
  就诊日期 (visit)：日期
  费用额 (cost)：金额，0 至 10万

期间 年度 (y)：年，始于 1月1日，按 就诊日期

"""


def codes(text: str) -> list[str]:
    return [finding.code for finding in compile_bytes("a.pol", text.encode())[2]]


PAY = """\
待遇 支付额 (pay)
  费用：费用额
  起付线：每次，100 元
  比例：80%

"""
UPFRONT = PAY.replace("  起付线", "  先行自付：33.33%\n  起付线")
OWN = "规则 自付 (own)：金额\n  公式：支付额起付线\n\n"
CLAIM = {"visit": "2024-03-01", "cost": "1000.01", "openings": "none"}


def test_of_a_benefit_that_is_not_written_it_is_an_unknown_name() -> None:
    assert codes(FACTS + PAY + "规则 自付 (own)：金额\n  公式：统筹支付起付线\n") == ["unknown-name"]


def test_a_benefit_does_not_read_its_own() -> None:
    text = FACTS + PAY.replace("每次，100 元", "每次，支付额起付线")
    assert codes(text) == ["circular"]


def test_it_is_not_added_up_itself() -> None:
    text = FACTS + PAY + "规则 自付 (own)：金额\n  公式：支付额起付线 + 年度 此前累计 支付额起付线\n"
    assert codes(text) == ["part-total"]


def test_a_rule_that_reads_it_is() -> None:
    text = (
        FACTS
        + PAY
        + "规则 自付 (own)：金额\n  公式：支付额起付线\n\n规则 累计自付 (all)：金额\n  公式：年度 含本次累计 自付\n"
    )
    assert policyc.loads(text.encode()).evaluate(CLAIM)["all"] == 100


def test_a_name_that_is_declared_stands_for_what_it_says() -> None:
    text = FACTS + PAY + "规则 支付额起付线：金额\n  公式：7 元\n\n" + OWN
    assert policyc.loads(text.encode()).evaluate(CLAIM)["own"] == 7


def test_finer_than_a_fen_it_is_rounded_where_it_is_read() -> None:
    # 1,000.01 less 33.33% is 666.706667, which counts; of it 666.71 by the fen
    read = "规则 计入 (counted)：金额\n  公式：支付额计入费用"
    assert codes(FACTS + UPFRONT + f"{read}\n") == ["needs-rounding"]
    policy = policyc.loads((FACTS + UPFRONT + f"{read}，到分，四舍五入\n").encode())
    assert str(policy.evaluate(CLAIM)["counted"]) == "666.71"
    assert [spec.key for spec in policy.compiled.interface.results] == ["y", "pay", "counted"]


def test_without_a_chinese_or_an_english_name_it_goes_by_the_other() -> None:
    text = FACTS + PAY.replace(" (pay)", "") + OWN
    assert policyc.loads(text.encode()).evaluate(CLAIM)["own"] == 100


def test_a_fact_that_is_missing_leaves_it_unknown() -> None:
    policy = policyc.loads((FACTS + PAY + OWN).encode())
    with pytest.raises(policyc.ClaimError) as caught:
        policy.evaluate({"visit": "2024-03-01", "openings": "none"})
    assert [one.code for one in caught.value.diagnostics] == ["fact-missing"]
