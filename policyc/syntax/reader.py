"""The parser at work on one source: LALR tables, a stack, and a way back after each mistake.

Before a line is read the stack is noted. Where the line cannot be read, the stack is put back, a hole
stands for the line and the lines indented under it, and reading goes on after them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from policyc.source import Source
from policyc.syntax.build_clause import ClauseBuilder
from policyc.syntax.clause import Block
from policyc.syntax.lexer import Lexer, Token
from policyc.syntax.stack import Kept, Stack

DEEPEST = 64
"""How deep parentheses may nest."""

MOST_FAILURES = 101
"""After so many, statements that cannot be read are still skipped but no longer looked into."""

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")
_INDENTATION = re.compile(r"[ \t]*")
_LINE = re.compile(r"[^\n]*\n?")


class Mark(NamedTuple):
    """The reader as it stood before the statement at `line`."""

    stack: Kept
    indents: list[int]
    line: int


class Failure(NamedTuple):
    """A place that could not be read: the token there, the one before it, what could stand there, and why.

    `earlier` is what could have stood where the token before it stands.
    """

    token: Token
    before: Token | None
    expected: tuple[str, ...]
    line: int
    reason: str | None = None
    earlier: tuple[str, ...] = ()


class Reader:
    """Reads one source. `blocks` gives the file's blocks; `failed` is told of each statement not read."""

    def __init__(self, source: Source, builder: ClauseBuilder, failed: Callable[[Failure], None]) -> None:
        self.lexer = Lexer(source, builder)
        self.plain = self.lexer.plain
        self.failed = failed
        self.stack = Stack(builder)
        self.indents = [0]
        self.marks: list[Mark] = []
        self.failures = 0
        self.tabbed = False

    def blocks(self) -> tuple[Block, ...]:
        """All blocks, holes among them."""
        position = 0
        while True:
            position = matched(_BLANK_LINES, self.plain, position).end()
            if position >= len(self.plain):
                break
            position = self._statement(position)
        self._close()
        value = self.stack.values[-1]
        assert isinstance(value, tuple)
        return value

    # ---- one line

    def _statement(self, line: int) -> int:
        """Reads the line that begins at `line` and gives the place where the next begins."""
        text = matched(_INDENTATION, self.plain, line).end()
        if text >= len(self.plain) or self.plain[text] in "\n#":
            return matched(_LINE, self.plain, line).end()
        width = self._width(line, text)
        if "\t" in self.plain[line:text] and not self.tabbed:
            self.tabbed = True
            self._tell(Failure(("TAB", None, line, text), None, (), line, "tab-indentation"))
        if not self._levelled(line, text, width):
            return self._skipped(line, self.indents[-1])
        self.stack.settle()
        if "INDENT" in self.stack.row and not self.stack.takes("HOLE"):
            self._bodyless(line)
            return line
        self._mark(line)
        failure = self._line(text, line)
        if failure is None:
            return matched(_LINE, self.plain, self.stack.end).end()
        self._tell(failure)
        return self._given_up(line)

    def _tell(self, failure: Failure) -> None:
        self.failures += 1
        if self.failures <= MOST_FAILURES:
            self.failed(failure)

    def _width(self, line: int, text: int) -> int:
        return sum(2 if character == "\t" else 1 for character in self.plain[line:text])

    def _levelled(self, line: int, text: int, width: int) -> bool:
        """Tells the parser of a change of indentation; false if the line is deeper than it may be."""
        if width > self.indents[-1]:
            before = self._kept(line)
            if self.stack.feed("INDENT", None, text, text):
                self.indents.append(width)
                return True
            self._restore(before)
            reason = "nothing-below" if self.marks else "policy-line-missing"
            self._tell(Failure(("INDENT", None, line, text), None, (), line, reason))
            self._hole(line)
            return False
        while width < self.indents[-1]:
            if not self.stack.feed("DEDENT", None, text, text):
                self._bodyless(line)
                continue
            self.indents.pop()
        if width > self.indents[-1]:
            self._tell(Failure(("INDENT", None, line, text), None, (), line, "odd-indentation"))
        return True

    def _line(self, position: int, line: int) -> Failure | None:
        """Feeds the tokens of a line, its end included."""
        tokens: list[Token] = []
        depth = 0
        while True:
            token = self.lexer.token(position, self.stack.row)
            terminal = token[0]
            if terminal == "LPAR":
                depth += 1
                if depth > DEEPEST:
                    return Failure(token, tokens[-1] if tokens else None, (), line, "nested-too-deep")
            elif terminal == "RPAR":
                depth -= 1
            if not self.stack.feed(*token):
                return self._failure(token, tokens, line)
            if terminal == "NL":
                self.stack.end = token[2]
                return None
            tokens.append(token)
            position = token[3]

    def _failure(self, token: Token, tokens: list[Token], line: int) -> Failure:
        """What went wrong at `token`: the stack is put back to just before it and asked what it would take."""
        if self.failures >= MOST_FAILURES:
            return Failure(token, tokens[-1] if tokens else None, (), line)
        self._restore(self.marks[-1])
        for read in tokens[:-1]:
            self.stack.feed(*read)
        if not tokens:
            return Failure(token, None, self.stack.expected(), line)
        earlier = self.stack.expected()
        self.stack.feed(*tokens[-1])
        return Failure(token, tokens[-1], self.stack.expected(), line, None, earlier)

    # ---- after a mistake

    def _given_up(self, line: int) -> int:
        """Puts a hole for the statement at `line`, or for the nearest one around it that a hole can stand for."""
        self._restore(self.marks[-1])
        while not self.stack.takes("HOLE"):
            self.marks.pop()
            self._restore(self.marks[-1])
        start = self.marks[-1].line
        after = self._skipped(line, self.indents[-1])
        if self._starts_row(line) and self.stack.takes("READING"):
            while self._starts_row(after):
                after = matched(_LINE, self.plain, after).end()
        self._hole(start)
        return after

    def _starts_row(self, line: int) -> bool:
        return self.plain.startswith("|", matched(_INDENTATION, self.plain, line).end())

    def _bodyless(self, line: int) -> None:
        """The statement before the line at `line` lacks the lines that belong under it: a hole takes its place."""
        mark = self.marks[-1]
        start = matched(_INDENTATION, self.plain, mark.line).end()
        end = self._line_end(start)
        self._tell(Failure(("INDENT", None, start, end), None, ("INDENT",), mark.line, "missing-body"))
        self._given_up(mark.line)

    def _hole(self, line: int) -> None:
        start = matched(_INDENTATION, self.plain, line).end()
        end = self._line_end(start)
        self.stack.feed("HOLE", None, start, end)
        self.stack.feed("NL", None, end, end)

    def _line_end(self, start: int) -> int:
        """The end of the line at `start`, spaces after it left out."""
        return start + len(matched(_LINE, self.plain, start)[0].rstrip())

    def _skipped(self, line: int, width: int) -> int:
        """The place after the line at `line` and the lines that are deeper than `width`."""
        position = matched(_LINE, self.plain, line).end()
        while position < len(self.plain):
            text = matched(_INDENTATION, self.plain, position).end()
            if self.plain[text : text + 1] not in ("\n", "#", "") and self._width(position, text) <= width:
                break
            position = matched(_LINE, self.plain, position).end()
        return position

    def _close(self) -> None:
        """Ends the file: closes what is open."""
        end = len(self.plain)
        while True:
            terminal = "DEDENT" if len(self.indents) > 1 else "$END"
            if not self.stack.feed(terminal, None, end, end):
                self._bodyless(end)
            elif terminal == "$END":
                self.stack.values.pop()
                return
            else:
                self.indents.pop()

    # ---- marks

    def _kept(self, line: int) -> Mark:
        return Mark(self.stack.kept(), self.indents[:], line)

    def _mark(self, line: int) -> None:
        depth = len(self.indents)
        while self.marks and len(self.marks[-1].indents) >= depth:
            self.marks.pop()
        self.marks.append(self._kept(line))

    def _restore(self, mark: Mark) -> None:
        self.stack.restore(mark.stack)
        self.indents = mark.indents[:]


def matched(pattern: re.Pattern[str], text: str, position: int) -> re.Match[str]:
    """The match of a pattern that matches anywhere, if only the empty string."""
    match = pattern.match(text, position)
    assert match is not None
    return match
