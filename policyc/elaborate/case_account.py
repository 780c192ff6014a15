"""What 案例 say, once checked: claims with their facts at scale, and what is expected of each."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause import Case, Refused, Undetermined
from policyc.syntax.expression import Absent, EarlierTotal, Name


@frozen
class Fixed:
    """A value that is expected: `value` / 10**`scale`, of the column's type."""

    value: int
    scale: int


@frozen
class Named:
    """The names that are expected, by key: the papers that a checklist lacks, or the channels that are open."""

    names: frozenset[str]


Wanted = Fixed | Absent | Named | Refused | Undetermined
"""A value, 无, names, 不予支付 or 未规定; the last two with or without their sentence."""


@frozen
class TotalName:
    """A total as claims and settlements name it: its period (`lifetime` where there is none) and what adds up.

    `further` is the value of the further key, where a case gives what had added up under it.
    """

    period: str
    key: str
    further: int | None = None


@frozen
class Expectation:
    """One cell right of `=>`. `total` is set where the heading is an earlier total; `span` is the cell's."""

    heading: Name | EarlierTotal
    wanted: Wanted
    span: Span
    total: TotalName | None = None


@frozen
class CaseRow:
    """One row, from 1. `lines` has the facts that it gives of a line of each block."""

    number: int
    span: Span
    facts: Mapping[str, int]
    lines: Mapping[str, Mapping[str, int]]
    expected: tuple[Expectation, ...]


@frozen
class CaseClaim:
    """A claim: the rows that bear its number, or one row. A block of lines that is not in `lines` is not given.

    `totals` are those before the claim, or before the first claim where claims come in order. `papers` are the keys of
    those handed in, None where the case does not say. `member` is which member of the family it is of, where they are a
    family's.
    """

    number: int | None
    rows: tuple[CaseRow, ...]
    facts: Mapping[str, int]
    lines: Mapping[str, tuple[Mapping[str, int], ...]]
    totals: Mapping[TotalName, int]
    papers: frozenset[str] | None = None
    member: int | None = None


@frozen
class CaseAccount:
    """A case and its claims, in order."""

    case: Case
    claims: tuple[CaseClaim, ...]
