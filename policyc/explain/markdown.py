"""An explanation as Markdown. Words of policies and claims are escaped: they are text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from policyc.explain.model import Explanation
from policyc.explain.outline import Block, Heading, Outliner, Pairs, Point
from policyc.report.diagnostic import Language

# an underscore inside a word is no markup, nor is < before anything but a tag or an address
_MARKUP = re.compile(r"([\\`*\[\]|~]|<(?=[^\s=\d])|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?[A-Za-z0-9]+;))")
_LEADING = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[>#+-]))(.)")


def render_markdown(explanation: Explanation, language: Language) -> str:
    """The explanation in one language, as headings, tables and lists, ending in a newline."""
    return laid_out(Outliner(language).outline(explanation), "：" if language is Language.ZH else ": ")


def laid_out(blocks: Iterable[Block], colon: str) -> str:
    """Blocks as Markdown: a list goes on until the next heading, its first point setting the margin."""
    lines: list[str] = []
    margin: int | None = None
    for block in blocks:
        match block:
            case Heading(level, text):
                lines += ["", f"{'#' * level} {escaped(text)}", ""]
                margin = None
            case Pairs(_, rows) if margin is None:
                lines += table(rows)
            case Pairs(depth, rows):
                inner = depth - (margin or 0)
                lines += (_point(inner, f"{label}{colon}{value}", "-") for label, value in rows)
            case Point(depth, text, mark):
                margin = depth if margin is None else margin
                lines.append(_point(depth - margin, text, mark or "-"))
            case _:
                assert_never(block)
    return "\n".join(lines).strip("\n") + "\n"


def _point(depth: int, text: str, mark: str) -> str:
    return f"{'  ' * max(0, depth)}{mark} {escaped(text)}"


def table(rows: tuple[tuple[str, ...], ...], head: tuple[str, ...] = ("", "")) -> Iterator[str]:
    """A table with a heading, which Markdown cannot do without."""
    yield _row(head)
    yield "|" + "---|" * len(head)
    yield from (_row(row) for row in rows)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def escaped(text: str) -> str:
    """A text in which nothing is markup; line ends become spaces."""
    return _LEADING.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(text.splitlines())))
