"""Who is refused and why, what stays open, and what is not asked, in the two city policies."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import policyc

ROOT = Path(__file__).parent.parent.parent
FILES = {"kunshan": "policies/kunshan/resident_2021.zh.pol", "shenzhen": "policies/shenzhen/children_2024.zh.pol"}


@pytest.fixture(scope="module")
def policies() -> dict[str, policyc.Policy]:
    return {city: policyc.load(ROOT / file) for city, file in FILES.items()}


def claim(name: str, **changed: Any) -> dict[str, Any]:
    """An example claim with some facts changed; None takes a fact away."""
    told = json.loads((ROOT / f"examples/claims/{name}.json").read_text(encoding="utf-8")) | changed
    return {key: value for key, value in told.items() if value is not None}


REFUSED = [
    ("kunshan_outpatient", "op_pay", {"covered": False}, "待遇享受期"),
    ("kunshan_outpatient", "op_pay", {"channel": "manual", "paid_by_patient": False}, "个人垫付"),
    ("kunshan_outpatient", "op_pay", {"paid_on": None}, "停卡"),
    ("kunshan_outpatient", "op_pay", {"suspension_on_record": True}, "停卡"),
    ("kunshan_outpatient", "op_pay", {"place": "in_province", "special_disease_item": False}, "转外门诊"),
    ("kunshan_outpatient", "op_pay", {"submitted_on": "2023-01-01"}, "下一结算年度末"),
    ("kunshan_inpatient", "ip_pay", {"paid_on": "2021-05-10"}, "停卡"),
    ("kunshan_offsite", "ip_pay", {"networked": False, "designated_at_care_place": False}, "异地可报机构"),
    ("kunshan_offsite", "ip_pay", {"paid_on": None, "filed_on": None}, "停卡"),  # a refusal beats the hole
    ("shenzhen_outpatient", "op_pay", {"selected_on_record": False}, "非选定"),
    ("shenzhen_outpatient", "op_pay", {"place": "in_province", "filed_long_term": True, "networked": False}, "非选定"),
    (
        "shenzhen_outpatient",
        "consultation_pay",
        {"place": "in_province", "filed_long_term": True, "networked": True},
        "市内",
    ),
    ("shenzhen_outpatient", "op_pay", {"service_date": "2024-09-30"}, "待遇期"),  # benefits begin on 1 October
    ("shenzhen_outpatient", "op_pay", {"service_date": "2025-10-01"}, "待遇期"),  # and end on 30 September
    ("shenzhen_outpatient", "op_pay", {"insured_elsewhere": True}, "重复参保"),
    ("shenzhen_inpatient", "ip_pay", {"designated": False}, "定点"),
    ("shenzhen_inpatient", "acct_mulaid_pay", {"authoriser_tier": "resident"}, "职工一档"),
    ("shenzhen_inpatient", "acct_mulaid_pay", {"authoriser_relation": "other_relative"}, "父母"),
]


@pytest.mark.parametrize(("name", "benefit", "changed", "word"), REFUSED)
def test_refused(
    policies: dict[str, policyc.Policy], name: str, benefit: str, changed: dict[str, Any], word: str
) -> None:
    settlement = policies[name.split("_")[0]].evaluate(claim(name, **changed))
    answer = {result.name: result for result in settlement.benefits}[benefit]
    assert (answer.status.value, answer.payment) == ("refused", Decimal(0))
    assert any(word in reason.zh for reason in answer.reasons)


UNDETERMINED = [
    ("kunshan_outpatient", "op_pay", {"place": "in_province", "special_disease_item": True}, "特病"),
    ("kunshan_offsite", "ip_pay", {"filed_on": None}, "备案"),
    ("kunshan_offsite", "ip_pay", {"filed_on": "2021-05-11"}, "备案"),
    ("shenzhen_offsite", "ip_pay", {"networked": False}, "未联网"),
    ("shenzhen_outpatient", "op_pay", {"applied_on": "2024-10-01", "service_date": "2024-11-01"}, "中途参保"),
]


@pytest.mark.parametrize(("name", "benefit", "changed", "word"), UNDETERMINED)
def test_undetermined(
    policies: dict[str, policyc.Policy], name: str, benefit: str, changed: dict[str, Any], word: str
) -> None:
    settlement = policies[name.split("_")[0]].evaluate(claim(name, **changed))
    answer = {result.name: result for result in settlement.benefits}[benefit]
    assert (answer.status.value, answer.payment) == ("undetermined", None)
    assert any(word in missing.words.zh for missing in answer.missing)
    assert settlement["psn_part_amt"] is None


def test_what_is_not_this_claims_is_not_asked(policies: dict[str, policyc.Policy]) -> None:
    """An out-patient claim knows no admission number and no total of in-patient cost."""
    settlement = policies["kunshan"].evaluate(claim("kunshan_outpatient"))
    assert {result.name: result.status.value for result in settlement.benefits} == {
        "op_pay": "paid",
        "ip_pay": "not_applicable",
    }


def test_a_zero_below_the_deductible_is_paid(policies: dict[str, policyc.Policy]) -> None:
    # second admission of a student: 500 × 50 % = 250, of which the stay's 200 are taken
    changed = {"medfee_sumamt": "200.00", "cost_on_home_list": "200.00"}
    settlement = policies["kunshan"].evaluate(claim("kunshan_inpatient", **changed))
    assert [result.status.value for result in settlement.benefits if result.name == "ip_pay"] == ["paid"]
    assert (settlement["ip_pay"], settlement["act_pay_dedc"]) == (Decimal(0), Decimal(200))


def test_nothing_is_taken_as_deductible_where_nothing_is_payable(policies: dict[str, policyc.Policy]) -> None:
    settlement = policies["kunshan"].evaluate(claim("kunshan_inpatient", suspension_on_record=True))
    assert (settlement["ip_pay"], settlement["act_pay_dedc"]) == (Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("kunshan_outpatient", "population"),
        ("kunshan_outpatient", "openings"),
        ("kunshan_inpatient", "admission_no"),
        ("kunshan_offsite", "networked"),
        ("shenzhen_inpatient", "scheduled_deductible"),
        ("shenzhen_inpatient", "account_balance"),
    ],
)
def test_a_missing_fact_is_an_error(policies: dict[str, policyc.Policy], name: str, fact: str) -> None:
    with pytest.raises(policyc.ClaimError) as error:
        policies[name.split("_")[0]].evaluate(claim(name, **{fact: None}))
    assert len(error.value.diagnostics) >= 1


def test_a_refused_claim_adds_nothing_to_the_years_cost(policies: dict[str, policyc.Policy]) -> None:
    settlement = policies["kunshan"].evaluate(claim("kunshan_outpatient", covered=False))
    assert settlement.accumulators["settlement_year"]["op_cost"] == Decimal(1100)


def test_late_claims_join_the_next_years_totals(policies: dict[str, policyc.Policy]) -> None:
    """1,000 in time, then 500: in time 200 are left, × 65 % = 130; late the next year is empty, 500 × 65 % = 325."""
    first = claim("kunshan_outpatient", medfee_sumamt="1000.00", cost_on_home_list="1000.00", openings=None)
    second = claim("kunshan_outpatient", medfee_sumamt="500.00", cost_on_home_list="500.00", openings=None)
    for submitted, paid in (("2021-12-30", "130.00"), ("2021-12-31", "325.00"), ("2022-12-31", "325.00")):
        ledger = policies["kunshan"].ledger(openings="none")
        ledger.settle(first | {"member": "M", "claim_number": "1", "settled_at": "2021-06-01"})
        late = second | {"submitted_on": submitted, "member": "M", "claim_number": "2", "settled_at": "2023-01-05"}
        assert ledger.settle(late)["op_pay"] == Decimal(paid)
