"""Comments and empty lines put back into canonical text, where they stood."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, evolve, field

from policyc.source import display_width
from policyc.syntax.trivia import Comment, Trivia

INDENT = "  "


@define
class Around:
    """What stands around a line of canonical text: before it, at its end, and after all that is indented under it."""

    before: list[Comment] = field(factory=list)
    spaced: bool = False
    trailing: str | None = None
    after: list[Comment] = field(factory=list)


def weave(lines: list[str], trivia: Trivia, places: Mapping[int, int]) -> str:
    """The canonical `lines` with the trivia of a source; `places` leads from its lines to theirs, both 1-based.

    A comment goes with the line after it, unless that line is less deep and the comment is not: then it ends the
    lines before it. Blocks keep the empty line that parts them; any other is kept where it stood, but for more
    than one together and those under a heading.
    """
    around, last = _attached(lines, trivia, places)
    return Woven(lines, around).text(last)


def _attached(lines: list[str], trivia: Trivia, places: Mapping[int, int]) -> tuple[dict[int, Around], list[Comment]]:
    """What stands around each line, and the comments after the last block."""
    around: dict[int, Around] = {}
    open_lines: list[tuple[int, int]] = []  # the line a comment here would stand under, and its column, by depth
    for statement in trivia.statements:
        place = places[statement.line]
        depth = depth_of(lines[place - 1])
        leading = _after(statement.before, depth, open_lines, around)
        here = around.setdefault(place, Around(spaced=statement.spaced))
        if here.trailing is not None and statement.trailing is not None:
            leading.append(Comment(statement.trailing, 0, spaced=False))
        here.before += leading
        here.trailing = here.trailing or statement.trailing
        open_lines[depth:] = [(place, statement.column)]
    return around, _after(trivia.last, 0, open_lines, around)


def _after(
    comments: tuple[Comment, ...], depth: int, open_lines: list[tuple[int, int]], around: dict[int, Around]
) -> list[Comment]:
    """Puts those of the comments that are deeper than `depth`, where the next line stands, after what they end."""
    deepest = max(len(open_lines) - 1, depth, 1 if open_lines else 0)
    leading: list[Comment] = []
    for comment in comments:
        while deepest > depth and not _under(comment, open_lines, deepest):
            deepest -= 1
        if deepest > depth:
            around.setdefault(open_lines[deepest - 1][0], Around()).after.append(comment)
        else:
            leading.append(comment)
    return leading


def _under(comment: Comment, open_lines: list[tuple[int, int]], depth: int) -> bool:
    """Whether a comment stands as deep as the lines of `depth` do, or under a block that has none."""
    if depth < len(open_lines):
        return comment.column >= open_lines[depth][1]
    return comment.column > open_lines[depth - 1][1]


@define(slots=False)
class Woven:
    """Text in the making, line by line."""

    lines: list[str]
    around: Mapping[int, Around]
    written: list[str] = field(factory=list)
    depth: int = 0

    def text(self, last: list[Comment]) -> str:
        unfinished: list[tuple[int, int]] = []
        for place, line in enumerate(self.lines, 1):
            if line:
                depth = depth_of(line)
                self._finish(unfinished, depth)
                self._line(place, line, depth)
                unfinished.append((depth, place))
        self._finish(unfinished, 0)
        for comment in last:
            self._put(comment.text, 0, comment.spaced)
        return "".join(f"{line}\n" for line in self.written)

    def _finish(self, unfinished: list[tuple[int, int]], depth: int) -> None:
        """Writes what comes after the lines that one of `depth` ends."""
        while unfinished and unfinished[-1][0] >= depth:
            ended, place = unfinished.pop()
            for comment in self.around.get(place, Around()).after:
                self._put(comment.text, ended + 1, comment.spaced)

    def _line(self, place: int, line: str, depth: int) -> None:
        here = self.around.get(place, Around())
        before, spaced = list(here.before), here.spaced
        parted = place > 1 and not self.lines[place - 2]
        if parted and not (spaced or any(comment.spaced for comment in before)):
            spaced = not before
            before[:1] = [evolve(comment, spaced=True) for comment in before[:1]]
        for comment in before:
            self._put(comment.text, depth, comment.spaced)
        said = line.strip(" ")
        if here.trailing is not None:
            said += " " * (self._width(place) - display_width(line)) + INDENT + here.trailing
        self._put(said, depth, spaced)

    def _width(self, place: int) -> int:
        """How wide a line is; a row of a table as wide as the widest of its table."""
        first = last = place
        while first > 1 and _is_row(self.lines[first - 1]) and _is_row(self.lines[first - 2]):
            first -= 1
        while last < len(self.lines) and _is_row(self.lines[last - 1]) and _is_row(self.lines[last]):
            last += 1
        return max(display_width(line) for line in self.lines[first - 1 : last])

    def _put(self, text: str, depth: int, spaced: bool) -> None:
        if spaced and self.written and depth <= self.depth:
            self.written.append("")
        self.written.append(INDENT * depth + text)
        self.depth = depth


def depth_of(line: str) -> int:
    return (len(line) - len(line.lstrip(" "))) // len(INDENT)


def _is_row(line: str) -> bool:
    return line.lstrip(" ").startswith("|")
