"""The rules, tables, parameters and periods that fed an answer, each with what it read and what it gave."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from attrs import evolve

from policyc.elaborate.account import RuleAccount, TableAccount
from policyc.explain import phrases
from policyc.explain.book import Book, PolicyWords, sentence, sentences
from policyc.explain.model import Cell, Chain, Ground, Line, Quantity, Working
from policyc.explain.reads import Arm, Reads, arms, outcome_of, subjects, taken
from policyc.explain.walk import nodes_in
from policyc.explain.working import WHOLE, chosen, is_arithmetic, rounded, told_lines, worked
from policyc.report.diagnostic import Words
from policyc.syntax.clause import (
    Blank,
    BlankCells,
    Citation,
    Formula,
    Grid,
    If,
    Parameter,
    ParameterValue,
    PatientPays,
    PeriodBlock,
    Reading,
    Refused,
    Row,
    Undetermined,
)
from policyc.syntax.clause import Cell as GridCell
from policyc.syntax.expression import (
    Absent,
    Bound,
    Conditional,
    DateLiteral,
    EarlierTotal,
    Expression,
    LineTotal,
    Name,
    Number,
    Pattern,
    TruthLiteral,
    YearLiteral,
)


def ground_of(book: Book, reads: Reads, key: str, names: frozenset[str]) -> Ground:
    """The account of one maker for this claim; of a table, the outputs among `names`."""
    maker = reads.maker(key)
    match maker:
        case RuleAccount():
            return _rule(book, reads, maker)
        case TableAccount():
            return _table(book, reads, maker, names)
        case Parameter():
            return _parameter(book, maker)
        case PeriodBlock(name=name, by=by):
            given = () if by is None else book.lines([by.key])
            verdict = None if book.has(name.key) else _no_value(book, name.key)
            return Ground(name.key, "period", book.name(name.key), _value(book, name.key), given=given, verdict=verdict)
        case _:
            assert_never(maker)


def _value(book: Book, key: str, working: Working | None = None) -> Line | None:
    return Line(book.label(key), book.quantity(key), working) if book.has(key) else None


# ---- rules


def _rule(book: Book, reads: Reads, entry: RuleAccount) -> Ground:
    number, nodes = taken(book, entry), reads.read_nodes(entry)
    key = entry.rule.name.key
    bare = Ground(
        key,
        "rule",
        book.name(key),
        None,
        given=(*book.lines(reads.told_by(entry)), *earlier_totals(book, nodes)),
        parts=line_amounts_told(book, nodes),
        sources=book.sources(entry.citations),
        readings=sentences(entry.readings),
    )
    if number is None:
        return evolve(bare, verdict=_no_value(book, key))
    arm = arms(entry)[number]
    case = None if isinstance(arm, Formula) else case_words(book, arm)
    bare = evolve(bare, case=case, number=None if case is None else number + 1)
    outcome = outcome_of(arm)
    if isinstance(outcome, Refused | Undetermined):
        others = tuple(case_words(book, other) for other in arms(entry) if _gives(other))
        reason = None
        if isinstance(outcome, Refused):
            reason = phrases.REFUSED if outcome.text is None else sentence(outcome.text)
        return evolve(bare, verdict=verdict_words(outcome), reason=reason, others=others)
    return _with_value(book, bare, outcome, arm)


def _with_value(book: Book, bare: Ground, outcome: Expression | Conditional, arm: Arm) -> Ground:
    node = chosen(book, outcome) if isinstance(outcome, Conditional) else outcome
    if not book.has(bare.key) or node is None:
        return evolve(bare, verdict=_no_value(book, bare.key))
    working = None
    if is_arithmetic(node) or (isinstance(node, Name) and node.key in book.compiled.columns):
        working = rounded(worked(book, node), arm.rounding)
    formula = book.words(outcome) if _is_worth_saying(outcome) else None
    return evolve(bare, value=_value(book, bare.key, working), formula=formula)


def _no_value(book: Book, key: str) -> Words:
    return phrases.REFUSED_BEFORE if book.settlement.refused(key) else phrases.NOT_KNOWN


def _is_worth_saying(outcome: Expression | Conditional) -> bool:
    """A figure needs no formula beside it."""
    node = outcome.otherwise if isinstance(outcome, Conditional) and not outcome.branches else outcome
    return not isinstance(node, Number | DateLiteral | YearLiteral | TruthLiteral | Absent)


def case_words(book: PolicyWords, arm: Arm) -> Words:
    """`若 住院次数 为 2`, or 否则."""
    if isinstance(arm, If):
        return phrases.WHEN.of(book.words(arm.test))
    return phrases.OTHERWISE


def _gives(arm: Arm) -> bool:
    return not isinstance(outcome_of(arm), Refused | Undetermined)


def verdict_words(outcome: Refused | Undetermined) -> Words:
    head = phrases.REFUSED if isinstance(outcome, Refused) else phrases.UNPROVIDED
    return head if outcome.text is None else phrases.COLON.of(head, sentence(outcome.text))


def earlier_totals(book: Book, node: object) -> tuple[Line, ...]:
    """The totals of earlier claims that a clause reads."""
    found: dict[Line, None] = {}
    for one in nodes_in(node, EarlierTotal):
        total = book.total_of(one)
        if total is not None:
            found[book.line(total.before)] = None
        own = book.compiled.account.included.get(one)
        if own is not None:
            found[Line(phrases.COUNTED_OF.of(book.name(one.of.key)), book.quantity(own))] = None
    return tuple(found)


def line_amounts_told(book: Book, node: object) -> tuple[Line, ...]:
    """What each line of the claim adds to the totals in a clause, where that is more than a fact of the line."""
    return tuple(line for one in nodes_in(node, LineTotal) for line in told_lines(book, one))


# ---- tables


def _table(book: Book, reads: Reads, entry: TableAccount, names: frozenset[str]) -> Ground:
    table, grid = entry.table, entry.table.grid
    assert grid is not None
    bare = Ground(
        table.name.key,
        "table",
        book.name(table.name.key),
        None,
        sources=book.sources(entry.citations),
        readings=sentences(entry.readings),
    )
    if not book.settlement.ok(entry.row):
        told = tuple(book.line(name) for name in entry.outputs if name in names and book.has(name))
        verdict = None if len(told) == len(names) else _no_value(book, entry.row)
        return evolve(bare, given=book.lines(reads.read_by(entry)), outputs=told, verdict=verdict)
    number = int(book.settlement.row[entry.row])
    cells = [cell_at(grid, number - 1, column) for column in range(len(grid.columns))]
    asked = tuple(
        Cell(book.words(column.heading), cell_words(book, cell), _asked(book, column.heading))
        for column, cell in zip(subjects(grid), cells, strict=False)
    )
    wanted = [place for place, name in enumerate(entry.outputs) if name in names]
    outputs = [(entry.outputs[place], cells[len(asked) + place]) for place in wanted]
    refused = [cell for _, cell in outputs if isinstance(cell, Refused)]
    verdicts = [verdict_words(cell) for _, cell in outputs if isinstance(cell, Refused | Undetermined)]
    reason = next((phrases.REFUSED if cell.text is None else sentence(cell.text) for cell in refused), None)
    lines = tuple(_output(book, name, cell) for name, cell in outputs if book.has(name))
    verdict = verdicts[0] if verdicts else None
    return evolve(bare, number=number, cells=asked, outputs=lines, verdict=verdict, reason=reason)


def _asked(book: Book, heading: Expression) -> Quantity | None:
    return book.quantity(heading.key) if isinstance(heading, Name) else None


def _output(book: Book, name: str, cell: GridCell) -> Line:
    line = book.line(name)
    match cell:
        case PatientPays(share=share):
            return evolve(line, working=Chain((WHOLE, worked(book, share)), ("+", "−")))
        case Pattern(items=(Name() as node,)) if node.key in book.compiled.columns:
            return evolve(line, working=worked(book, node))
        case Pattern(items=(node,)) if not isinstance(node, Bound | Absent) and is_arithmetic(node):
            return evolve(line, working=worked(book, node))
        case _:
            return line


def cell_at(grid: Grid, row: int, column: int) -> GridCell:
    """A cell, a blank one filled as the grid says."""
    rows = [row for row in grid.rows if isinstance(row, Row)]
    while grid.blank is BlankCells.AS_ABOVE and row > 0 and isinstance(rows[row].cells[column], Blank):
        row -= 1
    return rows[row].cells[column]


def cell_words(book: PolicyWords, cell: GridCell) -> Words:
    """A cell as the policy writes it."""
    match cell:
        case Refused() | Undetermined():
            return verdict_words(cell)
        case PatientPays(share=share):
            return phrases.PATIENT_PAYS.of(book.words(share))
        case Blank():
            return phrases.BLANK
        case _:
            return book.words(cell)


# ---- parameters


def _parameter(book: Book, block: Parameter) -> Ground:
    key = block.name.key
    citations = tuple(part for part in block.statements if isinstance(part, Citation))
    readings = tuple(part for part in block.statements if isinstance(part, Reading))
    row = _row_in_force(book, block)
    return Ground(
        key,
        "parameter",
        book.name(key),
        _value(book, key),
        case=None if row is None else since_words(row),
        given=() if block.by is None else (book.line(block.by.key),),
        sources=book.sources(citations),
        readings=sentences(readings),
    )


def _row_in_force(book: Book, block: Parameter) -> ParameterValue | None:
    if block.by is None:
        return block.values[0]
    day = book.quantity(block.by.key)
    if day is None:
        return None
    begun = [row for row in block.values if _begins(row) <= day.value]
    return begun[-1] if begun else None


def _begins(row: ParameterValue) -> int:
    since = row.since
    if isinstance(since, YearLiteral):
        return date(since.year, 1, 1).toordinal()
    return date(since.year, since.month, since.day).toordinal()


def since_words(row: ParameterValue) -> Words:
    """`2024年1月1日起`, `2024年`."""
    since = row.since
    if isinstance(since, YearLiteral):
        return Words(f"{since.year}年", str(since.year))
    day = date(since.year, since.month, since.day)
    return Words(f"{day.year}年{day.month}月{day.day}日起", f"from {day.isoformat()}")
