"""Spelling Python as syntax trees, and each operation of the basis in it."""

from __future__ import annotations

import ast
import keyword
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

from policyc.core.basis import Operation
from policyc.core.meaning import spells_all


def name(identifier: str) -> ast.Name:
    return ast.Name(identifier, ast.Load())


def call(function: str | ast.expr, *arguments: ast.expr, **keywords: ast.expr) -> ast.Call:
    head = name(function) if isinstance(function, str) else function
    return ast.Call(head, list(arguments), [ast.keyword(key, value) for key, value in keywords.items()])


def attribute(of: ast.expr, member: str) -> ast.Attribute:
    return ast.Attribute(of, member, ast.Load())


def item(of: ast.expr, key: ast.expr) -> ast.Subscript:
    return ast.Subscript(of, key, ast.Load())


def row_of(members: Iterable[ast.expr]) -> ast.Tuple:
    return ast.Tuple(list(members), ast.Load())


def assign(identifier: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(identifier, ast.Store())], value)


def targets(identifiers: Sequence[str]) -> ast.expr:
    stored: list[ast.expr] = [ast.Name(identifier, ast.Store()) for identifier in identifiers]
    return stored[0] if len(stored) == 1 else ast.Tuple(stored, ast.Store())


def compare(first: ast.expr, operator: ast.cmpop, second: ast.expr) -> ast.Compare:
    return ast.Compare(first, [operator], [second])


def arithmetic(operator: ast.operator) -> Callable[[ast.expr, ast.expr], ast.expr]:
    return lambda first, second: ast.BinOp(first, operator, second)


def both(operator: ast.boolop) -> Callable[[ast.expr, ast.expr], ast.expr]:
    """`and` or `or`, taking in the operands of the same word."""

    def joined(*operands: ast.expr) -> ast.expr:
        flat: list[ast.expr] = []
        for operand in operands:
            same = isinstance(operand, ast.BoolOp) and type(operand.op) is type(operator)
            flat += operand.values if same and isinstance(operand, ast.BoolOp) else [operand]
        return ast.BoolOp(operator, flat)

    return joined


def denied(truth: ast.expr) -> ast.expr:
    """`not truth`, as the opposite comparison where it is one."""
    match truth:
        case ast.Compare(first, [ast.LtE()], [second]):
            return compare(first, ast.Gt(), second)
        case ast.Compare(first, [ast.Eq()], [second]):
            return compare(first, ast.NotEq(), second)
        case _:
            return ast.UnaryOp(ast.Not(), truth)


def is_simple(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Name | ast.Constant)


def picked(function: str, operator: ast.cmpop) -> Callable[[ast.expr, ast.expr], ast.expr]:
    """The lesser or greater of two: a conditional expression where reading both twice costs nothing."""

    def pick(first: ast.expr, second: ast.expr) -> ast.expr:
        if is_simple(first) and is_simple(second):
            return ast.IfExp(compare(first, operator, second), first, second)
        return call(function, first, second)

    return pick


def date_part(part: str) -> Callable[[ast.expr], ast.expr]:
    return lambda day: attribute(call(attribute(name("date"), "fromordinal"), day), part)


OPERATIONS: Mapping[Operation, Callable[..., ast.expr]] = spells_all(
    {
        Operation.ADD: arithmetic(ast.Add()),
        Operation.SUB: arithmetic(ast.Sub()),
        Operation.MUL: arithmetic(ast.Mult()),
        Operation.DIV: arithmetic(ast.FloorDiv()),
        Operation.LEAST: picked("min", ast.LtE()),
        Operation.MOST: picked("max", ast.GtE()),
        Operation.LE: lambda first, second: compare(first, ast.LtE(), second),
        Operation.EQ: lambda first, second: compare(first, ast.Eq(), second),
        Operation.AND: both(ast.And()),
        Operation.OR: both(ast.Or()),
        Operation.NOT: denied,
        Operation.YEAR: date_part("year"),
        Operation.MONTH: date_part("month"),
        Operation.DAY: date_part("day"),
        Operation.DATE: lambda year, month, day: call("clamped_date", year, month, day),
    }
)
NAMED_FIRST = frozenset({Operation.LEAST, Operation.MOST})
"""Operations that read an operand twice, so that a long operand is better named before."""

TAKEN = frozenset(
    {"claim", "totals", "lines", "settle", "date", "clamped_date", "min", "max", "sum", "zip", "line", "at", "kept"}
)


class Identifiers:
    """A Python identifier for every column, and fresh ones for what is named on the way."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.used = set(TAKEN)
        self.of: dict[str, str] = {}
        for column in columns:
            self.of[column] = self.fresh(column)

    def fresh(self, wish: str) -> str:
        """`wish` itself where Python can say it and nothing else is called so."""
        plain = unicodedata.normalize("NFKC", "".join(one if one.isalnum() else "_" for one in wish))
        if keyword.iskeyword(plain) or not plain.isidentifier():
            plain = f"column_{plain}" if f"column_{plain}".isidentifier() else "column"
        identifier, count = plain, 1
        while identifier in self.used:
            count += 1
            identifier = f"{plain}_{count}"
        self.used.add(identifier)
        return identifier
