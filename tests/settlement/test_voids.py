"""Voids: a claim run again without it, or reversed; what stands afterwards, worked by hand and as laws."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import policyc
from policyc.claims.claim import Openings
from policyc.claims.voiding import How
from policyc.core.state import Slot
from policyc.settling.ledger import Ledger
from policyc.settling.settle import Settler
from policyc.settling.settlement import Settlement
from tests.fixture import HERE, loaded
from tests.histories import Inventor

CAP = HERE / "settlement/ledger_order.zh.pol"  # a cap on payment of 100 a year
FILES = [
    *sorted((HERE.parent / "policies").glob("*/*_20[0-9][0-9].zh.pol")),
    CAP,
    *(HERE / f"{name}.zh.pol" for name in ("settlement/payment_order_of_five", "constructs/period/rolling")),
]
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])
laws = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def claim(number: str, cost: str, day: str = "2024-05-01") -> dict[str, str]:
    return {"service_date": day, "cost": cost, "claim_number": number}


def paid(settlements: Any) -> list[str]:
    return [str(settlement["pay"]) for settlement in settlements]


def closing(ledger: policyc.Policy) -> str:
    """What the year's total is before a claim that adds nothing to it."""
    settlement = ledger.settle(claim("last", "0"))
    return str(settlement.accumulators["policy_year"]["pay"])


def test_run_again_later_claims_get_what_the_voided_one_had_used_up() -> None:
    # 60 and 40 of the year's 100; without the first the second is paid 50 and the third 10
    ledger = loaded(CAP).ledger("none")
    assert paid(ledger.settle(claim(*one)) for one in (("1", "60"), ("2", "50"), ("3", "10"))) == [
        "60.00",
        "40.00",
        "0.00",
    ]
    assert paid(ledger.void("1", "re-run")) == ["50.00", "10.00"]
    assert closing(ledger) == "60.00"


def test_reversed_later_claims_stand_and_only_its_own_is_taken_back() -> None:
    # 100 − 60: the second keeps its 40 and the third its 0; a further claim finds 60 free again
    ledger = loaded(CAP).ledger("none")
    for one in (("1", "60"), ("2", "50"), ("3", "10")):
        ledger.settle(claim(*one))
    assert ledger.void("1", "冲回") == ()
    assert str(ledger.settle(claim("4", "70"))["pay"]) == "60.00"
    assert closing(ledger) == "100.00"


def test_a_list_of_claims_may_hold_voids_at_their_place() -> None:
    told = [claim("1", "60"), claim("2", "50"), {"作废": "1", "方式": "重算"}, claim("3", "70")]
    assert paid(loaded(CAP).ledger("none").settle_all(told)) == ["50.00", "50.00"]
    told[2] = {"void": "1", "how": "reverse"}
    assert paid(loaded(CAP).ledger("none").settle_all(told)) == ["40.00", "60.00"]


@pytest.mark.parametrize(("number", "how", "slug"), [("9", "re-run", "void-unknown"), ("1", "undo", "void-how")])
def test_what_cannot_be_voided(number: str, how: str, slug: str) -> None:
    ledger = loaded(CAP).ledger("none")
    ledger.settle(claim("1", "60"))
    with pytest.raises(policyc.ClaimError) as caught:
        ledger.void(number, how)
    assert [finding.code for finding in caught.value.diagnostics] == [slug]


def test_a_voided_number_is_not_voided_or_settled_again() -> None:
    ledger = loaded(CAP).ledger("none")
    ledger.settle(claim("1", "60"))
    ledger.void("1", "reverse")
    with pytest.raises(policyc.ClaimError) as caught:
        ledger.void("1", "reverse")
    assert [finding.code for finding in caught.value.diagnostics] == ["void-twice"]
    with pytest.raises(policyc.ClaimError) as caught:
        ledger.settle(claim("1", "60"))
    assert [finding.code for finding in caught.value.diagnostics] == ["ledger-number-twice"]


# ---- laws


def invented(settler: Settler, seed: int) -> tuple[Ledger, list[Settlement], int]:
    """A ledger of numbered claims, kept through JSON now and then, and which of them to void."""
    random, inventor = Random(seed), Inventor(settler.compiled)
    ledger = Ledger.open(settler, Openings(zero=random.random() < 0.8))
    settled = []
    for number in range(6):
        settlement, _ = ledger.add(evolve(inventor.claim(random), number=str(number)))
        settled += [] if settlement is None else [settlement]
        if random.random() < 0.3:
            ledger = Ledger.from_data(settler, json.loads(json.dumps(ledger.as_data())))
    assume(settled)
    return ledger, settled, random.randrange(len(settled))


def totals(ledger: Ledger) -> dict[str, Any]:
    """The totals, without keys under which nothing is left, in no order."""
    data = ledger.state.as_data()
    return {
        name: kept if isinstance(kept, dict) else sorted([key, value] for key, value in kept if value not in (0, []))
        for name, kept in data.items()
    }


@every_file
@laws
@given(seed=st.integers(0, 2**32))
def test_run_again_is_as_if_it_had_never_been(file: Any, seed: int) -> None:
    settler = loaded(file).settler
    ledger, settled, at = invented(settler, seed)
    opened = Ledger(settler, ledger.opened.copy(), opened=ledger.opened.copy())
    never = [opened.add(one.claim)[0] for one in settled if one.claim is not settled[at].claim]
    again, findings = ledger.void(str(settled[at].claim.number), How.RE_RUN)
    assert findings == ()
    assert [dict(one.row) for one in again] == [dict(one.row) for one in never[at:] if one is not None]
    assert totals(ledger) == totals(opened)


@every_file
@laws
@given(seed=st.integers(0, 2**32))
def test_reversed_the_totals_are_less_by_what_it_counted(file: Any, seed: int) -> None:
    settler = loaded(file).settler
    ledger, settled, at = invented(settler, seed)
    before, number = ledger.state.copy(), str(settled[at].claim.number)
    counted = next(one.counted for one in ledger.standing if one.claim.number == number)
    assert ledger.void(number, How.REVERSE) == ((), ())
    for total in settler.compiled.account.totals:
        if total.window is not None or total.after is None:
            continue
        slot = before.kept.index(Slot(total.column, total.by))
        for one in counted:
            if one.slot == slot:
                was, now = (state.total(total.column, total.by, one.key) for state in (before, ledger.state))
                assert was - now == one.value


@laws
@given(seed=st.integers(0, 2**32))
def test_money_is_neither_made_nor_lost(seed: int) -> None:
    """After any voids the year's total is what the standing settlements paid, and no more than the cap where re-run."""
    random, ledger = Random(seed), loaded(CAP).ledger("none")
    standing: dict[str, Decimal] = {}
    for number in map(str, range(8)):
        standing[number] = ledger.settle(claim(number, str(random.choice([0, 10, 40, 60, 99, 100]))))["pay"]
        if random.random() < 0.4:
            gone = random.choice(sorted(standing))
            again = ledger.void(gone, random.choice(["re-run", "reverse"]))
            del standing[gone]
            standing.update({str(one.claim.number): one["pay"] for one in again})
        total = sum(standing.values(), Decimal(0))
        assert total <= 100
    assert closing(ledger) == f"{total:.2f}"


def test_papers_handed_in_are_kept_with_the_state() -> None:
    """50 % of 200 = 100, also when it is settled again by who has only read the ledger's state."""
    policy = loaded(HERE / "constructs/documents/by_circumstance.zh.pol")
    ledger = policy.ledger("none")
    for number in ("1", "2"):
        ledger.settle(
            {
                "claim_number": number,
                "cost": "200",
                "emergency": False,
                "rescue": False,
                "documents": ["id_card", "receipt", "itemised_bill"],
            }
        )
    kept = policy.ledger(state=json.loads(json.dumps(ledger.state)))
    (again,) = kept.void("1", "re-run")
    assert str(again["op_pay"]) == "100.00"
    assert kept.state == policy.ledger(state=kept.state).state
