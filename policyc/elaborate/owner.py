"""Whose totals a period keeps: the member's own, or those of the whole family, each a number in a column."""

from __future__ import annotations

from attrs import frozen

from policyc.core.terms import Sort
from policyc.core.worksheet import ColumnName, Input

MEMBER = Input("member", Sort.INTEGER, 0, 10**9)
"""Who the claim is for, as a number: totals are kept by member unless a period says otherwise."""

FAMILY = Input("family", Sort.INTEGER, 0, 10**9)
"""Whose family that is, in a policy that keeps a total by family (全家累计)."""

OWNERS: frozenset[ColumnName] = frozenset({MEMBER.name, FAMILY.name})


def owner_of(whole_family: bool) -> ColumnName:
    """The column that leads the keys of a period's totals."""
    return FAMILY.name if whole_family else MEMBER.name


@frozen
class Insured:
    """The member of a claim and the family, by number: those of a claim by itself are both 0."""

    member: int = 0
    family: int = 0

    def number(self, owner: ColumnName) -> int:
        """The number of the owner of a total."""
        return self.family if owner == FAMILY.name else self.member


ALONE = Insured()
"""Who a claim by itself is for, and every claim of a ledger that holds one member's."""
