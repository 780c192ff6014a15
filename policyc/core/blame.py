"""Why a column of a filled row has no value: the facts, holes, refusals and earlier claims that it comes down to.

blame(known, row, column) -> Blame(causes, may_matter)
"""

from __future__ import annotations

from itertools import takewhile
from typing import assert_never

from attrs import define, field, frozen

from policyc.core.known import KnownWorksheet
from policyc.core.row import Row
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
from policyc.core.values import value_of
from policyc.core.walk import children
from policyc.core.worksheet import Input


@frozen
class MissingFact:
    """A fact that was not given."""

    name: str


@frozen
class OpenHole:
    """A place the source leaves open."""

    key: str


@frozen
class RefusedBy:
    """A clause that refuses."""

    key: str


@frozen
class MissingOpening:
    """No opening balance of `column` for the key that the look-back `reader` asks for."""

    column: str
    by: tuple[str, ...]
    reader: str


@frozen
class EarlierUndetermined:
    """An earlier claim left the total of `column`, as the look-back `reader` gathers it, in doubt."""

    column: str
    by: tuple[str, ...]
    reader: str


Cause = MissingFact | OpenHole | RefusedBy | MissingOpening | EarlierUndetermined


@frozen
class Blame:
    """`causes` stand between the row and the value; `may_matter` only if an unknown test turns out to lead to them.

    `looked_at` are the closed truths that the search took, in order: rows that agree on them have the same causes.
    """

    causes: frozenset[Cause]
    may_matter: frozenset[Cause]
    looked_at: tuple[OpenTerm, ...] = field(eq=False, repr=False)


def blame(known: KnownWorksheet, row: Row, column: str) -> Blame:
    """Why `column` has no value in `row`, a filled row of `known.worksheet`. Nothing where it has one."""
    search = _Search(known)
    search.visit(row, Column(column), certain=True)
    search.run()
    causes, looked_at = frozenset(search.causes), tuple(search.looked_at.values())
    return Blame(causes, frozenset(search.may_matter - search.causes), looked_at)


@define
class _Search:
    """What is still to be looked at: terms without a value, each in its row, surely or only perhaps of consequence."""

    known: KnownWorksheet
    causes: set[Cause] = field(factory=set)
    may_matter: set[Cause] = field(factory=set)
    pending: list[tuple[Row, OpenTerm, bool]] = field(factory=list)
    seen: set[tuple[int, str, bool]] = field(factory=set)
    # each truth once, by what it is
    looked_at: dict[int, OpenTerm] = field(factory=dict)

    def visit(self, row: Row, term: OpenTerm, certain: bool) -> None:
        self.pending.append((row, term, certain))

    def run(self) -> None:
        while self.pending:
            row, term, certain = self.pending.pop()
            if not self._ok(row, term):
                self._look(row, term, certain)

    def _found(self, cause: Cause, certain: bool) -> None:
        (self.causes if certain else self.may_matter).add(cause)

    def _ok(self, row: Row, term: OpenTerm) -> bool:
        return self._holds(row, self.known.flags.of(term).ok)

    def _refused(self, row: Row, term: OpenTerm) -> bool:
        return self._holds(row, self.known.flags.of(term).refused)

    def _holds(self, row: Row, truth: OpenTerm) -> bool:
        self.looked_at.setdefault(id(truth), truth)
        return bool(value_of(truth, row))

    def _flag(self, row: Row, name: str) -> bool:
        """A flag beside a look-back, which holds where there is none."""
        return name not in self.known.worksheet.by_name or self._holds(row, Column(name))

    def _look(self, row: Row, term: OpenTerm, certain: bool) -> None:
        match term:
            case Column(name) | Caught(name):
                self._column(row, name, certain)
            case Hole(key):
                self._found(OpenHole(key), certain)
            case Refusal(key):
                self._found(RefusedBy(key), certain)
            case Settled(inner):
                self.visit(row, inner, certain)
            case Choose(test, then, other):
                self._choose(row, (test, then, other), certain)
            case Call():
                refused = self._refused(row, term)
                for operand in children(term):
                    if self._refused(row, operand) if refused else not self._ok(row, operand):
                        self.visit(row, operand, certain)
            case Literal() | Prior() | Total():
                pass
            case _:
                assert_never(term)

    def _choose(self, row: Row, parts: tuple[OpenTerm, OpenTerm, OpenTerm], certain: bool) -> None:
        test, then, other = parts
        if self._ok(row, test):
            self.visit(row, then if self._holds(row, self.known.flags.of(test).value) else other, certain)
            return
        self.visit(row, test, certain)
        if not self._refused(row, test):
            self.visit(row, then, False)
            self.visit(row, other, False)

    def _column(self, row: Row, name: str, certain: bool) -> None:
        if (id(row), name, certain) in self.seen:
            return
        self.seen.add((id(row), name, certain))
        source = self.known.source.by_name[name]
        if source.grain is None:
            row = row.claim
        if isinstance(source, Input):
            self._found(MissingFact(name), certain)
        elif isinstance(source.term, Prior):
            self._prior(row, name, source.term, certain)
        elif isinstance(source.term, Total):
            # of no line nothing is looked at, and that there is none is
            ok = self.known.flags.of(Column(source.term.column)).ok
            self.looked_at.setdefault(id(ok), ok)
            for line in row.lines[str(self.known.source.by_name[source.term.column].grain)]:
                self.visit(line, Column(source.term.column), certain)
        else:
            self.visit(row, source.term, certain)

    def _prior(self, row: Row, name: str, prior: Prior, certain: bool) -> None:
        lost = [Column(key) for key in prior.asks if not self._ok(row, Column(key))]
        if lost:
            self.pending += [(row, key, certain) for key in lost]
            return
        if not self._flag(row, f"{name}__opened"):
            self._found(MissingOpening(prior.column, prior.by, name), certain)
        if not self._flag(row, f"{name}__complete"):
            above = self._lines_above(row, prior)
            self.pending += [(line, Column(prior.column), certain) for line in above]
            if not above:
                self._found(EarlierUndetermined(prior.column, prior.by, name), certain)

    def _lines_above(self, row: Row, prior: Prior) -> list[Row]:
        """The lines of the same claim that a line looks back at in vain: of its key, or of one that is not known."""
        lines = row.claim.lines.get(str(self.known.source.by_name[prior.column].grain), ())
        above = list(takewhile(lambda line: line is not row, lines)) if row.claim is not row else []
        return [line for line in above if not self._ok(line, Column(prior.column)) and self._may_meet(line, row, prior)]

    def _may_meet(self, line: Row, row: Row, prior: Prior) -> bool:
        keys = zip(prior.by, prior.key, strict=True)
        return all(line[theirs] == row[own] or not self._ok(line, Column(theirs)) for theirs, own in keys)
