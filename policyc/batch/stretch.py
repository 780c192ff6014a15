"""A stretch of claims as an engine takes it: whole ledgers in order, from the one form into a batch of inputs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

from policyc.batch.engines.columns import Array, Batch, LineColumns
from policyc.batch.reading.beside import moment_of
from policyc.batch.reading.convert import ArrowArray
from policyc.batch.reading.normal import BAD, FAMILY, MEMBER, NUMBER, SETTLED_AT, column_of, owner_of
from policyc.batch.reading.unread import Verdict
from policyc.batch.staged import Sheet, Staged
from policyc.claims.moment import settled_words
from policyc.core.known import given
from policyc.core.worksheet import Input, Worksheet, stand_in
from policyc.elaborate.lines import listed
from policyc.report.diagnostic import Diagnostic, Language


@define(slots=False)
class Stretch:
    """All claims of some ledgers, members' or families', as a table of the one form in the ledger's order."""

    staged: Staged
    table: Any
    language: Language
    verdicts: dict[int, Verdict] = field(init=False)

    def __attrs_post_init__(self) -> None:
        bad = self.table.column(BAD)
        places = np.flatnonzero(bad.is_valid().to_numpy())
        texts = bad.take(pa.array(places)).to_pylist() if len(places) else []
        self.verdicts = {int(at): Verdict.of(text) for at, text in zip(places, texts, strict=True)}
        if self.staged.ledger:
            self._refuse_ties()
            self._refuse_second_numbers()

    @property
    def count(self) -> int:
        return len(self.table)

    @cached_property
    def ledgers(self) -> Array:
        """The ledger of each claim, as a number from 0; one that does not say whose it is stands by itself."""
        if not self.staged.ledger:
            return np.arange(self.count)
        column = self.table.column(owner_of(self.staged))
        same = np.concatenate([[False], _same_as_before(column)]) if self.count else np.zeros(0, np.bool_)
        return np.cumsum(~same) - 1

    @property
    def ledger_count(self) -> int:
        return int(self.ledgers[-1]) + 1 if self.count else 0

    @cached_property
    def members(self) -> Array:
        """Whose each claim is, as a number: the ledger's, or of a member of a family one that no family has.

        A member is known by a name within the family.
        """
        if not self.staged.of_families or not self.staged.ledger:
            return self.ledgers
        codes = self.table.column(MEMBER).combine_chunks().dictionary_encode().indices
        # those that are not named are different ones
        named = codes.is_valid().to_numpy(zero_copy_only=False)
        places = np.where(named, codes.fill_null(0).to_numpy(zero_copy_only=False), self.count + np.arange(self.count))
        return self.ledger_count + np.unique(self.ledgers * (2 * self.count) + places, return_inverse=True)[1]

    @cached_property
    def ledger_of(self) -> Array:
        """By the number of a member or a family the ledger that has their totals."""
        if self.members is self.ledgers:
            return np.arange(self.ledger_count)
        found = np.arange(int(self.members.max(initial=-1)) + 1)
        found[self.members] = self.ledgers
        return found

    @cached_property
    def earlier(self) -> Array:
        """How many claims of its ledger stand before each."""
        begins = np.flatnonzero(np.diff(self.ledgers, prepend=-1))
        return np.arange(self.count) - begins[self.ledgers]

    def until(self, at: int) -> Stretch:
        """The claims of one ledger up to the claim at a place, which is the last of them."""
        places = np.flatnonzero(self.ledgers[: at + 1] == self.ledgers[at])
        alone = Stretch(self.staged, self.table.take(pa.array(places)), self.language)
        alone.verdicts = {new: self.verdicts[old] for new, old in enumerate(places.tolist()) if old in self.verdicts}
        return alone

    def refuse(self, at: int, diagnostic: Diagnostic) -> None:
        """A claim whose place, or whose numbers, must not be used."""
        self.verdicts[at] = self.verdicts.get(at, Verdict()).also([diagnostic], self.language, lost=True)

    # ---- order

    def _refuse_ties(self) -> None:
        """Of claims of one ledger settled at one time, with one number or none, no one knows which came first."""
        tied = _same_as_before(self.table.column(SETTLED_AT)) & (np.diff(self.ledgers) == 0)
        if self.table.column(NUMBER).null_count < self.count:
            tied &= _same_as_before(self.table.column(NUMBER), both_null=True)
        for at in np.flatnonzero(np.concatenate([tied, [False]]) | np.concatenate([[False], tied])):
            words = settled_words(moment_of(self.table.column(SETTLED_AT)[int(at)].as_py()), self._number(int(at)))
            self.refuse(int(at), Diagnostic("ledger-tie", None, {"claim": words, "last": words}))

    def _refuse_second_numbers(self) -> None:
        """A claim number settles once."""
        numbers = self.table.column(NUMBER).combine_chunks()
        told = numbers.is_valid().to_numpy(zero_copy_only=False)
        if pa.types.is_string(numbers.type):
            numbers = numbers.dictionary_encode().indices
        codes = numbers.fill_null(0).to_numpy(zero_copy_only=False)
        if (np.diff(np.sort(codes[told])) != 0).all():
            return
        codes = np.where(told, np.unique(codes, return_inverse=True)[1], -1)
        keys = self.ledgers.astype(np.int64) * (int(codes.max()) + 2) + codes
        order = np.argsort(keys, kind="stable")
        again = order[1:][(np.diff(keys[order]) == 0) & (codes[order[1:]] >= 0)]
        for at in again.tolist():
            if at not in self.verdicts or not self.verdicts[at].lost:
                self.refuse(at, Diagnostic("ledger-number-twice", None, {"number": self._number(at)}))

    def _number(self, at: int) -> str:
        number = self.table.column(NUMBER)[at].as_py()
        return "" if number is None else str(number)

    # ---- facts

    @property
    def lost(self) -> Array:
        """The claims of which nothing is taken as known."""
        found = np.zeros(self.count, np.bool_)
        found[[at for at, verdict in self.verdicts.items() if verdict.lost]] = True
        return found

    def _unread(self, key: str) -> Array:
        found = np.zeros(self.count, np.bool_)
        found[[at for at, verdict in self.verdicts.items() if key in verdict.unread]] = True
        return found

    def sheet(self) -> Sheet:
        """The leanest reading of the worksheet that these claims allow."""
        if any(verdict.lost or verdict.unread for verdict in self.verdicts.values()):
            return self.staged.doubtful
        required = [spec.key for spec in self.staged.facts if not spec.optional]
        required += [paper.column for paper in self.staged.papers]
        required += [block.key for block, _ in self.staged.lines]
        whole = all(self.table.column(column_of(key)).null_count == 0 for key in required)
        return self.staged.complete if whole and self._whole_lines() else self.staged.partial

    def _whole_lines(self) -> bool:
        for block, facts in self.staged.lines:
            flat = self._list(block.key).flatten()
            if any(pc.struct_field(flat, spec.key).null_count for spec in facts if not spec.optional):
                return False
        return True

    def batch(self, sheet: Sheet) -> Batch:
        """The inputs of a closed worksheet."""
        return self.batch_of(sheet.worksheet)

    def batch_of(self, worksheet: Worksheet) -> Batch:
        inputs = worksheet.inputs
        known, lost = {one.name: one for one in inputs}, self.lost
        facts = self._inputs({one.name: one for one in inputs if one.grain is None}, lost)
        lines: dict[str, LineColumns] = {}
        for block, specs in self.staged.lines:
            array = self._list(block.key)
            if lost.any():
                array = pc.if_else(pa.array(lost), pa.scalar(None, array.type), array)
            lengths = pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False)
            flat = array.flatten()
            own: dict[str, Array] = {}
            for spec in specs:
                _fill(own, known, spec.key, pc.struct_field(flat, spec.key), spec.optional, None)
            lines[block.key] = LineColumns(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), own)
        return Batch(self.count, facts, lines)

    def _inputs(self, known: Mapping[str, Input], lost: Array) -> dict[str, Array]:
        found: dict[str, Array] = {}
        if self.staged.of_families:
            # by which claims are told apart that can be settled at once, whatever of them is asked
            found[FAMILY] = self.ledgers
        if MEMBER in known:
            found[MEMBER] = self.members
        for spec in self.staged.facts:
            unread = self._unread(spec.key) | lost if spec.optional else None
            _fill(found, known, spec.key, self._array(spec.key, lost), spec.optional, unread)
        for paper in self.staged.papers:
            _fill(found, known, paper.column, self._array(paper.column, lost), False, None)
        for block, _ in self.staged.lines:
            there = self._list(block.key).is_valid().to_numpy(zero_copy_only=False) & ~lost
            for name, values in ((listed(block.key), there), (given(listed(block.key)), there)):
                if name in known:
                    found[name] = values
        return found

    def _array(self, key: str, lost: Array) -> ArrowArray:
        array = self.table.column(column_of(key)).combine_chunks()
        return pc.if_else(pa.array(lost), pa.scalar(None, array.type), array) if lost.any() else array

    def _list(self, key: str) -> ArrowArray:
        return self.table.column(column_of(key)).combine_chunks()


def _fill(
    found: dict[str, Array],
    known: Mapping[str, Input],
    key: str,
    array: ArrowArray,
    optional: bool,
    unread: Array | None,
) -> None:
    """The inputs that a fact's column makes: its value, and whether there is one, or whether it is 无."""
    there = array.is_valid().to_numpy(zero_copy_only=False)
    present = f"{key}__present"
    if key in known:
        whole = array.fill_null(stand_in(known[key])) if array.null_count else array
        found[key] = whole.to_numpy(zero_copy_only=False)
    if given(key) in known:
        found[given(key)] = there
    if optional and present in known:
        found[present] = there
    if given(present) in known and unread is not None:
        found[given(present)] = ~unread


def _same_as_before(column: Any, both_null: bool = False) -> Array:
    """For each value but the first, is it that before it?"""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    before, after = array.slice(0, max(len(array) - 1, 0)), array.slice(1)
    same = pc.fill_null(pc.equal(before, after), False).to_numpy(zero_copy_only=False)
    if both_null:
        absent = array.is_null().to_numpy(zero_copy_only=False)
        same = same | (absent[:-1] & absent[1:])
    return np.array(same)
