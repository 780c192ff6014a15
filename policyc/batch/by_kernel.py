"""The engine of machine code: arrays in, the passes of a plan run over them on every core, arrays out.

Kernel(sheet, results, dtypes).settle(batch, openings, order, into) -> results
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import numpy
from attrs import define, field
from numpy.typing import NDArray

from policyc.backends.kernel import NOTHING_YET, arrays_of, bits_of, module_text, opened_name, passes, place_name, table_name
from policyc.backends.kernel_plan import Place, Plan, planned, tables, places
from policyc.backends.machine import Machine, translated
from policyc.batch.columns import Batch
from policyc.batch.entries import Entries, entries_of
from policyc.core.state import NONE, Openings, Slot, slot_of
from policyc.core.terms import Fold, Prior, Sort
from policyc.core.walk import subterms
from policyc.core.worksheet import Worksheet

Array = NDArray[numpy.generic]
MEMBER = "member"
FEWEST_APIECE = 20_000
"""Claims for which another thread is worth its start."""


@define(slots=False)
class Kernel:
    """One worksheet for some results, translated for facts of the given kinds of arrays.

    Raises NotForKernel for what only the other engines settle.
    """

    sheet: Worksheet
    results: Sequence[str]
    dtypes: Mapping[str, numpy.dtype] = field(factory=dict)
    folder: Path | None = None
    threads: int = field(factory=lambda: os.cpu_count() or 1)

    @cached_property
    def plan(self) -> Plan:
        return planned(self.sheet, self.results)

    @cached_property
    def machine(self) -> Machine:
        widths = {name: 8 * kind.itemsize for name, kind in self.dtypes.items()}
        return translated(module_text(self.plan, widths), self.folder)

    def settle(
        self,
        batch: Batch,
        openings: Openings = NONE,
        order: Array | None = None,
        into: Mapping[str, Array] | None = None,
    ) -> Mapping[str, Array]:
        """Every result for every claim.

        `order` is the ledger's order, claims by their places; without it they stand in it, each member's together.
        `into` are arrays to write results to, of 64 bits for integers and 8 for truths.
        """
        return _Run(self, batch, openings, order, dict(into or {})).results()


@define(slots=False)
class _Run:
    kernel: Kernel
    batch: Batch
    openings: Openings
    order: Array | None
    arrays: dict[str, Array]

    def results(self) -> Mapping[str, Array]:
        plan = self.kernel.plan
        self.arrays = {f"column {name}": array for name, array in self.arrays.items()}
        for name in {fact.name for fact in plan.worksheet.inputs} & self._facts.keys():
            self.arrays[f"column {name}"] = self._facts[name]
        found = {}
        for name, passed, in_time in passes(plan):
            if in_time or name == "before":
                self._place()
            kinds = arrays_of(plan, passed, in_time)
            given = [self._array(array, kind) for array, kind in kinds.items()]
            run = self.kernel.machine.function(name, len(given))
            addresses = [array.ctypes.data for array in given]
            parts = self._parts_in_time() if in_time else [(None, *part) for part in self._parts(self.batch.count)]
            self._run(run, addresses, parts)
        for name in plan.worksheet.results:
            array = self.arrays[f"column {name}"][: self._length(name)]
            found[name] = array.view(bool) if self._is_truth(name) else array
        return found

    def _run(self, run, addresses, parts) -> None:
        def one(part):
            order, first, last = part
            run(first, last, 0 if order is None else order.ctypes.data, *addresses)
        if len(parts) == 1:
            one(parts[0])
            return
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(one, parts))

    @cached_property
    def _facts(self) -> Mapping[str, Array]:
        facts = dict(self.batch.facts)
        for lines in self.batch.lines.values():
            facts.update(lines.facts)
        return facts

    def _is_truth(self, name: str) -> bool:
        return self.kernel.plan.worksheet.by_name[name].sort is Sort.TRUTH

    def _length(self, name: str) -> int:
        grain = self.kernel.plan.worksheet.by_name[name].grain
        return self._rows(grain)

    def _rows(self, grain: str | None) -> int:
        return self.batch.count if grain is None else int(self.batch.lines[grain].offsets[-1])

    def _array(self, array: str, kind: str) -> Array:
        if array not in self.arrays:
            if kind == "offsets":
                self.arrays[array] = self.batch.lines[array.removeprefix("offsets ")].offsets
            else:
                bits = bits_of(self.kernel.plan, kind)
                more = self._earlier.get(kind, 0)
                self.arrays[array] = numpy.empty(self._length(kind) + more, f"int{bits}")
        return self.arrays[array]

    # ---- who runs what

    def _parts(self, count: int) -> list[tuple[int, int]]:
        pieces = max(1, min(self.kernel.threads, count // FEWEST_APIECE))
        ends = [count * at // pieces for at in range(pieces + 1)]
        return list(zip(ends, ends[1:], strict=False))

    def _parts_in_time(self) -> list[tuple[Array, int, int]]:
        """The ledger's order, in as many parts as there are threads, no member in two."""
        count = self.batch.count
        order = numpy.arange(count, dtype=numpy.int32) if self.order is None else self.order.astype(numpy.int32, copy=False)
        pieces = max(1, min(self.kernel.threads, count // FEWEST_APIECE))
        if pieces == 1 or any(table.slot.by[:1] != (MEMBER,) for table in tables(self.kernel.plan)):
            return [(order, 0, count)]
        member = self.batch.facts[MEMBER]
        if self.order is None:
            ends = [0, *(int(numpy.searchsorted(member, member[count * at // pieces])) for at in range(1, pieces)), count]
            return [(order, first, last) for first, last in zip(ends, ends[1:], strict=False)]
        highest = int(member.max()) + 1
        share = member[order] * pieces // highest
        parts = [order[share == at] for at in range(pieces)]
        return [(part, 0, len(part)) for part in parts]

    # ---- keys, tables, openings

    @cached_property
    def _earlier(self) -> Mapping[str, int]:
        """For columns kept along an axis how many rows were before the first claim, of all tables together."""
        rows = sum(len(history.rows) for history in self.openings.histories.values())
        kept = [table.slot for table in tables(self.kernel.plan) if table.slot.axis is not None]
        return {str(name): rows for slot in kept for name in (slot.column, slot.axis)}

    placed: bool = False
    before: int = 0
    # rows before the first claim that have a place already

    def _place(self) -> None:
        """Numbers the keys of every table, opens the totals, and says which are opened."""
        if self.placed or not places(self.kernel.plan):
            return
        self.placed = True
        by_slot: dict[tuple[tuple[str, ...], str | None], set[tuple[str, ...]]] = {}
        for definition in self.kernel.plan.worksheet.definitions:
            for term in subterms(definition.term):
                if isinstance(term, Prior):
                    by_slot.setdefault((term.by, definition.grain), {term.by}).add(term.key)
        for (by, grain), asked in by_slot.items():
            self._number(by, grain, sorted(asked))

    def _column(self, name: str, grain: str | None) -> Array:
        """A column of keys, for every claim or, of a claim's, for each of its lines."""
        array = self.arrays.get(f"column {name}")
        if array is None:
            array = self._facts[name]
        array = array[: self._length(name)]
        if grain is not None and self.kernel.plan.worksheet.by_name[name].grain is None:
            offsets = self.batch.lines[grain].offsets
            return numpy.repeat(array, numpy.diff(offsets))
        return array

    def _number(self, by: tuple[str, ...], grain: str | None, asked: Sequence[tuple[str, ...]]) -> None:
        keys = {key: [self._column(name, grain) for name in key] for key in asked}
        opened = [key for (column, of, key) in self.openings.amounts if of == by]
        opened += [key for (column, of, _, key) in self.openings.histories if of == by]
        entries = entries_of([*keys.values(), _columns(opened, len(by))], counted=keys[by])
        for key in asked:
            self.arrays[place_name(Place(key, grain))] = entries.places[asked.index(key)]
        at_opening = dict(zip(opened, entries.places[-1].tolist(), strict=True))
        self._open_tables(by, grain, entries, at_opening)
        self._tell_opened(by, grain, entries, at_opening)

    def _open_tables(self, by, grain, entries: Entries, at_opening: Mapping[tuple[int, ...], int]) -> None:
        for table in tables(self.kernel.plan):
            slot = table.slot
            if slot.by != by or self.kernel.plan.worksheet.by_name[slot.column].grain != grain:
                continue
            if slot.axis is not None:
                self._open_along(table_name(table), slot, grain, entries, at_opening)
                continue
            start = 0 if slot.fold is Fold.SUM else NOTHING_YET
            totals = numpy.full(entries.count, start, numpy.int64)
            if slot.fold is Fold.SUM:
                for (column, of, key), amount in self.openings.amounts.items():
                    if (column, of) == (slot.column, by) and at_opening[key] >= 0:
                        totals[at_opening[key]] = amount
            self.arrays[table_name(table)] = totals

    def _open_along(self, name: str, slot: Slot, grain, entries: Entries, at_opening) -> None:
        rows = self._rows(grain)
        head = numpy.full(entries.count, -1, numpy.int32)
        link = numpy.full(rows + self._earlier.get(slot.column, 0), -1, numpy.int32)
        values, days = self._extended(slot.column), self._extended(str(slot.axis))
        for (column, of, axis, key), history in self.openings.histories.items():
            if (column, of, axis) != (slot.column, slot.by, slot.axis):
                continue
            entry = at_opening[key]
            for day, value in history.rows:
                at = rows + self.before
                days[at], values[at] = day, value
                self.before += 1
                if entry >= 0:
                    link[at] = head[entry]
                    head[entry] = at
        self.arrays[f"head {name}"], self.arrays[f"link {name}"] = head, link

    def _extended(self, name: str) -> Array:
        """A column's array with room for the rows before the first claim."""
        array, wanted = self.arrays.get(f"column {name}"), self._length(name) + self._earlier.get(name, 0)
        if array is None:
            return self._array(f"column {name}", name)
        if len(array) < wanted:
            longer = numpy.empty(wanted, array.dtype)
            longer[: len(array)] = array
            self.arrays[f"column {name}"] = longer
        return self.arrays[f"column {name}"]

    def _tell_opened(self, by, grain, entries: Entries, at_opening) -> None:
        """For each look-back that asks, whether the total it looks at was opened."""
        plan = self.kernel.plan
        for definition in plan.worksheet.definitions:
            for prior in (term for term in subterms(definition.term) if isinstance(term, Prior)):
                if prior.fold is not Fold.OPENED or prior.by != by or definition.grain != grain:
                    continue
                place = self.arrays[place_name(Place(prior.key, grain))]
                everyone = self.openings.everyone or prior.column not in plan.worksheet.openings
                told = numpy.full(len(place), everyone)
                if self.openings.members:
                    members = numpy.fromiter(self.openings.members, numpy.int64)
                    told |= numpy.isin(self._column(prior.key[0], grain), members)
                if prior.window is None:
                    known = numpy.zeros(entries.count + 1, bool)
                    for column, of, key in self.openings.amounts:
                        if (column, of) == (prior.column, by):
                            known[at_opening[key]] = True
                    known[-1] = False
                    told |= known[place]
                else:
                    never = numpy.iinfo(numpy.int64).max
                    since = numpy.full(entries.count + 1, never)
                    for (column, of, axis, key), history in self.openings.histories.items():
                        if (column, of, axis) == (prior.column, by, prior.window.axis):
                            since[at_opening[key]] = history.since
                    since[-1] = never
                    told |= since[place] <= self._column(prior.window.first, grain)
                self.arrays[opened_name(prior, grain)] = told


def _columns(keys: Sequence[tuple[int, ...]], width: int) -> list[Array]:
    return [numpy.fromiter((key[at] for key in keys), numpy.int64, len(keys)) for at in range(width)]
