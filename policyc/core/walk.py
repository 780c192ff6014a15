"""Walking terms without recursion: policies may hold choices thousands of arms long.

children(term) -> tuple of terms          rebuild(term, children) -> term
fold(term, combine) -> V                  subterms(term) -> iterator       depth(term) -> int
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar, assert_never

from policyc.core.terms import (
    Call,
    Caught,
    Choose,
    Column,
    Hole,
    Literal,
    OpenTerm,
    Prior,
    Refusal,
    Settled,
    Total,
)

V = TypeVar("V")


def children(term: OpenTerm) -> tuple[OpenTerm, ...]:
    """The terms directly inside `term`."""
    match term:
        case Call(_, arguments):
            return arguments
        case Choose(test, then, other):
            return test, then, other
        case Settled(inner):
            return (inner,)
        case Literal() | Column() | Prior() | Total() | Hole() | Refusal() | Caught():
            return ()
        case _:
            assert_never(term)


def rebuild(term: OpenTerm, inner: tuple[OpenTerm, ...]) -> OpenTerm:
    """`term` with its children replaced."""
    match term:
        case Call(operation):
            return Call(operation, inner)
        case Choose():
            return Choose(*inner)
        case Settled():
            return Settled(*inner)
        case _:
            return term


def fold(term: OpenTerm, combine: Callable[[OpenTerm, list[V]], V]) -> V:
    """The value `combine` gives `term` from the values of its children, on a stack of our own."""
    pending: list[tuple[OpenTerm, bool]] = [(term, False)]
    values: list[V] = []
    while pending:
        here, opened = pending.pop()
        inner = children(here)
        if inner and not opened:
            pending.append((here, True))
            pending.extend((child, False) for child in reversed(inner))
            continue
        cut = len(values) - len(inner)
        arguments = values[cut:]
        del values[cut:]
        values.append(combine(here, arguments))
    return values[0]


def subterms(term: OpenTerm) -> Iterator[OpenTerm]:
    """`term` and every term inside it, outermost first."""
    pending = [term]
    while pending:
        here = pending.pop()
        yield here
        pending.extend(reversed(children(here)))


def depth(term: OpenTerm) -> int:
    """How many terms stand inside one another, at most: 1 for a leaf."""

    def one_more(_: OpenTerm, inner: list[int]) -> int:
        return 1 + max(inner, default=0)

    return fold(term, one_more)
