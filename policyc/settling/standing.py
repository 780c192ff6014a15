"""A standing claim of a ledger: what it said, and what it left in the totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from attrs import frozen

from policyc.claims.claim import Claim, Openings
from policyc.claims.moment import read_moment
from policyc.claims.value import bounds
from policyc.core.state import Counted, Slot, counted_in, whole
from policyc.interface import FactSpec, Interface

Tables = tuple[Slot, ...]


@frozen
class Standing:
    """A claim that has been settled and not voided."""

    claim: Claim
    counted: tuple[Counted, ...]

    def as_data(self) -> dict[str, Any]:
        """The entry as plain data for JSON."""
        claim = self.claim
        return {
            "number": claim.number,
            "member": claim.member,
            "settled_at": None if claim.settled_at is None else claim.settled_at.isoformat(),
            "facts": dict(claim.facts),
            "lines": {block: [dict(line) for line in lines] for block, lines in claim.lines.items()},
            "papers": None if claim.papers is None else sorted(claim.papers),
            "counted": [[one.slot, list(one.key), _plain(one.value)] for one in self.counted],
        }

    @classmethod
    def from_data(
        cls, data: Mapping[str, Any], members: Sequence[str], family: str | None, interface: Interface, kept: Tables
    ) -> Standing:
        """The entry that `as_data` wrote, of one of these members, of a policy of this interface with these tables.

        What it did not write raises ValueError, or what looking into it raises: KeyError, IndexError, TypeError.
        """
        member = data["member"]
        if member not in (None, *members):
            raise ValueError(f"no member of the ledger: {member!r}")
        number, blocks = data["number"], {block.key: block.facts for block in interface.lines}
        lines = {key: tuple(_facts(line, blocks[key]) for line in told) for key, told in data["lines"].items()}
        claim = Claim(
            member,
            None if number is None else str(number),
            None if data["settled_at"] is None else moment(data["settled_at"]),
            _facts(data["facts"], interface.facts),
            lines,
            Openings(),
            None if data["papers"] is None else _papers(data["papers"], {paper.key for paper in interface.papers}),
            family,
        )
        return cls(claim, tuple(counted_in(kept, one) for one in data["counted"]))


def moment(written: object) -> datetime:
    """A time of settlement as it was written. Raises ValueError for all else."""
    read = read_moment(written)
    if read is None:
        raise ValueError(f"no time of settlement: {written!r}")
    return read


def _facts(written: Mapping[str, Any], facts: Iterable[FactSpec]) -> dict[str, int]:
    """Facts that there are, each within its bounds."""
    known = {fact.key: bounds(fact) for fact in facts}
    for key, value in written.items():
        low, high = known[key]
        if not low <= whole(value) <= high:
            raise ValueError(f"{key} is never {value}")
    return dict(written)


def _papers(written: Iterable[str], known: Set[str]) -> frozenset[str]:
    """Papers that the policy asks for."""
    found = frozenset(written)
    if not found <= known:
        raise ValueError(f"no such papers: {written!r}")
    return found


def _plain(value: int | tuple[int, int]) -> int | list[int]:
    return list(value) if isinstance(value, tuple) else value
