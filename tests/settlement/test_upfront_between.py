"""An upfront share between two thresholds of a year: what each of them counts is told apart."""

from __future__ import annotations

import policyc
from tests.elaborate.speaking import HEAD, answers

FACTS = "事实\n  日：日期\n  费用：金额，0 至 1万\n\n期间 年度：年，始于 1月1日，按 日\n\n"
AFTER = "  起付线：每 年度，100 元\n  先行自付：20%\n  封顶：费用，每 年度，400 元\n  比例：50%\n"
ONE = f"{FACTS}待遇 付\n  费用：费用\n{AFTER}"
TWO = f"{FACTS}待遇 付\n  费用：费用\n  先行自付：10%\n{AFTER}"
CLAIMS = [{"日": "2024-01-01", "费用": cost} for cost in ("100", "500", "500")]


def test_a_cap_after_it_counts_what_it_leaves() -> None:
    """100 borne. 500 × 80 % = 400, all of the year's: 200. Then nothing is left."""
    assert [fen for ((_, _, fen),) in answers(ONE, CLAIMS)] == [0, 20000, 0]


def test_each_of_two_counts_apart() -> None:
    """90 borne; 10 of 450 borne, 440 × 80 % = 352: 176; 450 × 80 % = 360, of which 48 of 400 are left: 24."""
    assert [fen for ((_, _, fen),) in answers(TWO, CLAIMS)] == [0, 17600, 2400]


def test_no_two_columns_bear_one_name() -> None:
    for body in (ONE, TWO):
        names = [one.name for one in policyc.loads((HEAD + body).encode()).compiled.worksheet.definitions]
        assert len(names) == len(set(names))
