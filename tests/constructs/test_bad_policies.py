"""Bad policies: each line marked `### slug` is found wrong for just that, all in one run, and no other line is."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyc.compile import compile_bytes

HERE = Path(__file__).parent
BAD = sorted(HERE.rglob("*.bad.pol"))
MARK = "### "


def marked(text: str) -> list[tuple[int, str]]:
    """The lines of a policy with the slugs marked on them."""
    lines = enumerate(text.splitlines(), 1)
    return sorted((number, slug) for number, line in lines for slug in line.partition(MARK)[2].split())


@pytest.mark.parametrize("path", BAD, ids=lambda path: f"{path.parent.name}/{path.name.split('.')[0]}")
def test_what_is_marked_is_found(path: Path) -> None:
    _, source, findings = compile_bytes(path.name, path.read_bytes())
    found = sorted((source.place(finding.span.start).line, finding.code) for finding in findings if finding.span)
    assert found == marked(source.text)
    assert len(found) == len(findings)


def test_marks_are_read() -> None:
    assert marked("政策 甲\n  费用：乙  ### one two\n") == [(2, "one"), (2, "two")]
    assert len(BAD) >= 15
