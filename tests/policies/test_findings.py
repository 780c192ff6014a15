"""A faithful transcription of a passage with a hole or a clash is told of; one whose figures agree is not."""

from __future__ import annotations

import pytest

from tests.findings import FINDINGS, Finding, complaints, told_of


@pytest.mark.parametrize("finding", FINDINGS, ids=[" ".join(sorted(one.rules)) for one in FINDINGS])
def test_a_faithful_passage_is_told_of(finding: Finding) -> None:
    assert complaints(finding) == []


def test_a_published_figure_that_its_formula_does_not_give() -> None:
    wage = next(one for one in FINDINGS if one.rules == {"SZ-07"})
    # 164,754 × 1.5 % is 2,471.31 and not 2,471.32
    assert [code for code, _ in told_of(wage.passage.replace("2,471.31", "2,471.32"))] == ["figure-not-reproduced"]
