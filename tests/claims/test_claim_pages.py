"""The error pages of claims: the example raises the page's slug and nothing else, what to write instead is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from shenzhen_interface import SHENZHEN

from policyc.claims.reader import ClaimReader
from policyc.report.catalogue import entries

PAGES = Path(__file__).parents[2] / "docs" / "errors"
SLUGS = sorted(slug for slug in entries() if slug.startswith("claim-"))
READER = ClaimReader(SHENZHEN)

WITHOUT_EXAMPLE = {
    "claim-too-large": "four megabytes",
    "claim-not-utf-8": "bytes that no page can hold",
    "claim-too-deep": "a thousand brackets",
    "claim-float": "Python, not a text",
    "claim-too-many-errors": "a hundred errors",
    "claim-too-many-lines": "ten thousand lines",
}


def blocks(slug: str, info: str) -> list[str]:
    page = (PAGES / f"{slug}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{info}[^\n]*\n(.*?)\n```$", page, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug not in WITHOUT_EXAMPLE])
def test_the_example_raises_exactly_this(slug: str) -> None:
    (example,) = blocks(slug, "claim ")
    claim, diagnostics = READER.read_text(example)
    assert claim is None
    assert [diagnostic.code for diagnostic in diagnostics] == [slug]


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "claim-float"])
def test_what_to_write_instead_is_read(slug: str) -> None:
    (instead,) = blocks(slug, "json")
    assert READER.read_text(instead)[1] == ()
