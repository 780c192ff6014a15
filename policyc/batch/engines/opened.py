"""Totals before the first claim of a batch: keys numbered, tables opened, and every question answered whether one is.

Totals(plan, batch, openings, columns)    open() once the keys are reckoned; then `arrays` has what the passes take
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from policyc.backends.kernel.arrays import (
    Array as PassArray,
)
from policyc.backends.kernel.arrays import (
    head_array,
    link_array,
    opened_array,
    place_array,
    table_array,
)
from policyc.backends.kernel.loops import NO_ROW
from policyc.backends.kernel.plan import By, Place, Plan, Table
from policyc.backends.kernel.words import NOTHING_YET
from policyc.batch.engines.columns import Array, Batch
from policyc.batch.engines.entries import Entries, Keys, entries_of
from policyc.core.openings import Key, Openings
from policyc.core.terms import Fold, Prior

NEVER = np.iinfo(np.int64).max


class Totals:
    """What the passes take of totals, for one batch. `columns` are those reckoned so far."""

    def __init__(self, plan: Plan, batch: Batch, openings: Openings, columns: dict[str, Array]) -> None:
        self.plan = plan
        self.batch = batch
        self.openings = openings
        self.columns = columns
        self.arrays: dict[PassArray, Array] = {}
        along = [table.slot for table in plan.tables if table.slot.axis is not None]
        # rows before the first claim stand after the last one, in the columns that are looked at row by row
        self.past = sum(len(history.rows) for history in openings.histories.values())
        self.extended = {name for slot in along for name in (slot.column, str(slot.axis))}
        self.placed = 0
        self.is_open = False

    def rows(self, grain: str | None) -> int:
        return self.batch.count if grain is None else int(self.batch.lines[grain].offsets[-1])

    def length(self, name: str) -> int:
        """How many elements the array of a column has."""
        return self.rows(self.plan.worksheet.by_name[name].grain) + (self.past if name in self.extended else 0)

    def open(self) -> None:
        """Opens all tables, the first time."""
        if self.is_open:
            return
        self.is_open = True
        for (by, grain), keys in self.plan.asked.items():
            self._open(by, grain, keys)

    def _open(self, by: By, grain: str | None, asked: Sequence[By]) -> None:
        """All that is kept by the same columns."""
        given = [key for (_, of, key) in self.openings.amounts if of == by]
        given += [key for (_, of, _, key) in self.openings.histories if of == by]
        keys = [Keys(self.rows(grain), tuple(self._key_column(name, grain) for name in key)) for key in asked]
        before = (np.fromiter((key[at] for key in given), np.int64, len(given)) for at in range(len(by)))
        entries = entries_of(keys[0], [*keys, Keys(len(given), tuple(before))])
        for key, place in zip(asked, entries.places, strict=False):
            self.arrays[place_array(Place(key, grain))] = place
        opened = _Given(entries, dict(zip(given, entries.places[-1].tolist(), strict=True)))
        for table in self.plan.tables:
            if table.slot.by == by and self.plan.worksheet.by_name[table.slot.column].grain == grain:
                self._open_table(table, opened)
        for prior, of in self.plan.opened:
            if (prior.by, of) == (by, grain):
                self.arrays[opened_array(prior, grain)] = self._told(prior, grain, opened)

    def _key_column(self, name: str, grain: str | None) -> Array:
        """A column of keys, for every claim or, a claim's too, for each of its lines."""
        own = self.plan.worksheet.by_name[name].grain
        array = self.columns[name][: self.rows(own)]
        return array if own == grain else np.repeat(array, np.diff(self.batch.lines[str(grain)].offsets))

    # ---- tables

    def _open_table(self, table: Table, opened: _Given) -> None:
        if table.slot.axis is not None:
            self._open_along(table, opened)
            return
        totals = np.full(opened.entries.count, NOTHING_YET if table.slot.fold is Fold.MAX else 0, np.int64)
        if table.slot.fold is Fold.SUM:
            for (column, by, key), amount in self.openings.amounts.items():
                if (column, by) == (table.slot.column, table.slot.by) and opened.at[key] >= 0:
                    totals[opened.at[key]] = amount
        self.arrays[table_array(table)] = totals

    def _open_along(self, table: Table, opened: _Given) -> None:
        """Rows before the first claim are linked to as earlier claims are."""
        slot = table.slot
        values, days = self._with_past(slot.column), self._with_past(str(slot.axis))
        head = np.full(opened.entries.count, NO_ROW, np.int32)
        link = np.full(len(values), NO_ROW, np.int32)
        rows = self.rows(self.plan.worksheet.by_name[slot.column].grain)
        for (column, by, axis, key), history in self.openings.histories.items():
            if (column, by, axis) != (slot.column, slot.by, slot.axis):
                continue
            for day, value in history.rows:
                at, entry = rows + self.placed, opened.at[key]
                days[at], values[at] = day, value
                self.placed += 1
                if entry >= 0:
                    link[at], head[entry] = head[entry], at
        self.arrays[head_array(table)], self.arrays[link_array(table)] = head, link

    def _with_past(self, name: str) -> Array:
        """A column's array with room for the rows before the first claim."""
        wanted = self.length(name)
        array = self.columns.get(name)
        if array is None or len(array) < wanted:
            longer = np.empty(wanted, np.int64 if array is None else array.dtype)
            if array is not None:
                longer[: len(array)] = array
            self.columns[name] = longer
        return self.columns[name]

    # ---- what is opened

    def _told(self, prior: Prior, grain: str | None, opened: _Given) -> Array:
        """For each claim or line, whether the total that it looks at was opened."""
        place = self.arrays[place_array(Place(prior.key, grain))]
        told = np.full(len(place), self.openings.everyone or prior.column not in self.plan.worksheet.openings)
        if prior.key and (members := self.openings.without(prior.column, prior.by)):
            told |= np.isin(self._key_column(prior.key[0], grain), list(members))
        if prior.window is None:
            known = [key for column, by, key in self.openings.amounts if (column, by) == (prior.column, prior.by)]
            return told | opened.holding(known, [True] * len(known), False)[place]
        since = {
            key: history.since
            for (column, by, axis, key), history in self.openings.histories.items()
            if (column, by, axis) == (prior.column, prior.by, prior.window.axis)
        }
        first = self._key_column(prior.window.first, grain)
        return told | (opened.holding([*since], [*since.values()], NEVER)[place] <= first)


class _Given:
    """The keys that openings name, each with its entry."""

    def __init__(self, entries: Entries, at: Mapping[Key, int]) -> None:
        self.entries = entries
        self.at = at

    def holding(self, keys: Sequence[Key], values: Sequence[int], otherwise: int) -> Array:
        """By entry what is given of some keys; the last element, at -1, stands for a key without one."""
        found = np.full(self.entries.count + 1, otherwise)
        for key, value in zip(keys, values, strict=True):
            if self.at[key] >= 0:
                found[self.at[key]] = value
        return found
