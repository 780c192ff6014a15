"""What of a policy its cases reach: read off the named columns of the filled worksheets.

A thing is reached by a claim when something that the case checks rests on it, be the answer a value, a refusal or
undetermined: the branch that a rule took, the row of a table that held, the band that had cost in it. What was settled
beside it is not tested by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from policyc.cases.model import CaseOutcome, Coverage, Point
from policyc.cases.points import points_of
from policyc.cases.rests import Place, Rests
from policyc.cases.walk import Walk
from policyc.compiled import Compiled
from policyc.elaborate.case_account import CaseClaim, Expectation
from policyc.explain.book import Book
from policyc.settling.settlement import Settlement
from policyc.syntax.expression import EarlierTotal


def coverage(compiled: Compiled, outcomes: Iterable[CaseOutcome]) -> Coverage:
    """All there is to reach in the policy's own file, and what the claims of the cases reached of it.

    What it takes from a policy that it amends or uses is for the cases of that policy.
    """
    reached: set[Point] = set()
    for outcome in outcomes:
        for claim in outcome.claims:
            if claim.settlement is not None:
                reached |= set(Walk(claim.settlement).points(_checked(claim.settlement, claim.claim)))
    own = tuple(point for point in points_of(compiled) if compiled.source.part_at(point.span.start)[1] == 0)
    return Coverage(own, frozenset(reached.intersection(own)))


def reached_by(settlement: Settlement, checked: Iterable[str]) -> set[Point]:
    """What results of one settlement rest on; those of a line on all of its lines."""
    return set(Walk(settlement).points(Rests(Book.of(settlement)).placed(checked)))


def _checked(settlement: Settlement, claim: CaseClaim) -> Iterator[tuple[str, Place]]:
    """The names that the cells of a claim expect something of, each for the claim or for the line of its row."""
    begun: Counter[str] = Counter()
    for row in claim.rows:
        for name in map(_name, row.expected):
            column = settlement.compiled.worksheet.by_name.get(name)
            grain = None if column is None else column.grain
            yield name, None if grain is None else (grain, begun[grain])
        begun.update(row.lines.keys())


def _name(expectation: Expectation) -> str:
    heading = expectation.heading
    return heading.of.key if isinstance(heading, EarlierTotal) else heading.key
