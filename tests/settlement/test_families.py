"""Totals of a whole family: whose claims a ledger takes, what its members share, and what stays each one's own."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policyc
from policyc.report.catalogue import help_text, message
from policyc.report.diagnostic import Language
from policyc.settling.ledger import Ledger
from tests.fixture import HERE, loaded

SHARED = HERE / "constructs/period/whole_family.zh.pol"
HOUSEHOLD = HERE / "settlement/household.zh.pol"
TEXT = SHARED.read_text(encoding="utf-8").split("案例")[0]


def claim(member: str, cost: str, number: str | None = None, day: str = "2024-03-01") -> dict[str, Any]:
    return {"member": member, "family": "F", "service_date": day, "cost": cost, "claim_number": number}


def paid(settlements: tuple[policyc.Settlement, ...]) -> list[str]:
    return [str(settlement["pay"]) for settlement in settlements]


def codes(caught: pytest.ExceptionInfo[policyc.ClaimError]) -> list[str]:
    return [finding.code for finding in caught.value.diagnostics]


# ---- voids


def test_without_one_members_claim_the_next_ones_bears_more() -> None:
    ledger = loaded(SHARED).ledger("none")
    ledger.settle(claim("A", "6000", "1"))
    assert str(ledger.settle(claim("B", "12000", "2"))["pay"]) == "6400.00"
    ledger = policyc.load(SHARED).ledger(state=json.loads(json.dumps(ledger.state)))
    # re-run, all 10,000 of the deductible are B's: 2,000 × 80 %
    (again,) = ledger.void("1", "re-run")
    assert (str(again["pay"]), again.claim.member) == ("1600.00", "B")
    # and C finds it used up: 1,000 × 80 %
    assert str(ledger.settle(claim("C", "1000", "3"))["pay"]) == "800.00"


def test_reversed_a_members_claim_leaves_room_in_the_familys_deductible() -> None:
    ledger = loaded(SHARED).ledger("none")
    ledger.settle(claim("A", "6000", "1"))
    ledger.settle(claim("B", "9000", "2"))
    assert ledger.void("1", "reverse") == ()
    # 9,000 are left of what the family bore, so 1,000 more: 4,000 × 80 %
    assert str(ledger.settle(claim("C", "5000", "3"))["pay"]) == "3200.00"


def test_a_familys_claims_settle_by_time_whoever_they_are_of() -> None:
    late = claim("A", "6000", "1") | {"settled_at": "2024-06-02"}
    early = claim("B", "9000", "2") | {"settled_at": "2024-06-01"}
    # B first: 9,000 lie in the deductible; of A's 6,000 1,000 do: 5,000 × 80 %
    assert paid(loaded(SHARED).ledger("none").settle_all([late, early])) == ["0.00", "4000.00"]


# ---- what is the family's and what is not


@settings(max_examples=25, deadline=None, database=None)
@given(seed=st.integers(0, 2**32))
def test_a_family_of_one_settles_as_a_member(seed: int) -> None:
    own = policyc.loads(TEXT.replace("，全家累计", "").encode())
    claims = invented(Random(seed), "A")
    alone = [{key: value for key, value in one.items() if key != "family"} for one in claims]
    assert paid(loaded(SHARED).ledger("none").settle_all(claims)) == paid(own.ledger("none").settle_all(alone))


@settings(max_examples=25, deadline=None, database=None)
@given(seed=st.integers(0, 2**32))
def test_what_is_a_members_own_is_as_in_a_ledger_of_its_own(seed: int) -> None:
    """Where the family's total reaches nothing, a family's ledger is as many ledgers side by side."""
    text = TEXT.replace("每 家庭年度，1万元", "每 家庭年度，0 元")
    assert text != TEXT
    family, own = policyc.loads(text.encode()), policyc.loads(text.replace("，全家累计", "").encode())
    claims = invented(Random(seed), "ABC")
    together = family.ledger("none").settle_all(claims)
    books = {member: own.ledger("none") for member in "ABC"}
    apart = [
        books[one["member"]].settle({key: value for key, value in one.items() if key != "family"}) for one in claims
    ]
    assert paid(together) == paid(tuple(apart))


def invented(random: Random, members: str) -> list[dict[str, Any]]:
    days = ["2024-03-01", "2024-12-31", "2025-01-01"]
    return [claim(random.choice(members), str(random.randint(0, 20_000)), None, random.choice(days)) for _ in range(8)]


# ---- a claim by itself, and other policies


def test_a_claim_by_itself_names_no_family_and_may() -> None:
    alone = {"service_date": "2024-03-01", "cost": "12000", "openings": "none"}
    assert str(loaded(SHARED).evaluate(alone)["pay"]) == "1600.00"
    named = loaded(SHARED).evaluate({**alone, "家庭": "张家"})
    assert named.as_data()["family"] == "张家"
    assert "家庭：张家" in named.explain("zh")
    assert "family: 张家" in named.explain("en")


def test_a_policy_without_such_a_period_knows_no_family() -> None:
    own = policyc.loads(TEXT.replace("，全家累计", "").encode())
    with pytest.raises(policyc.ClaimError) as caught:
        own.evaluate({"service_date": "2024-03-01", "cost": "1", "openings": "none", "family": "F"})
    assert codes(caught) == ["claim-unknown-key"]
    assert "family" not in own.evaluate({"service_date": "2024-03-01", "cost": "1", "openings": "none"}).as_data()


def test_what_is_missing_of_the_family_is_said_to_be_the_familys() -> None:
    with pytest.raises(policyc.ClaimError) as caught:
        loaded(SHARED).evaluate({"service_date": "2024-03-01", "cost": "1", "openings": {"policy_year": {"pay": 0}}})
    (finding,) = caught.value.diagnostics
    assert message(finding, Language.ZH) == "缺少全家的此前累计：家庭年度 此前累计 合理费用"
    assert message(finding, Language.EN) == (
        "an earlier total of the whole family is missing: family_year earlier total of cost"
    )
    assert '{"家庭年度": {"合理费用": "0"}}' in str(help_text(finding, Language.ZH))


def test_only_the_family_is_asked_for_where_no_total_is_a_members_own() -> None:
    text = TEXT.replace("  封顶：支付，每 保险年度，2万元\n", "")
    text = "\n".join(line for line in text.split("\n") if "policy_year" not in line)
    ledger = policyc.loads(text.encode()).ledger("none")
    with pytest.raises(policyc.ClaimError) as caught:
        ledger.settle({"service_date": "2024-03-01", "cost": "6000"})
    assert codes(caught) == ["ledger-family-missing"]
    ledger.settle({"service_date": "2024-03-01", "cost": "6000", "family": "F"})
    assert str(ledger.settle(claim("B", "9000"))["pay"]) == "4000.00"


# ---- openings and states


@pytest.mark.parametrize(
    ("openings", "wanted"),
    [
        ({"家庭年度": {"合理费用": "1"}}, ["claim-opening-key"]),
        ({"member": {"A": {"policy_year": {"pay": "1"}}}}, ["claim-opening-key"]),
        ({"member": {"A": "none"}, "参保人": {"B": "none"}}, ["claim-key-twice"]),
        ({"member": {"A": "none", " A": "none"}}, ["claim-key-twice"]),
        ({"member": {"A\u202e": "none"}}, ["claim-hidden-character"]),
        ({"member": {1: "none"}}, ["openings-by-member"]),
        ({"member": {"A": 5}}, ["claim-openings-shape"]),
        ({"policy_year": {"2024": {"pay": "1"}}}, ["opening-of-members"]),
        ({"member": {"A": {"family_year": {"2024": {"cost": "1"}}}}}, ["opening-of-family"]),
    ],
)
def test_openings_at_fault_are_refused(openings: dict[str, Any], wanted: list[str]) -> None:
    with pytest.raises(policyc.ClaimError) as caught:
        loaded(SHARED).ledger(openings)
    assert codes(caught) == wanted


def test_a_claim_gives_no_openings_by_member() -> None:
    with pytest.raises(policyc.ClaimError) as caught:
        loaded(SHARED).evaluate({"service_date": "2024-03-01", "cost": "1", "openings": {"member": {"A": "none"}}})
    assert codes(caught) == ["claim-unknown-opening"]


def test_rolling_and_lifetime_totals_of_a_family_are_opened_by_day_and_without_a_key() -> None:
    ledger = loaded(HOUSEHOLD).ledger(
        {
            "family_year": {"2023": {"pay": "1"}, "2024": {"pay": "0", "pay_deductible_2": "8000"}},
            "family_cover_year": {"2024": {"inpatient": {"pay": "0"}}},
            "family_last_year": {"since": "2023-01-01", "2023-05-02": {"pay": "36000"}},
            "family_life": {"pay": "30000"},
            "member": {"A": "none"},
        }
    )
    # no deductible is left: 10,000 × 80 %, of which twelve months leave 40,000 − 36,000
    first = ledger.settle(claim("A", "10000", day="2024-05-01") | {"cover": "inpatient"})
    assert str(first["pay"]) == "4000.00"
    assert str(first.accumulators["family_life"]["pay"]) == "34000.00"


@pytest.mark.parametrize(
    "broken",
    [
        {"members": ["A", "A"]},
        {"members": ["A"]},
        {"members": "AB"},
        {"members": ["A", 5]},
        {"family": 5},
    ],
)
def test_a_state_of_no_such_members_is_refused(broken: dict[str, Any]) -> None:
    ledger = loaded(SHARED).ledger("none")
    for member in "AB":
        ledger.settle(claim(member, "6000"))
    state = json.loads(json.dumps(ledger.state))
    assert loaded(SHARED).ledger(state=state).state == ledger.state
    with pytest.raises(ValueError):  # noqa: PT011 - its promise
        loaded(SHARED).ledger(state=state | broken)


def test_a_ledger_says_whose_it_is() -> None:
    ledger = loaded(SHARED).ledger("none")
    assert repr(ledger) == "<ledger of family_deductible for one family>"
    ledger.settle(claim("A", "1"))
    assert repr(ledger) == "<ledger of family_deductible for F>"
    assert isinstance(ledger._ledger, Ledger)


# ---- words


def test_the_lifetime_of_a_family_is_no_members() -> None:
    with pytest.raises(policyc.ClaimError) as caught:
        loaded(HOUSEHOLD).evaluate({"openings": {"lifetime": {"pay": "0"}}})
    assert codes(caught) == ["claim-unknown-opening"]


def test_per_year_never_means_a_year_of_the_family() -> None:
    text = TEXT.replace("每 保险年度", "每年")
    # the one year that is each member's own: 30,000 × 80 % is held to 2万 of A's, B's 20,000 are B's
    books = [claim("A", "10000"), claim("B", "25000"), claim("A", "30000")]
    assert paid(policyc.loads(text.encode()).ledger("none").settle_all(books)) == ["0.00", "20000.00", "20000.00"]
    text = "\n".join(line for line in text.split("\n") if "policy_year" not in line)
    with pytest.raises(policyc.PolicyError) as caught:
        policyc.loads(text.encode())
    assert [finding.code for finding in caught.value.diagnostics] == ["period-not-declared"]


def test_the_other_spelling_is_read_and_settles_alike() -> None:
    assert policyc.loads(TEXT.replace("全家累计", "全家合计").encode()).meaning == policyc.loads(TEXT.encode()).meaning


@pytest.mark.parametrize("name", ["家庭", "family"])
def test_no_fact_is_called_as_claims_call_the_family(name: str) -> None:
    with pytest.raises(policyc.PolicyError) as caught:
        policyc.loads(TEXT.replace("合理费用 (cost)", name).replace("合理费用", name).encode())
    assert "name-of-claims" in [finding.code for finding in caught.value.diagnostics]


def test_a_schedule_says_whose_totals_they_are() -> None:
    policy = loaded(SHARED)
    assert "- 家庭年度：每年 1月1日 开始，按 就诊日期 归属，全家累计" in policy.schedule("zh")
    assert "per family_year (whole family)" in policy.schedule("en")
