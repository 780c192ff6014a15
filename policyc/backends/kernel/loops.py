"""Memory and loops: arrays read and written at a place, and the ways in which a pass goes over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from attrs import define
from llvmlite import ir

from policyc.backends.kernel.arrays import Array, bits_of, column_array, offsets_array
from policyc.backends.kernel.dates import HALF
from policyc.backends.kernel.plan import Plan
from policyc.backends.kernel.words import BYTE, NOTHING_YET, TRUTH, WHOLE, Word, resized, truth
from policyc.core.terms import Fold, Sort

NO_ROW = -1
"""Stands for no earlier row, and for no entry."""


@define
class Memory:
    """The arrays of a pass, by the addresses its function was given. `widths` are the bits of the facts' arrays."""

    plan: Plan
    builder: ir.IRBuilder
    addresses: Mapping[Array, ir.Value]
    widths: Mapping[str, int]

    # ---- one element

    def load(self, array: Array, at: ir.Value, kind: ir.IntType) -> ir.Value:
        return self.load_from(self.addresses[array], at, kind)

    def load_from(self, address: ir.Value, at: ir.Value, kind: ir.IntType) -> ir.Value:
        """An element; the number of a row or an entry in 64 bits."""
        value = self.builder.load(self.builder.gep(address, [at], source_etype=kind), typ=kind)
        return resized(self.builder, value, WHOLE) if kind is HALF else value

    def store(self, array: Array, at: ir.Value, value: ir.Value) -> None:
        self.builder.store(value, self.builder.gep(self.addresses[array], [at], source_etype=value.type))

    def read(self, name: str, at: ir.Value) -> Word:
        """A column of one claim or line."""
        column = self.plan.worksheet.by_name[name]
        bits = self.widths.get(name) or bits_of(self.plan, name)
        value = self.load_from(self.addresses[column_array(name)], at, ir.IntType(bits))
        if column.sort is Sort.TRUTH:
            return truth(self.builder.icmp_unsigned("!=", value, ir.Constant(value.type, 0)))
        return Word(resized(self.builder, value, WHOLE), column.low, column.high)

    def write(self, name: str, at: ir.Value, word: Word) -> None:
        """A column of one claim or line, for those who read it later."""
        value = self.builder.zext(word.value, BYTE) if word.value.type == TRUTH else word.value
        self.store(column_array(name), at, resized(self.builder, value, ir.IntType(bits_of(self.plan, name))))

    # ---- many

    @contextmanager
    def loop(self, first: ir.Value, last: ir.Value) -> Iterator[ir.Value]:
        """From `first` to the one before `last`."""
        builder = self.builder
        entry = builder.block
        head, body, done = (builder.append_basic_block(name) for name in ("head", "body", "done"))
        builder.branch(head)
        builder.position_at_end(head)
        at = builder.phi(WHOLE)
        at.add_incoming(first, entry)
        builder.cbranch(builder.icmp_signed("<", at, last), body, done)
        builder.position_at_end(body)
        yield at
        at.add_incoming(builder.add(at, ir.Constant(WHOLE, 1), flags=["nsw"]), builder.block)
        builder.branch(head)
        builder.position_at_end(done)

    @contextmanager
    def until_none(self, row: ir.Value) -> Iterator[ir.Value]:
        """As long as the variable `row` holds one; the body puts the next there."""
        builder = self.builder
        head, body, done = (builder.append_basic_block(name) for name in ("row", "look", "seen"))
        builder.branch(head)
        builder.position_at_end(head)
        here = builder.load(row, typ=WHOLE)
        builder.cbranch(builder.icmp_signed(">=", here, ir.Constant(WHOLE, 0)), body, done)
        builder.position_at_end(body)
        yield here
        builder.branch(head)
        builder.position_at_end(done)

    def lines(self, grain: str, claim: ir.Value) -> tuple[ir.Value, ir.Value]:
        """The first line of a claim, and the one past its last."""
        offsets = offsets_array(grain)
        following = self.builder.add(claim, ir.Constant(WHOLE, 1))
        return self.load(offsets, claim, WHOLE), self.load(offsets, following, WHOLE)


# ---- what a loop gathers


def variable(builder: ir.IRBuilder, fold: Fold | None) -> ir.Value:
    """A place for what a loop changes: what it gathers, or without a fold the row it has come to."""
    starts = {Fold.SUM: 0, Fold.MAX: NOTHING_YET, None: NO_ROW}
    with builder.goto_entry_block():
        place = builder.alloca(WHOLE)
    builder.store(ir.Constant(WHOLE, starts[fold]), place)
    return place


def gather(builder: ir.IRBuilder, so_far: ir.Value, fold: Fold, value: ir.Value) -> None:
    before = builder.load(so_far, typ=WHOLE)
    builder.store(joined(builder, fold, before, value), so_far)


def joined(builder: ir.IRBuilder, fold: Fold, before: ir.Value, value: ir.Value) -> ir.Value:
    """One value more, in a sum or among the greatest."""
    if fold is Fold.SUM:
        return builder.add(before, value)
    return builder.select(builder.icmp_signed(">", before, value), before, value)


def gathered(builder: ir.IRBuilder, so_far: ir.Value, fold: Fold) -> ir.Value:
    """What a loop has gathered; the greatest of none is 0."""
    value = builder.load(so_far, typ=WHOLE)
    if fold is Fold.SUM:
        return value
    nothing = builder.icmp_signed("==", value, ir.Constant(WHOLE, NOTHING_YET))
    return builder.select(nothing, ir.Constant(WHOLE, 0), value)
