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

from policyc.backends.python_expressions import Expressions
from policyc.backends.python_words import (
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
from policyc.core.inline import inlined
from policyc.core.known import given
from policyc.core.loops import reads_here
from policyc.core.meaning import meaning
from policyc.core.simplify import simplified
from policyc.core.state import Slot, slot_of, slots
from policyc.core.terms import Fold, OpenTerm
from policyc.core.trim import trimmed
from policyc.core.turns import Stretch, line_priors, stretches
from policyc.core.worksheet import Definition, Input, Worksheet, stand_in

Settle = Callable[..., dict[str, Any]]


class Module:
    """The module that settles one worksheet, statement by statement."""

    def __init__(self, worksheet: Worksheet) -> None:
        kept = slots(worksheet)
        self.recorded = [name for slot in kept for name in (slot.column, *slot.by, *([slot.axis] if slot.axis else []))]
        self.worksheet = worksheet
        # what is simplified away may have been a result or recorded: those stay
        lean = self.lean([*worksheet.results, *self.recorded])
        self.worksheet = evolve(lean, results=worksheet.results)
        self.identifiers = Identifiers(self.worksheet.by_name)
        lined = [column.name for column in self.worksheet.by_name.values() if column.grain is not None]
        self.each: Mapping[str, str] = {column: self.identifiers.fresh(f"each_{column}") for column in lined}
        self.tables: Mapping[Slot, str] = {slot: self.identifiers.fresh(_table_name(slot)) for slot in kept}
        self.statements: list[ast.stmt] = []
        self.here = ""

    def tree(self) -> ast.Module:
        if self.tables:
            tables: list[ast.expr] = [ast.Name(table, ast.Store()) for table in self.tables.values()]
            self.statements.append(ast.Assign([ast.List(tables, ast.Store())], name("totals")))
        self.body()
        for slot, table in self.tables.items():
            if slot.fold is not Fold.OPENED:
                self.statements += self._recorded(slot, table)
        self.statements.append(ast.Return(self._answer()))
        return ast.fix_missing_locations(ast.Module([*self._imports(), self._function()], []))

    def body(self) -> None:
        """Every fact read, every column worked out, from top to bottom."""
        for fact in self.worksheet.inputs:
            self.read(fact)
        for stretch in stretches(self.worksheet):
            self.stretch(stretch)

    def lean(self, wanted: Sequence[str]) -> Worksheet:
        """The worksheet as this module writes it: one assignment a column."""
        return trimmed(simplified(self.worksheet), wanted)

    def column(self, column: str) -> ast.expr:
        """How a column of the claim is read."""
        return name(self.identifiers.of[column])

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

    def read(self, fact: Input) -> None:
        self.here = fact.name
        if fact.grain is None:
            self.statements.append(assign(self.identifiers.of[fact.name], self.fact(fact, name("claim"))))
            return
        rows = item(name("lines"), ast.Constant(fact.grain))
        each = ast.ListComp(self.fact(fact, name("line")), [ast.comprehension(targets(["line"]), rows, [], 0)])
        self.statements.append(assign(self.each[fact.name], each))

    def fact(self, fact: Input, row: ast.expr) -> ast.expr:
        stem = fact.name.removesuffix(given(""))
        if stem != fact.name:
            return compare(ast.Constant(stem), ast.In(), row)
        if given(fact.name) in self.worksheet.by_name:
            return call(attribute(row, "get"), ast.Constant(fact.name), ast.Constant(stand_in(fact)))
        return item(row, ast.Constant(fact.name))

    def stretch(self, stretch: Stretch) -> None:
        if stretch.in_turn:
            self.statements += self._taken_in_turn(stretch.definitions)
        else:
            self._define(stretch.definitions[0])

    def value(self, term: OpenTerm) -> ast.expr:
        """What a term of the claim's own columns comes to."""
        row = {column: self.column(column) for column in reads_here(term)}
        return meaning(term, row, Expressions(self, None))

    def _define(self, definition: Definition) -> None:
        self.here = definition.name
        if definition.grain is None:
            self.statements.append(assign(self.identifiers.of[definition.name], self.value(definition.term)))
            return
        row = {column: name(self.identifiers.of[column]) for column in reads_here(definition.term)}
        value = meaning(definition.term, row, Expressions(self, definition.grain))
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


class TerseModule(Module):
    """What is read once is written where it is read: quicker to run, and not for reading."""

    def lean(self, wanted: Sequence[str]) -> Worksheet:
        return inlined(super().lean(wanted), frozenset(wanted))


def _table_name(slot: Slot) -> str:
    return slot.name.replace(", ", "_and_").replace(" ", "_")


NEW_TOTALS = '''
class Everything:
    """Holds every key: all that a new member has is known, for there is nothing yet."""

    def __contains__(self, key):
        return True


def new_totals():
    """The totals of members without earlier claims."""
    return [{tables}]


if __name__ == "__main__":
    import json
    import sys

    given = json.load(sys.stdin)
    print(json.dumps(settle(given["claim"], new_totals(), given.get("lines", {{}}))))
'''
"""What stands below `settle`, so that the module can be run by itself."""


def module_source(worksheet: Worksheet, results: Sequence[str], description: str = "") -> str:
    """The text of the module for a closed worksheet; columns that no result needs are left out.

    With a `description` it is a program too: that is its docstring, and it settles a claim of standard input.
    """
    sheet = trimmed(worksheet, results)
    tree = Module(sheet).tree()
    if not description:
        return ast.unparse(tree) + "\n"
    tree.body.insert(0, ast.Expr(ast.Constant(description)))
    tables = ", ".join("Everything()" if slot.fold is Fold.OPENED else "{}" for slot in slots(sheet))
    return ast.unparse(tree) + "\n\n" + NEW_TOTALS.format(tables=tables)


def compile_settle(worksheet: Worksheet, results: Sequence[str]) -> Settle:
    """The function `settle` of the same columns, compiled with fewer names: for many results."""
    return compiled(TerseModule(trimmed(worksheet, results)))


def compiled(module: Module) -> Settle:
    """The function that a module defines."""
    room: dict[str, Any] = {}
    exec(compile(module.tree(), "<policy>", "exec"), room)
    settle: Settle = room["settle"]
    return settle
