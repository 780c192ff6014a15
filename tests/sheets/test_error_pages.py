"""The error pages of spreadsheets: an example raises the page's slug and nothing else, its mended form is read."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from policyc.cli import main
from policyc.report.catalogue import entries

PAGES = Path(__file__).parents[2] / "docs" / "errors"
SLUGS = sorted(slug for slug in entries() if slug.startswith(("sheet-", "sheets-")))
ONLY_WORKBOOKS = {
    "sheets-not-installed", "sheet-too-large", "sheet-not-a-workbook", "sheet-unsafe", "sheet-encoding", "sheet-which",
    "sheet-no-such-sheet", "sheet-formula", "sheet-number-inexact", "sheet-number-hidden",
}  # fmt: skip
FENCE = re.compile(r"^```csv ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_only_pages_about_workbooks_have_no_example() -> None:
    assert {slug for slug in SLUGS if not FENCE.search((PAGES / f"{slug}.md").read_text("utf-8"))} == ONLY_WORKBOOKS


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug not in ONLY_WORKBOOKS])
def test_the_example_raises_its_slug_and_is_mended(slug: str, tmp_path: Path) -> None:
    found = []
    for arguments, text in FENCE.findall((PAGES / f"{slug}.md").read_text("utf-8")):
        table = tmp_path / "甲.csv"
        table.write_text(text, "utf-8")
        done = CliRunner().invoke(main, ["import", str(table), *shlex.split(arguments), "--lang", "en"])
        found.append([code for code in re.findall(r"error\[([a-z-]+)\]", done.stderr) if code.startswith("sheet")])
    assert found == [[slug], []]
