"""The domain of words: what choices, look-backs and totals become in a loop over claims or over their lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from attrs import define, field
from llvmlite import ir

from policyc.backends.kernel.arrays import head_array, link_array, opened_array, place_array, table_array
from policyc.backends.kernel.dates import HALF
from policyc.backends.kernel.loops import Memory, gather, gathered, variable
from policyc.backends.kernel.plan import Place, Table
from policyc.backends.kernel.words import (
    BYTE,
    NOTHING_YET,
    OPERATIONS,
    WHOLE,
    BeyondKernelError,
    Word,
    chosen,
    literal,
    truth,
    width_of,
)
from policyc.core.basis import Operation
from policyc.core.ranges import Bounds, infer_range, ranges_of
from policyc.core.state import slot_of
from policyc.core.terms import Fold, Prior, Total
from policyc.core.worksheet import Definition


@define
class Words:
    """The domain for one column at the claim or line `at`, whose other columns are `row`."""

    memory: Memory
    definition: Definition
    row: Mapping[str, Word]
    at: ir.Value
    stretch: int | None
    operations: Mapping[Operation, Callable[..., Word]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.operations = {operation: partial(spell, self.memory.builder) for operation, spell in OPERATIONS.items()}

    def literal(self, value: int | bool) -> Word:
        return literal(value)

    def choose(self, test: Word, then: Callable[[], Word], other: Callable[[], Word]) -> Word:
        return chosen(self.memory.builder, test, then(), other())

    def define(self, definition: Definition, value: Word) -> Word:
        return value

    def total(self, total: Total) -> Word:
        memory = self.memory
        so_far = variable(memory.builder, total.fold)
        with memory.loop(*memory.lines(str(memory.plan.worksheet.by_name[total.column].grain), self.at)) as line:
            gather(memory.builder, so_far, total.fold, memory.read(total.column, line).value)
        return self._bounded(gathered(memory.builder, so_far, total.fold), total)

    def prior(self, prior: Prior) -> Word:
        memory, grain = self.memory, self.definition.grain
        if prior.fold is Fold.OPENED:
            value = memory.load(opened_array(prior, grain), self.at, BYTE)
            return truth(memory.builder.icmp_unsigned("!=", value, ir.Constant(BYTE, 0)))
        table = Table(slot_of(prior), None if grain is None else self.stretch)
        entry = memory.load(place_array(Place(prior.key, grain)), self.at, HALF)
        value = self._kept(table, prior, entry) if prior.window is None else self._along(table, prior, entry)
        return self._bounded(value, prior)

    def _bounded(self, value: ir.Value, term: Prior | Total) -> Word:
        bounds: Bounds = infer_range(term, ranges_of(self.memory.plan.worksheet))
        if width_of(bounds) is not WHOLE:
            raise BeyondKernelError(f"what `{self.definition.name}` adds up may not fit in 64 bits")
        return Word(value, *bounds)

    def _kept(self, table: Table, prior: Prior, entry: ir.Value) -> ir.Value:
        """A running total; a key under which nothing is ever counted has no entry."""
        builder, zero = self.memory.builder, ir.Constant(WHOLE, 0)
        nothing = builder.icmp_signed("<", entry, zero)
        value = self.memory.load(table_array(table), builder.select(nothing, zero, entry), WHOLE)
        if prior.fold is Fold.MAX:
            nothing = builder.or_(nothing, builder.icmp_signed("==", value, ir.Constant(WHOLE, NOTHING_YET)))
        return builder.select(nothing, zero, value)

    def _along(self, table: Table, prior: Prior, entry: ir.Value) -> ir.Value:
        """The earlier rows of an entry, one before the other, of which those within the window are gathered."""
        memory, builder = self.memory, self.memory.builder
        assert prior.window is not None
        first, last = self.row[prior.window.first].value, self.row[prior.window.last].value
        so_far, at = variable(builder, prior.fold), variable(builder, None)
        with builder.if_then(builder.icmp_signed(">=", entry, ir.Constant(WHOLE, 0))):
            builder.store(memory.load(head_array(table), entry, HALF), at)
        with memory.until_none(at) as row:
            day = memory.read(prior.window.axis, row).value
            inside = builder.and_(builder.icmp_signed("<=", first, day), builder.icmp_signed("<=", day, last))
            with builder.if_then(inside):
                gather(builder, so_far, prior.fold, memory.read(prior.column, row).value)
            builder.store(memory.load(link_array(table), row, HALF), at)
        return gathered(builder, so_far, prior.fold)
