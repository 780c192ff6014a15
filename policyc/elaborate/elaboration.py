"""The work of elaborating one file: what names stand for, the columns made so far, and what was found wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from policyc.core.terms import Column, OpenTerm, Sort
from policyc.core.worksheet import Definition, Input
from policyc.elaborate.account import Account
from policyc.elaborate.decide import Axis, Decision
from policyc.elaborate.near import nearest
from policyc.elaborate.symbols import (
    AmountSymbol,
    ColumnInfo,
    KindSymbol,
    OrderPlace,
    PeriodSymbol,
    Symbol,
)
from policyc.elaborate.value import Bare, Value
from policyc.report.diagnostic import Argument, Diagnostic, Label, Severity, Words
from policyc.source import Span
from policyc.syntax.clause import File, Spelling
from policyc.syntax.expression import Compare, Is, Name
from policyc.syntax.part_names import Part
from policyc.syntax.segment import segment
from policyc.types import Truth, Type, scale_of

if TYPE_CHECKING:
    from policyc.elaborate.totals import Counted, Totals

MOST_DIAGNOSTICS = 100

NO_AMOUNT = frozenset({"不设", "不设置", "未设", "不限", "没有", "nil", "unlimited", "nothing"})
"""Words by which a document says that there is no such amount; the language's is 无."""

RESERVED = frozenset(
    {
        *("member", "参保人", "claim_number", "单号", "settled_at", "结算时间", "openings", "此前累计"),
        *("documents", "材料", "family", "家庭", "none", "lifetime"),
    }
)
"""What claims call things of their own, in either language."""


@define(slots=False)
class Elaboration:
    """Mutable state of one elaboration; every arrow below works on it."""

    file: File
    totals: Totals
    symbols: dict[str, Symbol] = field(factory=dict)
    # kinds whose name a fact of theirs bears (`人群：人群`): the fact is what the name reads
    kinds: dict[str, KindSymbol] = field(factory=dict)
    members: dict[str, list[KindSymbol]] = field(factory=dict)
    # the papers of all checklists: a value each, in the order first written
    papers: dict[str, Value] = field(factory=dict)
    inputs: list[Input] = field(factory=list)
    definitions: list[Definition] = field(factory=list)
    columns: dict[str, ColumnInfo] = field(factory=dict)
    diagnostics: list[Diagnostic] = field(factory=list)
    used: set[str] = field(factory=set)
    # the rows of each parameter, and the day as of which formulas over parameters read them (应等于)
    parameters: dict[str, tuple[tuple[int, int | None, Value], ...]] = field(factory=dict)
    parameter_day: int | None = None
    openings: set[str] = field(factory=set)
    # sections of source documents that a clause or a note speaks of: the document's key and the locator's parts
    cited: set[tuple[str, tuple[str, ...]]] = field(factory=set)
    # benefits that pay in an order, by name
    orders: dict[str, OrderPlace] = field(factory=dict)
    # what is read of a benefit's way to its payment: by its name, the benefit and which part
    parts: dict[str, tuple[str, Part]] = field(factory=dict)
    # the names each block that defines something reads, by the block's identity
    reads: dict[int, set[str]] = field(factory=dict)
    # names whose value may be refused, by themselves or by what they read
    refusable: set[str] = field(factory=set)
    # how each comparison is decided, None where what it compares differs from claim to claim
    decided: dict[Compare | Is, Decision | None] = field(factory=dict)
    # names that are not declared, each told where it is first met
    unknown: set[str] = field(factory=set)
    # names read as amounts that may be 无, each with the block that reads it
    unguarded: list[tuple[str, Name]] = field(factory=list)
    account: Account = field(factory=Account)
    # what a version of a benefit leaves for the benefit itself to be made of, by the version's key
    counted: dict[str, Counted] = field(factory=dict)
    # the name that internal columns of the block at hand are made of
    owner: str = ""
    # what a lookup may see: the lines block whose facts are in reach, if any; and whether they are being added up
    grain: str | None = None
    adding_up: bool = False
    _numbers: dict[str, int] = field(factory=dict)

    # ---- findings

    def error(self, code: str, span: Span, labels: tuple[Label, ...] = (), /, **arguments: Argument) -> None:
        self.diagnostics.append(Diagnostic(code, span, arguments, labels))

    def warn(self, code: str, span: Span, labels: tuple[Label, ...] = (), /, **arguments: Argument) -> None:
        self.diagnostics.append(Diagnostic(code, span, arguments, labels, Severity.WARNING))

    @property
    def failed(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.diagnostics)

    def told_enough(self, code: str) -> bool:
        """Is there as much of what `code` begins as anyone reads? To look for what was meant takes its time."""
        return sum(1 for finding in self.diagnostics if finding.code.startswith(code)) >= MOST_DIAGNOSTICS

    # ---- names

    @cached_property
    def _public(self) -> Mapping[str, str]:
        return {
            **{one.name.key: one.by.key for one in self.file.dates},
            **{version.key: one.name.key for one in self.file.versions for version in one.versions if version.key},
        }

    def public(self, key: str) -> str:
        """The name that a key is a version of; any other is its own."""
        return self._public.get(key, key)

    def spelling(self, key: str) -> Spelling:
        """How a name is written in each language, where it is."""
        return self.file.spellings.get(key) or (Spelling(None, key) if key.isascii() else Spelling(key, None))

    def words(self, key: str) -> Words:
        """A name in both languages, as it is spelled in this file."""
        spelling = self.file.spellings.get(key)
        if spelling is None:
            return Words(key, key)
        return Words(spelling.zh or key, spelling.en or key)

    def declare(self, name: Name, symbol: Symbol) -> None:
        """Enter a name; a second declaration is an error and the first stands."""
        words = self.words(name.key)
        if RESERVED & {name.key, words.zh, words.en}:
            self.error("name-of-claims", name.span, name=words)
        first = self.symbols.get(name.key)
        if first is not None:
            place = first.block.span if isinstance(first, KindSymbol) else first.span
            self.error("declared-twice", name.span, (Label(place, "first"),), name=self.words(name.key))
            return
        self.symbols[name.key] = symbol

    def set_value(self, key: str, value: Value) -> None:
        symbol = self.symbols[key]
        # where a name is declared twice, as two things, it stays what it was first
        if isinstance(symbol, AmountSymbol):
            self.symbols[key] = evolve(symbol, value=value)

    def unknown_name(self, name: Name, candidates: Mapping[str, object] | None = None) -> None:
        """Say that a name is not declared, with the cut or the spelling that makes sense."""
        if name.key in self.unknown or self.told_enough("unknown-name"):
            return
        self.unknown.add(name.key)
        spelled = self.words(name.key)
        if {spelled.zh, spelled.en} & NO_AMOUNT:
            self.error("no-amount-written", name.span, name=spelled)
            return
        known = self._spellings(candidates or {**self.symbols, **self.members})
        for spelling in dict.fromkeys((spelled.zh, spelled.en)):
            cut = segment(spelling, known) or _denied(spelling, known)
            if cut is not None:
                self.error("unknown-name-glued", name.span, name=spelled, cut=" ".join(cut))
                return
            near = nearest(spelling, known)
            if near is not None:
                self.error("unknown-name-near", name.span, name=spelled, near=near)
                return
        self.error("unknown-name", name.span, name=spelled)

    def _spellings(self, keys: Mapping[str, object]) -> list[str]:
        known: list[str] = []
        for key in keys:
            words = self.words(key)
            known.extend(dict.fromkeys((words.zh, words.en)))
        return known

    # ---- columns

    def fresh(self, stem: str) -> str:
        """A new internal column name: the reserved double underscore keeps it apart from an author's names."""
        number = self._numbers.get(stem, 0) + 1
        self._numbers[stem] = number
        return f"{stem}_{number}"

    @contextmanager
    def at(self, grain: str | None) -> Iterator[None]:
        """What is elaborated meanwhile is of a line of the block `grain`, or of the claim."""
        outer, self.grain = self.grain, grain
        try:
            yield
        finally:
            self.grain = outer

    def grain_of(self, key: str) -> str | None:
        """The block of lines that a name is of."""
        symbol = self.symbols.get(key)
        return symbol.grain if isinstance(symbol, AmountSymbol | PeriodSymbol) else None

    def define(self, name: str, value: Value) -> Value:
        """Add a column, of the grain at hand, and give the value that reads it."""
        sort = Sort.TRUTH if isinstance(value.type, Truth) else Sort.INTEGER
        self.definitions.append(Definition(name, sort, value.term, value.low, value.high, self.grain))
        self.columns[name] = ColumnInfo(value.type, value.scale, value.absent)
        return as_column(name, value)

    def named(self, stem: str, value: Value) -> Value:
        """The value as a column, defining one unless it is one already."""
        return value if isinstance(value.term, Column) else self.define(self.fresh(stem), value)


def _denied(spelling: str, known: Collection[str]) -> list[str] | None:
    """`notdesignated`, which is nearer to `designated` than to any other name and means the opposite."""
    for word in ("not", "不", "未"):
        rest = spelling.removeprefix(word).lstrip("_")
        if spelling.startswith(word) and rest in known:
            return ["not" if word == "not" else "非", rest]
    return None


def as_column(name: str, value: Value) -> Value:
    """The value that reads a column defined by `value`."""
    low = value.low - 1 if value.absent is not None else value.low
    axis = None if isinstance(value.type, Bare) else Axis(name, low, value.high)
    return evolve(value, term=Column(name), axis=axis, decision=None, divisor=None)


def input_value(name: str, type: Type, low: int, high: int, absent: OpenTerm | None = None) -> Value:
    """The value that reads a fact."""
    axis = Axis(name, low - 1 if absent is not None else low, high)
    return Value(Column(name), type, scale_of(type), low, high, absent=absent, axis=axis)
