"""One claim of a stretch settled as a ledger settles it: the earlier claims in it, then its settlement whole."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from attrs import define, field

from policyc.batch.engines.by_python import records
from policyc.batch.engines.columns import Array, Batch, LineColumns
from policyc.batch.reading.beside import moment_of
from policyc.batch.reading.normal import FAMILY, MEMBER, NUMBER, SETTLED_AT, column_of
from policyc.batch.staged import Sheet
from policyc.batch.stretch import Stretch
from policyc.claims.claim import Claim, Openings
from policyc.core import openings as core
from policyc.core.known import given
from policyc.core.row import Row
from policyc.core.state import State
from policyc.core.worksheet import Worksheet, stand_in
from policyc.settling.filling import Filling
from policyc.settling.settlement import Settlement

LONG, KEPT = 32, 8
"""From how many claims on a ledger's are kept once they were settled again, and of how many ledgers."""


@define
class Replayed:
    """The claims of one ledger that were settled again: their rows, and the state after them."""

    state: State
    rows: list[Row] = field(factory=list)


@define
class Replays:
    """Claims settled again one by one, for what only a whole settlement can tell."""

    sheet: Sheet
    _filling: Filling | None = field(init=False, default=None)
    # the inputs of the stretch last asked about
    _stretch: Stretch | None = field(init=False, default=None)
    _batch: Batch | None = field(init=False, default=None)
    # its openings, ledger by ledger
    _opened: Mapping[int, core.Openings] = field(init=False, factory=dict)
    # ledgers with many claims, of which many may be asked about, by where they begin; the last one asked about last
    _long: dict[int, Replayed] = field(init=False, factory=dict)

    def settlement(self, stretch: Stretch, openings: core.Openings, at: int) -> Settlement:
        """The settlement of the claim at a place of the stretch. `openings` are the stretch's."""
        return stretch.staged.settler.answered(self.sheet.known, *self.settled(stretch, openings, at))

    def settled(self, stretch: Stretch, openings: core.Openings, at: int) -> tuple[Claim, Row]:
        """The same claim, and its row filled."""
        if self._filling is None:
            self._filling = Filling(self.sheet.known)
        filling = self._filling
        batch = self._batch_of(stretch, openings)
        ledger = int(stretch.ledgers[at])
        first = at - int(stretch.earlier[at])
        replayed = self._long.pop(first, None) or Replayed(
            filling.start(self._opened.get(ledger, core.Openings(everyone=openings.everyone)))
        )
        self._replay(filling, replayed, only(batch, np.arange(first + len(replayed.rows), at + 1)))
        if at - first >= LONG:
            self._long[first] = replayed
        if len(self._long) > KEPT:
            del self._long[next(iter(self._long))]
        return claim_at(stretch, at), replayed.rows[at - first]

    def _replay(self, filling: Filling, replayed: Replayed, batch: Batch) -> None:
        """The next claims of a ledger."""
        inputs = [fact for fact in self.sheet.known.worksheet.inputs if fact.name in batch.facts]
        unasked = _stand_ins(self.sheet.known.worksheet, None, batch.facts)
        told = [{**unasked, **claim} for claim in records(inputs, batch.facts, batch.count)]
        lines = {grain: _lines(filling, grain, columns) for grain, columns in batch.lines.items()}
        for claim, facts in enumerate(told):
            of = {grain: each[claim] for grain, each in lines.items()}
            replayed.rows.append(filling.fill(replayed.state, facts, of))

    def _batch_of(self, stretch: Stretch, openings: core.Openings) -> Batch:
        if self._batch is None or self._stretch is not stretch:
            self._long.clear()
            self._opened = by_ledger(openings, stretch.ledger_of)
            self._stretch, self._batch = stretch, stretch.batch_of(self.sheet.known.worksheet)
        return self._batch


def by_ledger(openings: core.Openings, ledger_of: Array) -> Mapping[int, core.Openings]:
    """The totals before the first claims of each ledger, of which there may be many; whose they are by `ledger_of`."""
    amounts: dict[int, dict[tuple[str, tuple[str, ...], core.Key], int]] = {}
    histories: dict[int, dict[tuple[str, tuple[str, ...], str, core.Key], core.History]] = {}
    nothing: dict[int, set[tuple[str, tuple[str, ...], int]]] = {}
    new: dict[int, set[int]] = {}
    ledgers = ledger_of.tolist()
    for place, amount in openings.amounts.items():
        amounts.setdefault(ledgers[place[2][0]], {})[place] = amount
    for along, history in openings.histories.items():
        histories.setdefault(ledgers[along[3][0]], {})[along] = history
    for total in openings.nothing:
        nothing.setdefault(ledgers[total[2]], set()).add(total)
    for owner in openings.members:
        new.setdefault(ledgers[owner], set()).add(owner)
    return {
        ledger: core.Openings(
            amounts.get(ledger, {}),
            histories.get(ledger, {}),
            frozenset(new.get(ledger, ())),
            openings.everyone,
            frozenset(nothing.get(ledger, ())),
        )
        for ledger in amounts.keys() | histories.keys() | nothing.keys() | new.keys()
    }


def _lines(filling: Filling, grain: str, columns: LineColumns) -> list[list[dict[str, Any]]]:
    inputs = [fact for fact in filling.worksheet.inputs if fact.grain == grain and fact.name in columns.facts]
    offsets = columns.offsets.tolist()
    unasked = _stand_ins(filling.worksheet, grain, columns.facts)
    told = [{**unasked, **line} for line in records(inputs, columns.facts, offsets[-1])]
    return [told[start:end] for start, end in pairwise(offsets)]


def _stand_ins(sheet: Worksheet, grain: str | None, facts: Mapping[str, Array]) -> dict[str, int | bool]:
    """Values for optional facts that no result asked for needs, and that were not read."""
    own = [fact for fact in sheet.inputs if fact.grain == grain and fact.name not in facts]
    companions = {given(fact.name) for fact in sheet.inputs}
    return {
        fact.name: stand_in(fact)
        for fact in own
        if fact.name not in companions and given(fact.name) not in sheet.by_name
    }


def claim_at(stretch: Stretch, at: int) -> Claim:
    """What the claim at a place says, as far as it could be read."""
    row: dict[str, Any] = stretch.table.slice(at, 1).to_pylist()[0]
    verdict = stretch.verdicts.get(at)
    member, number, moment = row[MEMBER], row[NUMBER], row[SETTLED_AT]
    told: Mapping[str, Any] = {} if verdict is not None and verdict.lost else row
    staged = stretch.staged
    handed = {paper.key: told.get(column_of(paper.column)) for paper in staged.papers}
    return Claim(
        None if member is None else str(member),
        None if number is None else str(number),
        None if moment is None else moment_of(moment),
        _given({spec.key: told.get(column_of(spec.key)) for spec in staged.facts}),
        {
            block.key: tuple(_given(line) for line in lines)
            for block, _ in staged.lines
            if (lines := told.get(column_of(block.key))) is not None
        },
        Openings(),
        None if None in handed.values() or not handed else frozenset(key for key, there in handed.items() if there),
        None if (family := row.get(FAMILY)) is None else str(family),
    )


def _given(facts: Mapping[str, Any]) -> dict[str, int]:
    return {key: int(value) for key, value in facts.items() if value is not None}


def only(batch: Batch, places: Array) -> Batch:
    """Some claims of a batch, by their places."""
    lines = {grain: _only_lines(columns, places) for grain, columns in batch.lines.items()}
    return Batch(len(places), {name: values[places] for name, values in batch.facts.items()}, lines)


def _only_lines(columns: LineColumns, places: Array) -> LineColumns:
    starts, counts = columns.offsets[places], np.diff(columns.offsets)[places]
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    rows = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], counts)
    return LineColumns(offsets, {name: values[rows] for name, values in columns.facts.items()})
