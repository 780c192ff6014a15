"""Slab bands on a cost finer than a fen: an edge is where it is written, not at the next fen."""

from __future__ import annotations

import pytest

from tests.elaborate.speaking import answers

FACTS = "事实\n  费用：金额，0 至 1万\n\n"


def settled(bands: str, cost: str) -> int | None:
    body = f"{FACTS}待遇 甲\n  费用：费用\n  先行自付：10%\n  分段全额：费用，每次\n{bands}"
    [[(_, _, fen)]] = answers(body, [{"费用": cost}])
    return fen


@pytest.mark.parametrize(
    ("cost", "fen"),
    [
        ("1111.11", 50000),  # × 90 % = 999.999, under 1,000: × 50 % = 499.9995
        ("1111.12", 80001),  # × 90 % = 1,000.008: × 80 % = 800.0064
        ("1111.10", 50000),  # × 90 % = 999.99: × 50 % = 499.995
    ],
)
def test_what_is_less_than_a_fen_under_an_edge_is_under_it(cost: str, fen: int) -> None:
    assert settled("    不满 1000元：50%\n    1000元 以上：80%\n", cost) == fen


@pytest.mark.parametrize(
    ("cost", "fen"),
    [
        ("1111.11", 50000),  # 999.999 is not over 1,000
        ("1111.12", 80001),  # 1,000.008 is over 1,000
    ],
)
def test_what_is_less_than_a_fen_over_an_edge_is_over_it(cost: str, fen: int) -> None:
    assert settled("    1000元 以下：50%\n    超过 1000元：80%\n", cost) == fen


def test_the_edge_itself_lies_where_it_is_written() -> None:
    """500.00 × 90 % = 450.00."""
    assert settled("    不满 450元：50%\n    450元 以上：80%\n", "500") == 36000
    assert settled("    450元 以下：50%\n    超过 450元：80%\n", "500") == 22500
