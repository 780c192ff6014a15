"""All that a case can reach: branches, rows, choices, bands, gates and limits, with where each is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from policyc.cases.model import Part, Point, TableRow
from policyc.compiled import Compiled
from policyc.elaborate.account import BenefitAccount, RuleAccount, TableAccount
from policyc.explain.clause_words import filled_rows
from policyc.explain.reads import arms
from policyc.explain.walk import nodes_in
from policyc.syntax.clause import Band, Bands, Refuse, Require, Row, Unprovided
from policyc.syntax.expression import Conditional


def points_of(compiled: Compiled) -> tuple[Point, ...]:
    """Everything there is to reach in a policy and in those it amends or uses, in the order written."""
    account = compiled.account
    found = [point for rule in account.rules.values() for point in _of_rule(rule)]
    found += [point for table in account.tables.values() for point in _of_table(table)]
    benefits = [*account.versions_of_benefits.values()]
    benefits += [benefit for name, benefit in account.benefits.items() if name not in account.versions]
    found += [point for benefit in benefits for point in _of_benefit(benefit)]
    return tuple(sorted(dict.fromkeys(found), key=lambda point: (point.span.start, point.number)))


# ---- rules and tables


def _of_rule(entry: RuleAccount) -> Iterator[Point]:
    yield from arm_points(entry)
    for arm in arms(entry):
        yield from _choices(entry.rule.name.key, arm)


def arm_points(entry: RuleAccount) -> list[Point]:
    """The cases of a rule; a formula is its one case."""
    key = entry.rule.name.key
    return [Point(Part.BRANCH, key, number, arm.span, arm) for number, arm in enumerate(arms(entry), 1)]


def _of_table(entry: TableAccount) -> Iterator[Point]:
    if entry.table.grid is not None:
        for number, cells in enumerate(filled_rows(entry.table.grid), 1):
            yield evolve(row_point(entry, number), clause=TableRow(entry.table.grid, cells))


def row_point(entry: TableAccount, number: int) -> Point:
    """A row of a table, from 1."""
    grid = entry.table.grid
    assert grid is not None
    row = [row for row in grid.rows if isinstance(row, Row)][number - 1]
    return Point(Part.ROW, entry.table.name.key, number, row.span, row)


# ---- choices


def choice_points(owner: str, node: object) -> Iterator[tuple[Conditional, list[Point]]]:
    """Each choice of values under a clause, with a point for each value."""
    for choice in nodes_in(node, Conditional):
        if choice.branches:
            values = [*((branch.value.span, branch) for branch in choice.branches), (choice.otherwise.span, choice)]
            yield choice, [Point(Part.CHOICE, owner, number, *value) for number, value in enumerate(values, 1)]


def _choices(owner: str, node: object) -> Iterable[Point]:
    return [point for _, points in choice_points(owner, node) for point in points]


# ---- benefits


def _of_benefit(entry: BenefitAccount) -> Iterator[Point]:
    yield from (point for point, _ in benefit_points(entry))
    for step in entry.benefit.steps:
        yield from _choices(entry.payment, step)


def benefit_points(entry: BenefitAccount) -> Iterator[tuple[Point, str]]:
    """What there is to reach in a benefit, each with the column that says so."""
    key = entry.payment
    yield Point(Part.PAID, key, 1, entry.benefit.name.span, entry.benefit), key
    for number, (step, column) in enumerate(_gates(entry), 1):
        yield Point(Part.GATE, key, number, step.span, step), column
    bands = [band for step in entry.benefit.steps if isinstance(step, Bands) for band in _bands(step)]
    for band, account in zip(bands, entry.bands, strict=True):
        slab = account.pays == f"{key}__band"
        yield Point(Part.BAND, key, account.index + 1, band.span, band), account.pays if slab else account.amount
    limits = [(account.step, account.bound) for account in entry.steps if account.bound is not None]
    for number, (limit, column) in enumerate(limits, 1):
        for bound in (True, False):
            yield Point(Part.LIMIT, key, number, limit.span, limit, bound), column


def _gates(entry: BenefitAccount) -> Iterator[tuple[Refuse | Require | Unprovided, str]]:
    """The conditions that refuse, then the holes, each with its truth column."""
    refusing = [step for step in entry.benefit.steps if isinstance(step, Refuse | Require)]
    for step, refusal in zip(refusing, entry.refusals, strict=True):
        yield step, refusal.column
    open_ = [step for step in entry.benefit.steps if isinstance(step, Unprovided)]
    for hole_step, hole in zip(open_, entry.holes, strict=True):
        yield hole_step, hole.column


def _bands(step: Bands) -> list[Band]:
    return [band for band in step.bands if isinstance(band, Band)]
