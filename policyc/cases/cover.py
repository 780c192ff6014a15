"""What of a policy its cases reach: read off the named columns of the filled worksheets.

A thing is reached by a claim when something that the case checks rests on it: the branch that a rule took, the row of
a table that held, the band that had cost in it. What was settled beside it is not tested by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import define, field

from policyc.cases.model import CaseOutcome, Coverage, Part, Point
from policyc.cases.points import arm_points, benefit_points, choice_points, points_of, row_point
from policyc.compiled import Compiled
from policyc.elaborate.account import BenefitAccount, RuleAccount, TableAccount
from policyc.explain.book import Book
from policyc.explain.reads import Reads, arms, key_of, outcome_of, taken
from policyc.explain.working import chosen
from policyc.settlement import Settlement, Status
from policyc.syntax.clause import Applies, Refuse, Require, Unprovided
from policyc.syntax.expression import EarlierTotal


def coverage(compiled: Compiled, outcomes: Iterable[CaseOutcome]) -> Coverage:
    """All there is to reach in the policy's own file, and what the claims of the cases reached of it.

    What it takes from a policy that it amends or uses is for the cases of that policy.
    """
    reached: set[Point] = set()
    for outcome in outcomes:
        for claim in outcome.claims:
            if claim.settlement is not None:
                headings = [cell.heading for row in claim.claim.rows for cell in row.expected]
                reached |= reached_by(claim.settlement, [_name(heading) for heading in headings])
    own = tuple(point for point in points_of(compiled) if compiled.source.part_at(point.span.start)[1] == 0)
    return Coverage(own, frozenset(reached.intersection(own)))


def _name(heading: object) -> str:
    if isinstance(heading, EarlierTotal):
        return heading.of.key
    return str(getattr(heading, "key", ""))


def reached_by(settlement: Settlement, checked: Iterable[str]) -> set[Point]:
    """What the checked results of one settlement rest on."""
    return set(_Walk(Book.of(settlement)).points(checked))


@define
class _Walk:
    """From the checked results to all that they read for this claim."""

    book: Book
    reads: Reads = field(init=False)

    @reads.default
    def _nothing_read(self) -> Reads:
        return Reads(self.book)

    def points(self, names: Iterable[str]) -> Iterator[Point]:
        benefits = self.book.compiled.account.benefits
        waiting, seen = list(names), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in benefits:
                name = self.book.stands_for(name) or ""
            maker = self.reads.by_name.get(name)
            key = name if maker is None else key_of(maker)
            if key in seen:
                continue
            seen.add(key)
            if name in benefits:
                waiting += self._read_by_benefit(name)
                yield from self._of_benefit(name)
            elif maker is not None:
                for reads in self._readers(name):
                    waiting += reads.read_by(maker)
                    yield from _of_maker(reads.book, maker)

    def _readers(self, name: str) -> list[Reads]:
        """What reads the name's clause: the claim, or each of the lines that it is reckoned for."""
        if self.book.sees(name):
            return [self.reads]
        grain = str(self.book.compiled.worksheet.by_name[name].grain)
        return [Reads(self.book.in_line(grain, at)) for at in range(len(self.book.settlement.row.lines[grain]))]

    # ---- benefits

    def _read_by_benefit(self, name: str) -> list[str]:
        """The names that its answer rests on: those of the gate, and of the steps where it came to them."""
        entry, status = self.book.settlement.benefit_account(name), self._status(name)
        steps = [step for step in entry.benefit.steps if _is_reached(step, status)]
        return [name for step in steps for name in self.reads.in_step(step)]

    def _status(self, name: str) -> Status:
        return next(result.status for result in self.book.settlement.benefits if result.name == name)

    def _of_benefit(self, name: str) -> Iterator[Point]:
        entry, status = self.book.settlement.benefit_account(name), self._status(name)
        for point, column in benefit_points(entry):
            if self._is_reached(entry, point, column, status):
                yield point
        if status is Status.PAID:
            for step in entry.benefit.steps:
                yield from _choices_taken(self.book, entry.payment, step)

    def _is_reached(self, entry: BenefitAccount, point: Point, column: str, status: Status) -> bool:
        match point.part:
            case Part.PAID:
                return status is Status.PAID
            case Part.GATE:
                return status in (Status.REFUSED, Status.UNDETERMINED) and self.book.holds(column)
            case Part.BAND:
                return status is Status.PAID and self._has_cost(column, point)
            case Part.LIMIT:
                absent = next(step.absent for step in entry.steps if step.bound == column)
                missing = absent is not None and self.book.holds(absent)
                return status is Status.PAID and not missing and self.book.holds(column) is point.bound
            case _:
                return False

    def _has_cost(self, column: str, point: Point) -> bool:
        """Marginal: some cost falls in the band. Slab: it is the band that gives the ratio."""
        value = int(self.book.settlement.row[column])
        return value == point.number if column == f"{point.owner}__band" else value > 0


def _is_reached(step: object, status: Status) -> bool:
    match status:
        case Status.NOT_APPLICABLE:
            return isinstance(step, Applies)
        case Status.REFUSED:
            return isinstance(step, Applies | Require | Refuse)
        case Status.UNDETERMINED:
            return isinstance(step, Applies | Require | Refuse | Unprovided)
        case Status.PAID:
            return True


# ---- rules and tables


def _of_maker(book: Book, maker: object) -> Iterator[Point]:
    """What a rule or a table came to in the row that is read."""
    if isinstance(maker, RuleAccount):
        number = taken(book, maker)
        if number is not None:
            yield arm_points(maker)[number]
            yield from _choices_taken(book, maker.rule.name.key, outcome_of(arms(maker)[number]))
    elif isinstance(maker, TableAccount) and book.ok(maker.row):
        yield row_point(maker, int(book.row[maker.row]))


def _choices_taken(book: Book, owner: str, node: object) -> Iterator[Point]:
    """The value that each choice under a clause took."""
    for choice, points in choice_points(owner, node):
        value = chosen(book, choice)
        values = [*(branch.value for branch in choice.branches), choice.otherwise]
        if value is not None:
            yield points[[one is value for one in values].index(True)]
