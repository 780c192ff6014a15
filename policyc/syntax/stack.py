"""The parser's stack: shifts tokens, makes nodes where a rule is complete, and can be put back to an earlier state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from policyc.source import Span
from policyc.syntax.build_clause import ClauseBuilder
from policyc.syntax.tables import Rule, tables

LAYOUT = frozenset({"NL", "INDENT", "DEDENT", "$END"})
"""Tokens that take no room: a node ends before them."""

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


class Kept(NamedTuple):
    """A stack as it stood."""

    states: list[int]
    values: list[object]
    starts: list[int]
    end: int


class Stack:
    """States of the LALR tables, each with its value and where that starts; `end` is where the last token ends."""

    def __init__(self, builder: ClauseBuilder) -> None:
        self.actions = tables().actions
        self.productions = [_production(rule, builder) for rule in tables().rules]
        self.certain = certain_rules()
        self.states = [tables().start]
        self.values: list[object] = []
        self.starts: list[int] = []
        self.end = 0

    @property
    def row(self) -> Mapping[str, int]:
        """What the state on top may do, by terminal."""
        return self.actions[self.states[-1]]

    def kept(self) -> Kept:
        return Kept(self.states[:], self.values[:], self.starts[:], self.end)

    def restore(self, kept: Kept) -> None:
        self.states, self.values, self.starts, self.end = kept.states[:], kept.values[:], kept.starts[:], kept.end

    def expected(self) -> tuple[str, ...]:
        """The terminals that could come next."""
        return tuple(symbol for symbol in self.row if (symbol.isupper() or symbol == "$END") and self.takes(symbol))

    def takes(self, terminal: str) -> bool:
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

    def feed(self, terminal: str, value: object, start: int, end: int) -> bool:
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

    def settle(self) -> None:
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
