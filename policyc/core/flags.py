"""Three answers, as truths: for every open term its closed value, whether it has one, and whether it is refused.

flagged(term, columns) -> Flagged(value, ok, refused), all closed terms
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from attrs import define, field, frozen

from policyc.core.basis import Operation
from policyc.core.prelude import FALSE, ONE, TRUE, ZERO, all_of, any_of, at_most, choose, is_not
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
from policyc.core.walk import fold, rebuild


@frozen
class Flagged:
    """A closed term, and the truths beside it. Neither ok nor refused is undetermined; never both."""

    value: OpenTerm
    ok: OpenTerm = TRUE
    refused: OpenTerm = FALSE


def flagged(term: OpenTerm, columns: Mapping[str, Flagged], look_back: Flagged | None = None) -> Flagged:
    """`term` closed, over columns already closed. `look_back` is the answer for a Prior or Total that can fail."""

    def combine(here: OpenTerm, inner: list[Flagged]) -> Flagged:
        return _flags(here, inner, columns, look_back)

    return fold(term, combine)


@define(eq=False)
class TermFlags:
    """The flags of terms over closed columns, of each term once: `ok` and `refused` are the columns'."""

    ok: Mapping[str, OpenTerm]
    refused: Mapping[str, OpenTerm]
    _columns: dict[str, Flagged] = field(init=False)
    # by the term, which is kept so that no other takes its place
    _terms: dict[int, tuple[OpenTerm, Flagged]] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self._columns = {name: Flagged(Column(name), ok, self.refused[name]) for name, ok in self.ok.items()}

    def of(self, term: OpenTerm) -> Flagged:
        """The flags of a term."""
        if isinstance(term, Column):
            return self._columns[term.name]
        if id(term) not in self._terms:
            self._terms[id(term)] = term, flagged(term, self._columns)
        return self._terms[id(term)][1]


def _flags(
    term: OpenTerm, inner: Sequence[Flagged], columns: Mapping[str, Flagged], look_back: Flagged | None
) -> Flagged:
    match term:
        case Literal():
            return Flagged(term)
        case Column(name):
            return columns[name]
        case Hole(_, stand_in):
            return Flagged(Literal(stand_in), ok=FALSE)
        case Refusal(_, stand_in):
            return Flagged(Literal(stand_in), ok=FALSE, refused=TRUE)
        case Caught(name):
            caught = columns[name]
            return Flagged(caught.refused, ok=any_of((caught.ok, caught.refused)))
        case Settled():
            return Flagged(inner[0].value, inner[0].ok)
        case Prior() | Total():
            return look_back or Flagged(term)
        case Call(Operation.AND):
            return _kleene(term, inner, [is_not(one.value) for one in inner])
        case Call(Operation.OR):
            return _kleene(term, inner, [one.value for one in inner])
        case Call():
            return _strict(term, inner)
        case Choose():
            return _branch(inner[0], inner[1], inner[2])
        case _:
            assert_never(term)


def _closed(term: OpenTerm, inner: Sequence[Flagged]) -> OpenTerm:
    return rebuild(term, tuple(one.value for one in inner))


def _strict(term: OpenTerm, inner: Sequence[Flagged]) -> Flagged:
    return Flagged(_closed(term, inner), all_of(one.ok for one in inner), any_of(one.refused for one in inner))


def _kleene(term: OpenTerm, inner: Sequence[Flagged], deciding: Sequence[OpenTerm]) -> Flagged:
    """AND or OR: an operand that is known and decides makes the rest not matter; while one is unknown, it may yet."""
    if all(one.ok == TRUE for one in inner):
        return Flagged(_closed(term, inner))
    decided = any_of(all_of((one.ok, decides)) for one, decides in zip(inner, deciding, strict=True))
    ok = any_of((all_of(one.ok for one in inner), decided))
    answered = all_of(any_of((one.ok, one.refused)) for one in inner)
    refused = all_of((any_of(one.refused for one in inner), answered, is_not(decided)))
    return Flagged(_closed(term, inner), ok, refused)


def _branch(test: Flagged, then: Flagged, other: Flagged) -> Flagged:
    ok = all_of((test.ok, choose_truth(test.value, then.ok, other.ok)))
    taken = choose_truth(test.value, then.refused, other.refused)
    return Flagged(choose(test.value, then.value, other.value), ok, any_of((test.refused, all_of((test.ok, taken)))))


def choose_truth(test: OpenTerm, then: OpenTerm, other: OpenTerm) -> OpenTerm:
    """A choice between truths of closed terms, as the AND or OR it amounts to where a branch is literal."""
    if then == other and isinstance(then, Literal | Column):
        return then
    match then, other:
        case Literal(True), _:
            return any_of((test, other))
        case Literal(False), _:
            return all_of((is_not(test), other))
        case _, Literal(True):
            return any_of((is_not(test), then))
        case _, Literal(False):
            return all_of((test, then))
        case _:
            return choose(test, then, other)


def counted(truth: OpenTerm) -> OpenTerm:
    """1 where `truth` holds, else 0."""
    return choose(truth, ONE, ZERO)


def none_counted(gathered: OpenTerm) -> OpenTerm:
    """Does a MAX of counted truths say that none held?"""
    return at_most(gathered, ZERO)
