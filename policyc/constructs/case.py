"""案例: worked examples inside the policy, checked for what they speak of and made into claims to settle."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from attrs import define, evolve, field, frozen

from policyc.constructs.case_cells import Told, given_value, wanted_value
from policyc.constructs.case_headings import (
    DOCUMENTS,
    MEMBER,
    Expected,
    ExpectedNames,
    Given,
    GivenFact,
    GivenLines,
    GivenMember,
    GivenNumber,
    GivenPapers,
    GivenTotal,
    earlier_words,
    expected_heading,
    given_heading,
    heading_words,
    headings_differ,
    is_fact,
)
from policyc.constructs.grid import filled_rows
from policyc.constructs.source import cite
from policyc.elaborate.case_account import CaseAccount, CaseClaim, CaseRow, Expectation, Named, TotalName
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import PeriodSymbol
from policyc.syntax.clause import Blank, Case, CaseMode, Cell, Grid, NotGiven, Row
from policyc.syntax.expression import Expression


@define
class RowGiven:
    """What a row, with the case's 已知, says of its claim."""

    facts: dict[str, int] = field(factory=dict)
    lines: dict[str, dict[str, int]] = field(factory=dict)
    # blocks of lines that are said to be empty
    empty: set[str] = field(factory=set)
    totals: dict[TotalName, int] = field(factory=dict)
    number: int | None = None
    member: int | None = None
    # totals kept by a further key, of which the row has to say the value
    further: dict[GivenTotal, int] = field(factory=dict)
    # the keys of the papers handed in, None where it does not say
    papers: frozenset[str] | None = None

    def copy(self) -> RowGiven:
        lines = {key: dict(line) for key, line in self.lines.items()}
        return RowGiven(
            dict(self.facts),
            lines,
            set(self.empty),
            dict(self.totals),
            self.number,
            self.member,
            dict(self.further),
            self.papers,
        )

    def tell(self, given: Given, value: Told) -> None:
        match given, value:
            case GivenLines(key), _:
                self.empty.add(key)
            case GivenFact(grain=str(grain)), _:
                line = self.lines.setdefault(grain, {})
                line |= {given.key: value} if isinstance(value, int) else {}
            case GivenFact(key), int():
                self.facts[key] = value
            case GivenTotal(total, per=None), int():
                self.totals[total] = value
            case GivenTotal(), int():
                self.further[given] = value
            case GivenNumber(), int():
                self.number = value
            case GivenPapers(), Named(names):
                self.papers = names
            case GivenMember(), int():
                self.member = value
            case _:
                pass  # 无: the claim does not give the fact

    def value_of(self, key: str) -> int | None:
        """What the row gives for a fact of the claim or of its line."""
        return next((told[key] for told in (self.facts, *self.lines.values()) if key in told), None)


@frozen
class CheckedRow:
    """A row that holds together, and what it says of its claim."""

    row: CaseRow
    given: RowGiven


def check_case(work: Elaboration, block: Case) -> None:
    """The mode is said, headings are of the policy, cells hold values of their type; then the case has an account."""
    cite(work, block.statements)
    if block.mode is None:
        work.error("case-mode", block.name.span, name=work.words(block.name.key))
    if _of_family(block) and not _totals_of_family(work):
        work.error("case-family-without-total", block.name.span, name=work.words(block.name.key))
    common = _common(work, block)
    if block.grid is None or not block.grid.rows:
        work.error("nothing-given", block.name.span, name=work.words(block.name.key))
    elif block.grid.outputs is None:
        work.error("case-needs-arrow", block.grid.span)
    else:
        rows = _rows(work, block, block.grid, common)
        claims = None if rows is None or common is None else _claims(work, block.grid, rows)
        if claims is not None:
            work.account.cases.append(CaseAccount(block, claims))


_IN_ORDER = (CaseMode.IN_ORDER, CaseMode.FAMILY_IN_ORDER)


def _totals_of_family(work: Elaboration) -> bool:
    return any(isinstance(one, PeriodSymbol) and one.whole_family for one in work.symbols.values())


def _of_family(block: Case) -> bool:
    return block.mode is CaseMode.FAMILY_IN_ORDER


def _common(work: Elaboration, block: Case) -> RowGiven | None:
    """What 已知 says of every claim."""
    common, good = RowGiven(), True
    by_item: list[tuple[GivenTotal, Expression]] = []
    for one in block.given:
        given = given_heading(work, one.heading, _of_family(block))
        value = None if given is None else given_value(work, given, one.value)
        if isinstance(given, GivenTotal) and given.per is not None:
            by_item.append((given, one.heading))
        if isinstance(given, GivenTotal) and _of_family(block) and not given.whole_family:
            work.error("case-total-of-whom", one.heading.span, name=heading_words(work, one.heading))
            good = False
        if given is None or value is None:
            good = False
        else:
            common.tell(given, value)
    for total, heading in by_item:
        # rows in order may be of several items: what had added up is of one that 已知 names for all of them
        if block.mode in _IN_ORDER and common.value_of(total.per or "") is None:
            _further_unknown(work, total, heading)
            good = False
    return common if good else None


# ---- rows


def _rows(work: Elaboration, block: Case, grid: Grid, common: RowGiven | None) -> list[CheckedRow] | None:
    outputs = grid.outputs or 0
    headings = [column.heading for column in grid.columns]
    good = headings_differ(work, [*(one.heading for one in block.given), *headings])
    givens = [given_heading(work, heading, _of_family(block)) for heading in headings[:outputs]]
    wanted = [expected_heading(work, heading) for heading in headings[outputs:]]
    for heading, given in zip(headings, givens, strict=False):
        if isinstance(given, GivenTotal) and block.mode in _IN_ORDER:
            work.error("case-total-in-order", heading.span)
            good = False
    rows = filled_rows(work, grid, outputs)
    if rows is None:
        return None
    checked = [
        _row(work, number, row, cells, givens, wanted, RowGiven() if common is None else common.copy())
        for number, (row, cells) in enumerate(rows, 1)
    ]
    sound = [row for row in checked if row is not None]
    if _of_family(block):
        for one in sound:
            if one.given.member is None:
                work.error("case-member-missing", one.row.span)
                good = False
    return sound if good and len(sound) == len(rows) and None not in givens and None not in wanted else None


def _row(
    work: Elaboration,
    number: int,
    row: Row,
    cells: tuple[Cell, ...],
    givens: list[Given | None],
    wanted: list[Expected | ExpectedNames | None],
    told: RowGiven,
) -> CheckedRow | None:
    good = True
    for cell, given in zip(cells, givens, strict=False):
        if given is None or isinstance(cell, Blank | NotGiven):
            continue
        value = given_value(work, given, cell)
        good = good and value is not None
        if value is not None:
            told.tell(given, value)
    for total, amount in told.further.items():
        further = None if total.per is None else told.value_of(total.per)
        told.totals[evolve(total.total, further=further)] = amount
        if further is None:
            _further_unknown(work, total, row)
            good = False
    expected: list[Expectation] = []
    for cell, column in zip(cells[len(givens) :], wanted, strict=True):
        if column is None or isinstance(cell, Blank):
            continue
        if column.grain is not None and column.grain not in told.lines:
            name, lines = heading_words(work, column.heading), work.words(column.grain)
            work.error("case-line-not-given", cell.span, name=name, lines=lines)
            good = False
            continue
        value_wanted = wanted_value(work, column, cell)
        good = good and value_wanted is not None
        if value_wanted is not None:
            kept = column.total if isinstance(column, Expected) else None
            expected.append(Expectation(column.heading, value_wanted, cell.span, kept))
    return CheckedRow(CaseRow(number, row.span, told.facts, told.lines, tuple(expected)), told) if good else None


def _further_unknown(work: Elaboration, given: GivenTotal, place: Expression | Row) -> None:
    per = given.per or ""
    name = earlier_words(work.words(given.total.period), work.words(given.total.key))
    # a key that is worked out has no column of its own to be given in
    code = "case-total-by-item" if is_fact(work, per) else "case-total-by-rule"
    work.error(code, place.span, name=name, per=work.words(per))


# ---- claims


def _claims(work: Elaboration, grid: Grid, rows: list[CheckedRow]) -> tuple[CaseClaim, ...] | None:
    """Rows that bear one claim number are lines of one claim; a row without is a claim by itself."""
    claims: list[CaseClaim] = []
    good = True
    seen: set[int] = set()
    for number, group in groupby(rows, lambda one: one.given.number or -one.row.number):
        together = list(group)
        if number in seen:
            work.error("case-claim-apart", together[0].row.span, number=number)
            good = False
        seen.add(number)
        good = _agree(work, together) and good
        claims.append(_claim(together))
    return tuple(claims) if good else None


def _agree(work: Elaboration, rows: list[CheckedRow]) -> bool:
    """Lines of one claim say the same of the claim itself."""
    first = rows[0].given
    good = True
    for row in rows[1:]:
        differing = _differing(first.facts, row.given.facts)
        differing += [] if first.papers == row.given.papers else [DOCUMENTS]
        differing += [MEMBER] if first.member != row.given.member else []
        # a total that is kept by a further key is of the line's; the same one is the same on every line
        differing += [
            name.key
            for name in (*first.totals, *row.given.totals)
            if first.totals.get(name) != row.given.totals.get(name) and _tells_of(name, first, row.given)
        ]
        if differing:
            work.error("case-claim-differs", row.row.span, number=first.number or 0, name=work.words(differing[0]))
            good = False
    return good


def _tells_of(name: TotalName, *rows: RowGiven) -> bool:
    return name.further is None or all(name in row.totals for row in rows)


def _differing(first: Mapping[str, int], other: Mapping[str, int]) -> list[str]:
    return [key for key in dict.fromkeys((*first, *other)) if first.get(key) != other.get(key)]


def _claim(rows: list[CheckedRow]) -> CaseClaim:
    first = rows[0].given
    blocks = dict.fromkeys(key for row in rows for key in (*row.given.empty, *row.given.lines))
    lines = {key: tuple(row.given.lines[key] for row in rows if key in row.given.lines) for key in blocks}
    totals = {name: amount for row in rows for name, amount in row.given.totals.items()}
    rows_of = tuple(row.row for row in rows)
    return CaseClaim(first.number, rows_of, first.facts, lines, totals, first.papers, first.member)
