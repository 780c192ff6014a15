"""Every message about the writing of a policy has a page, and the page's example raises it and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from policyc.source import Source
from policyc.syntax.parse import LARGEST, decode, parse

ROOT = Path(__file__).parents[2]
SLUGS = sorted(tomllib.loads((ROOT / "policyc/report/catalogue/syntax.toml").read_text("utf-8")))
WITHOUT_EXAMPLE = {"too-many-errors", "file-too-large", "not-utf-8"}


@pytest.mark.parametrize("slug", SLUGS)
def test_page(slug: str) -> None:
    page = (ROOT / "docs" / "errors" / f"{slug}.md").read_text("utf-8")
    blocks = re.findall(r"^```policy\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == (0 if slug in WITHOUT_EXAMPLE else 1)
    for block in blocks:
        _, diagnostics = parse(Source(slug, block))
        assert [diagnostic.code for diagnostic in diagnostics] == [slug]


def test_what_no_page_can_show() -> None:
    assert [d.code for d in decode("x", b"#" * (LARGEST + 1))[1]] == ["file-too-large"]
    source, diagnostics = decode("x", "政策 甲\n".encode("gbk"))
    assert source is None
    assert [(d.code, d.arguments["line"]) for d in diagnostics] == [("not-utf-8", 1)]
    _, many = parse(Source("x", "瞎写 一气\n" * 101))
    assert [d.code for d in many] == ["unknown-clause"] * 100 + ["too-many-errors"]


def test_byte_order_mark_is_accepted() -> None:
    source, diagnostics = decode("x", "\ufeff断言：1 = 1\n".encode())
    assert diagnostics == ()
    assert source is not None
    assert source.text.startswith("断言")
