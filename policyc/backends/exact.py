"""The exact reading: each column a closure over the row, staged once for a worksheet. All others answer to it.

Program(worksheet)
    .start(openings: Openings = NONE) -> State
    .settle(state, facts: Mapping[str, int | bool], lines: Mapping[str, Sequence[Mapping]] = {}) -> Row
    .run(claims, openings) -> list of Row
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from policyc.core.basis import Operation
from policyc.core.dates import clamped_date
from policyc.core.known import given
from policyc.core.meaning import meaning, spells_all
from policyc.core.row import Row
from policyc.core.state import NONE, Openings, Slot, State, slot_of, slots
from policyc.core.terms import Fold, Prior, Total, Window
from policyc.core.worksheet import Definition, Input, Worksheet, stand_in

Values = list[Any]
"""A row while it is filled: its context first, then inputs, then columns, in the worksheet's order."""
Formula = Callable[[Values], Any]
Facts = Mapping[str, int | bool]
Lines = Mapping[str, Sequence[Facts]]

NO_FACTS: Lines = {}

TABLES, LINES = 0, 1
"""Places in a claim's context: the look-back tables of the ledger, and the rows of its lines by grain."""


OPERATIONS: Mapping[Operation, Callable[..., Formula]] = spells_all(
    {
        Operation.ADD: lambda a, b: lambda row: a(row) + b(row),
        Operation.SUB: lambda a, b: lambda row: a(row) - b(row),
        Operation.MUL: lambda a, b: lambda row: a(row) * b(row),
        Operation.DIV: lambda a, b: lambda row: a(row) // b(row),
        Operation.LEAST: lambda a, b: lambda row: x if (x := a(row)) <= (y := b(row)) else y,
        Operation.MOST: lambda a, b: lambda row: x if (x := a(row)) >= (y := b(row)) else y,
        Operation.LE: lambda a, b: lambda row: a(row) <= b(row),
        Operation.EQ: lambda a, b: lambda row: a(row) == b(row),
        Operation.AND: lambda a, b: lambda row: a(row) and b(row),
        Operation.OR: lambda a, b: lambda row: a(row) or b(row),
        Operation.NOT: lambda a: lambda row: not a(row),
        Operation.YEAR: lambda a: lambda row: date.fromordinal(a(row)).year,
        Operation.MONTH: lambda a: lambda row: date.fromordinal(a(row)).month,
        Operation.DAY: lambda a: lambda row: date.fromordinal(a(row)).day,
        Operation.DATE: lambda a, b, c: lambda row: clamped_date(a(row), b(row), c(row)),
    }
)


class Formulas:
    """The domain of closures over rows of one grain, whose columns stand at `places` and the claim's at `claim`."""

    operations = OPERATIONS

    def __init__(self, layout: Layout, grain: str | None) -> None:
        self.layout = layout
        self.grain = grain

    def literal(self, value: int | bool) -> Formula:
        return lambda row: value

    def choose(self, test: Formula, then: Callable[[], Formula], other: Callable[[], Formula]) -> Formula:
        yes, no = then(), other()
        return lambda row: yes(row) if test(row) else no(row)

    def prior(self, prior: Prior) -> Formula:
        table, key = self._table(prior), self.layout.key(prior.by, self.grain)
        if prior.window is not None:
            axis = self.layout.column(prior.window.axis, self.grain)
            return _within_window(table, key, axis, prior.window, GATHER[prior.fold])
        if prior.fold is Fold.OPENED:
            return lambda row: key(row) in table(row)
        return lambda row: table(row).get(key(row), 0)

    def _table(self, prior: Prior) -> Formula:
        at = self.layout.kept.index(slot_of(prior))
        if self.grain is None:
            return lambda row: row[0][TABLES][at]
        return lambda line: line[0][0][TABLES][at]

    def total(self, total: Total) -> Formula:
        grain = self.layout.worksheet.by_name[total.column].grain
        at, column = self.layout.grains.index(str(grain)), self.layout.column(total.column, grain)
        gather = GATHER[total.fold]
        return lambda row: gather([column(line) for line in row[0][LINES][at]])

    def define(self, definition: Definition, value: Formula) -> Formula:
        return self.layout.column(definition.name, self.grain)


def _greatest(values: Sequence[int]) -> int:
    return max(values, default=0)


GATHER: Mapping[Fold, Callable[[Sequence[int]], int]] = {Fold.SUM: sum, Fold.MAX: _greatest}


def _within_window(
    table: Formula, key: Formula, axis: Formula, window: Window, gather: Callable[[Sequence[int]], int]
) -> Formula:
    near, far = window.near, window.far

    def gathered(row: Values) -> int:
        here = axis(row)
        return gather([value for at, value in table(row).get(key(row), ()) if here - far <= at <= here - near])

    return gathered


class Layout:
    """Where each column stands in the rows of its grain: place 0 is the context, then inputs, then definitions."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self.kept = slots(worksheet)
        grains = (column.grain for column in worksheet.by_name.values())
        self.grains = tuple(dict.fromkeys(grain for grain in grains if grain is not None))
        self.places = {grain: self._places(grain) for grain in (None, *self.grains)}

    def _places(self, grain: str | None) -> dict[str, int]:
        names = [name for name, column in self.worksheet.by_name.items() if column.grain == grain]
        return {name: at for at, name in enumerate(names, start=1)}

    def column(self, name: str, grain: str | None) -> Formula:
        """How a row of `grain` reads a column of its own or of its claim."""
        if name in self.places[grain]:
            return itemgetter(self.places[grain][name])
        at = self.places[None][name]
        return lambda line: line[0][at]

    def key(self, by: tuple[str, ...], grain: str | None) -> Formula:
        """The tuple of the columns `by`."""
        if len(by) >= 2 and all(name in self.places[grain] for name in by):
            return itemgetter(*(self.places[grain][name] for name in by))
        columns = [self.column(name, grain) for name in by]
        if len(columns) == 1:
            only = columns[0]
            return lambda row: (only(row),)
        return lambda row: tuple([column(row) for column in columns])


Record = Callable[[Any, Values], None]


def _record(layout: Layout, slot: Slot) -> Record:
    """How a finished row enters the table of `slot`."""
    grain = layout.worksheet.by_name[slot.column].grain
    column, key = layout.column(slot.column, grain), layout.key(slot.by, grain)
    if slot.axis is not None:
        axis = layout.column(slot.axis, grain)

        def keep(table: Any, row: Values) -> None:
            table.setdefault(key(row), []).append((axis(row), column(row)))

        return keep
    if slot.fold is Fold.SUM:

        def add(table: Any, row: Values) -> None:
            here = key(row)
            table[here] = table.get(here, 0) + column(row)

        return add

    def raise_to(table: Any, row: Values) -> None:
        here, value = key(row), column(row)
        table[here] = max(table.get(here, value), value)

    return raise_to


class Program:
    """A closed worksheet, ready to settle claims in the order they are given."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self.layout = Layout(worksheet)
        self._steps = self._staged()
        self._records = [
            (at, _grain_at(self.layout, slot), _record(self.layout, slot))
            for at, slot in enumerate(self.layout.kept)
            if slot.fold is not Fold.OPENED
        ]
        self._readers = {grain: _reader(worksheet.inputs, grain) for grain in (None, *self.layout.grains)}

    def start(self, openings: Openings = NONE) -> State:
        """The state before the first row."""
        return State.start(self.worksheet, openings, self.layout.kept)

    def settle(self, state: State, facts: Facts, lines: Lines = NO_FACTS) -> Row:
        """The filled row of one claim, which then counts as earlier in `state`. Inputs are integers in their ranges.

        Raises KeyError where an input is absent that no `<name>__given` speaks for.
        """
        context: list[Any] = [state.tables, ()]
        values = [context, *self._readers[None](facts)]
        context[LINES] = rows = [
            [[values, *self._readers[grain](line)] for line in lines.get(grain, ())] for grain in self.layout.grains
        ]
        for at, formulas in self._steps:
            for row in (values,) if at is None else rows[at]:
                append = row.append
                for formula in formulas:
                    append(formula(row))
        for slot, at, record in self._records:
            for row in (values,) if at is None else rows[at]:
                record(state.tables[slot], row)
        return self._row(values, rows)

    def _row(self, values: Values, rows: list[list[Values]]) -> Row:
        places = self.layout.places
        if not rows:
            return Row(places[None], values)
        claim = Row(places[None], values)
        claim.lines = {
            grain: [Row(places[grain], line, claim=claim) for line in of]
            for grain, of in zip(self.layout.grains, rows, strict=True)
        }
        return claim

    def run(self, claims: Iterable[tuple[Facts, Lines]], openings: Openings = NONE) -> list[Row]:
        """Every claim settled in order, from `openings`."""
        state = self.start(openings)
        return [self.settle(state, facts, lines) for facts, lines in claims]

    def _staged(self) -> list[tuple[int | None, list[Formula]]]:
        """The definitions as formulas, in runs of one grain: the place of the grain among lines, None for the claim."""
        steps: list[tuple[int | None, list[Formula]]] = []
        domains = {grain: Formulas(self.layout, grain) for grain in (None, *self.layout.grains)}
        for definition in self.worksheet.definitions:
            grain = definition.grain
            at = None if grain is None else self.layout.grains.index(grain)
            if not steps or steps[-1][0] != at:
                steps.append((at, []))
            steps[-1][1].append(meaning(definition.term, _Names(self.layout, grain), domains[grain]))
        return steps


class _Names(dict[str, Formula]):
    """How a row of one grain reads each column, made when first asked for."""

    def __init__(self, layout: Layout, grain: str | None) -> None:
        super().__init__()
        self.layout = layout
        self.grain = grain

    def __missing__(self, name: str) -> Formula:
        self[name] = formula = self.layout.column(name, self.grain)
        return formula


def _grain_at(layout: Layout, slot: Slot) -> int | None:
    grain = layout.worksheet.by_name[slot.column].grain
    return None if grain is None else layout.grains.index(grain)


def _reader(inputs: Sequence[Input], grain: str | None) -> Callable[[Facts], list[int | bool]]:
    """How the inputs of a grain are taken from facts: a missable one that is absent reads as its lowest value."""
    own = [fact for fact in inputs if fact.grain == grain]
    names = {fact.name for fact in own}
    companions = {given(fact.name): fact.name for fact in own if given(fact.name) in names}
    missable = set(companions.values())
    if not companions:
        plain = [fact.name for fact in own]
        return lambda facts: [facts[name] for name in plain]
    plan = [
        (companions.get(fact.name, fact.name), fact.name in companions, fact.name in missable, stand_in(fact))
        for fact in own
    ]

    def read(facts: Facts) -> list[int | bool]:
        return [
            name in facts if asks else facts.get(name, low) if may_lack else facts[name]
            for name, asks, may_lack, low in plan
        ]

    return read
