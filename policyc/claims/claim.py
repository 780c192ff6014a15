"""A claim that has been read: facts as integers at the scale of their types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen


@frozen
class Past:
    """What is known of a rolling period before the first claim: everything from `since` on, by day and accumulator."""

    since: int
    amounts: Mapping[tuple[int, str], int] = field(factory=dict)


@frozen
class Openings:
    """What had added up before this claim.

    `here` gives totals by (period, accumulator) for the period the claim falls in, `keyed` by (period, key,
    accumulator), keys as `interface.PeriodKey` counts them. `further` has those of periods with a further key, by
    (period, key, further key, accumulator), the key None for the period the claim falls in and for a lifetime. A total
    that is in none of them is not known, unless `zero` says the member is new: then it is 0.
    In the periods `nothing` nothing had added up, under any key. `rolling` gives the past of rolling periods. Of a
    ledger that holds a family's claims, `members` gives what each member's own totals had added up to, by name.
    """

    zero: bool = False
    here: Mapping[tuple[str, str], int] = field(factory=dict)
    keyed: Mapping[tuple[str, int, str], int] = field(factory=dict)
    rolling: Mapping[str, Past] = field(factory=dict)
    further: Mapping[tuple[str, int | None, int, str], int] = field(factory=dict)
    nothing: frozenset[str] = frozenset()
    members: Mapping[str, Openings] = field(factory=dict)


@frozen
class Claim:
    """One claim. A fact or block of lines that was not given, or given as null, is absent.

    `papers` are those handed in, by key; None where the claim does not say.
    `family` is whose family the member is of, told to policies that keep totals by family.
    `settled_at` is Beijing time without a zone, so that any two compare.
    """

    member: str | None
    number: str | None
    settled_at: datetime | None
    facts: Mapping[str, int]
    lines: Mapping[str, tuple[Mapping[str, int], ...]]
    openings: Openings
    papers: frozenset[str] | None = None
    family: str | None = None
