"""The row of a table that applies, and what it gave."""

from __future__ import annotations

from attrs import evolve

from policyc.elaborate.account import TableAccount
from policyc.explain import phrases
from policyc.explain.book import Book, sentence, sentences
from policyc.explain.clause_words import cell_words, filled_rows, verdict_words
from policyc.explain.model import Cell, Chain, Ground, Line, Quantity
from policyc.explain.reads import Reads, subjects
from policyc.explain.working import WHOLE, is_arithmetic, worked
from policyc.syntax.clause import Cell as GridCell
from policyc.syntax.clause import PatientPays, Refused, Undetermined
from policyc.syntax.expression import Absent, Bound, Expression, Name, Pattern, Yearly


def table_ground(book: Book, reads: Reads, entry: TableAccount, names: frozenset[str]) -> Ground:
    """A table for this claim: the row that applies, and the outputs among `names` that it gives."""
    key = entry.table.name.key
    bare = Ground(
        key,
        "table",
        book.name(key),
        None,
        sources=book.sources(entry.citations),
        readings=sentences(entry.readings),
    )
    if book.ok(entry.row):
        return _with_row(book, bare, entry, names)
    told = tuple(book.line(name) for name in entry.outputs if name in names and book.has(name))
    verdict = None if len(told) == len(names) else book.no_value(entry.row)
    return evolve(bare, given=book.lines(reads.read_by(entry)), outputs=told, verdict=verdict)


def _with_row(book: Book, bare: Ground, entry: TableAccount, names: frozenset[str]) -> Ground:
    grid = entry.table.grid
    assert grid is not None
    number = int(book.row[entry.row])
    cells = filled_rows(grid)[number - 1]
    asked = tuple(
        Cell(book.words(column.heading), cell_words(book, cell), _asked(book, column.heading))
        for column, cell in zip(subjects(grid), cells, strict=False)
    )
    outputs = [(name, cells[len(asked) + at]) for at, name in enumerate(entry.outputs) if name in names]
    without = [cell for _, cell in outputs if isinstance(cell, Refused | Undetermined)]
    refused = [cell for cell in without if isinstance(cell, Refused)]
    return evolve(
        bare,
        number=number,
        cells=asked,
        outputs=tuple(_output(book, name, cell) for name, cell in outputs if book.has(name)),
        verdict=next((verdict_words(cell) for cell in without), None),
        reason=next((phrases.REFUSED if cell.text is None else sentence(cell.text) for cell in refused), None),
    )


def _asked(book: Book, heading: Expression) -> Quantity | None:
    return book.quantity(heading.key) if isinstance(heading, Name) else None


def _output(book: Book, name: str, cell: GridCell) -> Line:
    line = book.line(name)
    match cell:
        case PatientPays(share=share):
            return evolve(line, working=Chain((WHOLE, worked(book, share)), ("+", "−")))
        case Pattern(items=(Name() as node,)) if node.key in book.compiled.columns:
            return evolve(line, working=worked(book, node))
        case Pattern(items=(node,)) if not isinstance(node, Bound | Yearly | Absent) and is_arithmetic(node):
            return evolve(line, working=worked(book, node))
        case _:
            return line
