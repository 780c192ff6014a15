"""A text and the places in it: code-point spans, lines, and the columns a reader sees on a screen."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from attrs import define, field, frozen

LARGEST = 4 * 1024 * 1024
"""How many bytes, or characters, a policy file may have."""


@frozen
class Span:
    """A stretch of a source text, as half-open code-point offsets."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        return Span(self.start, other.end)

    def moved(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


NOWHERE = Span(0, 0)


def display_width(text: str) -> int:
    """Columns `text` takes in a terminal: full-width characters two, combining marks none."""
    return sum(character_width(character) for character in text)


def character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


@frozen
class Place:
    """Where a reader finds a span: 1-based line, 1-based code-point column, 0-based display column."""

    line: int
    column: int
    display_column: int


@define(slots=False)
class Source:
    """The text of one policy file, or of several `joined`. Line ends may be LF, CRLF or CR."""

    name: str
    text: str = field(repr=False)
    parts: tuple[Source, ...] = field(default=(), repr=False)

    @cached_property
    def _origins(self) -> list[int]:
        """Where the text of each part begins."""
        return [0, *accumulate(len(part.text) + 1 for part in self.parts[:-1])]

    def part_at(self, offset: int) -> tuple[Source, int]:
        """The file that an offset lies in, and where its text begins."""
        if not self.parts:
            return self, 0
        at = bisect_right(self._origins, offset) - 1
        return self.parts[at], self._origins[at]

    @cached_property
    def line_starts(self) -> list[int]:
        starts, position = [0], 0
        for line in self.text.splitlines(keepends=True):
            position += len(line)
            starts.append(position)
        return starts

    def line_text(self, line: int) -> str:
        """The text of a 1-based line, without its line end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def line_of(self, offset: int) -> int:
        """The 1-based line of an offset; the end of the text is on the last line."""
        return min(bisect_right(self.line_starts, offset), max(1, len(self.line_starts) - 1))

    def place(self, offset: int) -> Place:
        line = self.line_of(offset)
        start = self.line_starts[line - 1]
        before = self.text[start:offset]
        return Place(line, offset - start + 1, display_width(before))


def joined(sources: Sequence[Source]) -> Source:
    """Files as one text, the first at offset 0, each after the one before and a line end; it bears the first's name."""
    if len(sources) == 1:
        return sources[0]
    return Source(sources[0].name, "\n".join(source.text for source in sources), tuple(sources))
