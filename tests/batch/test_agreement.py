"""A table of claims settles, claim by claim, to what the member's ledger settles: amounts, statuses, reasons."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from policyc.batch.fault import BatchError
from policyc.batch.staged import Staged
from policyc.claims.claim import Claim, Openings
from policyc.elaborate.owner import FAMILY
from policyc.policy import Policy
from policyc.settling.ledger import Ledger
from policyc.settling.settlement import Settlement
from tests.batch.tables import histories, settled, table_of
from tests.fixture import Fixture, fixtures, loaded
from tests.test_agreement import POLICIES, ROOT


def keeps_families(policy: Policy) -> bool:
    return FAMILY.name in policy.compiled.worksheet.by_name


CITIES = [file for file in POLICIES if "policies" in file.parts]
OTHERS = [file for file in POLICIES if file not in CITIES and not keeps_families(loaded(file))]
FIXTURES = [fixture for fixture in fixtures() if not keeps_families(fixture.policy())]


def by_ledgers(policy: Policy, claims: list[Claim], openings: Openings) -> dict[str, Settlement]:
    """Every claim by its member's ledger; what comes after one that breaks a law of the policy is left out."""
    found: dict[str, Settlement] = {}
    ledgers: dict[str, Ledger] = {}
    broken: set[str] = set()
    for claim in sorted(claims, key=lambda one: (one.settled_at, one.number)):
        member = str(claim.member)
        ledger = ledgers.setdefault(member, Ledger.open(policy.settler, openings))
        settlement, _ = ledger.add(claim)
        if settlement is None:
            broken.add(member)
        elif member not in broken:
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
    "constructs/totals/last_year",
    "settlement/difference_and_clamp",
    "settlement/openings_by_key",
)
WALKED = [fixture for fixture in FIXTURES if fixture.name in LOOPING]
"""Totals that loop through time: of claims and of lines, in windows of days, and of the year before."""


@pytest.mark.parametrize("fixture", WALKED, ids=lambda fixture: fixture.name)
def test_sql_settles_what_loops_through_time_as_ledgers(fixture: Fixture, tmp_path: Path) -> None:
    check(fixture.policy(), 13, 12, 5, tmp_path, None, engine_name="duckdb")


def test_families_are_not_settled_as_tables() -> None:
    policy = loaded(ROOT / "examples/family_deductible.zh.pol")
    with pytest.raises(BatchError, match="table-of-families"):
        Staged(policy.settler)
