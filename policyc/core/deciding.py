"""The truths of a closed worksheet on which it depends why a column has no value.

deciding(known, asked) -> Deciding(worksheet, names, in_turn)

Rows of one claim that agree on all of them have the same causes: `core.blame` looks at nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, evolve, field, frozen

from policyc.core.known import KnownWorksheet
from policyc.core.prelude import TRUE
from policyc.core.terms import (
    Call,
    Caught,
    Choose,
    Column,
    Literal,
    OpenTerm,
    Prior,
    Refusal,
    Settled,
    Sort,
    Total,
)
from policyc.core.walk import children
from policyc.core.worksheet import Definition, Input, Worksheet


@frozen
class Deciding:
    """For each question the columns and inputs of `worksheet` that decide it: the closed sheet, truths at its end.

    `always` are those of a question that are asked whatever the search for causes looks at; `named` are the columns of
    the truths that it may look at. Those `in_turn` also depend on which lines of a claim share a key: there rows must
    be asked one by one.
    """

    worksheet: Worksheet
    names: Mapping[str, tuple[str, ...]]
    always: Mapping[str, tuple[str, ...]]
    named: Mapping[OpenTerm, tuple[str, ...]]
    in_turn: frozenset[str]


@frozen
class Asked:
    """Why do these columns have no value? `truths` are further closed terms to tell rows apart by.

    Where `refusals` alone are asked for, nothing matters that no refusal stands behind.
    """

    columns: tuple[str, ...]
    truths: tuple[OpenTerm, ...] = ()
    refusals: bool = False


def deciding(known: KnownWorksheet, asked: Mapping[str, Asked]) -> Deciding:
    """What decides each of the questions."""
    search = _Search(known)
    names: dict[str, tuple[str, ...]] = {}
    always: dict[str, tuple[str, ...]] = {}
    in_turn: set[str] = set()
    for key, question in asked.items():
        search.kept, search.seen, search.in_turn, search.refusals = {}, set(), False, question.refusals
        for truth in question.truths:
            search.keep(truth, None)
        always[key] = tuple(search.kept)
        for column in question.columns:
            search.walk(Column(column), None)
        names[key] = tuple(search.kept)
        in_turn |= {key} if search.in_turn else set()
    sheet = evolve(known.worksheet, definitions=(*known.worksheet.definitions, *search.made))
    named: dict[OpenTerm, tuple[str, ...]] = {}
    for (term, _), name in search.names.items():
        named[term] = (*named.get(term, ()), name)
    return Deciding(sheet, names, always, named, frozenset(in_turn))


@define
class _Search:
    """The walk of `core.blame` over terms instead of rows: every branch is taken, and each truth it asks is kept."""

    known: KnownWorksheet
    kept: dict[str, None] = field(factory=dict)
    made: list[Definition] = field(factory=list)
    names: dict[tuple[OpenTerm, str | None], str] = field(factory=dict)
    seen: set[str] = field(factory=set)
    in_turn: bool = False
    refusals: bool = False
    # whether a refusal stands behind a column
    behind: dict[str, bool] = field(factory=dict)

    def keep(self, term: OpenTerm, grain: str | None) -> None:
        """A closed truth, as a column of its own unless it is one."""
        match term:
            case Literal():
                return
            case Column(name):
                self.kept.setdefault(name)
            case _:
                if (term, grain) not in self.names:
                    self.names[term, grain] = name = f"decides__{len(self.made) + 1}"
                    self.made.append(Definition(name, Sort.TRUTH, term, 0, 1, grain))
                self.kept.setdefault(self.names[term, grain])

    def walk(self, term: OpenTerm, grain: str | None) -> None:
        waiting: list[tuple[OpenTerm, str | None]] = [(term, grain)]
        while waiting:
            here, own = waiting.pop()
            flags = self.known.flags.of(here)
            if flags.ok == TRUE or (self.refusals and not self._may_refuse(here)):
                continue
            self.keep(flags.ok, own)
            self.keep(flags.refused, own)
            match here:
                case Column(name) | Caught(name):
                    waiting += self._column(name)
                case Settled(inner):
                    waiting.append((inner, own))
                case Choose(test):
                    self.keep(self.known.flags.of(test).value, own)
                    waiting += [(one, own) for one in children(here)]
                case Call():
                    waiting += [(one, own) for one in children(here)]
                case _:
                    pass

    def _may_refuse(self, term: OpenTerm) -> bool:
        """Does a refusal stand behind a term, at any distance?"""
        match term:
            case Refusal():
                return True
            case Column(name) | Caught(name):
                if name not in self.behind:
                    self.behind[name] = False
                    self.behind[name] = any(self._may_refuse(one) for one, _ in self._leads(name))
                return self.behind[name]
            case _:
                return any(self._may_refuse(one) for one in children(term))

    def _column(self, name: str) -> list[tuple[OpenTerm, str | None]]:
        """The terms that a column without a value leads to, each with its grain."""
        if name in self.seen:
            return []
        self.seen.add(name)
        source = self.known.source.by_name[name]
        if isinstance(source, Definition) and isinstance(source.term, Prior):
            for flag in ("opened", "complete"):
                if f"{name}__{flag}" in self.known.worksheet.by_name:
                    self.kept.setdefault(f"{name}__{flag}")
            self.in_turn |= source.grain is not None
        return self._leads(name)

    def _leads(self, name: str) -> list[tuple[OpenTerm, str | None]]:
        source = self.known.source.by_name[name]
        if isinstance(source, Input):
            return []
        match source.term:
            case Prior() as prior:
                return [(Column(key), source.grain) for key in prior.asks]
            case Total(column):
                return [(Column(column), self.known.source.by_name[column].grain)]
            case term:
                return [(term, source.grain)]
