"""A table of claims settles, claim by claim, to what the ledger of each settles: amounts, statuses, reasons."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from policyc.claims.claim import Claim, Openings
from policyc.policy import Policy
from policyc.settling.ledger import Ledger
from policyc.settling.settlement import Settlement
from tests.batch.tables import histories, settled, table_of
from tests.fixture import Fixture, fixtures, loaded
from tests.test_agreement import POLICIES

CITIES = [file for file in POLICIES if "policies" in file.parts]
OTHERS = [file for file in POLICIES if file not in CITIES]
FIXTURES = list(fixtures())


def by_ledgers(policy: Policy, claims: list[Claim], openings: Openings) -> dict[str, Settlement]:
    """Every claim by its ledger; what comes after one that breaks a law of the policy is left out."""
    found: dict[str, Settlement] = {}
    ledgers: dict[str, Ledger] = {}
    broken: set[str] = set()
    for claim in sorted(claims, key=lambda one: (one.settled_at, one.number)):
        owner = str(claim.family or claim.member)
        ledger = ledgers.setdefault(owner, Ledger.open(policy.settler, openings))
        settlement, _ = ledger.add(claim)
        if settlement is None:
            broken.add(owner)
        elif owner not in broken:
            found[str(claim.number)] = settlement
    return found


def as_row(settlement: Settlement) -> dict[str, Any]:
    """A settlement as a row of results says it."""
    row: dict[str, Any] = dict(settlement.amounts)
    for result in settlement.benefits:
        row[f"{result.name}__status"] = result.status.value
        row[f"{result.name}__reasons"] = [reason.zh for reason in result.reasons] or None
        row[f"{result.name}__missing"] = [entry.words.zh for entry in result.missing] or None
    return row


def check(
    policy: Policy,
    seed: int,
    members: int,
    each: int,
    folder: Path,
    openings: str | None,
    complete: bool = False,
    engine_name: str = "python",
) -> None:
    claims = histories(policy.compiled, Random(seed), members, each, complete)
    rows = settled(policy, table_of(policy.compiled, claims), folder, openings, engine_name=engine_name)
    expected = by_ledgers(policy, claims, Openings(zero=openings == "none"))
    assert len(rows) == len(claims)
    assert expected
    for number, settlement in expected.items():
        wanted = as_row(settlement)
        assert {name: rows[number][name] for name in wanted} == wanted, number


@pytest.mark.parametrize("openings", ["none", None])
@pytest.mark.parametrize("file", CITIES, ids=lambda file: file.stem)
def test_a_city_settles_as_its_ledgers(file: Path, openings: str | None, tmp_path: Path) -> None:
    check(loaded(file), 7, 60, 8, tmp_path, openings)


@pytest.mark.parametrize("file", CITIES, ids=lambda file: file.stem)
def test_claims_that_lack_nothing_settle_as_their_ledgers(file: Path, tmp_path: Path) -> None:
    check(loaded(file), 21, 60, 8, tmp_path, "none", complete=True)


@pytest.mark.parametrize("file", CITIES, ids=lambda file: file.stem)
def test_some_results_alone_settle_as_their_ledgers(file: Path, tmp_path: Path) -> None:
    check(loaded(file).asking("ip_pay"), 9, 30, 6, tmp_path, "none")


@pytest.mark.parametrize("file", OTHERS, ids=lambda file: file.stem)
def test_an_example_settles_as_its_ledgers(file: Path, tmp_path: Path) -> None:
    check(loaded(file), 11, 25, 6, tmp_path, "none")


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_a_fixture_settles_as_its_ledgers(fixture: Fixture, tmp_path: Path) -> None:
    check(fixture.policy(), 13, 12, 5, tmp_path, "none")


@pytest.mark.parametrize("file", [*CITIES, *OTHERS], ids=lambda file: file.stem)
def test_sql_settles_as_ledgers(file: Path, tmp_path: Path) -> None:
    check(loaded(file), 17, 25, 6, tmp_path, "none", engine_name="duckdb")


LOOPING = (
    "constructs/lines/yearly_limit_by_item",
    "constructs/period/rolling",
    "constructs/period/whole_family",
    "settlement/household",
    "constructs/totals/last_year",
    "settlement/difference_and_clamp",
    "settlement/openings_by_key",
)
WALKED = [fixture for fixture in FIXTURES if fixture.name in LOOPING]
"""Totals that loop through time: of claims and of lines, in windows of days, of the year before, of families."""


@pytest.mark.parametrize("fixture", [one for one in FIXTURES if one.policy().compiled.interface.of_families], ids=str)
def test_machine_code_settles_families_as_ledgers(fixture: Fixture, tmp_path: Path) -> None:
    check(fixture.policy(), 19, 40, 12, tmp_path, "none", engine_name="kernel")


@pytest.mark.parametrize("fixture", WALKED, ids=lambda fixture: fixture.name)
def test_sql_settles_what_loops_through_time_as_ledgers(fixture: Fixture, tmp_path: Path) -> None:
    check(fixture.policy(), 13, 12, 5, tmp_path, None, engine_name="duckdb")
