"""The claims under examples/claims settle to amounts worked by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import policyc

ROOT = Path(__file__).parent.parent.parent
KUNSHAN = "policies/kunshan/resident_2021"
SHENZHEN = "policies/shenzhen/children_2024"

WORKED = [
    # 1,200 − 1,100 = 100 still counted; 100 × 65 % = 65
    (KUNSHAN, "kunshan_outpatient", {"op_pay": "65.00", "counted_cost": "100.00", "psn_part_amt": "235.00"}),
    # second admission: 500 × 50 % = 250; (30,250, 40,000] × 75 % + (40,000, 50,000] × 80 % = 7,312.50 + 8,000
    (KUNSHAN, "kunshan_inpatient", {"ip_pay": "15312.50", "act_pay_dedc": "250.00", "psn_part_amt": "4687.50"}),
    # settled in another province: its list, 10,000; (10,000 − 500) × 75 % = 7,125; 12,000 − 7,125 = 4,875
    (KUNSHAN, "kunshan_offsite", {"ip_pay": "7125.00", "inscp_scp_amt": "10000.00", "psn_part_amt": "4875.00"}),
    # paid on the day of care: open only the day after
    (KUNSHAN, "kunshan_suspended", {"op_pay": "0.00", "psn_part_amt": "200.00"}),
    # 20 × 80 % = 16; 100 × 75 % = 75; 140 − 91 = 49
    (SHENZHEN, "shenzhen_outpatient", {"consultation_pay": "16.00", "op_pay": "75.00", "psn_part_amt": "49.00"}),
    # (5,000 − 200) × 92 % = 4,416; 584 left, 300 from the account
    (SHENZHEN, "shenzhen_inpatient", {"ip_pay": "4416.00", "acct_mulaid_pay": "300.00", "psn_cash_pay": "284.00"}),
    # (30,000 − 600) × 90 % × 80 % = 29,400 × 72 % = 21,168
    (SHENZHEN, "shenzhen_offsite", {"ip_pay": "21168.00", "psn_part_amt": "8832.00"}),
    # (650 − 50) × 80 % = 480, but 600 − 480 = 120 is left of the day
    ("examples/daily_limit", "daily_limit", {"op_claim": "120.00"}),
    # fourteen on the day: (5,300 − 300) × 80 % = 4,000
    ("examples/age_tiers", "age_tiers", {"ip_claim": "4000.00", "age_at_admission": "14"}),
    # over 10,000 the whole amount is paid at 30 %: 3,000.003, half up 3,000.00
    ("examples/slab_bands", "slab_bands", {"grant": "3000.00"}),
    # the family has borne its 10,000: 3,000 × 90 % = 2,700, though 1,000 of the member's own 5,000 are left
    ("examples/family_deductible", "family_deductible", {"claim_pay": "2700.00"}),
]

# 480 of 650 are paid for the first visit; once it is voided the second has the day's 600 to itself and is paid 480 too
LISTS = [("examples/daily_limit", "daily_limit_voided", ["480.00"])]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("policy", "claim", "results"), WORKED, ids=[claim for _, claim, _ in WORKED])
def test_settles(policy: str, claim: str, results: dict[str, str], language: str) -> None:
    loaded = policyc.load(ROOT / f"{policy}.{language}.pol")
    settlement = loaded.evaluate((ROOT / f"examples/claims/{claim}.json").read_bytes())
    assert {name: settlement[name] for name in results} == {name: Decimal(text) for name, text in results.items()}


@pytest.mark.parametrize(("policy", "claims", "paid"), LISTS, ids=[claims for _, claims, _ in LISTS])
def test_settles_a_list(policy: str, claims: str, paid: list[str]) -> None:
    ledger = policyc.load(ROOT / f"{policy}.zh.pol").ledger("none")
    first, *others = json.loads((ROOT / f"examples/claims/{claims}.json").read_text(encoding="utf-8"))
    del first["此前累计"]
    standing = ledger.settle_all([first, *others])
    assert [str(result.payment) for settlement in standing for result in settlement.benefits] == paid


def test_every_example_claim_is_settled() -> None:
    worked = {claim for _, claim, _ in WORKED} | {claims for _, claims, _ in LISTS}
    assert {path.stem for path in (ROOT / "examples/claims").glob("*.json")} == worked
