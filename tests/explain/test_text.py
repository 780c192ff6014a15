"""How explanations are laid out: folded, aligned under full-width text, and safe whatever a policy or a claim says."""

from __future__ import annotations

import re
from functools import cache

import pytest

import policyc
from policyc.explain.explanation import explain
from policyc.explain.markdown import escaped, render_markdown
from policyc.explain.model import Chain, Explanation, Operand, Quantity
from policyc.explain.schedule import schedule
from policyc.explain.shown import quantity_text, working_text
from policyc.explain.text import folded, pieces, render_text
from policyc.loading import loads
from policyc.policy import Policy
from policyc.report.diagnostic import Language
from policyc.source import display_width
from policyc.types import MONEY, RATIO

HOSTILE = """政策 险恶 (hostile)
  标题："# <b>标题</b> | `x` [y](z)" ("# <b>title</b>")
  有效：2024年1月1日起
  取整：每笔支付，到分，四舍五入

事实
  费用额 (cost)：金额，0 至 100万
  停卡 (suspended)：是否

待遇 支付额 (pay)
  不予支付：停卡，理由 "停卡 <script>alert(1)</script> | *强调*" ("suspended")
  费用：费用额
  起付线：每次，100 元
  比例：50%
"""


@cache
def hostile() -> Policy:
    return loads(HOSTILE.encode())


def explained(**facts: object) -> Explanation:
    return explain(hostile().evaluate({"cost": "1000", "suspended": False, **facts}))


@pytest.mark.parametrize("width", [40, 72, 96])
@pytest.mark.parametrize("language", Language)
def test_lines_keep_to_the_width(width: int, language: Language) -> None:
    for line in render_text(explained(), language, width=width).splitlines():
        # what may not be cut is longer by itself: a label with its equation's first piece
        assert display_width(line) <= width or max(map(display_width, pieces(line.strip()))) > width / 2


def test_nothing_is_lost_by_folding() -> None:
    text = "费用 取小(30,000.00 + 20,000.00，350,000.00) − 取小(30,000.00，350,000.00) = 20,000.00"
    lines = list(folded(text, 4, 40))
    assert "".join(line.strip() for line in lines).replace(" ", "") == text.replace(" ", "")
    assert any("取小(30,000.00 + 20,000.00，350,000.00)" in line for line in lines)


def test_values_stand_under_each_other() -> None:
    lines = render_text(explained(), Language.ZH).splitlines()
    rows = [line for line in lines if line.strip().startswith(("扣除起付线", "起付线以上", "起付标准"))]
    places = {display_width(line[: re.search(r"(?<=  )\S[^ ]*\(|(?<=  )[\d]", line).start()]) for line in rows}  # type: ignore[union-attr]
    assert len(rows) == 3
    assert len(places) == 1


def test_colour_only_when_asked() -> None:
    assert "\x1b" not in render_text(explained(), Language.ZH)
    assert "\x1b[1m" in render_text(explained(), Language.ZH, colour=True)


def test_a_claim_cannot_write_to_the_terminal() -> None:
    with pytest.raises(policyc.ClaimError):
        explained(member="甲\x1b[31m")


def test_markup_of_a_policy_is_text() -> None:
    for written in (render_markdown(explained(suspended=True), Language.ZH), schedule(hostile().compiled, Language.ZH)):
        assert "\\<script>" in written
        assert not re.search(r"(?<!\\)<", written)
        assert "\\*强调\\*" in written
        assert "\\| \\*强调" in written


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("- 甲", "\\- 甲"),
        ("1. 甲", "1\\. 甲"),
        ("# 甲", "\\# 甲"),
        ("1.5%", "1.5%"),
        ("med_type", "med_type"),
        ("_强调_", "\\_强调\\_"),
        ("a\nb", "a b"),
        ("&lt;", "\\&lt;"),
    ],
)
def test_escaping(text: str, wanted: str) -> None:
    assert escaped(text) == wanted


# ---- numbers and workings


@pytest.mark.parametrize(
    ("value", "scale", "wanted"),
    [(0, 2, "0.00"), (123456, 2, "1,234.56"), (432075, 4, "43.2075"), (71250000, 4, "7,125.00"), (-21, 2, "−0.21")],
)
def test_amounts_keep_the_decimals_they_have(value: int, scale: int, wanted: str) -> None:
    assert quantity_text(Quantity(value, scale, MONEY), Language.ZH) == wanted


def amount(value: int) -> Operand:
    return Operand(Quantity(value, 0, MONEY))


def test_brackets_where_a_chain_would_be_read_another_way() -> None:
    """(10 − 5) × 75 %, 10 − (5 − 2), 12 ÷ (2 × 3), 10 − (−5)"""
    difference = Chain((amount(10), amount(5)), ("+", "−"))
    ratio = Operand(Quantity(75, 2, RATIO))
    product = Chain((amount(2), amount(3)), ("×", "×"))
    cases = {
        "(10.00 − 5.00) × 75%": Chain((difference, ratio), ("×", "×")),
        "10.00 − (10.00 − 5.00)": Chain((amount(10), difference), ("+", "−")),
        "10.00 − 5.00 + 2.00": Chain((difference, amount(2)), ("+", "+")),
        "12.00 ÷ (2.00 × 3.00)": Chain((amount(12), product), ("×", "÷")),
        "10.00 − (−5.00)": Chain((amount(10), amount(-5)), ("+", "−")),
    }
    assert {text: working_text(working, Language.ZH) for text, working in cases.items()} == {
        text: text for text in cases
    }
