"""The parser at work on one source: LALR tables, a stack, and a way back after each mistake.

Before a line is read the stack is noted. Where the line cannot be read, the stack is put back, a hole
stands for the line and the lines indented under it, and reading goes on after them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from policyc.source import Source, Span
from policyc.syntax.build_clause import ClauseBuilder
from policyc.syntax.clause import Block
from policyc.syntax.lexer import Lexer, Token
from policyc.syntax.tables import Rule, tables

DEEPEST = 64
"""How deep parentheses may nest."""

MOST_FAILURES = 101
"""After so many, statements that cannot be read are still skipped but no longer looked into."""

LAYOUT = frozenset({"NL", "INDENT", "DEDENT", "$END"})

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")
_INDENTATION = re.compile(r"[ \t]*")
_LINE = re.compile(r"[^\n]*\n?")

Chain = tuple["Chain", tuple[object, ...]] | None
"""A repetition's items, last first; shared between stacks, so never changed in place."""


class Production(NamedTuple):
    """A rule of the tables made ready: `plain` holds the kept children's places, from the top of the stack."""

    target: str
    size: int
    method: Callable[..., object] | None
    chain: bool
    keep: tuple[tuple[int, bool], ...]
    plain: tuple[int, ...] | None


class Mark(NamedTuple):
    """The parser as it stood before a statement was read."""

    states: list[int]
    values: list[object]
    starts: list[int]
    end: int
    indents: list[int]
    line: int


class Failure(NamedTuple):
    """A place that could not be read: the token there, the one before it, what could stand there, and why."""

    token: Token
    before: Token | None
    expected: tuple[str, ...]
    line: int
    reason: str | None = None


class Reader:
    """Reads one source. `blocks` gives the file's blocks; `failed` is told of each statement not read."""

    def __init__(self, source: Source, builder: ClauseBuilder, failed: Callable[[Failure], None]) -> None:
        self.lexer = Lexer(source, builder)
        self.plain = self.lexer.plain
        self.failed = failed
        self.actions = tables().actions
        self.productions = [_production(rule, builder) for rule in tables().rules]
        self.certain = certain_rules()
        self.states = [tables().start]
        self.values: list[object] = []
        self.starts: list[int] = []
        self.end = 0
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
        value = self.values[-1]
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
        self._settle()
        if "INDENT" in self.actions[self.states[-1]] and not self._takes("HOLE"):
            self._bodyless(line)
            return line
        self._mark(line)
        failure = self._line(text, line)
        if failure is None:
            return matched(_LINE, self.plain, self.end).end()
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
            if self._feed("INDENT", None, text, text):
                self.indents.append(width)
                return True
            self._restore(before)
            self._tell(Failure(("INDENT", None, line, text), None, (), line, "odd-indentation"))
            self._hole(line)
            return False
        while width < self.indents[-1]:
            if not self._feed("DEDENT", None, text, text):
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
            token = self.lexer.token(position, self.actions[self.states[-1]])
            terminal = token[0]
            if terminal == "LPAR":
                depth += 1
                if depth > DEEPEST:
                    return Failure(token, tokens[-1] if tokens else None, (), line, "nested-too-deep")
            elif terminal == "RPAR":
                depth -= 1
            if not self._feed(*token):
                return self._failure(token, tokens, line)
            if terminal == "NL":
                self.end = token[2]
                return None
            tokens.append(token)
            position = token[3]

    def _failure(self, token: Token, tokens: list[Token], line: int) -> Failure:
        """What went wrong at `token`: the stack is put back to just before it and asked what it would take."""
        if self.failures >= MOST_FAILURES:
            return Failure(token, tokens[-1] if tokens else None, (), line)
        self._restore(self.marks[-1])
        for earlier in tokens:
            self._feed(*earlier)
        expected = tuple(t for t in self.actions[self.states[-1]] if t.isupper() or t == "$END" if self._takes(t))
        return Failure(token, tokens[-1] if tokens else None, expected, line)

    # ---- after a mistake

    def _given_up(self, line: int) -> int:
        """Puts a hole for the statement at `line`, or for the nearest one around it that a hole can stand for."""
        self._restore(self.marks[-1])
        while not self._takes("HOLE"):
            self.marks.pop()
            self._restore(self.marks[-1])
        start = self.marks[-1].line
        after = self._skipped(line, self.indents[-1])
        if self._starts_row(line) and self._takes("READING"):
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
        self._feed("HOLE", None, start, end)
        self._feed("NL", None, end, end)

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
            if not self._feed(terminal, None, end, end):
                self._bodyless(end)
            elif terminal == "$END":
                self.values.pop()
                return
            else:
                self.indents.pop()

    # ---- the stack

    def _kept(self, line: int) -> Mark:
        return Mark(self.states[:], self.values[:], self.starts[:], self.end, self.indents[:], line)

    def _mark(self, line: int) -> None:
        depth = len(self.indents)
        while self.marks and len(self.marks[-1].indents) >= depth:
            self.marks.pop()
        self.marks.append(self._kept(line))

    def _restore(self, mark: Mark) -> None:
        self.states, self.values, self.starts = mark.states[:], mark.values[:], mark.starts[:]
        self.end, self.indents = mark.end, mark.indents[:]

    def _takes(self, terminal: str) -> bool:
        """Whether the parser could take `terminal` next: follows the reductions without making nodes."""
        states = self.states[:]
        while True:
            action = self.actions[states[-1]].get(terminal)
            if action is None or action >= 0:
                return action is not None
            production = self.productions[-1 - action]
            if production.size:
                del states[-production.size :]
            states.append(self.actions[states[-1]][production.target])

    def _feed(self, terminal: str, value: object, start: int, end: int) -> bool:
        """Shifts a token after the reductions it calls for; false, the stack in between, if it cannot stand here."""
        states, actions = self.states, self.actions
        while True:
            action = actions[states[-1]].get(terminal)
            if action is None:
                return False
            if action >= 0:
                states.append(action)
                self.values.append(value)
                self.starts.append(start)
                if terminal not in LAYOUT:
                    self.end = end
                return True
            self._reduce(self.productions[-1 - action], start)

    def _reduce(self, production: Production, start: int) -> None:
        """Puts what a rule means in place of its parts; `start` is where an empty rule stands."""
        states, values, starts = self.states, self.values, self.starts
        target, size, method, chain, keep, plain = production
        if method is None and not chain:
            if size > 1:
                values[-size:] = [values[keep[0][0] - size]]
                del states[-size + 1 :], starts[-size + 1 :]
            states[-1] = self.actions[states[-2]][target]
            return
        children = self._children(keep, size) if plain is None else [values[place] for place in plain]
        first = starts[-size] if size else start
        if size:
            del states[-size:], values[-size:], starts[-size:]
        if method is None:
            values.append(_chained(children, keep))
        else:
            values.append(method(Span(first, max(first, self.end)), *children))
        starts.append(first)
        states.append(self.actions[states[-1]][target])

    def _settle(self) -> None:
        """Makes the reductions that any next token calls for, so that the lexer sees what this place alone accepts."""
        while (rule := self.certain[self.states[-1]]) is not None:
            self._reduce(self.productions[rule], self.end)

    def _children(self, keep: tuple[tuple[int, bool], ...], size: int) -> list[object]:
        """The kept children; a chain's items are spread, except a leading chain's within a chain."""
        children: list[object] = []
        for place, chain in keep:
            value = None if place < 0 else self.values[place - size]
            if chain:
                children.extend(_items(value))  # type: ignore[arg-type]
            else:
                children.append(value)
        return children


def _chained(children: list[object], keep: tuple[tuple[int, bool], ...]) -> Chain:
    """A repetition with its new items; a leading chain is carried on as it is."""
    if keep and keep[0][1]:
        return children[0] if len(children) == 1 else (children[0], tuple(children[1:]))  # type: ignore[return-value]
    return (None, tuple(children))


def _items(chain: Chain) -> Iterator[object]:
    links: list[tuple[object, ...]] = []
    while chain is not None:
        chain, items = chain
        links.append(items)
    for items in reversed(links):
        yield from items


def _production(rule: Rule, builder: ClauseBuilder) -> Production:
    method = None if rule.action is None else getattr(builder, rule.action)
    spread = any(chain for _, chain in (rule.keep[1:] if rule.chain else rule.keep))
    simple = not spread and all(place >= 0 for place, _ in rule.keep)
    plain = tuple(place - rule.size for place, _ in rule.keep) if simple else None
    return Production(rule.target, rule.size, method, rule.chain, rule.keep, plain)


@cache
def certain_rules() -> list[int | None]:
    """For each state the only thing it can do, if that is a reduction."""
    choices = [set(row.values()) for row in tables().actions]
    return [-1 - choice.pop() if len(choice) == 1 and min(choice) < 0 else None for choice in choices]


def matched(pattern: re.Pattern[str], text: str, position: int) -> re.Match[str]:
    """The match of a pattern that matches anywhere, if only the empty string."""
    match = pattern.match(text, position)
    assert match is not None
    return match
