"""What running the cases of a policy gives: each claim's answer, and what of the policy they reached."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from policyc.compiled import Compiled
from policyc.elaborate.case_account import CaseAccount, CaseClaim, Expectation
from policyc.report.diagnostic import Diagnostic, Words
from policyc.settling.settlement import Settlement
from policyc.source import Span
from policyc.syntax.clause import Cell, Grid


@frozen
class Difference:
    """A result that is not what its cell expects; `name` is the column's, `expected` and `got` are in words."""

    expectation: Expectation
    name: Words
    expected: Words
    got: Words


@frozen
class ClaimOutcome:
    """One claim of a case. `findings` are what kept it from being settled or compared: facts or totals not stated, a
    law that does not hold. `settlement` is None where a ledger would not take the claim."""

    claim: CaseClaim
    settlement: Settlement | None
    differences: tuple[Difference, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def passed(self) -> bool:
        return not self.differences and not self.findings


@frozen
class CaseOutcome:
    case: CaseAccount
    claims: tuple[ClaimOutcome, ...]

    @property
    def passed(self) -> bool:
        return all(claim.passed for claim in self.claims)


class Part(Enum):
    """The kinds of thing in a policy that a case can reach."""

    BRANCH = "branch"  # a case of a rule
    ROW = "row"  # a row of a table
    CHOICE = "choice"  # a value of `甲，若 …，否则 乙`
    PAID = "paid"  # a benefit that pays
    GATE = "gate"  # a condition that refuses, or a hole
    BAND = "band"  # a band with cost in it
    LIMIT = "limit"  # a cap or floor, taking effect or not


@frozen
class TableRow:
    """A row of a table, blank cells filled in."""

    grid: Grid
    cells: tuple[Cell, ...]


@frozen
class Point:
    """One thing to reach: where it is written, and whose it is.

    `number` counts from 1 within the owner's things of that part. `bound` says which way of a limit it is, `clause` is
    what is written there.
    """

    part: Part
    owner: str
    number: int
    span: Span
    clause: object = field(eq=False, repr=False)
    bound: bool | None = None


@frozen
class Coverage:
    """What there is to reach, in the order written, and what of it some case reached."""

    points: tuple[Point, ...]
    reached: frozenset[Point]

    @property
    def missed(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point not in self.reached)


@frozen
class CaseReport:
    """All the cases of a policy, run."""

    compiled: Compiled
    cases: tuple[CaseOutcome, ...]
    coverage: Coverage

    @property
    def passed(self) -> bool:
        """Is every claim of every case settled to what it expects?"""
        return all(case.passed for case in self.cases)
