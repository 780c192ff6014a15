"""A few explanations whole, as a reader sees them, kept in files of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import policyc
from policyc.explain.explanation import explain
from policyc.explain.json_form import to_json
from policyc.explain.markdown import render_markdown
from policyc.explain.schedule import schedule
from policyc.explain.text import render_text
from policyc.report.diagnostic import Language
from tests.fixture import loaded

ROOT = Path(__file__).parent.parent.parent
KUNSHAN = "policies/kunshan/resident_2021.zh.pol"
SHENZHEN = "policies/shenzhen/children_2024.zh.pol"

Facts = dict[str, Any]

WHOLE: list[tuple[str, str, str, Facts]] = [
    ("inpatient", KUNSHAN, "kunshan_inpatient", {}),
    ("outpatient", KUNSHAN, "kunshan_outpatient", {}),
    ("suspended", KUNSHAN, "kunshan_suspended", {}),
    ("too_late", KUNSHAN, "kunshan_inpatient", {"submitted_on": "2023-02-01"}),
    ("elsewhere", KUNSHAN, "kunshan_outpatient", {"place": "out_of_province", "special_disease_item": False}),
    ("not_filed", KUNSHAN, "kunshan_offsite", {"filed_on": None}),
    ("fact_missing", KUNSHAN, "kunshan_inpatient", {"level": None, "openings": None}),
    ("lines", SHENZHEN, "shenzhen_outpatient", {}),
    ("family_account", SHENZHEN, "shenzhen_inpatient", {}),
    ("day_limit", "examples/daily_limit.zh.pol", "daily_limit", {}),
    ("slab", "examples/slab_bands.zh.pol", "slab_bands", {}),
]


class Golden(SingleFileSnapshotExtension):
    """One text file for each case, under __snapshots__."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Golden)


def settled(policy: str, claim: str, changes: Facts) -> policyc.Settlement:
    told = json.loads((ROOT / f"examples/claims/{claim}.json").read_text(encoding="utf-8")) | changes
    given = {key: value for key, value in told.items() if value is not None}
    rules = loaded(ROOT / policy)
    return rules.settle(rules.read(given))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("name", "policy", "claim", "changes"), WHOLE, ids=[case[0] for case in WHOLE])
def test_text(name: str, policy: str, claim: str, changes: Facts, language: str, golden: SnapshotAssertion) -> None:
    assert render_text(explain(settled(policy, claim, changes)), Language(language)) == golden


@pytest.mark.parametrize("form", ["outpatient.zh.md", "outpatient.en.md"])
def test_markdown(form: str, golden: SnapshotAssertion) -> None:
    explanation = explain(settled(KUNSHAN, "kunshan_outpatient", {}))
    assert render_markdown(explanation, Language(form.split(".")[1])) == golden


@pytest.mark.parametrize("form", ["slab.json"])
def test_json(form: str, golden: SnapshotAssertion) -> None:
    explanation = explain(settled("examples/slab_bands.zh.pol", "slab_bands", {}))
    assert json.dumps(to_json(explanation), ensure_ascii=False, indent=2) == golden


@pytest.mark.parametrize("form", ["schedule.zh.md", "schedule.en.md"])
def test_schedule(form: str, golden: SnapshotAssertion) -> None:
    assert schedule(loaded(ROOT / KUNSHAN).compiled, Language(form.split(".")[1])) == golden
