"""Ledgers: claims in any order given, ties, openings without a key, and histories cut in two through JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policyc
from policyc.claims.claim import Openings
from policyc.report.catalogue import message
from policyc.report.diagnostic import Language
from policyc.settling.ledger import Ledger
from tests.fixture import HERE, loaded
from tests.histories import Inventor

POLICY = HERE / "settlement/ledger_order.zh.pol"
CITIES = sorted((HERE.parent / "policies").glob("*/*_20[0-9][0-9].zh.pol"))


def claim(number: str, cost: str, time: str = "2024-06-01T09:00:00") -> dict[str, str]:
    return {"service_date": "2024-05-01", "cost": cost, "claim_number": number, "settled_at": time, "member": "M"}


def test_many_claims_settle_in_the_ledgers_order_whatever_order_they_come_in() -> None:
    # by time, then number: 60 of the year's 100, then 40 of 50, then nothing of 10
    claims = [claim("1", "60"), claim("2", "50"), claim("0", "10", "2024-06-02")]
    for shuffled in permutations(claims):
        settled = loaded(POLICY).ledger("none").settle_all(shuffled)
        assert [str(settlement["pay"]) for settlement in settled] == ["60.00", "40.00", "0.00"]


def test_a_tie_is_an_error() -> None:
    with pytest.raises(policyc.ClaimError) as caught:
        loaded(POLICY).ledger("none").settle_all([claim("1", "60"), claim("1", "50")])
    assert [finding.code for finding in caught.value.diagnostics] == ["ledger-tie"]


def test_claims_out_of_order_are_told_by_their_times() -> None:
    ledger = loaded(POLICY).ledger("none")
    ledger.settle({**claim("7", "60"), "claim_number": None})
    with pytest.raises(policyc.ClaimError) as caught:
        ledger.settle(claim("1", "50", "2024-05-31"))
    (finding,) = caught.value.diagnostics
    assert (
        message(finding, Language.ZH) == "理赔「1」（2024-05-31 00:00 结算）应在已结算的（2024-06-01 09:00 结算）之前"
    )


def test_a_ledgers_openings_need_their_keys() -> None:
    with pytest.raises(policyc.ClaimError) as caught:
        loaded(POLICY).ledger({"policy_year": {"pay": "60"}})
    assert [finding.code for finding in caught.value.diagnostics] == ["claim-opening-key"]
    ledger = loaded(POLICY).ledger({"policy_year": {"2024": {"pay": "60"}}})
    assert str(ledger.settle(claim("1", "60"))["pay"]) == "40.00"


@pytest.mark.parametrize("file", CITIES, ids=lambda file: file.stem)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(seed=st.integers(0, 2**32), cut=st.integers(0, 8))
def test_two_halves_settle_as_one(file: Path, seed: int, cut: int) -> None:
    settler, random = loaded(file).settler, Random(seed)
    claims = [Inventor(settler.compiled).claim(random) for _ in range(8)]
    whole, first = Ledger.open(settler, Openings(zero=True)), Ledger.open(settler, Openings(zero=True))
    settled = [dict(settlement.row) for one in claims if (settlement := whole.add(one)[0]) is not None]
    halves = [dict(settlement.row) for one in claims[:cut] if (settlement := first.add(one)[0]) is not None]
    second = Ledger.from_data(settler, json.loads(json.dumps(first.as_data())))
    halves += [dict(settlement.row) for one in claims[cut:] if (settlement := second.add(one)[0]) is not None]
    assert halves == settled
    assert second.as_data() == whole.as_data()


BOTH = """
import policyc
ledger = policyc.load("examples/daily_limit.en.pol").ledger()
ledger.settle({"visit_date": "2024-05-01"})
second = ledger.settle({"visit_date": "2024-05-01", "op_cost": "650"})
print([one.kind for one in second.benefits[0].missing])
"""


@pytest.mark.parametrize("seed", ["0", "1"])
def test_what_is_missing_is_told_in_one_order_in_every_process(seed: str) -> None:
    """The total before the first claim is not known, and a claim has left it open: in this order."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", BOTH]
    done = subprocess.run(command, cwd=HERE.parent, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "['opening', 'earlier']\n"
