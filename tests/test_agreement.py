"""All readings settle every policy alike, on its claims and on invented ones."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policyc
from policyc.claims.claim import Claim, Openings
from policyc.core import openings as core
from policyc.core.worksheet import Worksheet
from policyc.elaborate.owner import ALONE, Insured
from policyc.settling.settle import Settler
from tests.backends.readings import History, by_exact, by_kernel, by_python, by_sql
from tests.fixture import Fixture, fixtures, loaded
from tests.histories import Inventor, openings_at

ROOT = Path(__file__).parent.parent
POLICIES = sorted([*ROOT.glob("policies/*/*_20[0-9][0-9].zh.pol"), *ROOT.glob("examples/*.zh.pol")])
FILES = [*POLICIES, *(fixture.policy_file("zh") for fixture in fixtures())]
MEMBERS, CLAIMS = 8, 5
SEEDS = st.integers(0, 2**32)

every_policy = pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name.split('.')[0]}")
every_fixture = pytest.mark.parametrize("fixture", fixtures(), ids=lambda fixture: fixture.name)
unhurried = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


def told(settler: Settler, claim: Claim, insured: Insured = ALONE) -> tuple[dict[str, Any], dict[str, Any]]:
    """A claim as a backend reads it: inputs as integers, of one member."""
    facts, lines = settler.inputs(claim, insured)
    grains = [spec.key for spec in settler.compiled.interface.lines]
    return dict(facts), {grain: lines.get(grain, []) for grain in grains}


def invented(settler: Settler, seed: int) -> tuple[History, core.Openings]:
    """The histories of several members, one after another; some are new, some opened, some neither.

    Every two are a family.
    """
    random = Random(seed)
    inventor = Inventor(settler.compiled)
    history: list[Any] = []
    amounts: dict[Any, int] = {}
    histories: dict[Any, core.History] = {}
    for member in range(MEMBERS):
        claims = [inventor.claim(random) for _ in range(random.randint(1, CLAIMS))]
        if random.random() < 0.8:
            given_openings = openings_at(random, settler, claims, Insured(member, member // 2))
            amounts.update(given_openings.amounts)
            histories.update(given_openings.histories)
        history += [told(settler, claim, Insured(member, member // 2)) for claim in claims]
    return history, core.Openings(amounts, histories)


@every_policy
@settings(max_examples=2, **unhurried)
@given(seed=SEEDS)
def test_generated_python_agrees(file: Path, seed: int) -> None:
    settler = loaded(file).settler
    history, openings = invented(settler, seed)
    sheet = settler.partial.known.worksheet
    assert by_python(sheet, history, openings) == by_exact(sheet, history, openings)


@every_policy
@settings(max_examples=1, **unhurried)
@given(seed=SEEDS)
def test_machine_code_agrees(file: Path, seed: int) -> None:
    settler = loaded(file).settler
    history, openings = invented(settler, seed)
    sheet = settler.partial.known.worksheet
    found = by_kernel(sheet, history, openings)
    assert found == [{name: row[name] for name in found[0]} for row in by_exact(sheet, history, openings)]


@every_policy
@settings(max_examples=1, **unhurried)
@given(seed=SEEDS)
def test_duckdb_agrees(file: Path, seed: int) -> None:
    settler = loaded(file).settler
    history, openings = invented(settler, seed)
    sheet = settler.partial.known.worksheet
    assert by_sql(sheet, history, openings) == by_exact(sheet, history, openings)


@every_policy
@settings(max_examples=2, **unhurried)
@given(seed=SEEDS)
def test_every_value_lies_in_its_range(file: Path, seed: int) -> None:
    settler = loaded(file).settler
    history, openings = invented(settler, seed)
    sheet = settler.partial.known.worksheet
    assert [stray for row in by_exact(sheet, history, openings) for stray in strays(sheet, row)] == []


def strays(sheet: Worksheet, row: dict[str, Any]) -> list[tuple[str, int]]:
    """The values of a row, its lines' among them, that lie outside what the worksheet promises of their column."""
    found = []
    for definition in sheet.definitions:
        values = row[definition.name] if definition.grain else [row[definition.name]]
        found += [(definition.name, value) for value in values if not definition.low <= value <= definition.high]
    return found


@every_fixture
def test_all_agree_on_the_claims_of_a_fixture(fixture: Fixture) -> None:
    policy = fixture.policy()
    sheet = policy.settler.partial.known.worksheet
    for history, openings in histories_of(fixture, policy):
        settled = by_exact(sheet, history, openings)
        assert by_python(sheet, history, openings) == settled
        assert by_sql(sheet, history, openings) == settled


def histories_of(fixture: Fixture, policy: policyc.Policy) -> list[tuple[History, core.Openings]]:
    """A fixture's ledgers for new members, of one family each, and all its single claims as so many new members."""
    books = [[entry["claim"] for entry in book["claims"]] for book in fixture.ledgers()]
    alone = [entry["claim"] for entry in fixture.alone()]
    found: list[tuple[History, core.Openings]] = []
    for claims, one_book in [*((book, True) for book in books), (alone, False)]:
        read = [policy.reader.read(claim)[0] for claim in claims]
        kept = [claim for claim in read if claim is not None]
        names = list(dict.fromkeys(claim.member for claim in kept if claim.member is not None))
        history = [
            told(
                policy.settler,
                claim,
                Insured(names.index(claim.member) if claim.member else 0) if one_book else Insured(at, at),
            )
            for at, claim in enumerate(kept)
        ]
        found.append((history, core.ZERO))
    return [(history, openings) for history, openings in found if history]


@pytest.mark.parametrize("file", [file for file in POLICIES if "policies" in file.parts], ids=lambda file: file.stem)
def test_invented_claims_reach_every_answer(file: Path) -> None:
    settler, random = loaded(file).settler, Random(0)
    inventor = Inventor(settler.compiled)
    reached: set[str] = set()
    for _ in range(400):
        claim = inventor.claim(random)
        state = settler.start(settler.partial, Openings(zero=True))
        for result in settler.settle(settler.partial, state, claim).benefits:
            reached.add("some paid" if result.fen else result.status.value)
    assert reached == {"some paid", "paid", "refused", "undetermined", "not_applicable"}


@every_policy
@settings(max_examples=2, **unhurried)
@given(seed=SEEDS)
def test_the_two_readings_agree_where_nothing_is_missing(file: Path, seed: int) -> None:
    settler, random = loaded(file).settler, Random(seed)
    inventor = Inventor(settler.compiled)
    history = [told(settler, inventor.claim(random, complete=True)) for _ in range(CLAIMS)]
    complete, partial = settler.complete.known.worksheet, settler.partial.known.worksheet
    names = [definition.name for definition in settler.compiled.worksheet.definitions]
    settled = [by_exact(sheet, history, core.ZERO) for sheet in (complete, partial)]
    assert [[row[name] for name in names] for row in settled[0]] == [
        [row[name] for name in names] for row in settled[1]
    ]
