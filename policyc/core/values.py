"""The domain of plain values: one term over one filled row, no look-back. For asking about a row that exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from policyc.core.basis import Operation
from policyc.core.dates import clamped_date
from policyc.core.meaning import meaning, spells_all
from policyc.core.terms import Column, Literal, OpenTerm, Prior, Total
from policyc.core.worksheet import Definition

Value = int | bool


OPERATIONS: Mapping[Operation, Callable[..., Value]] = spells_all(
    {
        Operation.ADD: lambda a, b: a + b,
        Operation.SUB: lambda a, b: a - b,
        Operation.MUL: lambda a, b: a * b,
        Operation.DIV: lambda a, b: a // b,
        Operation.LEAST: min,
        Operation.MOST: max,
        Operation.LE: lambda a, b: a <= b,
        Operation.EQ: lambda a, b: a == b,
        Operation.AND: lambda a, b: a and b,
        Operation.OR: lambda a, b: a or b,
        Operation.NOT: lambda a: not a,
        Operation.YEAR: lambda a: date.fromordinal(a).year,
        Operation.MONTH: lambda a: date.fromordinal(a).month,
        Operation.DAY: lambda a: date.fromordinal(a).day,
        Operation.DATE: clamped_date,
    }
)


class Values:
    """What a term yields, here and now."""

    operations = OPERATIONS

    def literal(self, value: Value) -> Value:
        return value

    def choose(self, test: Value, then: Callable[[], Value], other: Callable[[], Value]) -> Value:
        return then() if test else other()

    def prior(self, prior: Prior) -> Value:
        raise AssertionError("a look-back is a column of its own here")

    def total(self, total: Total) -> Value:
        raise AssertionError("a total is a column of its own here")

    def define(self, definition: Definition, value: Value) -> Value:
        return value


VALUES = Values()


def value_of(term: OpenTerm, row: Mapping[str, Value]) -> Value:
    """The value of a closed term without look-backs over the columns of `row`."""
    match term:
        case Literal(value):
            return value
        case Column(name):
            return row[name]
        case _:
            return meaning(term, row, VALUES)
