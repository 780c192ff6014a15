"""表: a decision table. Exactly one row holds for every combination, decided exactly."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from policyc.constructs.source import cite
from policyc.core import prelude
from policyc.core.terms import Hole, Literal, OpenTerm, Refusal
from policyc.elaborate.account import ReasonAccount, TableAccount
from policyc.elaborate.decide import Axis, decide_table, everything
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.expression import elaborate
from policyc.elaborate.intervals import IntervalSet
from policyc.elaborate.names import named_type, read
from policyc.elaborate.pattern import pattern_set, set_term
from policyc.elaborate.symbols import AmountSymbol, TableSymbol
from policyc.elaborate.value import BARE, Bare, Value, ValueType, choose, constant, met_type, no_value, raised, subtract
from policyc.elaborate.walk import names_read
from policyc.elaborate.witness import combination
from policyc.report.diagnostic import Label
from policyc.source import Span
from policyc.syntax.clause import (
    Blank,
    BlankCells,
    Cell,
    Grid,
    PatientPays,
    Refused,
    Row,
    Table,
    Undetermined,
)
from policyc.syntax.expression import Absent, Any, Bound, Name, Pattern, Text, Yearly
from policyc.types import RATIO, TRUTH, Count, Unit, scale_of

Rows = list[tuple[Row, tuple[Cell, ...]]]
"""Each row with its blank cells filled in."""


@frozen
class Output:
    """An output cell: its value, or None where it is 无."""

    value: Value | None


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
        _define_output(work, name, row, [filled[grid.outputs + number] for _, filled in rows])
    reads = tuple(sorted(names_read(grid.columns[: grid.outputs], work.symbols)))
    outputs = tuple(name.key for name in names)
    work.account.tables[block.name.key] = TableAccount(
        block, f"{block.name.key}__row", outputs, citations, readings, reads
    )


def filled_rows(work: Elaboration, grid: Grid, free: int | None = None) -> Rows | None:
    """The rows with blanks filled from above where the grid says so; an undeclared blank is an error.

    Cells from the column `free` on, what a case expects, may be left blank without saying what that means.
    """
    free = len(grid.columns) if free is None else free
    rows: Rows = []
    good = True
    for row in grid.rows:
        if not isinstance(row, Row):
            good = False
            continue
        if len(row.cells) != len(grid.columns):
            work.error("row-length", row.span, wanted=len(grid.columns), found=len(row.cells))
            good = False
            continue
        cells = _filled(work, grid.blank, row, rows[-1][1] if rows else None, free)
        good = good and cells is not None
        rows.append((row, cells or row.cells))
    return rows if good and rows else None


def _filled(
    work: Elaboration, blank: BlankCells | None, row: Row, above: tuple[Cell, ...] | None, free: int
) -> tuple[Cell, ...] | None:
    filled: list[Cell] = []
    for number, cell in enumerate(row.cells):
        if not isinstance(cell, Blank) or (blank is None and number >= free):
            filled.append(cell)
        elif blank is None or (blank is BlankCells.AS_ABOVE and above is None):
            unsaid = "blank-cell" if free == len(row.cells) else "case-blank-cell"
            work.error(unsaid if blank is None else "blank-in-first-row", cell.span)
            return None
        elif blank is BlankCells.AS_ABOVE and above is not None:
            filled.append(above[number])
        elif blank is BlankCells.ANY:
            filled.append(Any(cell.span))
        else:
            filled.append(Undetermined(None, cell.span) if blank is BlankCells.UNDETERMINED else cell)
    return tuple(filled)


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


# ---- right of the arrow


def _define_output(work: Elaboration, name: Name, row: Value, cells: Sequence[Cell]) -> None:
    kind = _kind_named(work, cells)
    known: dict[Cell, Output | None] = {}
    for cell in cells:
        if cell not in known:
            known[cell] = _output(work, name, cell, kind)
    outputs = [known[cell] for cell in cells]
    present = [output for output in outputs if output is not None]
    if len(present) < len(outputs):
        return
    type = _common_type(work, name, cells, present)
    if type is None:
        return
    value = _chosen(work, name.key, row, present, type)
    symbol = work.symbols[name.key]
    if isinstance(symbol, AmountSymbol):
        work.symbols[name.key] = evolve(symbol, type=type, value=work.define(name.key, value))


def _kind_named(work: Elaboration, cells: Sequence[Cell]) -> ValueType | None:
    """The kind whose members the cells name, if they do: the one that has the most of them."""
    keys = {cell.items[0].key for cell in cells if isinstance(cell, Pattern) and isinstance(cell.items[0], Name)}
    named = sorted(key for key in keys if key not in work.symbols and key in work.members)
    kinds = [kind.type for key in named for kind in work.members[key]]
    return max(kinds, key=lambda kind: len(keys & set(kind.members)), default=None)


def _output(work: Elaboration, name: Name, cell: Cell, kind: ValueType | None) -> Output | None:
    match cell:
        case Pattern(items=(Absent(),)):
            return Output(None)
        case Pattern(items=(item,)) if not isinstance(item, Bound | Yearly):
            value = elaborate(work, item, kind)
        case PatientPays(share=share):
            paid = elaborate(work, share, RATIO)
            value = None if paid is None else subtract(constant(1, RATIO), paid, RATIO)
        case Undetermined(text=text):
            return Output(_no_value(work, name.key, text, refused=False))
        case Refused(text=text):
            return Output(_no_value(work, name.key, text, refused=True))
        case _:
            work.error("cell-not-a-value", cell.span)
            return None
    if value is not None and value.divisor is not None:
        work.error("division-unrounded", cell.span)
        return None
    return None if value is None else Output(value)


def _no_value(work: Elaboration, owner: str, text: Text | None, *, refused: bool) -> Value:
    key = work.fresh(f"{owner}__{'refusal' if refused else 'hole'}")
    work.account.reasons[key] = ReasonAccount(key, text, owner)
    return Value(Refusal(key, 0) if refused else Hole(key, 0), BARE, 0, 0, 0)


def _common_type(work: Elaboration, name: Name, cells: Sequence[Cell], outputs: Sequence[Output]) -> ValueType | None:
    """The one type of a column's cells: a bare number may stand beside cells with a unit, never alone."""
    type: ValueType | None = None
    for cell, output in zip(cells, outputs, strict=True):
        if output.value is None or isinstance(output.value.term, Hole | Refusal):
            continue
        met = output.value.type if type is None else met_type(type, output.value.type)
        if type is not None and met is None:
            expected, found = named_type(work, type), named_type(work, output.value.type)
            work.error("cells-differ", cell.span, expected=expected, found=found)
            return None
        type = met
    all_absent = all(output.value is None for output in outputs)
    if (type is None or isinstance(type, Bare)) and not all_absent:
        work.error("unit-missing", name.span, name=work.words(name.key))
        return None
    return type or BARE


def _chosen(work: Elaboration, key: str, row: Value, outputs: Sequence[Output], type: ValueType) -> Value:
    """The output of the row that holds, at the type's scale or a finer one that a cell needs."""
    scale = 0 if isinstance(type, Bare) else scale_of(type)
    scale = max([scale, *(output.value.scale for output in outputs if output.value is not None)])
    zero = raised(next((o.value for o in outputs if o.value is not None), constant(0, type)), scale)
    values = [zero if output.value is None else _as_output(output.value, type, scale) for output in outputs]
    value = evolve(values[-1], type=type)
    absent: OpenTerm = Literal(outputs[-1].value is None)
    for number in range(len(outputs) - 1, 0, -1):
        test = Value(prelude.at_most(row.term, Literal(number)), type)
        if values[number - 1].term != value.term:
            value = choose(test, values[number - 1], value, type)
        absent = _absent_here(test.term, outputs[number - 1].value is None, absent)
    if isinstance(absent, Literal):
        return evolve(value, absent=absent if absent.value else None, axis=None)
    none = work.define(f"{key}__none", Value(absent, TRUTH))
    return evolve(value, absent=none.term, axis=None)


def _as_output(value: Value, type: ValueType, scale: int) -> Value:
    """The value at the column's scale; a hole or refusal takes the column's type."""
    if isinstance(value.term, Hole | Refusal):
        return no_value(value.term, type, scale)
    return raised(value, scale)


def _absent_here(test: OpenTerm, here: bool, below: OpenTerm) -> OpenTerm:
    literal = Literal(here)
    return below if below == literal else prelude.choose(test, literal, below)
