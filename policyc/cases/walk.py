"""What the checked results of one settlement rest on: from each to all that it was reckoned from, at any distance.

A result without a value rests on what kept it from having one: the gate of a benefit, or else the names of its steps
that are without one too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from attrs import define, field

from policyc.cases.model import Part, Point
from policyc.cases.points import arm_points, benefit_points, choice_points, row_point
from policyc.cases.rests import Place, Rests, Standing
from policyc.elaborate.account import BenefitAccount, RuleAccount, TableAccount
from policyc.explain.book import Book
from policyc.explain.clause_words import filled_rows
from policyc.explain.reads import Maker, arms, outcome_of, taken, tried
from policyc.explain.working import chosen
from policyc.settling.results import Status
from policyc.settling.settlement import Settlement
from policyc.syntax.clause import Applies, Bands, If, PaymentOrder, PeriodBlock, Refuse, Require, Unprovided

Waiting = list[tuple[str, Place]]


@define
class Walk:
    """From the checked results to all that they read for this claim; each name at a line, or of the claim."""

    settlement: Settlement
    book: Book = field(init=False)
    here: Rests = field(init=False)

    @book.default
    def _opened(self) -> Book:
        return Book.of(self.settlement)

    @here.default
    def _of_claim(self) -> Rests:
        return Rests(self.book)

    def points(self, checked: Iterable[tuple[str, Place]]) -> Iterator[Point]:
        """What there is to reach in what the names rest on."""
        waiting, seen = list(checked), set[tuple[str, Place]]()
        while waiting:
            named = waiting.pop()
            if named in seen:
                continue
            seen.add(named)
            name, place = named
            if name in self.book.compiled.account.versions:
                waiting.append((self.book.compiled.account.versions[name].by, None))
            if name in self.book.compiled.account.benefits:
                yield from self._benefit(name, waiting)
                continue
            name = self.book.stands_for(name) or ""
            maker = self.here.reads.by_name.get(name)
            if maker is not None:
                yield from self._maker(self._at(place), name, maker, waiting)

    def _at(self, place: Place) -> Rests:
        return self.here if place is None else Rests(self.book.in_line(*place))

    # ---- rules and tables

    def _maker(self, rests: Rests, name: str, maker: Maker, waiting: Waiting) -> Iterator[Point]:
        match maker:
            case RuleAccount():
                yield from self._rule(rests, name, maker, waiting)
            case TableAccount():
                yield from self._table(rests, name, maker, waiting)
            case PeriodBlock(per=per):
                waiting += rests.placed([*rests.reads.read_by(maker), *rests.reads.in_order(per)])
            case _:
                waiting += rests.placed(rests.reads.read_by(maker))

    def _rule(self, rests: Rests, name: str, rule: RuleAccount, waiting: Waiting) -> Iterator[Point]:
        """The case that was taken, by the tests that were tried."""
        tests = [arm.test for arm in tried(rests.book, rule) if isinstance(arm, If)]
        waiting += rests.placed(rests.reads.in_order(tests))
        number = taken(rests.book, rule)
        if number is not None:
            outcome = outcome_of(arms(rule)[number])
            yield arm_points(rule)[number]
            yield from choices_taken(rests, rule.rule.name.key, outcome, rests.standing(name))
            waiting += rests.read_for(outcome, rests.standing(name))

    def _table(self, rests: Rests, name: str, table: TableAccount, waiting: Waiting) -> Iterator[Point]:
        """The row that holds, and the cell of it that was read."""
        waiting += rests.placed(rests.reads.read_by(table))
        grid = table.table.grid
        if grid is None or grid.outputs is None or not rests.book.ok(table.row):
            return
        number = int(rests.book.row[table.row])
        yield row_point(table, number)
        cell = list(filled_rows(grid))[number - 1][grid.outputs + table.outputs.index(name)]
        waiting += rests.read_for(cell, rests.standing(name))

    # ---- benefits

    def _benefit(self, name: str, waiting: Waiting) -> Iterator[Point]:
        if self.book.stands_for(name) == name and name in self.book.compiled.account.versions:
            return  # which of its versions it is, is not known
        entry, status = self.settlement.benefit_account(name), self._status(name)
        for step in self._gate_tried(entry, status):
            waiting += self.here.placed(self.here.reads.in_step(step))
        standing = self._standing(entry, status)
        if standing is not None:
            for step in self._chain(entry, standing):
                waiting += self.here.read_for(_amounts(step, name), standing)
                yield from choices_taken(self.here, entry.payment, step, standing)
        for point, column in benefit_points(entry):
            if self._is_reached(entry, point, column, status):
                yield point

    def _status(self, name: str) -> Status:
        return next(result.status for result in self.settlement.benefits if result.name == name)

    def _gate_tried(self, entry: BenefitAccount, status: Status) -> list[object]:
        """The conditions that the answer rests on: none after those that already give it, or leave it open."""
        kinds: tuple[type, ...] = (Applies,)
        if status is not Status.NOT_APPLICABLE and self._is_known(entry.applies):
            kinds = (Applies, Require, Refuse)
            if status is not Status.REFUSED and all(self._is_known(one.column) for one in entry.refusals):
                kinds = (*kinds, Unprovided)
        return [step for step in entry.benefit.steps if isinstance(step, kinds)]

    def _is_known(self, column: str | None) -> bool:
        return column is None or self.settlement.ok(column)

    def _standing(self, entry: BenefitAccount, status: Status) -> Standing | None:
        """How the steps after the gate stand where they give the answer; None where the gate does."""
        match status:
            case Status.PAID:
                return Standing.VALUED
            case Status.NOT_APPLICABLE:
                return None
            case Status.REFUSED:
                return None if self._gate_refuses(entry) else Standing.REFUSED
            case Status.UNDETERMINED:
                return None if self._gate_is_open(entry) else Standing.OPEN

    def _gate_refuses(self, entry: BenefitAccount) -> bool:
        """Does a condition refuse, or a rule that a condition reads?"""
        applies = [step for step in entry.benefit.steps if isinstance(step, Applies)]
        return (
            any(self.book.holds(one.column) or self.settlement.refused(one.column) for one in entry.refusals)
            or any(self.settlement.refused(one.column) for one in entry.holes)
            or Standing.REFUSED in map(self.here.standing, self.here.reads.in_order(applies))
        )

    def _gate_is_open(self, entry: BenefitAccount) -> bool:
        """Is a condition not known, or does one hold under which the source says nothing?

        Where a step may yet be refused, a refusal would beat that hole: the answer rests on the step.
        """
        if not all(map(self._is_known, (entry.applies, *(one.column for one in entry.refusals)))):
            return True
        holes = [one.column for one in entry.holes]
        return self._is_known(entry.refused) and any(not self._is_known(one) or self.book.holds(one) for one in holes)

    def _chain(self, entry: BenefitAccount, standing: Standing) -> Iterator[object]:
        """The steps after the gate; of the bands of a benefit that pays those alone that have cost in them."""
        for step in entry.benefit.steps:
            match step:
                case Applies() | Require() | Refuse() | Unprovided():
                    pass
                case Bands(per=per) if standing is Standing.VALUED:
                    yield per
                    points = [point for point, column in benefit_points(entry) if self._has_cost(point, column)]
                    yield from (point.clause for point in points)
                case _:
                    yield step
        yield from (one.step for one in entry.steps if isinstance(one.step, PaymentOrder))

    def _is_reached(self, entry: BenefitAccount, point: Point, column: str, status: Status) -> bool:
        match point.part:
            case Part.PAID:
                return status is Status.PAID
            case Part.GATE:
                gives = Status.UNDETERMINED if isinstance(point.clause, Unprovided) else Status.REFUSED
                tried = any(step is point.clause for step in self._gate_tried(entry, status))
                ahead = gives is Status.REFUSED or self._is_known(entry.refused)
                return status is gives and tried and ahead and self.book.holds(column)
            case Part.BAND:
                return status is Status.PAID and self._has_cost(point, column)
            case Part.LIMIT:
                absent = next(step.absent for step in entry.steps if step.bound == column)
                missing = absent is not None and self.book.holds(absent)
                return status is Status.PAID and not missing and self.book.holds(column) is point.bound
            case _:
                return False

    def _has_cost(self, point: Point, column: str) -> bool:
        """Marginal: some cost falls in the band. Slab: it is the band that gives the ratio."""
        if point.part is not Part.BAND:
            return False
        value = int(self.settlement.row[column])
        return value == point.number if column == f"{point.owner}__band" else value > 0


def _amounts(step: object, benefit: str) -> object:
    """What of a step is read: of a payment order what it shares out, and who takes of it before the benefit."""
    if not isinstance(step, PaymentOrder):
        return step
    names = [payer.name for payer in step.payers]
    return (step.split, *takewhile(lambda name: name.key != benefit, names))


def choices_taken(rests: Rests, owner: str, node: object, standing: Standing) -> Iterator[Point]:
    """The value that each choice under a clause took, where the answer rests on it."""
    for choice, points in choice_points(owner, node):
        value = chosen(rests.book, choice)
        values = [*(branch.value for branch in choice.branches), choice.otherwise]
        if value is not None and (standing is Standing.VALUED or rests.alike(value, standing)):
            yield points[[one is value for one in values].index(True)]
