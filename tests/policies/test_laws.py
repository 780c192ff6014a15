"""The city policies against a second, independent calculation in fractions, over histories aimed at the edges."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policyc

ROOT = Path(__file__).parent.parent.parent
CAP = 350_000_00
EDGES = [0, 1, 250_00, 500_00, 40_000_00, 40_000_01, 100_000_00, 200_000_00, 350_000_00, 350_000_01]
COSTS = st.one_of(st.sampled_from(EDGES), st.integers(0, 400_000_00))
BANDS = [(0, 40_000_00, 75), (40_000_00, 100_000_00, 80), (100_000_00, 200_000_00, 85), (200_000_00, CAP, 90)]


@pytest.fixture(scope="module")
def kunshan() -> policyc.Policy:
    return policyc.load(ROOT / "policies/kunshan/resident_2021.zh.pol")


@pytest.fixture(scope="module")
def shenzhen() -> policyc.Policy:
    return policyc.load(ROOT / "policies/shenzhen/children_2024.zh.pol")


def example(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((ROOT / f"examples/claims/{name}.json").read_text(encoding="utf-8"))
    return told


def yuan(fen: int) -> str:
    return str(Decimal(fen).scaleb(-2))


def half_up(fen: Fraction) -> Decimal:
    """Fen, rounded half up, in yuan."""
    exact = Decimal(fen.numerator) / Decimal(fen.denominator)
    return exact.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-2)


def banded(low: int, high: int) -> Fraction:
    """What the four bands pay between two totals of the year."""
    return sum(
        (Fraction(max(0, min(high, top) - max(low, bottom)) * share, 100) for bottom, top, share in BANDS), Fraction(0)
    )


@settings(max_examples=150, deadline=None)
@given(
    costs=st.lists(COSTS, min_size=1, max_size=5), level=st.sampled_from([("tertiary", 800_00), ("primary", 300_00)])
)
def test_stays_of_a_year_in_kunshan(kunshan: policyc.Policy, costs: list[int], level: tuple[str, int]) -> None:
    ledger, earlier = kunshan.ledger(openings="none"), 0
    for number, cost in enumerate(costs, start=1):
        claim = example("kunshan_inpatient") | {"population": "unemployed", "level": level[0], "admission_no": number}
        claim |= {"medfee_sumamt": yuan(cost), "cost_on_home_list": yuan(cost)}
        claim |= {"claim_number": str(number), "settled_at": f"2021-06-0{number}", "member": "M"}
        del claim["openings"]
        settlement = ledger.settle(claim)
        counted = min(cost, max(0, CAP - earlier))
        taken = min(counted, {1: level[1], 2: level[1] // 2}.get(number, 100_00))
        assert settlement["ip_pay"] == half_up(banded(earlier + taken, earlier + counted))
        assert settlement["act_pay_dedc"] == Decimal(taken).scaleb(-2)
        earlier += cost


@settings(max_examples=150, deadline=None)
@given(costs=st.lists(st.integers(0, 2_000_00), min_size=1, max_size=6))
def test_visits_of_a_year_in_kunshan(kunshan: policyc.Policy, costs: list[int]) -> None:
    ledger, earlier = kunshan.ledger(openings="none"), 0
    for number, cost in enumerate(costs, start=1):
        claim = example("kunshan_outpatient") | {"medfee_sumamt": yuan(cost), "cost_on_home_list": yuan(cost)}
        claim |= {"claim_number": str(number), "settled_at": f"2021-06-0{number}", "member": "M"}
        del claim["openings"]
        counted = min(cost, max(0, 1_200_00 - earlier))
        assert ledger.settle(claim)["op_pay"] == half_up(Fraction(counted * 65, 100))
        earlier += cost


@settings(max_examples=150, deadline=None)
@given(visits=st.lists(st.tuples(st.integers(0, 4_000_00), st.integers(0, 100_00)), min_size=1, max_size=5))
def test_visits_of_a_year_in_shenzhen(shenzhen: policyc.Policy, visits: list[tuple[int, int]]) -> None:
    ledger, paid = shenzhen.ledger(openings="none"), Decimal(0)
    for number, (other, consultation) in enumerate(visits, start=1):
        lines = [("other_charge", other), ("consultation", consultation)]
        claim = example("shenzhen_outpatient") | {"claim_number": str(number), "settled_at": f"2024-11-0{number}"}
        claim["fee_line"] = [
            {"charge_kind": kind, "det_item_fee_sumamt": yuan(fen), "line_inscp_scp_amt": yuan(fen)}
            for kind, fen in lines
        ]
        del claim["openings"]
        settlement = ledger.settle(claim | {"member": "M"})
        due = min(half_up(Fraction(other * 75, 100)), Decimal("2471.31") - paid)
        fee = half_up(Fraction(consultation * 80, 100))
        assert (settlement["op_pay"], settlement["consultation_pay"]) == (due, fee)
        assert settlement["psn_part_amt"] == Decimal(other + consultation).scaleb(-2) - due - fee
        paid += due


OFFSITE = [("local", 100), ("in_province", 90), ("out_of_province", 80)]


@settings(max_examples=150, deadline=None)
@given(
    cost=COSTS, deductible=st.integers(0, 1_000_00), place=st.sampled_from(OFFSITE), balance=st.integers(0, 10_000_00)
)
def test_stays_and_the_family_account_in_shenzhen(
    shenzhen: policyc.Policy, cost: int, deductible: int, place: tuple[str, int], balance: int
) -> None:
    claim = example("shenzhen_inpatient") | {"place": place[0], "networked": True, "filed_long_term": False}
    claim |= {"scheduled_deductible": yuan(deductible), "account_balance": yuan(balance)}
    claim["fee_line"] = [
        {"charge_kind": "other_charge", "det_item_fee_sumamt": yuan(cost), "line_inscp_scp_amt": yuan(cost)}
    ]
    settlement = shenzhen.evaluate(claim)
    paid = half_up(Fraction(max(0, cost - deductible) * 92 * place[1], 10_000))
    share = Decimal(cost).scaleb(-2) - paid
    account = min(share, Decimal(balance).scaleb(-2))
    names = ("ip_pay", "psn_part_amt", "acct_mulaid_pay", "psn_cash_pay", "balc")
    assert [settlement[name] for name in names] == [
        paid,
        share,
        account,
        share - account,
        Decimal(balance).scaleb(-2) - account,
    ]
