"""Whatever a page of the documentation shows is so: policies check, twins are equal, claims settle, commands print."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.pages import examples, language_of, pages
from tests.docs.reader import ROOT, Reader


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_what_a_page_shows_is_so(page: Path, tmp_path: Path) -> None:
    for name in ("policies", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    reader = Reader(tmp_path, language_of(page))
    for example in examples(page):
        reader.follow(example)
