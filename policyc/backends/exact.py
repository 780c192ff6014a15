"""The exact reading: each column a closure over the row, staged once for a worksheet. All others answer to it.

Program(worksheet)
    .start(openings: Openings = NONE) -> State
    .settle(state, facts: Mapping[str, int | bool], lines: Mapping[str, Sequence[Mapping]] = {}) -> Row
    .run(claims, openings) -> list of Row
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from policyc.backends.layout import (
    NO_FACTS,
    Facts,
    Formula,
    Layout,
    Lines,
    Record,
    Values,
    grain_at,
    reader,
    record,
)
from policyc.core.basis import Operation
from policyc.core.dates import clamped_date
from policyc.core.meaning import meaning, spells_all
from policyc.core.openings import NONE, Openings
from policyc.core.row import Row
from policyc.core.state import State, slot_of
from policyc.core.terms import Fold, Prior, Total
from policyc.core.turns import line_priors
from policyc.core.worksheet import Definition, Worksheet

TABLES, LINES, HERE = 0, 1, 2
"""Places in a claim's context: the look-back tables of the ledger, the rows of its lines by grain, and what lines of
the claim that are done add to the tables, by a table's place."""


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
        at, key = self.layout.kept.index(slot_of(prior)), self.layout.key(prior.key, self.grain)
        table = self._table(TABLES, at)
        if prior.fold is Fold.OPENED:
            known = key if prior.window is None else self.layout.key((*prior.key, prior.window.first), self.grain)
            return lambda row: known(row) in table(row)
        tables = [table] if self.grain is None else [table, self._table(HERE, at)]
        if prior.window is not None:
            ends = self.layout.key((prior.window.first, prior.window.last), self.grain)
            return _within_window(tables, key, ends, GATHER[prior.fold])
        if len(tables) == 1:
            return lambda row: table(row).get(key(row), 0)
        return _among(tables, key, GATHER[prior.fold])

    def _table(self, kind: int, at: int) -> Formula:
        if self.grain is None:
            return lambda row: row[0][kind][at]
        return lambda line: line[0][0][kind][at]

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


Gather = Callable[[Sequence[int]], int]


def _among(tables: Sequence[Formula], key: Formula, gather: Gather) -> Formula:
    """What the tables hold under the key, gathered."""

    def gathered(row: Values) -> int:
        here = key(row)
        return gather([kept[here] for kept in [table(row) for table in tables] if here in kept])

    return gathered


def _within_window(tables: Sequence[Formula], key: Formula, ends: Formula, gather: Gather) -> Formula:
    def gathered(row: Values) -> int:
        under = key(row)
        first, last = ends(row)
        pairs = [pair for table in tables for pair in table(row).get(under, ())]
        return gather([value for at, value in pairs if first <= at <= last])

    return gathered


Step = tuple[int | None, list[Formula], list[tuple[int, Record]]]
"""Formulas of one grain, by its place among lines, and the tables that its lines look back at."""


class Program:
    """A closed worksheet, ready to settle claims in the order they are given."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self.layout = Layout(worksheet)
        self._steps = self._staged()
        self._records = [
            (at, grain_at(self.layout, slot), record(self.layout, slot))
            for at, slot in enumerate(self.layout.kept)
            if slot.fold is not Fold.OPENED
        ]
        self._readers = {grain: reader(worksheet.inputs, grain) for grain in (None, *self.layout.grains)}

    def start(self, openings: Openings = NONE) -> State:
        """The state before the first row."""
        return State.start(self.worksheet, openings, self.layout.kept)

    def settle(self, state: State, facts: Facts, lines: Lines = NO_FACTS) -> Row:
        """The filled row of one claim, which then counts as earlier in `state`. Inputs are integers in their ranges.

        Raises KeyError where an input is absent that no `<name>__given` speaks for.
        """
        context: list[Any] = [state.tables, (), {}]
        values = [context, *self._readers[None](facts)]
        context[LINES] = rows = [
            [[values, *self._readers[grain](line)] for line in lines.get(grain, ())] for grain in self.layout.grains
        ]
        for at, formulas, counted in self._steps:
            here: dict[int, dict[Any, Any]] = {slot: {} for slot, _ in counted}
            context[HERE] = here
            for row in (values,) if at is None else rows[at]:
                append = row.append
                for formula in formulas:
                    append(formula(row))
                for slot, count in counted:
                    count(here[slot], row)
        for slot, at, count in self._records:
            for row in (values,) if at is None else rows[at]:
                count(state.tables[slot], row)
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

    def _staged(self) -> list[Step]:
        """The definitions as formulas, in runs of one grain: the place of the grain among lines, None for the claim."""
        steps: list[Step] = []
        domains = {grain: Formulas(self.layout, grain) for grain in (None, *self.layout.grains)}
        for definition in self.worksheet.definitions:
            grain = definition.grain
            at = None if grain is None else self.layout.grains.index(grain)
            if not steps or steps[-1][0] != at:
                steps.append((at, [], []))
            steps[-1][1].append(meaning(definition.term, _Names(self.layout, grain), domains[grain]))
            steps[-1][2].extend(self._counted(definition, [slot for slot, _ in steps[-1][2]]))
        return steps

    def _counted(self, definition: Definition, already: Sequence[int]) -> list[tuple[int, Record]]:
        """The tables that a line adds to for the later lines of its claim, which look back at it."""
        slots = dict.fromkeys(slot_of(prior) for prior in line_priors(definition) if prior.fold is not Fold.OPENED)
        places = [(self.layout.kept.index(slot), slot) for slot in slots]
        return [(at, record(self.layout, slot)) for at, slot in places if at not in already]


class _Names(dict[str, Formula]):
    """How a row of one grain reads each column, made when first asked for."""

    def __init__(self, layout: Layout, grain: str | None) -> None:
        super().__init__()
        self.layout = layout
        self.grain = grain

    def __missing__(self, name: str) -> Formula:
        self[name] = formula = self.layout.column(name, self.grain)
        return formula
