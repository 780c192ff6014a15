"""Draws the explanations that the tutorials show as pictures for the README: `make pages`.

A reader's machine has what fonts it has: every run of letters is stretched to the columns it takes in a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from policyc.source import character_width, display_width
from tests.docs.pages import DOCS, examples
from tests.docs.reader import commands

PICTURES = {DOCS / "explanation.svg": DOCS / "tutorial.zh.md", DOCS / "explanation.en.svg": DOCS / "tutorial.en.md"}
"""Each picture, and the page that shows the same explanation."""

_COMMAND = "policyc explain yunqi.pol third.json"
_COLUMN, _LINE, _MARGIN = 8, 20, 16
"""The width of a column, the height of a line, the room around the text; a letter is 15 high."""

_FONTS = "Menlo, Consolas, 'Noto Sans Mono CJK SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', monospace"
_STYLE = f"""text {{ font-family: {_FONTS}; font-size: 15px; fill: #24292f; white-space: pre; }}
.heading {{ font-weight: bold; fill: #0b4f9c; }}
.result {{ font-weight: bold; fill: #17693a; }}
.citation {{ fill: #6e7781; }}"""

_CITATION = re.compile(r" *(来源|读法|source|reading)[:：]")
_RESULT = re.compile(r"(= [\d,]+\.\d\d|(支付|paid) [\d,]+\.\d\d (元|yuan))$")


def shown(page: Path) -> tuple[str, str]:
    """The command of the page that explains a claim, and what it prints."""
    consoles = (one for one in examples(page) if one.kind == "console")
    return next(found for one in consoles for found in commands(one.text) if found[0].startswith(_COMMAND))


def drawn(command: str, printed: str) -> str:
    """A terminal in which the command was typed, as SVG."""
    lines = [f"$ {command}", "", *printed.split("\n")]
    width = 2 * _MARGIN + _COLUMN * max(display_width(line) for line in lines)
    height = 2 * _MARGIN + _LINE * len(lines)
    drawing = [run for number, line in enumerate(lines) for run in _line(line, _MARGIN + _LINE * number + 15)]
    size = f'width="{width}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {size}>',
            f"<style>{_STYLE}</style>",
            f'<rect {size} rx="8" fill="#f6f8fa" stroke="#d0d7de"/>',
            *drawing,
            "</svg>\n",
        ]
    )


def _line(line: str, baseline: int) -> Iterator[str]:
    """A line as runs of letters that are equally wide and styled alike."""
    result = _RESULT.search(line)
    splits = result.start() if result is not None else len(line)
    whole = "citation" if _CITATION.match(line) else "heading" if not line.startswith((" ", "$")) else ""
    column = 0
    for style, part in ((whole, line[:splits]), ("result", line[splits:])):
        for wide, run in groupby(part, lambda letter: character_width(letter) if letter != " " else 0):
            text = "".join(run)
            columns = len(text) * (wide or 1)
            if wide:
                at = f'x="{_MARGIN + _COLUMN * column}" y="{baseline}" textLength="{_COLUMN * columns}"'
                fit = ' lengthAdjust="spacingAndGlyphs"' if wide == 1 else ""
                yield f'<text {at}{fit} class="{style}">{escape(text)}</text>'
            column += columns


if __name__ == "__main__":
    for picture, page in PICTURES.items():
        picture.write_text(drawn(*shown(page)), encoding="utf-8")
