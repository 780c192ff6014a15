"""Totals before the first row: what is told of them, and for which keys anything is.

Openings, NONE, ZERO
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, field, frozen

Key = tuple[int, ...]


@define
class Opened:
    """The keys whose opening balance is given: one by one, for whole members (a key's first column), or all of them.

    Along an axis a key ends in where the rows begin that are asked for, and `since` says from where a key is known.
    """

    keys: set[Key] = field(factory=set)
    members: set[int] = field(factory=set)
    everyone: bool = False
    since: dict[Key, int] = field(factory=dict)

    def __contains__(self, key: Key) -> bool:
        if self.everyone or key in self.keys or (bool(key) and key[0] in self.members):
            return True
        return key[:-1] in self.since and self.since[key[:-1]] <= key[-1]

    def copy(self) -> Opened:
        return Opened(set(self.keys), set(self.members), self.everyone, dict(self.since))


@frozen
class History:
    """What is known of a key before the first row, along an axis: everything from `since` on, in (axis, value) rows."""

    since: int
    rows: tuple[tuple[int, int], ...] = ()


@frozen
class Openings:
    """Totals before the first row. `members` (values of a key's first column) and `everyone` had nothing before it.

    `nothing` has totals that stood at nothing under any key, by column, key columns and the value of a key's first.
    `amounts` are by column, its key columns and a key; `histories` by column, key columns, axis and key.
    """

    amounts: Mapping[tuple[str, tuple[str, ...], Key], int] = field(factory=dict)
    histories: Mapping[tuple[str, tuple[str, ...], str, Key], History] = field(factory=dict)
    members: frozenset[int] = frozenset()
    everyone: bool = False
    nothing: frozenset[tuple[str, tuple[str, ...], int]] = frozenset()

    def without(self, column: str, by: tuple[str, ...]) -> frozenset[int]:
        """The members that had nothing of a total."""
        return self.members | {member for of, under, member in self.nothing if (of, under) == (column, by)}

    @classmethod
    def together(cls, parts: Sequence[Openings], everyone: bool = False) -> Openings:
        """What several tell, none of them of the same key."""
        return cls(
            {place: amount for one in parts for place, amount in one.amounts.items()},
            {along: history for one in parts for along, history in one.histories.items()},
            frozenset().union(*(one.members for one in parts)),
            everyone,
            frozenset().union(*(one.nothing for one in parts)),
        )


NONE = Openings()


ZERO = Openings(everyone=True)
