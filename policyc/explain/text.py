"""An explanation as plain text for a terminal: one thing a line, numbers aligned, words a clerk can read out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from attrs import frozen

from policyc.explain.model import Explanation
from policyc.explain.outline import Block, Heading, Outliner, Pairs, Point
from policyc.report.diagnostic import Language
from policyc.report.visible import visible
from policyc.source import display_width

WIDTH = 96

BREAKS = "，。；：、）」"


def render_text(explanation: Explanation, language: Language, colour: bool = False, width: int = WIDTH) -> str:
    """The explanation in one language, ending in a newline. `width` is where long sentences are folded."""
    layout = Layout(colour, width)
    lines = [line for block in Outliner(language).outline(explanation) for line in layout.lines(block)]
    return "\n".join(lines) + "\n"


@frozen
class Layout:
    """Lays blocks out in at most `width` display columns, where a line can be folded."""

    colour: bool
    width: int

    def lines(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(1, text):
                yield self._bold(text)
            case Heading(2, text):
                yield ""
                yield self._bold(text)
            case Heading(_, text):
                yield from folded(text, 2, self.width)
            case Pairs(depth, rows):
                for row in aligned(rows):
                    yield from folded(row, 2 * depth, self.width)
            case Point(depth, text, mark):
                yield from folded(f"{mark} {text}" if mark else text, 2 * depth, self.width)
            case _:
                assert_never(block)

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{_safe(text)}\x1b[0m" if self.colour else _safe(text)


def _safe(text: str) -> str:
    """The text with what a terminal would obey made visible."""
    return visible(text, len(text) * 2 + 1)


def aligned(rows: tuple[tuple[str, str], ...]) -> list[str]:
    """Labels and values in two columns, full-width characters counted as two."""
    wide = max((display_width(label) for label, _ in rows), default=0)
    return [f"{label}{' ' * (wide - display_width(label) + 2)}{value}" for label, value in rows]


def folded(text: str, indent: int, width: int) -> Iterator[str]:
    """A long line cut where it may be cut: after a full-width mark or at a space, never inside a working's brackets."""
    line, hanging = " " * indent, " " * (indent + 2)
    for piece in with_result(list(pieces(_safe(text))), width - len(hanging)):
        if display_width(line + piece.rstrip()) > width and line.strip():
            yield line.rstrip()
            line, piece = hanging, piece.lstrip()
        line += piece
    yield line.rstrip()


def with_result(cut: list[str], room: int) -> list[str]:
    """The pieces, a working's last part kept together with `= result` where they fit a line."""
    if len(cut) < 3 or cut[-2] != "= ":
        return cut
    last = "".join(cut[-3:])
    return [*cut[:-3], last] if display_width(last) <= room else cut


def pieces(text: str) -> Iterator[str]:
    """A text in pieces after which a line may end."""
    start = 0
    inside: list[bool] = []
    for at, character in enumerate(text):
        if character == "(":
            inside.append(text[at - 1 : at] not in ("", " "))
        elif character == ")" and inside:
            inside.pop()
        if (character == " " or character in BREAKS) and True not in inside:
            yield text[start : at + 1]
            start = at + 1
    if start < len(text):
        yield text[start:]
