"""One definition as an SQL expression, and the names under which the steps of a query hold columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial

from attrs import evolve
from sqlglot import exp

from policyc.backends.sql_dialects import Dialect
from policyc.backends.sql_words import (
    LINE,
    ORDER,
    Sql,
    Value,
    chosen,
    column,
    function,
    is_wide,
    named,
    number,
    or_zero,
    over_earlier,
    plus,
)
from policyc.core.basis import Operation
from policyc.core.known import look_backs_named
from policyc.core.loops import reads
from policyc.core.meaning import meaning
from policyc.core.ranges import CALLS, TRUTHS, Bounds, infer_range, ranges_of
from policyc.core.shallow import shallow
from policyc.core.state import Slot, slot_of
from policyc.core.terms import Column, Fold, OpenTerm, Prior, Sort, Total
from policyc.core.walk import subterms
from policyc.core.worksheet import Definition, Worksheet

FOLDS: Mapping[Fold, str] = {Fold.SUM: "SUM", Fold.MAX: "MAX"}
"""The aggregate that gathers rows; of none it is NULL."""


class Expressions:
    """The domain of SQL expressions in which one definition is spelled, all it reads being columns of one table."""

    def __init__(self, sheet: Sheet, definition: Definition) -> None:
        self.sheet = sheet
        self.definition = definition
        self.wide = any(is_wide(infer_range(term, sheet.ranges)) for term in subterms(definition.term))
        self.integer = sheet.dialect.wide if self.wide else sheet.dialect.integer

    @cached_property
    def operations(self) -> Mapping[Operation, Callable[..., Value]]:
        return {operation: partial(self._call, operation) for operation in Operation}

    def _call(self, operation: Operation, *arguments: Value) -> Value:
        if all(argument.bare for argument in arguments):
            arguments = tuple(self._stated(argument) for argument in arguments)
        bounds = CALLS[operation](*(argument.bounds for argument in arguments))
        return Value(self.sheet.dialect.operations[operation](*arguments), bounds)

    def _stated(self, value: Value) -> Value:
        """A bare number with its type said, where no column beside it says so."""
        return Value(exp.cast(value.sql, self.integer), value.bounds) if value.bare else value

    def literal(self, value: int | bool) -> Value:
        if isinstance(value, bool):
            return Value(exp.Boolean(this=value), (int(value), int(value)))
        return Value(number(value), (value, value), bare=True)

    def choose(self, test: Value, then: Callable[[], Value], other: Callable[[], Value]) -> Value:
        first, second = then(), other()
        if first.bare and second.bare:
            second = self._stated(second)
        bounds = min(first.bounds[0], second.bounds[0]), max(first.bounds[1], second.bounds[1])
        return Value(chosen(test.sql, first.sql, second.sql), bounds)

    def total(self, total: Total) -> Value:
        return self._gathered(total, or_zero(column(total_of(self.definition.name))))

    def prior(self, prior: Prior) -> Value:
        if prior.fold is Fold.OPENED:
            given = prior.column in self.sheet.worksheet.openings
            return Value(column(opened_of(self.definition.name)) if given else exp.true(), TRUTHS)
        earlier = self.earlier(prior)
        if not self.sheet.opens(prior):
            return self._gathered(prior, or_zero(earlier))
        opening = self.opening()
        if prior.fold is Fold.SUM:
            return self._gathered(prior, plus(or_zero(earlier), opening))
        both = function("GREATEST", earlier, opening)  # some engines skip NULL, one gives NULL
        return self._gathered(prior, function("COALESCE", both, earlier.copy(), opening.copy(), number(0)))

    def opening(self) -> Sql:
        return column(opening_of(self.definition.name))

    def earlier(self, prior: Prior) -> Sql:
        """The fold over the earlier rows, NULL where there are none."""
        if is_running(prior):
            by = [column(key) for key in prior.by]
            order = self.sheet.order_of(self.definition.grain)
            return over_earlier(function(FOLDS[prior.fold], column(prior.column)), by, order)
        return column(earlier_of(self.definition.name))

    def _gathered(self, term: Prior | Total, value: Sql) -> Value:
        return Value(exp.cast(value, self.integer), infer_range(term, self.sheet.ranges))

    def read(self, name: str) -> Sql:
        """How this definition reads a column of its claim or of its own line."""
        return column(name)

    def define(self, definition: Definition, value: Value) -> Value:
        return Value(self.read(definition.name), value.bounds)

    def spelled(self) -> Sql:
        """The definition's own expression, of its declared type."""
        definition = self.definition
        row = {name: self._row(name) for name in reads(definition.term)}
        value = self._stated(meaning(definition.term, row, self))
        declared = self.sheet.type_of(definition.name)
        narrow = self.wide and declared == self.sheet.dialect.integer
        return exp.cast(value.sql, declared) if narrow else value.sql

    def _row(self, name: str) -> Value:
        read = self.read(name)
        if self.wide and self.sheet.type_of(name) == self.sheet.dialect.integer:
            read = exp.cast(read, self.integer)
        return Value(read, self.sheet.ranges[name])


def is_running(prior: Prior) -> bool:
    """Does a window over the rows of this row's own key say it?"""
    return prior.window is None and prior.at is None


def earlier_of(name: str) -> str:
    return f"earlier for {name}"


def total_of(name: str) -> str:
    return f"total for {name}"


def opening_of(name: str) -> str:
    """What a look-back starts at: its key's opening balance, 0 where none is given."""
    return f"opening for {name}"


def opened_of(name: str) -> str:
    return f"opened for {name}"


def balances_of(prior: Prior) -> str:
    """The total whose opening balances a look-back takes up."""
    return slot_of(prior).name if prior.window is not None else Slot(prior.column, prior.by).name


class Sheet:
    """A worksheet whose look-backs are columns of their own, each once, with what every definition asks of it."""

    def __init__(self, worksheet: Worksheet, dialect: Dialect) -> None:
        self.dialect = dialect
        self.worksheet = shallow(_each_once(look_backs_named(worksheet, frozenset(worksheet.by_name))))
        self.ranges: dict[str, Bounds] = ranges_of(self.worksheet)
        grains = (one.grain for one in self.worksheet.by_name.values())
        self.grains = tuple(dict.fromkeys(grain for grain in grains if grain is not None))

    def type_of(self, name: str) -> str:
        """The type of a column; "" for truths where the engine has none."""
        one = self.worksheet.by_name[name]
        if one.sort is Sort.TRUTH:
            return self.dialect.truth or ""
        return self.dialect.wide if is_wide((one.low, one.high)) else self.dialect.integer

    def typed(self, value: Sql, name: str) -> Sql:
        """A value as one of the column `name`."""
        type_of = self.type_of(name)
        return exp.cast(value, type_of) if type_of else value

    def grain_of(self, name: str) -> str | None:
        return self.worksheet.by_name[name].grain

    def order_of(self, grain: str | None) -> tuple[str, ...]:
        """The columns that put the rows of a grain in order, and tell them apart."""
        return (ORDER,) if grain is None else (ORDER, LINE)

    def opens(self, prior: Prior) -> bool:
        """Do opening balances enter the sum or the greatest value that `prior` gathers?"""
        return prior.column in self.worksheet.openings and (prior.fold is Fold.SUM or prior.window is not None)

    def as_integer(self, name: str, source: str | None = None) -> Sql:
        """A column as the part of a key that it is."""
        read = column(name, source)
        if self.worksheet.by_name[name].sort is Sort.TRUTH:
            return chosen(read, number(1), number(0))
        return read

    def spelled(self, definition: Definition) -> Sql:
        return named(Expressions(self, definition).spelled(), definition.name)


def _each_once(worksheet: Worksheet) -> Worksheet:
    """`worksheet` where a look-back that stands above already is read from there."""
    first: dict[tuple[OpenTerm, str | None], str] = {}
    definitions = []
    for one in worksheet.definitions:
        if isinstance(one.term, Prior | Total):
            name = first.setdefault((one.term, one.grain), one.name)
            definitions.append(one if name == one.name else evolve(one, term=Column(name)))
        else:
            definitions.append(one)
    return evolve(worksheet, definitions=tuple(definitions))
