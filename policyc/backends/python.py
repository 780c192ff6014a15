"""The reading into Python source: one assignment a column, in a module that depends on nothing of ours.

module_source(worksheet, results) -> str      the text of a module with one function, `settle(claim, totals, lines)`
compile_settle(worksheet, results) -> Settle  that function

`claim` maps inputs to integers, `lines` each grain to its lines, and the answer maps `results` to values (a line
column to the list of its values). `totals` are `State.start(trimmed(worksheet, results), openings).tables`; the
claim is counted in them.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import evolve

from policyc.backends.python_words import (
    NAMED_FIRST,
    OPERATIONS,
    Identifiers,
    assign,
    attribute,
    call,
    compare,
    is_simple,
    item,
    name,
    row_of,
    targets,
)
from policyc.core import dates
from policyc.core.basis import Operation
from policyc.core.inline import inlined
from policyc.core.known import given
from policyc.core.loops import reads_here
from policyc.core.meaning import meaning
from policyc.core.simplify import simplified
from policyc.core.state import Slot, slot_of, slots
from policyc.core.terms import Fold, Prior, Total, Window
from policyc.core.trim import trimmed
from policyc.core.turns import line_priors, stretches
from policyc.core.worksheet import Definition, Input, Worksheet, stand_in

Settle = Callable[..., dict[str, Any]]


class Expressions:
    """The domain of Python expressions inside `settle`, for the columns of one grain.

    A claim's columns are local names. A line's are lists `each_x`, made by comprehensions in which `x` is one line's.
    """

    def __init__(self, module: Module, grain: str | None, here: Mapping[Slot, str] | None = None) -> None:
        self.module = module
        self.grain = grain
        # for lines in turn, what those that are done add to the tables
        self.here: Mapping[Slot, str] = here or {}
        self.operations: Mapping[Operation, Callable[..., ast.expr]] = OPERATIONS
        if grain is None:
            self.operations = {**OPERATIONS, **{operation: self._named_first(operation) for operation in NAMED_FIRST}}

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


def gathered(fold: Fold, values: ast.expr) -> ast.expr:
    return call("max", values, default=ast.Constant(0)) if fold is Fold.MAX else call("sum", values)


class Module:
    """The module that settles one worksheet, statement by statement."""

    def __init__(self, worksheet: Worksheet, *, terse: bool) -> None:
        kept = slots(worksheet)
        self.worksheet = _lean(worksheet, kept, terse)
        self.identifiers = Identifiers(worksheet.by_name)
        lined = [column.name for column in worksheet.by_name.values() if column.grain is not None]
        self.each = {column: self.identifiers.fresh(f"each_{column}") for column in lined}
        self.tables = {slot: self.identifiers.fresh(_table_name(slot)) for slot in kept}
        self.statements: list[ast.stmt] = []
        self.here = ""

    def tree(self) -> ast.Module:
        if self.tables:
            tables: list[ast.expr] = [ast.Name(table, ast.Store()) for table in self.tables.values()]
            self.statements.append(ast.Assign([ast.List(tables, ast.Store())], name("totals")))
        for fact in self.worksheet.inputs:
            self._read(fact)
        for stretch in stretches(self.worksheet):
            if stretch.in_turn:
                self.statements += self._taken_in_turn(stretch.definitions)
            else:
                self._define(stretch.definitions[0])
        for slot, table in self.tables.items():
            if slot.fold is not Fold.OPENED:
                self.statements += self._recorded(slot, table)
        self.statements.append(ast.Return(self._answer()))
        return ast.fix_missing_locations(ast.Module([*self._imports(), self._function()], []))

    def _function(self) -> ast.FunctionDef:
        parameters = ast.arguments(
            posonlyargs=[],
            args=[ast.arg("claim"), ast.arg("totals"), ast.arg("lines")],
            kwonlyargs=[],
            kw_defaults=[],
            defaults=[row_of([]), ast.Constant(None)],
        )
        return ast.FunctionDef("settle", parameters, self.statements, [])

    def _imports(self) -> list[ast.stmt]:
        used = {node.id for statement in self.statements for node in ast.walk(statement) if isinstance(node, ast.Name)}
        helper = ast.parse(inspect.getsource(dates.clamped_date)).body if "clamped_date" in used else []
        return [ast.ImportFrom("datetime", [ast.alias("date")], 0), *helper] if helper or "date" in used else []

    def _answer(self) -> ast.Dict:
        results = self.worksheet.results
        return ast.Dict([ast.Constant(result) for result in results], [self._whole(result) for result in results])

    def _whole(self, column: str) -> ast.Name:
        return name(self.each.get(column, self.identifiers.of[column]))

    def named(self, expression: ast.expr) -> ast.expr:
        """`expression` under a name of its own, unless it is a name or a literal."""
        if is_simple(expression):
            return expression
        identifier = self.identifiers.fresh(f"{self.here}_step")
        self.statements.append(assign(identifier, expression))
        return name(identifier)

    def key(self, by: Sequence[str]) -> ast.expr:
        return row_of(name(self.identifiers.of[column]) for column in by)

    def _read(self, fact: Input) -> None:
        self.here = fact.name
        if fact.grain is None:
            self.statements.append(assign(self.identifiers.of[fact.name], self._fact(fact, name("claim"))))
            return
        rows = item(name("lines"), ast.Constant(fact.grain))
        each = ast.ListComp(self._fact(fact, name("line")), [ast.comprehension(targets(["line"]), rows, [], 0)])
        self.statements.append(assign(self.each[fact.name], each))

    def _fact(self, fact: Input, row: ast.expr) -> ast.expr:
        stem = fact.name.removesuffix(given(""))
        if stem != fact.name:
            return compare(ast.Constant(stem), ast.In(), row)
        if given(fact.name) in self.worksheet.by_name:
            return call(attribute(row, "get"), ast.Constant(fact.name), ast.Constant(stand_in(fact)))
        return item(row, ast.Constant(fact.name))

    def _define(self, definition: Definition) -> None:
        self.here = definition.name
        row = {column: name(self.identifiers.of[column]) for column in reads_here(definition.term)}
        value = meaning(definition.term, row, Expressions(self, definition.grain))
        if definition.grain is None:
            self.statements.append(assign(self.identifiers.of[definition.name], value))
            return
        own = [column for column in sorted(reads_here(definition.term)) if self.worksheet.by_name[column].grain]
        each = ast.ListComp(value, [self._over(definition.grain, own)])
        self.statements.append(assign(self.each[definition.name], each))

    def _taken_in_turn(self, definitions: Sequence[Definition]) -> list[ast.stmt]:
        """A loop that fills line columns line by line, each line counted for those after it."""
        grain, own = str(definitions[0].grain), [definition.name for definition in definitions]
        priors = [prior for one in definitions for prior in line_priors(one) if prior.fold is not Fold.OPENED]
        here = {slot: self.identifiers.fresh(f"{self.tables[slot]}_here") for slot in map(slot_of, priors)}
        read: set[str] = set().union(*(reads_here(one.term) for one in definitions))
        read.update(*((slot.column, *slot.by, *([slot.axis] if slot.axis else [])) for slot in here))
        outside = sorted(column for column in read.difference(own) if self.worksheet.by_name[column].grain)
        over = self._over(grain, outside)
        body: list[ast.stmt] = []
        for one in definitions:
            row = {column: name(self.identifiers.of[column]) for column in reads_here(one.term)}
            value = meaning(one.term, row, Expressions(self, grain, here))
            body.append(assign(self.identifiers.of[one.name], value))
            append = attribute(name(self.each[one.name]), "append")
            body.append(ast.Expr(call(append, name(self.identifiers.of[one.name]))))
        body += [statement for slot, table in here.items() for statement in self._record(slot, name(table))]
        empty = [assign(self.each[column], ast.List([], ast.Load())) for column in own]
        tables = [assign(table, ast.Dict([], [])) for table in here.values()]
        return [*empty, *tables, ast.For(over.target, over.iter, body, [])]

    def _over(self, grain: str, columns: Sequence[str]) -> ast.comprehension:
        """`for x, y in zip(each_x, each_y)`: one turn a line."""
        lists: list[ast.expr] = [name(self.each[column]) for column in columns]
        if not lists:
            return ast.comprehension(targets(["line"]), item(name("lines"), ast.Constant(grain)), [], 0)
        over = lists[0] if len(lists) == 1 else call("zip", *lists)
        return ast.comprehension(targets([self.identifiers.of[column] for column in columns]), over, [], 0)

    def _recorded(self, slot: Slot, table: str) -> list[ast.stmt]:
        """The row counted in its table, for later claims."""
        grain = self.worksheet.by_name[slot.column].grain
        record = self._record(slot, name(table))
        if grain is None:
            return record
        read = (*slot.by, slot.column, *([slot.axis] if slot.axis else []))
        over = self._over(grain, [column for column in dict.fromkeys(read) if column in self.each])
        return [ast.For(over.target, over.iter, record, [])]

    def _record(self, slot: Slot, table: ast.Name) -> list[ast.stmt]:
        key, value = self.key(slot.by), name(self.identifiers.of[slot.column])
        if slot.axis is not None:
            kept = call(attribute(table, "setdefault"), key, ast.List([], ast.Load()))
            pair = row_of([name(self.identifiers.of[slot.axis]), value])
            return [ast.Expr(call(attribute(kept, "append"), pair))]
        place = ast.Subscript(table, key, ast.Store())
        if slot.fold is Fold.MAX:
            raised = call("max", call(attribute(table, "get"), key, value), value)
            return [ast.Assign([place], raised)]
        summed = ast.BinOp(call(attribute(table, "get"), key, ast.Constant(0)), ast.Add(), value)
        return [ast.Assign([place], summed)]


def _lean(worksheet: Worksheet, kept: Sequence[Slot], terse: bool) -> Worksheet:
    """`worksheet` simplified and cut down again, but still with all that its tables record.

    `terse` writes what is read once where it is read: quicker to run, and not for reading.
    """
    recorded = [column for slot in kept for column in (slot.column, *slot.by, *([slot.axis] if slot.axis else []))]
    wanted = [*worksheet.results, *recorded]
    lean = trimmed(simplified(worksheet), wanted)
    if terse:
        lean = inlined(lean, frozenset(wanted))
    return evolve(lean, results=worksheet.results)


def _table_name(slot: Slot) -> str:
    return slot.name.replace(", ", "_and_").replace(" ", "_")


def _module(worksheet: Worksheet, results: Sequence[str], *, terse: bool) -> ast.Module:
    return Module(trimmed(worksheet, results), terse=terse).tree()


def module_source(worksheet: Worksheet, results: Sequence[str]) -> str:
    """The text of the module for a closed worksheet; columns that no result needs are left out."""
    return ast.unparse(_module(worksheet, results, terse=False)) + "\n"


def compile_settle(worksheet: Worksheet, results: Sequence[str]) -> Settle:
    """The function `settle` of the same columns, compiled with fewer names."""
    room: dict[str, Any] = {}
    exec(compile(_module(worksheet, results, terse=True), "<policy>", "exec"), room)
    settle: Settle = room["settle"]
    return settle
