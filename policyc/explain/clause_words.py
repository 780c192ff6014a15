"""The words of cells, cases and verdicts, as the policy writes them."""

from __future__ import annotations

from datetime import date

from policyc.explain import phrases
from policyc.explain.book import PolicyWords, sentence
from policyc.explain.reads import Arm
from policyc.report.diagnostic import Words
from policyc.syntax.clause import (
    Blank,
    BlankCells,
    Cell,
    Grid,
    If,
    NotGiven,
    ParameterValue,
    PatientPays,
    Refused,
    Row,
    Undetermined,
)
from policyc.syntax.expression import Any, YearLiteral


def filled_rows(grid: Grid) -> list[tuple[Cell, ...]]:
    """The rows of a table, blank cells filled as the grid says they are meant."""
    rows: list[tuple[Cell, ...]] = []
    for row in grid.rows:
        if isinstance(row, Row):
            above = rows[-1] if rows else row.cells
            pairs = zip(row.cells, above, strict=True)
            rows.append(tuple(_filled(grid, cell, over) for cell, over in pairs))
    return rows


def _filled(grid: Grid, cell: Cell, above: Cell) -> Cell:
    if not isinstance(cell, Blank):
        return cell
    match grid.blank:
        case BlankCells.AS_ABOVE:
            return above
        case BlankCells.ANY:
            return Any(cell.span)
        case BlankCells.UNDETERMINED:
            return Undetermined(None, cell.span)
        case _:
            return cell


def cell_words(book: PolicyWords, cell: Cell) -> Words:
    """A cell as the policy writes it."""
    match cell:
        case Refused() | Undetermined():
            return verdict_words(cell)
        case PatientPays(share=share):
            return phrases.PATIENT_PAYS.of(book.words(share))
        case Blank() | NotGiven():
            return phrases.BLANK
        case _:
            return book.words(cell)


def case_words(book: PolicyWords, arm: Arm) -> Words:
    """`若 住院次数 为 2`, or 否则."""
    if isinstance(arm, If):
        return phrases.WHEN.of(book.words(arm.test))
    return phrases.OTHERWISE


def verdict_words(outcome: Refused | Undetermined) -> Words:
    head = phrases.REFUSED if isinstance(outcome, Refused) else phrases.UNPROVIDED
    return head if outcome.text is None else phrases.COLON.of(head, sentence(outcome.text))


def since_words(row: ParameterValue) -> Words:
    """`2024年1月1日起`, `2024年`."""
    since = row.since
    if isinstance(since, YearLiteral):
        return Words(f"{since.year}年", str(since.year))
    day = date(since.year, since.month, since.day)
    return Words(f"{day.year}年{day.month}月{day.day}日起", f"from {day.isoformat()}")
