"""Writing SQL as expression trees: what every engine's query is put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen
from sqlglot import exp

from policyc.core.ranges import Bounds

Sql = exp.Expr

SMALLEST, GREATEST = -(2**63), 2**63 - 1
ORDER, LINE = "ledger order", "line order"
"""Names of our own hold a space, which no column's name does."""


@frozen
class Value:
    """What a term is in SQL, between what bounds it lies, and whether it is a bare number."""

    sql: Sql
    bounds: Bounds
    bare: bool = False


def is_wide(bounds: Bounds) -> bool:
    """Does a value within `bounds` need more than 64 bits?"""
    return bounds[0] < SMALLEST or bounds[1] > GREATEST


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table, quoted=True)


OUTSIDE = "outside"
"""Marks a name that is not ours to change: it stands in a table that is read, or in the answer."""


def theirs(name: str) -> exp.Column:
    """A column of a table that is read."""
    return exp.column(outside(name))


def outside(name: str) -> exp.Identifier:
    identifier = exp.to_identifier(name, quoted=True)
    identifier.meta[OUTSIDE] = True
    return identifier


def table(name: str, alias: str | None = None) -> exp.Table:
    called = exp.TableAlias(this=exp.to_identifier(alias, quoted=True)) if alias else None
    return exp.Table(this=exp.to_identifier(name, quoted=True), alias=called)


def every_column(table: str) -> exp.Column:
    return exp.Column(this=exp.Star(), table=exp.to_identifier(table, quoted=True))


def derived(query: exp.Query, alias: str) -> exp.Subquery:
    """A query where a table may stand."""
    return query.subquery(exp.to_identifier(alias, quoted=True))


def named(expression: Sql, name: str) -> Sql:
    return exp.alias_(expression, name, quoted=True)


def function(name: str, *arguments: Sql) -> Sql:
    return exp.Anonymous(this=name, expressions=list(arguments))


def number(value: int, type_of: str | None = None) -> Sql:
    """A number, of a stated type where it stands alone: engines take a small one for 32 bits, and those overflow."""
    bare = exp.Literal.number(value)
    return exp.cast(bare, type_of) if type_of else bare


def grouped(expression: Sql) -> Sql:
    """`expression` in parentheses where its neighbours could take a part of it."""
    loose = isinstance(expression, exp.Binary | exp.Unary | exp.Between) and not isinstance(
        expression, exp.Paren | exp.Dot
    )
    return exp.Paren(this=expression) if loose else expression


TIGHTNESS: Mapping[type[Sql], int] = {
    **dict.fromkeys((exp.Mul, exp.Div, exp.IntDiv, exp.Mod), 3),
    **dict.fromkeys((exp.Add, exp.Sub), 2),
    **dict.fromkeys((exp.EQ, exp.LT, exp.LTE), 1),
}
"""How tightly operations hold what stands beside them; AND, OR and the rest always take parentheses."""


def binary(kind: type[exp.Binary], first: Sql, second: Sql) -> Sql:
    """An operation on two values, which take parentheses where it would hold a part of them more tightly."""
    outer = TIGHTNESS.get(kind, 0)
    left = first if TIGHTNESS.get(type(first), -1) >= outer else grouped(first)
    right = second if TIGHTNESS.get(type(second), -1) > outer else grouped(second)
    return kind(this=left, expression=right)


def plus(first: Sql, second: Sql) -> Sql:
    return binary(exp.Add, first, second)


def minus(first: Sql, second: Sql) -> Sql:
    return binary(exp.Sub, first, second)


def equal(first: Sql, second: Sql) -> Sql:
    return binary(exp.EQ, first, second)


def is_null(expression: Sql) -> Sql:
    return exp.Is(this=grouped(expression), expression=exp.Null())


def chosen(test: Sql, then: Sql, other: Sql) -> Sql:
    """A choice; what is chosen of otherwise follows in the same one."""
    here = exp.If(this=test, true=then)
    if isinstance(other, exp.Case):
        return exp.Case(ifs=[here, *other.args["ifs"]], default=other.args["default"])
    return exp.Case(ifs=[here], default=other)


def or_zero(expression: Sql) -> Sql:
    return function("COALESCE", expression, number(0))


def all_hold(conditions: Sequence[Sql]) -> Sql:
    held: Sql = exp.and_(*conditions)
    return held


def in_order(by: Iterable[Sql], order: Sequence[str], frame: exp.WindowSpec | None = None) -> Callable[[Sql], Sql]:
    """A window function over the rows that agree on `by`, in order."""
    ordered = exp.Order(expressions=[exp.Ordered(this=column(name)) for name in order])
    partition = list(by)
    return lambda aggregate: exp.Window(this=aggregate, partition_by=partition, order=ordered, spec=frame)


def over_earlier(aggregate: Sql, by: Iterable[Sql], order: Sequence[str]) -> Sql:
    """`aggregate` over the strictly earlier rows that agree on `by`."""
    frame = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=number(1), end_side="PRECEDING")
    return in_order(by, order, frame)(aggregate)
