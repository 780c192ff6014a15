"""One pass as a function: a loop over claims, and within it loops over their lines.

module_text(plan, widths) -> str          the passes of a plan as LLVM assembly

A pass takes the first claim, the one past the last, the ledger's order (claims by their places, which the pass through
time alone reads), and its arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, evolve
from llvmlite import ir

from policyc.backends.kernel.arrays import (
    Holds,
    arrays_of,
    counted_place,
    head_array,
    link_array,
    place_array,
    table_array,
)
from policyc.backends.kernel.column import Words
from policyc.backends.kernel.dates import HALF
from policyc.backends.kernel.loops import Memory, joined
from policyc.backends.kernel.plan import Pass, Plan, Table
from policyc.backends.kernel.words import WHOLE, Word, resized, width_of
from policyc.core.loops import reads_here
from policyc.core.meaning import meaning
from policyc.core.ranges import narrower
from policyc.core.terms import Sort
from policyc.core.turns import Stretch, stretches
from policyc.core.worksheet import Definition

ADDRESS = ir.PointerType()


def module_text(plan: Plan, widths: Mapping[str, int]) -> str:
    """The module of a plan. `widths` are the bits of the facts' arrays that are not as wide as `bits_of` says."""
    module = ir.Module("policy")
    for name, passed in plan.passes:
        _write(module, name, plan, passed, widths)
    return str(module)


def _write(module: ir.Module, name: str, plan: Plan, passed: Pass, widths: Mapping[str, int]) -> None:
    arrays = arrays_of(plan, passed)
    kind = ir.FunctionType(ir.VoidType(), [WHOLE, WHOLE, ADDRESS, *([ADDRESS] * len(arrays))])
    function = ir.Function(module, kind, name)
    first, last, order, *addresses = function.args
    for address in (order, *addresses):
        address.add_attribute("noalias")
    builder = ir.IRBuilder(function.append_basic_block("entry"))
    memory = Memory(plan, builder, dict(zip(arrays, addresses, strict=True)), widths)
    with memory.loop(first, last) as at:
        claim = memory.load_from(order, at, HALF) if passed is plan.turning else at
        _Claim(memory, plan, passed).reckoned(claim)
    builder.ret_void()


@define
class _Claim:
    """What a pass does with one claim."""

    memory: Memory
    plan: Plan
    passed: Pass

    def reckoned(self, claim: ir.Value) -> None:
        row = {name: self.memory.read(name, claim) for name in self._held()}
        found = stretches(evolve(self.plan.worksheet, definitions=self.passed.definitions))
        for at, stretch in _joined(found):
            grain = stretch.definitions[0].grain
            if grain is None:
                self._define(stretch.definitions[0], row, claim, None)
                continue
            with self.memory.loop(*self.memory.lines(grain, claim)) as line:
                self._line(grain, stretch, row, line, at)
        self._count(row, claim, None)

    def _held(self) -> list[str]:
        """The claim's columns that stand in memory already."""
        by_name, own = self.plan.worksheet.by_name, {one.name for one in self.passed.definitions}
        columns = [array.of for array in arrays_of(self.plan, self.passed) if array.holds is Holds.COLUMN]
        return [name for name in columns if by_name[name].grain is None and name not in own]

    def _line(self, grain: str, stretch: Stretch, claim: Mapping[str, Word], line: ir.Value, at: int) -> None:
        by_name, own = self.plan.worksheet.by_name, {one.name for one in stretch.definitions}
        read = {name for one in stretch.definitions for name in reads_here(one.term)}
        read |= {table.slot.column for table in self._tables(at)}
        wanted = [name for name in sorted(read - own) if by_name[name].grain == grain]
        row = {**claim, **{name: self.memory.read(name, line) for name in wanted}}
        for definition in stretch.definitions:
            self._define(definition, row, line, at)
        self._count(row, line, at)

    def _define(self, definition: Definition, row: dict[str, Word], at: ir.Value, stretch: int | None) -> None:
        word = meaning(definition.term, row, Words(self.memory, definition, row, at, stretch))
        row[definition.name] = _within(self.memory.builder, word, definition)
        if definition.name in self.passed.leaves:
            self.memory.write(definition.name, at, row[definition.name])

    def _count(self, row: Mapping[str, Word], at: ir.Value, stretch: int | None) -> None:
        """What this claim, or this line, adds to the totals of those after it."""
        for table in self._tables(stretch):
            entry = self.memory.load(place_array(counted_place(self.plan, table)), at, HALF)
            if table.slot.axis is None:
                self._add(table, entry, row[table.slot.column])
            else:
                self._link(table, entry, at)

    def _tables(self, stretch: int | None) -> list[Table]:
        """Those in which finished claims are counted, or the lines of a stretch; in the pass through time alone."""
        in_time = self.passed is self.plan.turning
        return [table for table in self.plan.tables if table.stretch == stretch and in_time]

    def _add(self, table: Table, entry: ir.Value, word: Word) -> None:
        memory, fold = self.memory, table.slot.fold
        assert fold is not None
        before = memory.load(table_array(table), entry, WHOLE)
        value = resized(memory.builder, word.value, WHOLE)
        memory.store(table_array(table), entry, joined(memory.builder, fold, before, value))

    def _link(self, table: Table, entry: ir.Value, at: ir.Value) -> None:
        """The row before the last one of its entry."""
        memory, narrowed = self.memory, self.memory.builder.trunc
        memory.store(link_array(table), at, narrowed(memory.load(head_array(table), entry, HALF), HALF))
        memory.store(head_array(table), entry, narrowed(at, HALF))


def _joined(found: Sequence[Stretch]) -> list[tuple[int, Stretch]]:
    """Each stretch with its place; neighbours of one block that wait for nothing are one loop over its lines."""
    loops: list[tuple[int, Stretch]] = []
    for at, stretch in enumerate(found):
        grain = stretch.definitions[0].grain
        if loops and grain is not None and not stretch.in_turn:
            place, last = loops[-1]
            if last.definitions[0].grain == grain and not last.in_turn:
                loops[-1] = place, Stretch((*last.definitions, *stretch.definitions), False)
                continue
        loops.append((at, stretch))
    return loops


def _within(builder: ir.IRBuilder, word: Word, definition: Definition) -> Word:
    """A column's value with the narrower of the two bounds that are known of it, and no wider than they need."""
    if definition.sort is Sort.TRUTH:
        return word
    bounds = narrower(word.bounds, (definition.low, definition.high))
    return Word(resized(builder, word.value, width_of(bounds)), *bounds)
