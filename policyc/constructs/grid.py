"""The rows of a grid, in a table or a case, with their blank cells filled."""

from __future__ import annotations

from policyc.elaborate.elaboration import Elaboration
from policyc.syntax.clause import (
    Blank,
    BlankCells,
    Cell,
    Grid,
    Row,
    Undetermined,
)
from policyc.syntax.expression import Any

Rows = list[tuple[Row, tuple[Cell, ...]]]
"""Each row with its blank cells filled in."""


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
