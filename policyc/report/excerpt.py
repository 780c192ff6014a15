"""One line of a source as it is shown: escaped, cut to a screen's width, and measured in display columns."""

from __future__ import annotations

from attrs import frozen

from policyc.report.visible import visible_character
from policyc.source import Source, Span, display_width

_COLUMNS = 100
_LEAD = 30


@frozen
class Excerpt:
    """A line as shown. `edges[i]` is the display column where code point `start + i` of the source begins."""

    text: str
    start: int
    edges: tuple[int, ...]

    def column(self, offset: int) -> int:
        """The display column of a code-point offset, or of the nearest that is shown."""
        return self.edges[min(max(offset - self.start, 0), len(self.edges) - 1)]

    def width(self, span: Span) -> int:
        """Columns to underline for `span`: its part of this line, at least one."""
        return max(1, self.column(span.end) - self.column(span.start))


def excerpt(source: Source, line: int, focus: int) -> Excerpt:
    """The 1-based `line`; one too long for the screen is shown from a little before the offset `focus`."""
    text, begin = source.line_text(line), source.line_starts[line - 1]
    low, high = _window(text, min(max(focus - begin, 0), len(text)))
    pieces = [visible_character(character) for character in text[low:high]]
    before, after = "…" * (low > 0), "…" * (high < len(text))
    edges = [display_width(before)]
    for piece in pieces:
        edges.append(edges[-1] + display_width(piece))
    return Excerpt(before + "".join(pieces) + after, begin + low, tuple(edges))


def _window(text: str, focus: int) -> tuple[int, int]:
    """The code points of a line to show."""
    if _room_for(text, 0, _COLUMNS) == len(text):
        return 0, len(text)
    low = focus - _room_for(text[max(0, focus - _LEAD) : focus][::-1], 0, _LEAD)
    return low, _room_for(text, low, _COLUMNS)


def _room_for(text: str, start: int, columns: int) -> int:
    """The offset that `columns` display columns reach, counted from `start`."""
    for position in range(start, len(text)):
        columns -= display_width(visible_character(text[position]))
        if columns < 0:
            return position
    return len(text)
