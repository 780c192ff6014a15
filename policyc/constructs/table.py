"""表: a decision table. Exactly one row holds for every combination, decided exactly."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from policyc.constructs.grid import Rows, filled_rows
from policyc.constructs.source import cite
from policyc.constructs.table_output import define_output
from policyc.core import prelude
from policyc.core.terms import OpenTerm
from policyc.elaborate.account import TableAccount
from policyc.elaborate.decide import Axis, decide_table, everything
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.expression import elaborate
from policyc.elaborate.intervals import IntervalSet
from policyc.elaborate.names import read
from policyc.elaborate.pattern import pattern_set, set_term
from policyc.elaborate.symbols import AmountSymbol, TableSymbol
from policyc.elaborate.value import Value, choose, constant
from policyc.elaborate.walk import names_read
from policyc.elaborate.witness import combination
from policyc.report.diagnostic import Label
from policyc.source import Span
from policyc.syntax.clause import (
    Cell,
    Grid,
    Table,
)
from policyc.syntax.expression import Any, Name, Pattern
from policyc.types import Count, Unit


def declare_table(work: Elaboration, block: Table) -> None:
    """Enter the table and its outputs; an output's type shows once its cells are read."""
    work.declare(block.name, TableSymbol(block.name.span))
    for name in output_names(block):
        work.declare(name, AmountSymbol(None, name.span))


def output_names(block: Table) -> list[Name]:
    grid = block.grid
    if grid is None or grid.outputs is None:
        return []
    return [column.heading for column in grid.columns[grid.outputs :] if isinstance(column.heading, Name)]


def elaborate_table(work: Elaboration, block: Table) -> None:
    """The number of the row that holds, and each output chosen by it."""
    citations, readings = cite(work, block.statements)
    grid = block.grid
    if grid is None or not grid.rows:
        work.error("nothing-given", block.name.span, name=work.words(block.name.key))
        return
    if not grid.outputs:
        work.error("table-needs-arrow", block.span, name=work.words(block.name.key))
        return
    rows = filled_rows(work, grid)
    subjects = _subjects(work, grid, grid.outputs)
    if rows is None or subjects is None:
        return
    cells = _conditions(work, subjects, rows)
    if cells is None or not _one_row_each(work, grid, subjects, rows, cells):
        return
    row = work.define(f"{block.name.key}__row", _row_number(subjects, cells))
    names = output_names(block)
    for number, name in enumerate(names):
        define_output(work, name, row, [filled[grid.outputs + number] for _, filled in rows])
    reads = tuple(sorted(names_read(grid.columns[: grid.outputs], work.symbols)))
    outputs = tuple(name.key for name in names)
    work.account.tables[block.name.key] = TableAccount(
        block, f"{block.name.key}__row", outputs, citations, readings, reads
    )


# ---- left of the arrow


def _subjects(work: Elaboration, grid: Grid, outputs: int) -> list[Value] | None:
    subjects: list[Value] = []
    for column in grid.columns[:outputs]:
        if not isinstance(column.heading, Name):
            work.error("heading-not-a-name", column.span)
            continue
        value = read(work, column.heading)
        if value is None:
            continue
        if value.axis is None:
            value = work.define(work.fresh(f"{column.heading.key}__read"), value)
        subjects.append(value)
    return subjects if len(subjects) == outputs else None


def _conditions(work: Elaboration, subjects: Sequence[Value], rows: Rows) -> list[list[IntervalSet]] | None:
    """What each row accepts in each column; equal cells are read once."""
    known: dict[tuple[int, Cell], IntervalSet | None] = {}
    found: list[list[IntervalSet]] = []
    good = True
    for _, cells in rows:
        accepted: list[IntervalSet] = []
        for number, subject in enumerate(subjects):
            cell = cells[number]
            if (number, cell) not in known:
                known[number, cell] = _accepted(work, subject, cell)
            values = known[number, cell]
            good = good and values is not None
            accepted.append(values or IntervalSet(()))
        found.append(accepted)
    return found if good else None


def _accepted(work: Elaboration, subject: Value, cell: Cell) -> IntervalSet | None:
    assert subject.axis is not None
    match cell:
        case Any():
            return everything(subject.axis)
        case Pattern():
            return pattern_set(work, subject, cell, elaborate)
        case _:
            work.error("cell-not-a-condition", cell.span)
            return None


def _one_row_each(
    work: Elaboration, grid: Grid, subjects: Sequence[Value], rows: Rows, cells: Sequence[Sequence[IntervalSet]]
) -> bool:
    heading = Span(grid.columns[0].span.start, grid.columns[-1].span.end)
    axes = [subject.axis for subject in subjects if subject.axis is not None]
    coverage = decide_table(axes, cells)
    if coverage.missing is not None:
        work.error("table-gap", heading, combination=combination(work, coverage.missing))
    if coverage.doubled is not None:
        first, second, witness = coverage.doubled
        label = (Label(rows[first][0].span, "first"),)
        work.error("table-overlap", rows[second][0].span, label, combination=combination(work, witness))
    return coverage.missing is None and coverage.doubled is None


def _row_number(subjects: Sequence[Value], cells: Sequence[Sequence[IntervalSet]]) -> Value:
    """The number of the one row that holds: tried in order, the last needs no test."""
    value = constant(len(cells), Count(Unit.TIMES))
    for number in range(len(cells) - 1, 0, -1):
        tests: list[OpenTerm] = []
        for subject, accepted in zip(subjects, cells[number - 1], strict=True):
            assert subject.axis is not None
            if accepted != everything(subject.axis):
                tests.append(_holds(subject, subject.axis, accepted))
        test = Value(prelude.all_of(tests), value.type)
        value = choose(test, constant(number, value.type), value, value.type)
    return value


def _holds(subject: Value, axis: Axis, accepted: IntervalSet) -> OpenTerm:
    """Membership where 无 may be among what is accepted: it is the point below the range."""
    if subject.absent is None:
        return set_term(subject, axis, accepted)
    present = evolve(axis, low=axis.low + 1)
    values = accepted.intersect(present.low, present.high)
    inside = prelude.all_of([prelude.is_not(subject.absent), set_term(subject, present, values)])
    return prelude.any_of([subject.absent, inside]) if axis.low in accepted else inside
