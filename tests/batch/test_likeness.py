"""Claims that agree on all that was looked at have one answer, and each is told what it would be told by itself."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from policyc.batch.answering.likeness import Decided, Likeness
from policyc.batch.answering.reasons import Told, Why
from policyc.batch.stretch import Stretch
from policyc.core.openings import Openings
from tests.agreement.__main__ import POLICIES
from tests.agreement.comparing import ENGINES, FIRST, Settling
from tests.agreement.comparing import _openings as openings_of
from tests.agreement.crowd import Section, crowd
from tests.fixture import loaded


def test_a_claim_is_asked_for_each_path_and_not_for_what_it_did_not_look_at() -> None:
    """Where the first truth holds the second is not looked at, and whatever a line says only where it does not."""
    decided = {
        "first": Decided(np.array([True, True, False, False, False, False]), None),
        "second": Decided(np.array([True, False, True, False, True, True]), None),
        "line": Decided(np.array([1, 2, 1, 2, 1, 2, 2]), np.array([0, 0, 1, 3, 3, 5, 7])),
    }
    asked: list[int] = []

    def ask(at: int) -> tuple[str, Sequence[str]]:
        asked.append(at)
        if decided["first"].values[at]:
            return "first", ("first",)
        if not decided["second"].values[at]:
            return "neither", ("first", "second")
        return f"lines {decided['line'].of(at)!r}", ("first", "second", "line")

    likeness: Likeness[str] = Likeness()
    for places in ([0, 1, 2, 3, 4, 5], [5, 1]):
        found = {at: answer for answer, each in likeness.among(np.array(places), decided, ask) for at in each.tolist()}
        assert {at: answer.split()[0] for at, answer in found.items()} == {
            at: ["first", "first", "lines", "neither", "lines", "lines"][at] for at in places
        }
    # claims 2 and 4 have lines 2, 1 each, and claim 5 has others
    assert sorted(asked) == [0, 2, 3, 5]


@pytest.mark.parametrize("section", [Section.LACKING, Section.FAULTY], ids=lambda section: section.name.lower())
@pytest.mark.parametrize("name", ["kunshan/resident_2021", "shenzhen/children_2024"])
def test_every_claim_is_told_what_it_would_be_told_by_itself(
    name: str, section: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    told = Why.told

    def checked(self: Why, stretch: Stretch, answers: Any, openings: Openings) -> Mapping[str, Told]:
        nonlocal compared
        found = told(self, stretch, answers, openings)
        for key, of in found.items():
            for at in np.flatnonzero(of.places >= 0).tolist():
                claim, row = self.replays.settled(stretch, openings, at)
                alone = stretch.staged.settler.benefit(self.sheet.known, claim, row, key)
                assert of.results[of.places[at]] == alone, (key, at)
                compared += 1
        return found

    monkeypatch.setattr(Why, "told", checked)
    people = crowd(loaded(POLICIES[name]), 5)
    table = people.table(700, section)
    with tempfile.TemporaryDirectory() as folder:
        Settling(people.policy).settled(table, ENGINES[FIRST](), openings_of(people, table, section, Path(folder)))
    assert compared > 150
