"""The readable schedule as a sheet. The schedule is Markdown of a few shapes; each becomes a row of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyc.compiled import Compiled
from policyc.explain.schedule import schedule
from policyc.report.diagnostic import Language
from policyc.sheets.page import EMPTY_ROW, PageRow, Shape, text_row

_HEADINGS = {"#": Shape.TITLE, "##": Shape.SECTION, "###": Shape.SUBSECTION}
_HEADING = re.compile(r"(#{1,3}) (.*)")
_POINT = re.compile(r"( *)- (.*)")
_NUMBERED = re.compile(r"([0-9]+[.] )(.*)")
_RULE = re.compile(r"\|(?:---\|)+")
_CELL = re.compile(r"((?:\\.|[^\\|])*)\|")
_ESCAPED = re.compile(r"\\(.)")


def schedule_rows(compiled: Compiled, language: Language) -> tuple[PageRow, ...]:
    """The policy as its schedule reads, row by row."""
    rows: list[PageRow] = []
    for row in _rows(schedule(compiled, language)):
        if row.shape in _HEADINGS.values() and rows:
            rows.append(EMPTY_ROW)
        rows.append(row)
    return tuple(rows)


def _rows(markdown: str) -> Iterator[PageRow]:
    lines = markdown.splitlines()
    for number, line in enumerate(lines):
        if not line.strip() or _RULE.fullmatch(line.strip()):
            continue
        if heading := _HEADING.fullmatch(line):
            yield text_row(_HEADINGS[heading[1]], _text(heading[2]))
        elif line.lstrip().startswith("|"):
            is_head = number + 1 < len(lines) and _RULE.fullmatch(lines[number + 1].strip())
            yield text_row(Shape.HEAD if is_head else Shape.ROW, *_cells(line.strip()))
        elif point := _POINT.fullmatch(line):
            yield text_row(Shape.TEXT, f"• {_text(point[2])}", indent=1 + len(point[1]) // 2)
        elif step := _NUMBERED.fullmatch(line):
            yield text_row(Shape.TEXT, step[1] + _text(step[2]), indent=1)
        else:
            yield text_row(Shape.TEXT, _text(line.strip()))


def _cells(line: str) -> list[str]:
    return [_text(cell.strip()) for cell in _CELL.findall(line[1:])]


def _text(markdown: str) -> str:
    """The text that was escaped."""
    return _ESCAPED.sub(r"\1", markdown)
