"""A policy compiled answers a claim as `evaluate` does: every amount, every status, every error."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policyc
from benchmarks import by_hand_kunshan
from policyc.claims.claim import Claim, Openings
from policyc.function import answered
from policyc.interface import PeriodKey
from tests.fixture import fixtures, loaded
from tests.histories import Inventor

ROOT = Path(__file__).parent.parent
POLICIES = sorted([*ROOT.glob("policies/*/*_20[0-9][0-9].zh.pol"), *ROOT.glob("examples/*.zh.pol")])
FILES = [*POLICIES, *(fixture.policy_file("zh") for fixture in fixtures())]
KUNSHAN = ROOT / "policies/kunshan/resident_2021.zh.pol"
CLAIM = ROOT / "examples/claims/kunshan_inpatient.json"


FACTS = [
    "med_type",
    "population",
    "level",
    "signed",
    "place",
    "channel",
    "paid_by_patient",
    "service_date",
    "submitted_on",
    "covered",
    "insured_last_year",
    "suspension_on_record",
    "suspension_on_record__present",
    "paid_on",
    "paid_on__present",
    "admission_no",
    "medfee_sumamt",
    "cost_on_home_list",
    "cost_on_care_list",
    "hosp_part_amt",
    "special_disease_item",
    "networked",
    "designated_at_care_place",
    "filed_on",
    "filed_on__present",
]


def opened(policy: policyc.Policy, claim: Claim, random: Random) -> Claim:
    """The claim of a new member, or with some totals given for the period it falls in."""
    if random.random() < 0.3:
        return evolve(claim, openings=Openings(zero=True))
    periods = {period.key: period for period in policy.compiled.interface.periods}
    here = {
        (spec.period, spec.key): random.choice([0, 100, 100000, 5000000])
        for spec in policy.compiled.interface.accumulators
        if random.random() < 0.8
        and periods[spec.period].per is None
        and periods[spec.period].unit is not PeriodKey.ROLLING
    }
    return evolve(claim, openings=Openings(here=here))


def outcome(call: Any) -> Any:
    try:
        return call()
    except policyc.ClaimError as error:
        return error.diagnostics


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name.split('.')[0]}")
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(seed=st.integers(0, 2**32))
def test_the_function_answers_as_evaluate_does(file: Path, seed: int) -> None:
    policy, random = loaded(file), Random(seed)
    names = [spec.key for spec in policy.compiled.interface.results]
    for results in ((), tuple(random.sample(names, min(len(names), 2)))):
        settle, asked = policy.compile(*results), policy.asking(*results) if results else policy
        for _ in range(6):
            claim = Inventor(policy.compiled).claim(random, complete=random.random() < 0.5)
            told = opened(policy, claim, random)

            def by_function(claim: Claim = told, settle: policyc.SettleFunction = settle) -> Any:
                answer = settle.settle(claim)
                return answer.values, answer.benefits

            def by_evaluating(claim: Claim = told, asked: policyc.Policy = asked) -> Any:
                return answered(asked.answered(claim))

            assert outcome(by_function) == outcome(by_evaluating)


@pytest.fixture(scope="module")
def kunshan() -> policyc.Policy:
    return policyc.load(KUNSHAN)


def test_an_answer_explains_itself(kunshan: policyc.Policy) -> None:
    answer = kunshan.compile("ip_pay")(CLAIM.read_text(encoding="utf-8"))
    # docs/python.md: (40000 - 30000 - 250) * 75 % + (50000 - 40000) * 80 % = 7312.50 + 8000.00
    assert answer["ip_pay"] == answer["住院统筹支付"] == Decimal("15312.50")
    assert answer.amounts == {"ip_pay": Decimal("15312.50")}
    assert [(one.name, one.status, one.payment) for one in answer.benefits] == [
        ("ip_pay", policyc.Status.PAID, Decimal("15312.50"))
    ]
    assert answer.explain("en") == kunshan.asking("ip_pay").evaluate(CLAIM.read_text(encoding="utf-8")).explain("en")
    with pytest.raises(KeyError):
        answer["op_pay"]


def test_totals_are_given_by_period_too(kunshan: policyc.Policy) -> None:
    settle = kunshan.compile("ip_pay")
    claim = json.loads(CLAIM.read_text(encoding="utf-8"))
    amounts = []
    for openings in (
        {"settlement_year": {"2021": {"ip_cost": "30000"}, "2020": {"ip_cost": "350000"}}},
        {"settlement_year": {"2021": {"ip_cost": "350000"}, "2020": {"ip_cost": "0"}}},
    ):
        amounts.append(settle({**claim, "openings": openings})["ip_pay"])
    assert amounts == [Decimal("15312.50"), Decimal("0.00")]


def test_a_function_that_disagrees_is_not_believed(kunshan: policyc.Policy) -> None:
    answer = kunshan.compile("ip_pay")(CLAIM.read_text(encoding="utf-8"))
    with pytest.raises(AssertionError, match="disagree"):
        evolve(answer, values={"ip_pay": 1}).explain()


def test_what_is_missing_is_told_as_evaluate_tells_it(kunshan: policyc.Policy) -> None:
    claim = json.loads(CLAIM.read_text(encoding="utf-8"))
    del claim["level"], claim["openings"]
    with pytest.raises(policyc.ClaimError) as by_function:
        kunshan.compile("ip_pay")({**claim, "population": "unemployed"})
    with pytest.raises(policyc.ClaimError) as by_evaluating:
        kunshan.asking("ip_pay").evaluate({**claim, "population": "unemployed"})
    assert by_function.value.diagnostics == by_evaluating.value.diagnostics
    assert [one.code for one in by_function.value.diagnostics][:2] == ["fact-missing", "opening-missing"]


def test_the_function_of_integers(kunshan: policyc.Policy) -> None:
    settle = kunshan.compile("ip_pay").integers
    claim = dict.fromkeys(FACTS, 0) | {
        "med_type": 2,
        "population": 1,
        "service_date": date(2021, 5, 10).toordinal(),
        "submitted_on": date(2021, 6, 1).toordinal(),
        "covered": 1,
        "admission_no": 2,
        "cost_on_home_list": 2000000,
        "medfee_sumamt": 2000000,
    }
    before = {"earlier__settlement_year__ip_cost": 3000000}
    # the same stay: 250 yuan of deductible, 9,750 at 75 % and 10,000 at 80 %
    assert settle({**claim, **before}) == {"ip_pay": 1531250, "ip_pay__status": 0, "claim__answered": True}
    unknown = settle(claim)
    assert (unknown["ip_pay__status"], unknown["claim__answered"]) == (3, False)
    assert settle({**claim, **before, "covered": 0})["ip_pay__status"] == 1
    assert settle({**claim, **before, "med_type": 0})["ip_pay__status"] == 2


def test_a_name_that_is_no_result(kunshan: policyc.Policy) -> None:
    with pytest.raises(KeyError):
        kunshan.compile("nothing_of_the_kind")


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_kunshan_is_as_it_was_written_by_hand(seed: int) -> None:
    from benchmarks.one_claim import kunshan_claims, shown

    settle = loaded(KUNSHAN).compile(*by_hand_kunshan.RESULTS).integers
    for claim in kunshan_claims(Random(seed), 50):
        assert shown(settle(claim)) == shown(by_hand_kunshan.by_hand(claim))
