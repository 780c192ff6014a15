"""Why a column has no value for this claim: the facts, openings, holes and refusals that matter, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, assert_never

from attrs import define, field, frozen

from policyc.backends.exact import OPERATIONS
from policyc.compiled import Compiled
from policyc.core.flags import Flagged, flagged
from policyc.core.known import KnownWorksheet
from policyc.core.meaning import meaning
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
from policyc.core.worksheet import Definition
from policyc.elaborate.account import BenefitAccount
from policyc.interface import AccumulatorSpec, FactSpec, LinesSpec, words
from policyc.report.diagnostic import Words
from policyc.settlement import Missing, Settlement
from policyc.syntax.expression import Text


@frozen
class MissingInput:
    """An input the claim does not give; `line` is its 1-based line, None for the claim's own."""

    name: str
    line: int | None = None


@frozen
class OpenHole:
    key: str


@frozen
class RefusedBy:
    key: str


@frozen
class MissingOpening:
    column: str
    by: tuple[str, ...]


@frozen
class EarlierUndetermined:
    column: str


Cause = MissingInput | OpenHole | RefusedBy | MissingOpening | EarlierUndetermined


@define
class _Search:
    """One search through a filled row, from a column that has no value to what keeps it from having one."""

    known: KnownWorksheet
    row: Row
    flags: Mapping[str, Flagged]
    causes: dict[Cause, None] = field(factory=dict)
    seen: set[tuple[str, int | None]] = field(factory=set)
    waiting: list[tuple[str, Row, int | None]] = field(factory=list)

    def run(self, name: str) -> tuple[Cause, ...]:
        self._push(name, self.row, None)
        while self.waiting:
            self._column(*self.waiting.pop())
        return tuple(self.causes)

    def _push(self, name: str, row: Row, line: int | None) -> None:
        column = self.known.source.by_name[name]
        if column.grain is None:
            row, line = self.row, None
        if (name, line) not in self.seen:
            self.seen.add((name, line))
            self.waiting.append((name, row, line))

    def _column(self, name: str, row: Row, line: int | None) -> None:
        if self._holds(self.known.ok[name], row):
            return
        column = self.known.source.by_name[name]
        if not isinstance(column, Definition):
            self.causes[MissingInput(name, line)] = None
            return
        refused = self._holds(self.known.refused[name], row)
        for term in self._reasons(column, row, refused):
            self._leaf(term, column, row, line)

    def _reasons(self, column: Definition, row: Row, refused: bool) -> Iterator[OpenTerm]:
        """The leaves of a column's term that keep it from having a value."""
        stack = [column.term]
        while stack:
            term = stack.pop()
            match term:
                case Choose(test, then, other):
                    stack.append(self._turn(test, then, other, row, refused))
                case Call(_, arguments):
                    stack += [one for one in reversed(arguments) if self._fails(one, row, refused)]
                case Settled(inner):
                    stack.append(inner)
                case Literal():
                    pass
                case Column() | Hole() | Refusal() | Caught() | Prior() | Total():
                    yield term
                case _:
                    assert_never(term)

    def _turn(self, test: OpenTerm, then: OpenTerm, other: OpenTerm, row: Row, refused: bool) -> OpenTerm:
        if self._fails(test, row, refused):
            return test
        return then if self._holds(self._flagged(test).value, row) else other

    def _fails(self, term: OpenTerm, row: Row, refused: bool) -> bool:
        flags = self._flagged(term)
        return self._holds(flags.refused, row) if refused else not self._holds(flags.ok, row)

    def _flagged(self, term: OpenTerm) -> Flagged:
        return flagged(term, self.flags)

    def _holds(self, term: OpenTerm, row: Row) -> bool:
        if isinstance(term, Column):
            return bool(row[term.name])
        if isinstance(term, Literal):
            return bool(term.value)
        return bool(meaning(term, _READERS, _Now())(row))

    def _leaf(self, term: OpenTerm, column: Definition, row: Row, line: int | None) -> None:
        match term:
            case Column(name) | Caught(name):
                self._push(name, row, line)
            case Hole(key):
                self.causes[OpenHole(key)] = None
            case Refusal(key):
                self.causes[RefusedBy(key)] = None
            case Prior():
                self._prior(term, column, row, line)
            case Total(name):
                self._total(name, column)
            case _:
                raise AssertionError(term)

    def _prior(self, prior: Prior, column: Definition, row: Row, line: int | None) -> None:
        keys = [key for key in prior.by if not self._holds(self.known.ok[key], row)]
        for key in keys:
            self._push(key, row, line)
        if keys:
            return
        if not row.get(f"{column.name}__opened", True):
            self.causes[MissingOpening(prior.column, prior.by)] = None
        else:
            self.causes[EarlierUndetermined(prior.column)] = None

    def _total(self, name: str, column: Definition) -> None:
        grain = self.known.source.by_name[name].grain
        for number, line in enumerate(self.row.lines.get(str(grain), ()), 1):
            if not self._holds(self.known.ok[name], line):
                self._push(name, line, number)


class _Now:
    """Terms as functions of a filled row, by the exact reading's own operations."""

    operations = OPERATIONS

    def literal(self, value: int | bool) -> Callable[[Any], Any]:
        return lambda row: value

    def choose(
        self, test: Callable[[Any], Any], then: Callable[[], Any], other: Callable[[], Any]
    ) -> Callable[[Any], Any]:
        return lambda row: then()(row) if test(row) else other()(row)

    def prior(self, prior: Prior) -> Callable[[Any], Any]:
        raise AssertionError(prior)

    def total(self, total: Total) -> Callable[[Any], Any]:
        raise AssertionError(total)

    def define(self, definition: Definition, value: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return value


class _Readers(dict[str, Callable[[Any], Any]]):
    def __missing__(self, name: str) -> Callable[[Any], Any]:
        self[name] = reader = lambda row: row[name]
        return reader


_READERS = _Readers()


@define(slots=False)
class Blamer:
    """Causes in words, for one policy."""

    compiled: Compiled
    _flags: dict[int, Mapping[str, Flagged]] = field(factory=dict)

    def causes(self, settlement: Settlement, name: str) -> tuple[Cause, ...]:
        """What keeps the column from having a value, in the order of reading."""
        known = settlement.known
        flags = self._flags.get(id(known))
        if flags is None:
            flags = {n: Flagged(Column(n), known.ok[n], known.refused[n]) for n in known.source.by_name}
            self._flags[id(known)] = flags
        return _Search(known, settlement.row, flags).run(name)

    def missing(self, settlement: Settlement, name: str) -> tuple[Missing, ...]:
        """What would have to be known."""
        found = [self._missing(cause) for cause in self.causes(settlement, name)]
        return tuple(dict.fromkeys(entry for entry in found if entry is not None))

    def reasons(self, settlement: Settlement, entry: BenefitAccount) -> tuple[Words, ...]:
        """Why a benefit is refused: its own conditions that hold, in written order, then those of rules it reads."""
        own = [text_words(refusal.reason) for refusal in entry.refusals if self._holds(settlement, refusal.column)]
        read = [name for name in entry.reads if name in settlement.known.refused and settlement.refused(name)]
        causes = [cause for name in read for cause in self.causes(settlement, name)]
        keys = dict.fromkeys(cause.key for cause in causes if isinstance(cause, RefusedBy))
        rules = [text for key in keys if (text := self._reason_text(key)) is not None]
        return tuple(dict.fromkeys([*own, *rules]))

    def _holds(self, settlement: Settlement, column: str) -> bool:
        return settlement.ok(column) and bool(settlement.row[column])

    def _reason_text(self, key: str) -> Words | None:
        entry = self.compiled.account.reasons.get(key)
        return None if entry is None or entry.text is None else text_words(entry.text)

    def _missing(self, cause: Cause) -> Missing | None:
        match cause:
            case MissingInput(name, line):
                return self._missing_input(name, line)
            case OpenHole(key):
                return Missing("source", self._hole_words(key))
            case MissingOpening(column, by):
                return self._missing_opening(column, by)
            case EarlierUndetermined(column):
                spec = self._total_specs.get(column)
                return Missing("earlier", _EARLIER if spec is None else words(spec), spec.key if spec else None)
            case RefusedBy():
                return None
            case _:
                assert_never(cause)

    @cached_property
    def _inputs(self) -> Mapping[str, FactSpec | LinesSpec]:
        interface = self.compiled.interface
        facts: dict[str, FactSpec | LinesSpec] = {spec.key: spec for spec in interface.facts}
        for lines in interface.lines:
            facts[f"{lines.key}__listed"] = lines
            facts.update({spec.key: spec for spec in lines.facts})
        return facts

    def _missing_input(self, name: str, line: int | None) -> Missing:
        spec = self._inputs[name]
        label = words(spec)
        if line is not None:
            label = Words(f"第 {line} 行 {label.zh}", f"{label.en} of line {line}")
        return Missing("fact", label, spec.key)

    def _hole_words(self, key: str) -> Words:
        account = self.compiled.account
        entry = account.reasons.get(key)
        if entry is not None and entry.text is not None:
            return text_words(entry.text)
        for benefit in account.benefits.values():
            for hole in benefit.holes:
                if hole.key == key:
                    return text_words(hole.missing)
        if key.startswith("absent:"):
            spec = self._inputs.get(key.removeprefix("absent:"))
            name = key.removeprefix("absent:") if spec is None else None
            label = Words(name, name) if name is not None else words(spec)  # type: ignore[arg-type]
            return Words(f"{label.zh}（此处为 无）", f"{label.en} (none here)")
        return Words("来源未规定", "the source does not say")

    @cached_property
    def _total_specs(self) -> Mapping[str, AccumulatorSpec]:
        specs = {(spec.period, spec.key): spec for spec in self.compiled.interface.accumulators}
        return {
            total.column: specs[total.period or "lifetime", total.key] for total in self.compiled.account.totals
        }

    def _missing_opening(self, column: str, by: tuple[str, ...]) -> Missing:
        spec = self._total_specs[column]
        period = next((p for p in self.compiled.interface.periods if p.key == spec.period), None)
        label, over = words(spec), Words("终身", "lifetime") if period is None else words(period)
        return Missing("opening", Words(f"{over.zh} 此前累计 {label.zh}", f"{over.en} earlier total of {label.en}"), spec.key)


_EARLIER = Words("此前一笔未定的累计", "a total left open by an earlier claim")


def text_words(text: Text) -> Words:
    """A policy's sentence in both languages; one it lacks is given in the other."""
    return Words(text.zh or text.en or "", text.en or text.zh or "")


