"""What a file holds besides its nodes: comments and empty lines, by the line they stand before or on."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from policyc.source import Source, Span
from policyc.syntax.characters import plain_text


@frozen
class Comment:
    """A comment on a line of its own. `column` is where it begins; `spaced` says that an empty line is before it."""

    text: str
    column: int
    spaced: bool


@frozen
class Statement:
    """A line that says something, with the comments before it and the one at its end; `line` is 1-based."""

    line: int
    column: int
    before: tuple[Comment, ...]
    spaced: bool
    trailing: str | None


@frozen
class Trivia:
    """A file's lines that say something, in order, and the comments after the last of them."""

    statements: tuple[Statement, ...]
    last: tuple[Comment, ...]

    def comments(self) -> list[str]:
        """The texts of all comments, sorted."""
        own = [comment for statement in self.statements for comment in statement.before]
        trailing = [statement.trailing for statement in self.statements if statement.trailing is not None]
        return sorted([*trailing, *(comment.text for comment in [*own, *self.last])])


def trivia_of(source: Source, trailing: Iterable[Span]) -> Trivia:
    """The trivia of a source; `trailing` are the places of the comments that follow something on their line."""
    ends = {source.line_of(span.start): comment_text(source.text[span.start : span.end]) for span in trailing}
    statements: list[Statement] = []
    waiting: list[Comment] = []
    spaced = False
    position = 0
    for line, plain in enumerate(plain_text(source.text).split("\n"), 1):
        said = plain.strip(" \t")
        column = len(plain[: len(plain) - len(plain.lstrip(" \t"))].replace("\t", "  "))
        if not said:
            spaced = True
        elif said.startswith("#"):
            text = source.text[position : position + len(plain)].strip()
            waiting.append(Comment(comment_text(text), column, spaced))
            spaced = False
        else:
            statements.append(Statement(line, column, tuple(waiting), spaced, ends.get(line)))
            waiting, spaced = [], False
        position += len(plain) + 1
    return Trivia(tuple(statements), tuple(waiting))


def comment_text(written: str) -> str:
    """A comment as it is written: its own words, after the half-width sign."""
    return "#" + written[1:].rstrip()
