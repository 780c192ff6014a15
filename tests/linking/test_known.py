"""A file that names others is translated with the names that they spell, there and back to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyc.compile import compile_source
from policyc.core.show import show
from policyc.folder import folder_at
from policyc.linking.known import known_names
from policyc.report.diagnostic import Language
from policyc.source import Source
from policyc.syntax.canonical import Rewritten, mostly, rewrite

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for pattern in ("policies/*/reading_*.pol", "tests/constructs/amends/*.pol", "tests/constructs/use/*.pol")
    for path in ROOT.glob(pattern)
)
OTHER = {Language.ZH: Language.EN, Language.EN: Language.ZH}


def translated(path: Path, text: str, language: Language) -> Rewritten:
    source = Source(path.name, text)
    known = known_names(source, path.name, folder_at(path.parent))
    assert known.unread == ()
    return rewrite(source, language, known.spellings)


def worksheet(path: Path, text: str) -> str:
    compiled, _, findings = compile_source(Source(path.name, text), folder_at(path.parent))
    assert compiled is not None, findings
    return show(compiled.worksheet)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_there_and_back(path: Path) -> None:
    own = mostly(path.read_text("utf-8"))
    before = translated(path, path.read_text("utf-8"), own).text
    assert before is not None
    there = translated(path, before, OTHER[own])
    assert there.text is not None
    assert there.untranslated == ()
    assert mostly(there.text) is OTHER[own]
    assert translated(path, there.text, own).text == before
    assert worksheet(path, there.text) == worksheet(path, path.read_text("utf-8"))


BASE = """\
政策 基本 (basic)

事实
  就诊日期 (visit)：日期，2024年1月1日 至 2024年12月31日
  费用额 (cost)：金额，0 至 10万

期间 年度 (y)：年，始于 1月1日，按 就诊日期

规则 门槛 (threshold)：金额
  若 就诊日期 早于 2024年7月1日：300 元
  否则：200 元

待遇 统筹支付 (basic_pay)
  费用：费用额
  起付线：每 年度，门槛
"""
AMENDMENT = """\
政策 调整 (amended)
  修订："base.pol"

案例 年中 (midyear)：各自独立
  | 就诊日期   | 费用额 | 年度 此前累计 统筹支付起付线 | => 统筹支付 |
  | 2024-03-01 | 1000   | 250                          | 950         |
"""
AMENDED = """\
policy amended (调整)
  amends: "base.pol"

case midyear (年中): each alone
  | visit      | cost  | y earlier total of basic_pay_deductible | => basic_pay |
  | 2024-03-01 | 1,000 | 250                                     | 950          |
"""


def test_a_total_that_nobody_declares_is_spelled_by_its_benefit(tmp_path: Path) -> None:
    (tmp_path / "base.pol").write_text(BASE, "utf-8")
    path = tmp_path / "amendment.pol"
    there = translated(path, AMENDMENT, Language.EN)
    assert there.text == AMENDED
    back = translated(path, AMENDED, Language.ZH).text
    assert back is not None
    assert "年度 此前累计 统筹支付起付线 |" in back
    assert worksheet(path, AMENDED) == worksheet(path, AMENDMENT)


def test_a_name_that_is_declared_is_no_part_of_a_benefit(tmp_path: Path) -> None:
    (tmp_path / "base.pol").write_text(BASE.replace("门槛 (threshold)", "统筹支付起付线"), "utf-8")
    text = '政策 甲 (a)\n  修订："base.pol"\n\n断言：统筹支付起付线 ≥ 0 元\n'
    done = translated(tmp_path / "amendment.pol", text, Language.EN)
    assert done.untranslated == ("统筹支付起付线",)


def test_its_own_spellings_come_first(tmp_path: Path) -> None:
    (tmp_path / "base.pol").write_text(BASE, "utf-8")
    text = '政策 甲 (a)\n  修订："base.pol"\n\n事实\n  费用额 (charge)：金额\n\n断言：费用额 ≥ 0 元\n'
    done = translated(tmp_path / "amendment.pol", text, Language.EN)
    assert done.text is not None
    assert "assert: charge >= 0 yuan" in done.text
