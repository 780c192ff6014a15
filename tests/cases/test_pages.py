"""The pages of what running cases finds: each example raises its slug alone, and is mended clean."""

from __future__ import annotations

import pytest

import policyc
from policyc.cases.text import as_finding
from tests.test_error_pages import fences, slugs


def found(text: str) -> list[str]:
    report = policyc.loads(text.encode()).test()
    claims = [claim for case in report.cases for claim in case.claims]
    return [finding.code for claim in claims for finding in (*map(as_finding, claim.differences), *claim.findings)]


@pytest.mark.parametrize("slug", slugs("cases"))
def test_example_fails_with_its_slug_alone(slug: str) -> None:
    example, mended = fences(slug)
    assert found(example.text) == [slug]
    assert found(mended.text) == []


@pytest.mark.parametrize("slug", [slug for slug in slugs("tables") if slug.startswith("case-")])
def test_what_is_mended_also_comes_out(slug: str) -> None:
    _, mended = fences(slug)
    assert found(mended.text) == []
