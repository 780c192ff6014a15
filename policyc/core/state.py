"""What earlier rows leave behind for later ones: the tables that look-backs read, with opening balances in them.

slots(worksheet) -> the tables a worksheet keeps
State(tables): copy(), open(column, by, key, amount), as_data(), State.from_data(data)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, frozen

from policyc.core.openings import NONE, History, Key, Opened, Openings
from policyc.core.row import Row
from policyc.core.terms import Fold, Prior
from policyc.core.walk import subterms
from policyc.core.worksheet import Worksheet

Table = dict[Key, Any]
"""Key -> running sum or greatest value (an integer), or for a window the list of (axis, value) in ledger order."""


@frozen
class Slot:
    """One table: a column gathered under keys; by its fold, or row by row along `axis` for windows.

    Along an axis OPENED tells from where on all earlier rows of a key are known.
    """

    column: str
    by: tuple[str, ...]
    fold: Fold | None = Fold.SUM
    axis: str | None = None

    @property
    def name(self) -> str:
        """How the table is called in generated code: `paid by member, year`."""
        kind = {Fold.SUM: "", Fold.MAX: "greatest ", Fold.OPENED: "opened ", None: ""}[self.fold]
        along = f" along {self.axis}" if self.axis else ""
        return f"{kind}{self.column} by {', '.join(self.by) or 'all'}{along}"


def slot_of(prior: Prior) -> Slot:
    """The table that `prior` reads."""
    if prior.window is not None:
        opened = Fold.OPENED if prior.fold is Fold.OPENED else None
        return Slot(prior.column, prior.by, opened, prior.window.axis)
    return Slot(prior.column, prior.by, prior.fold)


def slots(worksheet: Worksheet) -> tuple[Slot, ...]:
    """The tables a worksheet's look-backs read, in the order they are first read."""
    found: dict[Slot, None] = {}
    for definition in worksheet.definitions:
        for term in subterms(definition.term):
            if isinstance(term, Prior):
                found.setdefault(slot_of(term))
    return tuple(found)


@frozen
class Counted:
    """What one row left in one table: under a key a value, along an axis (axis, value). `slot` is the table's place."""

    slot: int
    key: Key
    value: int | tuple[int, int]


def counted_by(worksheet: Worksheet, kept: tuple[Slot, ...], row: Row) -> tuple[Counted, ...]:
    """All that a filled row of `worksheet` left in the tables `kept`."""
    found: list[Counted] = []
    for at, slot in enumerate(kept):
        if slot.fold is Fold.OPENED:
            continue
        grain = worksheet.by_name[slot.column].grain
        for one in (row,) if grain is None else row.lines[grain]:
            value = int(one[slot.column])
            left = value if slot.axis is None else (int(one[slot.axis]), value)
            found.append(Counted(at, tuple(int(one[key]) for key in slot.by), left))
    return tuple(found)


@define
class State:
    """The tables of one ledger in the order of `kept`, changed by each row settled."""

    kept: tuple[Slot, ...]
    tables: list[Table | Opened]

    @classmethod
    def start(cls, worksheet: Worksheet, openings: Openings = NONE, kept: tuple[Slot, ...] | None = None) -> State:
        """The tables before the first row; `kept` are the worksheet's slots, for a caller that has them already."""
        state = cls(slots(worksheet) if kept is None else kept, [])
        for slot in state.kept:
            everyone = openings.everyone or slot.column not in worksheet.openings
            opened = Opened(set(), set(openings.without(slot.column, slot.by)), everyone)
            state.tables.append(opened if slot.fold is Fold.OPENED else {})
        for (column, by, key), amount in openings.amounts.items():
            state.open(column, by, key, amount)
        for (column, by, axis, key), history in openings.histories.items():
            state.open_along(column, by, axis, key, history)
        return state

    def open(self, column: str, by: tuple[str, ...], key: Key, amount: int) -> None:
        """Gives the opening balance of one key, before any of its rows."""
        summed, opened = Slot(column, by), Slot(column, by, Fold.OPENED)
        for slot, table in zip(self.kept, self.tables, strict=True):
            if slot == summed and isinstance(table, dict):
                table[key] = amount
            elif slot == opened and isinstance(table, Opened):
                table.keys.add(key)

    def open_along(self, column: str, by: tuple[str, ...], axis: str, key: Key, history: History) -> None:
        """Gives what is known of one key along an axis, before any of its rows."""
        kept, opened = Slot(column, by, None, axis), Slot(column, by, Fold.OPENED, axis)
        for slot, table in zip(self.kept, self.tables, strict=True):
            if slot == kept and isinstance(table, dict):
                table[key] = list(history.rows)
            elif slot == opened and isinstance(table, Opened):
                table.since[key] = history.since

    def replace(self, column: str, by: tuple[str, ...], other: str) -> None:
        """Gives the running sums of a column the values of another's under the same keys."""
        places = {slot: at for at, slot in enumerate(self.kept)}
        self.tables[places[Slot(column, by)]] = _copied(Slot(other, by), self.tables[places[Slot(other, by)]])

    def count(self, counted: Iterable[Counted]) -> None:
        """Counts again what a row left, as settling it did."""
        for one in counted:
            table = self.tables[one.slot]
            assert isinstance(table, dict)
            if isinstance(one.value, tuple):
                table.setdefault(one.key, []).append(one.value)
            elif self.kept[one.slot].fold is Fold.MAX:
                table[one.key] = max(table.get(one.key, one.value), one.value)
            else:
                table[one.key] = table.get(one.key, 0) + one.value

    def total(self, column: str, by: tuple[str, ...], key: Key) -> int:
        """The running sum of a column under one key; 0 where nothing was gathered, or no look-back asks."""
        wanted = Slot(column, by)
        for slot, table in zip(self.kept, self.tables, strict=True):
            if slot == wanted and isinstance(table, dict):
                return int(table.get(key, 0))
        return 0

    def copy(self) -> State:
        return State(self.kept, [_copied(slot, table) for slot, table in zip(self.kept, self.tables, strict=True)])

    def as_data(self) -> dict[str, Any]:
        """The state as lists, texts and integers, for JSON."""
        return {slot.name: _written(table) for slot, table in zip(self.kept, self.tables, strict=True)}

    @classmethod
    def from_data(cls, worksheet: Worksheet, data: Mapping[str, Any]) -> State:
        """The state that `as_data` wrote for the same worksheet.

        What it did not write raises ValueError, or what looking into it raises: KeyError, IndexError, TypeError.
        """
        kept = slots(worksheet)
        return cls(kept, [_read(slot, data[slot.name]) for slot in kept])


def _copied(slot: Slot, table: Table | Opened) -> Table | Opened:
    if isinstance(table, Opened):
        return table.copy()
    return {key: list(rows) for key, rows in table.items()} if slot.axis is not None else dict(table)


def _written(table: Table | Opened) -> Any:
    if isinstance(table, Opened):
        keys = sorted(list(key) for key in table.keys)
        since = [[list(key), first] for key, first in table.since.items()]
        return {"keys": keys, "members": sorted(table.members), "everyone": table.everyone, "since": since}
    return [[list(key), kept] for key, kept in table.items()]


def _read(slot: Slot, written: Any) -> Table | Opened:
    if slot.fold is Fold.OPENED:
        keys = {tuple(map(whole, key)) for key in written["keys"]}
        since = {tuple(map(whole, key)): whole(first) for key, first in written["since"]}
        return Opened(keys, set(map(whole, written["members"])), bool(written["everyone"]), since)
    if slot.axis:
        return {_key(slot, key): [_pair(row) for row in kept] for key, kept in written}
    return {_key(slot, key): whole(kept) for key, kept in written}


def counted_in(kept: tuple[Slot, ...], written: Any) -> Counted:
    """What a row left in one of the tables `kept`, from its slot, key and value as JSON gave them; raises as above."""
    at, key, value = written
    slot = kept[at]
    if whole(at) < 0 or slot.fold is Fold.OPENED:
        raise ValueError(f"no table to count in: {at}")
    return Counted(at, _key(slot, key), whole(value) if slot.axis is None else _pair(value))


def whole(written: object) -> int:
    """A whole number as JSON gave it. Raises ValueError for all else."""
    if not isinstance(written, int):
        raise ValueError(f"no whole number: {written!r}")
    return int(written)


def _key(slot: Slot, written: Any) -> Key:
    key = tuple(map(whole, written))
    if len(key) != len(slot.by):
        raise ValueError(f"no key of {slot.name}: {written!r}")
    return key


def _pair(written: Any) -> tuple[int, int]:
    along, value = written
    return whole(along), whole(value)
