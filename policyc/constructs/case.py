"""案例: worked examples inside the policy, checked for what they speak of."""

from __future__ import annotations

from policyc.constructs.source import cite
from policyc.constructs.table import filled_rows
from policyc.elaborate.coerce import coerce
from policyc.elaborate.elaboration import AmountSymbol, Elaboration, PeriodSymbol
from policyc.elaborate.expression import elaborate
from policyc.elaborate.value import Bare, ValueType
from policyc.syntax.clause import Blank, BlankCells, Case, Cell, Grid, Refused, Undetermined
from policyc.syntax.expression import Absent, Bound, EarlierTotal, Expression, Name, Pattern
from policyc.types import MONEY, Type


def check_case(work: Elaboration, block: Case) -> None:
    """The mode is said, headings are names or earlier totals, and cells hold values of their type."""
    cite(work, block.statements)
    if block.mode is None:
        work.error("case-mode", block.name.span, name=work.words(block.name.key))
    for given in block.given:
        type = _heading_type(work, given.heading)
        if type is not None:
            _check_value(work, given.value, type)
    if block.grid is None or not block.grid.rows:
        work.error("nothing-given", block.name.span, name=work.words(block.name.key))
    else:
        _check_grid(work, block.grid)


def _check_grid(work: Elaboration, grid: Grid) -> None:
    if not grid.outputs:
        work.error("case-needs-arrow", grid.span)
        return
    types = [_heading_type(work, column.heading) for column in grid.columns]
    for _, cells in filled_rows(work, grid) or []:
        for number, (type, cell) in enumerate(zip(types, cells, strict=True)):
            if type is not None:
                _check_cell(work, cell, type, expected=number >= grid.outputs, blank=grid.blank)


def _heading_type(work: Elaboration, heading: Expression) -> ValueType | None:
    if isinstance(heading, EarlierTotal):
        period = work.symbols.get(heading.period.key)
        if not isinstance(period, PeriodSymbol):
            work.error("not-a-period", heading.period.span, name=work.words(heading.period.key))
            return None
        return MONEY if _symbol(work, heading.of) is not None else None
    assert isinstance(heading, Name)
    symbol = _symbol(work, heading)
    return None if symbol is None else symbol.type


def _symbol(work: Elaboration, name: Name) -> AmountSymbol | None:
    symbol = work.symbols.get(name.key)
    if isinstance(symbol, AmountSymbol):
        return symbol
    if symbol is None:
        work.unknown_name(name)
    else:
        work.error("heading-not-a-name", name.span)
    return None


def _check_cell(work: Elaboration, cell: Cell, type: ValueType, *, expected: bool, blank: BlankCells | None) -> None:
    match cell:
        case Pattern(items=(Absent(),)):
            return
        case Pattern(items=(item,)) if not isinstance(item, Bound):
            _check_value(work, item, type)
        case Refused() | Undetermined() if expected:
            return
        case Blank() if blank is BlankCells.UNCHECKED:
            return
        case _:
            work.error("cell-not-a-value", cell.span)


def _check_value(work: Elaboration, node: Expression, type: ValueType) -> None:
    if isinstance(node, Absent):
        return
    value = elaborate(work, node, type)
    if value is not None and isinstance(type, Type) and not isinstance(type, Bare):
        coerce(work, value, type, node.span)
