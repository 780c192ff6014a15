"""Spelling DuckDB as expression trees, and each operation of the basis in it, with the corners where engines differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlglot import exp

from policyc.core.basis import Operation
from policyc.core.meaning import spells_all
from policyc.core.ranges import Bounds
from policyc.core.terms import Sort

SMALLEST, GREATEST = -(2**63), 2**63 - 1
DAY_ZERO = exp.cast(exp.Literal.string("0001-01-01"), "DATE")
ORDER = "ledger order"
EARLIER_ROW, EARLIER_LINE, THIS_LINE = "earlier row", "earlier line", "this line"
"""Names of our own hold a space, which no column's name does."""


def is_wide(bounds: Bounds) -> bool:
    """Does a value within `bounds` need more than 64 bits?"""
    return bounds[0] < SMALLEST or bounds[1] > GREATEST


def type_name(sort: Sort, bounds: Bounds) -> str:
    if sort is Sort.TRUTH:
        return "BOOLEAN"
    return "HUGEINT" if is_wide(bounds) else "BIGINT"


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table, quoted=True)


def table(name: str, alias: str | None = None) -> exp.Table:
    called = exp.TableAlias(this=exp.to_identifier(alias, quoted=True)) if alias else None
    return exp.Table(this=exp.to_identifier(name, quoted=True), alias=called)


def named(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(expression, name, quoted=True)


def function(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def number(value: int, type_of: str = "BIGINT") -> exp.Expr:
    """A literal of a stated type: DuckDB takes a small one for 32 bits, and those overflow."""
    return exp.cast(exp.Literal.number(value), type_of)


def grouped(expression: exp.Expr) -> exp.Expr:
    """`expression` in parentheses where its neighbours could take a part of it."""
    loose = isinstance(expression, exp.Binary | exp.Unary) and not isinstance(expression, exp.Paren | exp.Dot)
    return exp.Paren(this=expression) if loose else expression


def binary(kind: type[exp.Binary]) -> Callable[[exp.Expr, exp.Expr], exp.Expr]:
    return lambda first, second: kind(this=grouped(first), expression=grouped(second))


def floored(numerator: exp.Expr, denominator: exp.Expr) -> exp.Expr:
    """DuckDB's // drops towards zero: one less where that went up, -7 // 2 = -3 becoming -4."""
    quotient = binary(exp.IntDiv)(numerator, denominator)
    over = exp.LT(this=binary(exp.Mod)(numerator.copy(), denominator.copy()), expression=exp.Literal.number(0))
    return exp.Sub(this=quotient, expression=exp.cast(exp.Paren(this=over), "BIGINT"))


def as_date(day: exp.Expr) -> exp.Expr:
    """A day number as a date; only a 32-bit integer may be added to one."""
    before = exp.Sub(this=grouped(day), expression=exp.Literal.number(1))
    return exp.Add(this=DAY_ZERO.copy(), expression=exp.cast(before, "INTEGER"))


def date_part(part: str) -> Callable[[exp.Expr], exp.Expr]:
    return lambda day: function(part, as_date(day))


def clamped_date(year: exp.Expr, month: exp.Expr, day: exp.Expr) -> exp.Expr:
    """The day number of a date, a day past the month's end being its last."""
    whole = [exp.cast(one, "BIGINT") for one in (year, month, day)]
    first = function("MAKE_DATE", whole[0], whole[1], exp.Literal.number(1))
    last = function("DAY", function("LAST_DAY", first))
    made = function("MAKE_DATE", whole[0].copy(), whole[1].copy(), function("LEAST", whole[2], last))
    return exp.Add(this=exp.Sub(this=made, expression=DAY_ZERO.copy()), expression=number(1))


OPERATIONS: Mapping[Operation, Callable[..., exp.Expr]] = spells_all(
    {
        Operation.ADD: binary(exp.Add),
        Operation.SUB: binary(exp.Sub),
        Operation.MUL: binary(exp.Mul),
        Operation.DIV: floored,
        Operation.LEAST: lambda first, second: function("LEAST", first, second),  # skips NULL, but there is none here
        Operation.MOST: lambda first, second: function("GREATEST", first, second),
        Operation.LE: binary(exp.LTE),
        Operation.EQ: binary(exp.EQ),
        Operation.AND: binary(exp.And),
        Operation.OR: binary(exp.Or),
        Operation.NOT: lambda truth: exp.Not(this=grouped(truth)),
        Operation.YEAR: date_part("YEAR"),
        Operation.MONTH: date_part("MONTH"),
        Operation.DAY: date_part("DAY"),
        Operation.DATE: clamped_date,
    }
)


def chosen(test: exp.Expr, then: exp.Expr, other: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=test, true=then)], default=other)


def struct(fields: Mapping[str, exp.Expr]) -> exp.Expr:
    pairs = [exp.PropertyEQ(this=exp.to_identifier(key, quoted=True), expression=of) for key, of in fields.items()]
    return exp.Struct(expressions=pairs)


def field(row: str, name: str) -> exp.Expr:
    return exp.Dot(this=exp.to_identifier(row, quoted=True), expression=exp.to_identifier(name, quoted=True))


def mapped(items: exp.Expr, parameter: str, body: exp.Expr) -> exp.Expr:
    return function("LIST_TRANSFORM", items, _lambda(parameter, body))


def reduced(items: exp.Expr, start: exp.Expr, so_far: str, parameter: str, body: exp.Expr) -> exp.Expr:
    """`start` carried from item to item: `body` is what it is after one."""
    step = exp.Lambda(this=body, expressions=[exp.to_identifier(one, quoted=True) for one in (so_far, parameter)])
    return function("LIST_REDUCE", items, step, start)


def let(called: str, value: exp.Expr, body: exp.Expr) -> exp.Expr:
    """`body`, in which `called` is `value`."""
    return function("LIST_EXTRACT", mapped(exp.Array(expressions=[value]), called, body), number(1))


def kept(items: exp.Expr, parameter: str, condition: exp.Expr) -> exp.Expr:
    return function("LIST_FILTER", items, _lambda(parameter, condition))


def _lambda(parameter: str, body: exp.Expr) -> exp.Expr:
    return exp.Lambda(this=body, expressions=[exp.to_identifier(parameter, quoted=True)])


def or_zero(expression: exp.Expr) -> exp.Expr:
    return function("COALESCE", expression, exp.Literal.number(0))


def all_hold(conditions: Sequence[exp.Expr]) -> exp.Expr:
    held: exp.Expr = exp.and_(*conditions)
    return held


def over_earlier(aggregate: exp.Expr, by: Iterable[exp.Expr]) -> exp.Expr:
    """`aggregate` over the strictly earlier claims that agree on `by`."""
    frame = exp.WindowSpec(
        kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=exp.Literal.number(1), end_side="PRECEDING"
    )
    order = exp.Order(expressions=[exp.Ordered(this=column(ORDER))])
    return exp.Window(this=aggregate, partition_by=list(by), order=order, spec=frame)
