"""A standing claim of a ledger: what it said, and what it left in the totals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from policyc.claims.claim import Claim, Openings
from policyc.core.state import Counted


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
            "settled_at": None if claim.settled_at is None else claim.settled_at.isoformat(),
            "facts": dict(claim.facts),
            "lines": {block: [dict(line) for line in lines] for block, lines in claim.lines.items()},
            "counted": [[one.slot, list(one.key), _plain(one.value)] for one in self.counted],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any], member: str | None) -> Standing:
        """The entry that `as_data` wrote."""
        time = data["settled_at"]
        lines = {block: tuple(dict(line) for line in told) for block, told in data["lines"].items()}
        claim = Claim(
            member,
            data["number"],
            None if time is None else datetime.fromisoformat(time),
            dict(data["facts"]),
            lines,
            Openings(),
        )
        counted = (Counted(slot, tuple(key), _counted(value)) for slot, key, value in data["counted"])
        return cls(claim, tuple(counted))


def _plain(value: int | tuple[int, int]) -> int | list[int]:
    return list(value) if isinstance(value, tuple) else value


def _counted(value: Any) -> int | tuple[int, int]:
    return (value[0], value[1]) if isinstance(value, list) else int(value)
