"""The cases of the policies that ship with policyc, and of its examples, come out; and each of them can fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

import policyc
from policyc.cases.answer import answers_for, is_as_expected
from policyc.cases.model import Coverage
from policyc.elaborate.case_account import Fixed

ROOT = Path(__file__).parent.parent.parent
POLICIES = sorted(
    path.with_name(path.name.removesuffix(".zh.pol"))
    for folder in ("policies", "examples")
    for path in (ROOT / folder).rglob("*.zh.pol")
    # the other readings of a policy have no cases of their own: tests/policies/worked_cases.json has their figures
    if not path.name.startswith("reading_")
)
every_policy = pytest.mark.parametrize("stem", POLICIES, ids=lambda path: path.name)


def loaded(stem: Path, language: str) -> policyc.Policy:
    return policyc.load(stem.with_name(f"{stem.name}.{language}.pol"))


@every_policy
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_case_comes_out(stem: Path, language: str) -> None:
    report = loaded(stem, language).test()
    assert report.passed, report.text(language)
    assert any(row.expected for case in report.cases for claim in case.claims for row in claim.claim.rows)


@every_policy
def test_twins_reach_the_same(stem: Path) -> None:
    def told(coverage: Coverage) -> list[tuple[str, str, int, bool | None]]:
        return [(point.part.value, point.owner, point.number, point.bound) for point in coverage.missed]

    assert told(loaded(stem, "zh").test().coverage) == told(loaded(stem, "en").test().coverage)


@every_policy
def test_every_amount_is_really_compared(stem: Path) -> None:
    """A cell that said the least bit more would fail."""
    policy = loaded(stem, "zh")
    for case in policy.test().cases:
        for claim in case.claims:
            assert claim.settlement is not None
            for _, cell, answer in answers_for(policy.settler, claim.settlement, claim.claim):
                assert is_as_expected(answer, cell)
                if isinstance(cell.wanted, Fixed):
                    more = evolve(cell, wanted=Fixed(cell.wanted.value + 1, cell.wanted.scale))
                    assert not is_as_expected(answer, more)
