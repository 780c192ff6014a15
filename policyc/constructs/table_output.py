"""表, right of the arrow: each output chosen by the number of the row."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from policyc.core import prelude
from policyc.core.terms import Hole, Literal, OpenTerm, Refusal
from policyc.elaborate.account import ReasonAccount
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.expression import elaborate
from policyc.elaborate.names import named_type
from policyc.elaborate.symbols import AmountSymbol
from policyc.elaborate.value import BARE, Bare, Value, ValueType, choose, constant, met_type, no_value, raised, subtract
from policyc.syntax.clause import (
    Cell,
    PatientPays,
    Refused,
    Undetermined,
)
from policyc.syntax.expression import Absent, Bound, Name, Pattern, Text, Yearly
from policyc.types import RATIO, TRUTH, scale_of


@frozen
class Output:
    """An output cell: its value, or None where it is 无."""

    value: Value | None


def define_output(work: Elaboration, name: Name, row: Value, cells: Sequence[Cell]) -> None:
    kind = _kind_named(work, cells)
    known: dict[Cell, Output | None] = {}
    for cell in cells:
        if cell not in known:
            known[cell] = _output(work, name, cell, kind)
    outputs = [known[cell] for cell in cells]
    present = [output for output in outputs if output is not None]
    if len(present) < len(outputs):
        return
    type = _common_type(work, name, cells, present)
    if type is None:
        return
    value = _chosen(work, name.key, row, present, type)
    symbol = work.symbols[name.key]
    if isinstance(symbol, AmountSymbol):
        work.symbols[name.key] = evolve(symbol, type=type, value=work.define(name.key, value))


def _kind_named(work: Elaboration, cells: Sequence[Cell]) -> ValueType | None:
    """The kind whose members the cells name, if they do: the one that has the most of them."""
    keys = {cell.items[0].key for cell in cells if isinstance(cell, Pattern) and isinstance(cell.items[0], Name)}
    named = sorted(key for key in keys if key not in work.symbols and key in work.members)
    kinds = [kind.type for key in named for kind in work.members[key]]
    return max(kinds, key=lambda kind: len(keys & set(kind.members)), default=None)


def _output(work: Elaboration, name: Name, cell: Cell, kind: ValueType | None) -> Output | None:
    match cell:
        case Pattern(items=(Absent(),)):
            return Output(None)
        case Pattern(items=(item,)) if not isinstance(item, Bound | Yearly):
            value = elaborate(work, item, kind)
        case PatientPays(share=share):
            paid = elaborate(work, share, RATIO)
            value = None if paid is None else subtract(constant(1, RATIO), paid, RATIO)
        case Undetermined(text=text):
            return Output(_no_value(work, name.key, text, refused=False))
        case Refused(text=text):
            return Output(_no_value(work, name.key, text, refused=True))
        case _:
            work.error("cell-not-a-value", cell.span)
            return None
    if value is not None and value.divisor is not None:
        work.error("division-unrounded", cell.span)
        return None
    return None if value is None else Output(value)


def _no_value(work: Elaboration, owner: str, text: Text | None, *, refused: bool) -> Value:
    key = work.fresh(f"{owner}__{'refusal' if refused else 'hole'}")
    work.account.reasons[key] = ReasonAccount(key, text, owner)
    return Value(Refusal(key, 0) if refused else Hole(key, 0), BARE, 0, 0, 0)


def _common_type(work: Elaboration, name: Name, cells: Sequence[Cell], outputs: Sequence[Output]) -> ValueType | None:
    """The one type of a column's cells: a bare number may stand beside cells with a unit, never alone."""
    type: ValueType | None = None
    for cell, output in zip(cells, outputs, strict=True):
        if output.value is None or isinstance(output.value.term, Hole | Refusal):
            continue
        met = output.value.type if type is None else met_type(type, output.value.type)
        if type is not None and met is None:
            expected, found = named_type(work, type), named_type(work, output.value.type)
            work.error("cells-differ", cell.span, expected=expected, found=found)
            return None
        type = met
    all_absent = all(output.value is None for output in outputs)
    if (type is None or isinstance(type, Bare)) and not all_absent:
        work.error("unit-missing", name.span, name=work.words(name.key))
        return None
    return type or BARE


def _chosen(work: Elaboration, key: str, row: Value, outputs: Sequence[Output], type: ValueType) -> Value:
    """The output of the row that holds, at the type's scale or a finer one that a cell needs."""
    scale = 0 if isinstance(type, Bare) else scale_of(type)
    scale = max([scale, *(output.value.scale for output in outputs if output.value is not None)])
    zero = raised(next((o.value for o in outputs if o.value is not None), constant(0, type)), scale)
    values = [zero if output.value is None else _as_output(output.value, type, scale) for output in outputs]
    value = evolve(values[-1], type=type)
    absent: OpenTerm = Literal(outputs[-1].value is None)
    for number in range(len(outputs) - 1, 0, -1):
        test = Value(prelude.at_most(row.term, Literal(number)), type)
        if values[number - 1].term != value.term:
            value = choose(test, values[number - 1], value, type)
        absent = _absent_here(test.term, outputs[number - 1].value is None, absent)
    if isinstance(absent, Literal):
        return evolve(value, absent=absent if absent.value else None, axis=None)
    none = work.define(f"{key}__none", Value(absent, TRUTH))
    return evolve(value, absent=none.term, axis=None)


def _as_output(value: Value, type: ValueType, scale: int) -> Value:
    """The value at the column's scale; a hole or refusal takes the column's type."""
    if isinstance(value.term, Hole | Refusal):
        return no_value(value.term, type, scale)
    return raised(value, scale)


def _absent_here(test: OpenTerm, here: bool, below: OpenTerm) -> OpenTerm:
    literal = Literal(here)
    return below if below == literal else prelude.choose(test, literal, below)
