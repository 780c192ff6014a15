"""The domain of Python expressions: what each term of a worksheet is inside the function `settle`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from policyc.backends.python_words import (
    NAMED_FIRST,
    OPERATIONS,
    Identifiers,
    attribute,
    call,
    compare,
    item,
    name,
    row_of,
    targets,
)
from policyc.core.basis import Operation
from policyc.core.state import Slot, slot_of
from policyc.core.terms import Fold, Prior, Total, Window
from policyc.core.worksheet import Definition


class Naming(Protocol):
    """The module that expressions stand in: what its columns, lists and tables are called."""

    identifiers: Identifiers
    each: Mapping[str, str]
    tables: Mapping[Slot, str]

    def key(self, by: Sequence[str]) -> ast.expr:
        """The tuple of the columns `by`."""

    def named(self, expression: ast.expr) -> ast.expr:
        """`expression` under a name of its own, unless it is a name or a literal."""


class Expressions:
    """The domain of Python expressions inside `settle`, for the columns of one grain.

    A claim's columns are local names. A line's are lists `each_x`, made by comprehensions in which `x` is one line's.
    """

    def __init__(self, module: Naming, grain: str | None, here: Mapping[Slot, str] | None = None) -> None:
        self.module = module
        self.grain = grain
        # for lines in turn, what those that are done add to the tables
        self.here: Mapping[Slot, str] = here or {}
        self.operations: Mapping[Operation, Callable[..., ast.expr]] = {**OPERATIONS, Operation.DATE: day_number}
        if grain is None:
            self.operations = {
                **self.operations,
                **{operation: self._named_first(operation) for operation in NAMED_FIRST},
            }

    def _named_first(self, operation: Operation) -> Callable[..., ast.expr]:
        return lambda *operands: OPERATIONS[operation](*[self.module.named(operand) for operand in operands])

    def literal(self, value: int | bool) -> ast.expr:
        return ast.Constant(value)

    def choose(self, test: ast.expr, then: Callable[[], ast.expr], other: Callable[[], ast.expr]) -> ast.expr:
        return ast.IfExp(test, then(), other())

    def prior(self, prior: Prior) -> ast.expr:
        slot = slot_of(prior)
        table, key = name(self.module.tables[slot]), self.module.key(prior.key)
        if prior.fold is Fold.OPENED:
            known = key if prior.window is None else self.module.key((*prior.key, prior.window.first))
            return compare(known, ast.In(), table)
        tables = [table, name(self.here[slot])] if slot in self.here else [table]
        if prior.window is not None:
            rows = [call(attribute(one, "get"), key, row_of([])) for one in tables]
            return self._within(prior.fold, prior.window, rows)
        if len(tables) == 1:
            return call(attribute(table, "get"), key, ast.Constant(0))
        if prior.fold is Fold.SUM:
            return ast.BinOp(*self._both(tables, key))
        inside = compare(key, ast.In(), name("kept"))
        over = ast.comprehension(targets(["kept"]), row_of(tables), [inside], 0)
        return gathered(prior.fold, ast.ListComp(item(name("kept"), key), [over]))

    def _both(self, tables: Sequence[ast.expr], key: ast.expr) -> tuple[ast.expr, ast.operator, ast.expr]:
        first, second = [call(attribute(one, "get"), key, ast.Constant(0)) for one in tables]
        return first, ast.Add(), second

    def _within(self, fold: Fold, window: Window, rows: Sequence[ast.expr]) -> ast.expr:
        first, last = (name(self.module.identifiers.of[end]) for end in (window.first, window.last))
        inside = ast.Compare(first, [ast.LtE(), ast.LtE()], [name("at"), last])
        whole = rows[0] if len(rows) == 1 else row_of(ast.Starred(one, ast.Load()) for one in rows)
        line = ast.comprehension(targets(["at", "line"]), whole, [inside], 0)
        return gathered(fold, ast.ListComp(name("line"), [line]))

    def total(self, total: Total) -> ast.expr:
        return gathered(total.fold, name(self.module.each[total.column]))

    def define(self, definition: Definition, value: ast.expr) -> ast.expr:
        return name(self.module.identifiers.of[definition.name])


SHORTEST = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The least number of days of each month."""


def day_number(year: ast.expr, month: ast.expr, day: ast.expr) -> ast.expr:
    """The day number of a date; one that every year has takes no help."""
    match month, day:
        case ast.Constant(int(of_year)), ast.Constant(int(of_month)) if of_month <= SHORTEST[of_year - 1]:
            return call(attribute(call("date", year, month, day), "toordinal"))
        case _:
            return OPERATIONS[Operation.DATE](year, month, day)


def gathered(fold: Fold, values: ast.expr) -> ast.expr:
    return call("max", values, default=ast.Constant(0)) if fold is Fold.MAX else call("sum", values)
