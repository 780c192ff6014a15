"""Takes what the commands of the documentation print today as what its pages show: `make pages`; read the diff."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.docs.pages import examples, language_of, pages
from tests.docs.reader import ROOT, Reader, commands, run


def accepted(page: Path) -> str:
    """The page with what its commands print today."""
    text = page.read_text(encoding="utf-8")
    pieces, upto = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("policies", "examples"):
            shutil.copytree(ROOT / part, folder / part)
        reader = Reader(folder, language_of(page))
        for example in examples(page):
            if example.kind != "console":
                reader.follow(example)
                continue
            printed = (f"$ {one}\n{run(one, folder, reader.language)}".strip("\n") for one, _ in commands(example.text))
            start, end = example.inside
            pieces += [text[upto:start], "\n\n".join(printed) + "\n"]
            upto = end
    return "".join([*pieces, text[upto:]])


if __name__ == "__main__":
    for page in pages():
        page.write_text(accepted(page), encoding="utf-8")
