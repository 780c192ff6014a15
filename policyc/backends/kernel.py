"""The reading into machine code, by LLVM: each pass of a plan a loop over claims whose columns are arrays.

module_text(plan, dtypes) -> str              the passes as LLVM assembly
arrays_of(plan, passed, in_time) -> names     the arrays that a pass takes, in the order it takes them

A pass is a function of the first claim, the claim past the last one, the ledger's order (claims by their places) where it
runs through time, and its arrays. Arrays are called `column x`, `offsets g` (where each claim's lines of a block begin),
`place …` (the entry of a key), `table …` (totals by entry), `opened …`, and along an axis `head …` and `link …` (the last
earlier row of an entry, and of each row the one before it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from attrs import define, evolve, field
from llvmlite import ir

from policyc.backends.kernel_plan import Pass, Place, Plan, Table, tables
from policyc.backends.kernel_words import (
    BYTE,
    HALF,
    OPERATIONS,
    TRUTH,
    WHOLE,
    NotForKernel,
    Word,
    chosen,
    literal,
    resized,
    truth,
    width_of,
)
from policyc.core.basis import Operation
from policyc.core.loops import reads_here
from policyc.core.meaning import meaning
from policyc.core.ranges import infer_range, ranges_of
from policyc.core.state import slot_of
from policyc.core.terms import Fold, Prior, Sort, Total
from policyc.core.turns import Stretch, stretches
from policyc.core.walk import subterms
from policyc.core.worksheet import Definition

NOTHING_YET = -(2**63)
"""Stands in a table of greatest values where nothing was gathered."""

POINTER = ir.PointerType()


def passes(plan: Plan) -> list[tuple[str, Pass, bool]]:
    """The passes of a plan that do anything, by the names of their functions; whether they run through time."""
    every = [("keys", plan.keys, False), ("before", plan.before, False), ("turning", plan.turning, True)]
    return [entry for entry in (*every, ("after", plan.after, False)) if entry[1].definitions]


def place_name(place: Place) -> str:
    return f"place {', '.join(place.by)} of {place.grain or 'claims'}"


def table_name(table: Table) -> str:
    return f"table {table.slot.name}" + ("" if table.stretch is None else f" in stretch {table.stretch}")


def opened_name(prior: Prior, grain: str | None) -> str:
    first = "" if prior.window is None else f" from {prior.window.first}"
    return f"opened {slot_of(prior).name} at {', '.join(prior.key)}{first} of {grain or 'claims'}"


def arrays_of(plan: Plan, passed: Pass, in_time: bool) -> dict[str, str]:
    """The arrays of a pass in order, each with what it holds: a column's name, "place", "table", "truth" or "offsets"."""
    by_name, own = plan.worksheet.by_name, {one.name for one in passed.definitions}
    found: dict[str, str] = {}
    of_claims = {one.name for one in passed.definitions if one.grain is None}
    for definition in passed.definitions:
        for name in sorted(reads_here(definition.term) - of_claims):
            found[f"column {name}"] = name
        for grain in (definition.grain, *(by_name[total.column].grain for total in _totals(definition))):
            if grain is not None:
                found[f"offsets {grain}"] = "offsets"
        for prior in _priors(definition):
            if prior.fold is Fold.OPENED:
                found[opened_name(prior, definition.grain)] = "truth"
            else:
                found[place_name(Place(prior.key, definition.grain))] = "place"
    found.update({f"column {name}": name for name in sorted(passed.leaves)})
    for table in tables(plan) if in_time else ():
        slot = table.slot
        grain = by_name[slot.column].grain
        found[place_name(Place(slot.by, grain))] = "place"
        if slot.axis is None:
            found[table_name(table)] = "table"
        else:
            found[f"head {table_name(table)}"] = found[f"link {table_name(table)}"] = "place"
        for name in (slot.column, *([slot.axis] if slot.axis else [])):
            if name not in own or slot.axis is not None:
                found[f"column {name}"] = name
    return found


def _priors(definition: Definition) -> list[Prior]:
    return [term for term in subterms(definition.term) if isinstance(term, Prior)]


def _totals(definition: Definition) -> list[Total]:
    return [term for term in subterms(definition.term) if isinstance(term, Total)]


def module_text(plan: Plan, widths: Mapping[str, int]) -> str:
    """The module of a plan; `widths` are the bits of the facts' arrays, those of other columns go by `bits_of`."""
    module = ir.Module("policy")
    for name, passed, in_time in passes(plan):
        _Function(module, plan, passed, in_time, widths).write(name)
    return str(module)


def bits_of(plan: Plan, name: str) -> int:
    """How many bits the array of a column has a claim. Raises NotForKernel where 64 do not hold it."""
    column = plan.worksheet.by_name[name]
    if column.sort is Sort.TRUTH:
        return 8
    if width_of((column.low, column.high)) is not WHOLE:
        raise NotForKernel(f"`{name}` does not fit in 64 bits")
    return 64


@define
class _Function:
    """One pass as a function of the module."""

    module: ir.Module
    plan: Plan
    passed: Pass
    in_time: bool
    widths: Mapping[str, int]
    builder: ir.IRBuilder = field(init=False)
    pointers: dict[str, ir.Value] = field(factory=dict)
    kinds: dict[str, str] = field(factory=dict)

    def write(self, name: str) -> None:
        self.kinds = arrays_of(self.plan, self.passed, self.in_time)
        kind = ir.FunctionType(ir.VoidType(), [WHOLE, WHOLE, POINTER, *([POINTER] * len(self.kinds))])
        function = ir.Function(self.module, kind, name)
        first, last, order, *arrays = function.args
        for array in (order, *arrays):
            array.add_attribute("noalias")
        self.pointers = dict(zip(self.kinds, arrays, strict=True))
        self.builder = ir.IRBuilder(function.append_basic_block("entry"))
        with self.loop(first, last) as at:
            self._claim(self._loaded(order, at, HALF) if self.in_time else at)
        self.builder.ret_void()

    # ---- memory

    def bits(self, name: str) -> int:
        return self.widths.get(name) or bits_of(self.plan, name)

    def _loaded(self, pointer: ir.Value, at: ir.Value, kind: ir.IntType) -> ir.Value:
        value = self.builder.load(self.builder.gep(pointer, [at], source_etype=kind), typ=kind)
        return resized(self.builder, value, WHOLE) if kind is HALF else value

    def load(self, array: str, at: ir.Value, kind: ir.IntType) -> ir.Value:
        return self._loaded(self.pointers[array], at, kind)

    def store(self, array: str, at: ir.Value, value: ir.Value) -> None:
        self.builder.store(value, self.builder.gep(self.pointers[array], [at], source_etype=value.type))

    def read(self, name: str, at: ir.Value) -> Word:
        """A column of one claim or line, out of its array."""
        column = self.plan.worksheet.by_name[name]
        value = self.load(f"column {name}", at, ir.IntType(self.bits(name)))
        if column.sort is Sort.TRUTH:
            return truth(self.builder.icmp_unsigned("!=", value, ir.Constant(value.type, 0)))
        return Word(resized(self.builder, value, WHOLE), column.low, column.high)

    def leave(self, definition: Definition, word: Word, at: ir.Value) -> None:
        """Writes a column that is wanted later."""
        if definition.name in self.passed.leaves:
            bits = ir.IntType(bits_of(self.plan, definition.name))
            value = self.builder.zext(word.value, BYTE) if word.value.type == TRUTH else word.value
            self.store(f"column {definition.name}", at, resized(self.builder, value, bits))

    # ---- loops

    @contextmanager
    def loop(self, first: ir.Value, last: ir.Value) -> Iterator[ir.Value]:
        """From `first` to the one before `last`."""
        builder = self.builder
        entry, head = builder.block, builder.append_basic_block("head")
        body, done = builder.append_basic_block("body"), builder.append_basic_block("done")
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

    def lines(self, grain: str, claim: ir.Value) -> tuple[ir.Value, ir.Value]:
        """The first line of a claim, and the one past its last."""
        following = self.builder.add(claim, ir.Constant(WHOLE, 1))
        return self.load(f"offsets {grain}", claim, WHOLE), self.load(f"offsets {grain}", following, WHOLE)

    # ---- one claim

    def _claim(self, claim: ir.Value) -> None:
        by_name = self.plan.worksheet.by_name
        own = {one.name for one in self.passed.definitions}
        held = [name for kind, name in self.kinds.items() if kind.startswith("column ")]
        row = {name: self.read(name, claim) for name in held if by_name[name].grain is None and name not in own}
        found = stretches(evolve(self.plan.worksheet, definitions=self.passed.definitions))
        for at, stretch in _joined(found):
            grain = stretch.definitions[0].grain
            if grain is None:
                self._define(stretch.definitions[0], row, claim, None)
                continue
            with self.loop(*self.lines(grain, claim)) as line:
                self._line(grain, stretch, row, line, at)
        if self.in_time:
            self._record(row, claim, None)

    def _line(self, grain: str, stretch: Stretch, claim: Mapping[str, Word], line: ir.Value, at: int) -> None:
        own = [one.name for one in stretch.definitions]
        read = {name for one in stretch.definitions for name in reads_here(one.term)}
        stretch_tables = [one for one in tables(self.plan) if one.stretch == at] if stretch.in_turn else []
        read |= {name for table in stretch_tables for name in (table.slot.column, *([table.slot.axis] if table.slot.axis else []))}
        by_name = self.plan.worksheet.by_name
        row = dict(claim)
        row.update({name: self.read(name, line) for name in sorted(read.difference(own)) if by_name[name].grain == grain})
        for definition in stretch.definitions:
            self._define(definition, row, line, at)
        if stretch.in_turn:
            self._record(row, line, at)

    def _define(self, definition: Definition, row: dict[str, Word], at: ir.Value, stretch: int | None) -> None:
        word = meaning(definition.term, row, _Words(self, definition, row, at, stretch))
        row[definition.name] = _within(word, definition)
        self.leave(definition, row[definition.name], at)

    def _record(self, row: Mapping[str, Word], at: ir.Value, stretch: int | None) -> None:
        """What this claim, or this line, adds to the tables of those after it."""
        for table in tables(self.plan):
            if table.stretch != stretch:
                continue
            slot = table.slot
            entry = self.load(place_name(Place(slot.by, self.plan.worksheet.by_name[slot.column].grain)), at, HALF)
            if slot.axis is not None:
                before = self.load(f"head {table_name(table)}", entry, HALF)
                self.store(f"link {table_name(table)}", at, self.builder.trunc(before, HALF))
                self.store(f"head {table_name(table)}", entry, self.builder.trunc(at, HALF))
                continue
            value = resized(self.builder, row[slot.column].value, WHOLE)
            so_far = self.load(table_name(table), entry, WHOLE)
            if slot.fold is Fold.SUM:
                left = self.builder.add(so_far, value)
            else:
                left = self.builder.select(self.builder.icmp_signed(">", so_far, value), so_far, value)
            self.store(table_name(table), entry, left)


def _joined(found: Sequence[Stretch]) -> list[tuple[int, Stretch]]:
    """Each stretch with its place; neighbours of one block that wait for nothing are one loop over its lines."""
    joined: list[tuple[int, Stretch]] = []
    for at, stretch in enumerate(found):
        grain = stretch.definitions[0].grain
        if joined and grain is not None and not stretch.in_turn:
            place, last = joined[-1]
            if last.definitions[0].grain == grain and not last.in_turn:
                joined[-1] = place, Stretch((*last.definitions, *stretch.definitions), False)
                continue
        joined.append((at, stretch))
    return joined


def _within(word: Word, definition: Definition) -> Word:
    """A column's value with the narrower of the two bounds that are known of it."""
    if definition.sort is Sort.TRUTH:
        return word
    low, high = max(word.low, definition.low), min(word.high, definition.high)
    return evolve(word, low=low, high=high) if low <= high else word


class _Words:
    """The domain of words, for one column of a pass at the claim or line `at`."""

    def __init__(
        self, function: _Function, definition: Definition, row: Mapping[str, Word], at: ir.Value, stretch: int | None
    ) -> None:
        self.function = function
        self.definition = definition
        self.row = row
        self.at = at
        self.stretch = stretch
        self.operations: Mapping[Operation, Callable[..., Word]] = {
            operation: partial(spell, function.builder) for operation, spell in OPERATIONS.items()
        }

    def literal(self, value: int | bool) -> Word:
        return literal(value)

    def choose(self, test: Word, then: Callable[[], Word], other: Callable[[], Word]) -> Word:
        return chosen(self.function.builder, test, then(), other())

    def define(self, definition: Definition, value: Word) -> Word:
        return value

    def total(self, total: Total) -> Word:
        function, builder = self.function, self.function.builder
        grain = str(function.plan.worksheet.by_name[total.column].grain)
        bounds = infer_range(total, ranges_of(function.plan.worksheet))
        so_far = _variable(builder, _start(total.fold))
        with function.loop(*function.lines(grain, self.at)) as line:
            _gather(builder, so_far, total.fold, function.read(total.column, line).value)
        return self._bounded(_gathered(builder, so_far, total.fold), bounds)

    def prior(self, prior: Prior) -> Word:
        function, grain = self.function, self.definition.grain
        if prior.fold is Fold.OPENED:
            value = function.load(opened_name(prior, grain), self.at, BYTE)
            return truth(function.builder.icmp_unsigned("!=", value, ir.Constant(BYTE, 0)))
        table = Table(slot_of(prior), None if grain is None else self.stretch)
        entry = function.load(place_name(Place(prior.key, grain)), self.at, HALF)
        bounds = infer_range(prior, ranges_of(function.plan.worksheet))
        value = self._kept(table, prior, entry) if prior.window is None else self._along(table, prior, entry)
        return self._bounded(value, bounds)

    def _bounded(self, value: ir.Value, bounds: tuple[int, int]) -> Word:
        if width_of(bounds) is not WHOLE:
            raise NotForKernel(f"what `{self.definition.name}` adds up may not fit in 64 bits")
        return Word(value, *bounds)

    def _kept(self, table: Table, prior: Prior, entry: ir.Value) -> ir.Value:
        """A running total; a key under which nothing can have been counted has no entry."""
        builder, zero = self.function.builder, ir.Constant(WHOLE, 0)
        nowhere = builder.icmp_signed("<", entry, zero)
        value = self.function.load(table_name(table), builder.select(nowhere, zero, entry), WHOLE)
        nothing = nowhere
        if prior.fold is Fold.MAX:
            nothing = builder.or_(nowhere, builder.icmp_signed("==", value, ir.Constant(WHOLE, NOTHING_YET)))
        return builder.select(nothing, zero, value)

    def _along(self, table: Table, prior: Prior, entry: ir.Value) -> ir.Value:
        """The earlier rows of an entry, one after another, of which those within the window are gathered."""
        function, builder = self.function, self.function.builder
        assert prior.window is not None
        axis, first, last = prior.window.axis, self.row[prior.window.first], self.row[prior.window.last]
        so_far, at = _variable(builder, _start(prior.fold)), _variable(builder, -1)
        with builder.if_then(builder.icmp_signed(">=", entry, ir.Constant(WHOLE, 0))):
            builder.store(function.load(f"head {table_name(table)}", entry, HALF), at)
        head, body, done = (builder.append_basic_block(name) for name in ("row", "look", "seen"))
        builder.branch(head)
        builder.position_at_end(head)
        here = builder.load(at, typ=WHOLE)
        builder.cbranch(builder.icmp_signed(">=", here, ir.Constant(WHOLE, 0)), body, done)
        builder.position_at_end(body)
        day = function.read(axis, here).value
        inside = builder.and_(
            builder.icmp_signed("<=", first.value, day), builder.icmp_signed("<=", day, last.value)
        )
        with builder.if_then(inside):
            _gather(builder, so_far, prior.fold, function.read(prior.column, here).value)
        builder.store(function.load(f"link {table_name(table)}", here, HALF), at)
        builder.branch(head)
        builder.position_at_end(done)
        return _gathered(builder, so_far, prior.fold)


def _variable(builder: ir.IRBuilder, start: int) -> ir.Value:
    """A place for an integer that a loop changes."""
    with builder.goto_entry_block():
        place = builder.alloca(WHOLE)
    builder.store(ir.Constant(WHOLE, start), place)
    return place


def _gather(builder: ir.IRBuilder, so_far: ir.Value, fold: Fold, value: ir.Value) -> None:
    before = builder.load(so_far, typ=WHOLE)
    if fold is Fold.SUM:
        builder.store(builder.add(before, value), so_far)
        return
    builder.store(builder.select(builder.icmp_signed(">", before, value), before, value), so_far)


def _start(fold: Fold) -> int:
    return NOTHING_YET if fold is Fold.MAX else 0


def _gathered(builder: ir.IRBuilder, so_far: ir.Value, fold: Fold) -> ir.Value:
    """What a loop has gathered; the greatest of none is 0."""
    value = builder.load(so_far, typ=WHOLE)
    nothing = builder.icmp_signed("==", value, ir.Constant(WHOLE, NOTHING_YET))
    return builder.select(nothing, ir.Constant(WHOLE, 0), value) if fold is Fold.MAX else value
