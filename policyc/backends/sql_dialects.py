"""The engines and how each spells an operation of the basis, with the corners where they differ.

DIALECTS: name -> Dialect
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from attrs import frozen
from sqlglot import exp

from policyc.backends.sql_words import (
    Sql,
    Value,
    binary,
    chosen,
    function,
    grouped,
    is_wide,
    minus,
    number,
    plus,
)
from policyc.core.basis import Operation
from policyc.core.meaning import spells_all

Spelling = Callable[..., Sql]
DAY_ZERO = exp.cast(exp.Literal.string("0001-01-01"), "DATE")


class Loops(Enum):
    """What an engine writes columns with that loop through time."""

    LISTS = "a recursive query, which may carry lists of earlier rows"
    TOTALS = "a recursive query, which carries running totals"
    NOTHING = "nothing"


@frozen
class Dialect:
    """One engine's SQL. `name` is sqlglot's too. `integer` and `wide` are its types of 64 bits and of more.

    `day_number` is what the day number of a date is. `longest` is the length of a name, in bytes or characters.
    """

    name: str
    title: str
    operations: dict[Operation, Spelling]
    wide: str
    loops: Loops
    truth: str | None = "BOOLEAN"
    integer: str = "BIGINT"
    day_number: Callable[[Sql], Sql] = lambda date: _since_day_zero(date)
    longest: int | None = None
    null_is_least: bool = False

    def quoted(self, name: str) -> str:
        """A name as the engine's queries write it."""
        return exp.to_identifier(name, quoted=True).sql(dialect=self.name)

    @property
    def day_number_text(self) -> str:
        """The day number of the column `date`, written out."""
        return self.day_number(exp.column("date")).sql(dialect=self.name)


# ---- division: engines drop towards zero, and -7 div 2 must be -4


def _floored(quotient: Callable[[Value, Value], Sql]) -> Spelling:
    """One less where dropping towards zero went up; as it is where nothing divided is negative."""

    def spelled(numerator: Value, denominator: Value) -> Sql:
        towards_zero = quotient(numerator, denominator)
        if numerator.bounds[0] >= 0:
            return towards_zero
        rest = binary(exp.Mod, numerator.sql.copy(), denominator.sql.copy())
        below = exp.LT(this=rest, expression=number(0))
        return minus(towards_zero, chosen(below, number(1), number(0)))

    return spelled


def _whole_quotient(numerator: Value, denominator: Value) -> Sql:
    """`//` of DuckDB."""
    return binary(exp.IntDiv, numerator.sql, denominator.sql)


def _postgres_quotient(numerator: Value, denominator: Value) -> Sql:
    if is_wide(numerator.bounds):
        return function("DIV", numerator.sql, denominator.sql)
    divided: Sql = exp.Div(this=grouped(numerator.sql), expression=grouped(denominator.sql), typed=True)
    return divided


def _exact_quotient(wide: str) -> Callable[[Value, Value], Sql]:
    """DIV gives 64 bits: what may be wider is divided as a decimal, less its remainder, so that nothing is rounded."""

    def spelled(numerator: Value, denominator: Value) -> Sql:
        if not is_wide(numerator.bounds):
            return _whole_quotient(numerator, denominator)
        rest = binary(exp.Mod, numerator.sql.copy(), denominator.sql.copy())
        divided = exp.Div(
            this=grouped(minus(numerator.sql, rest)), expression=grouped(denominator.sql.copy()), typed=True
        )
        return exp.cast(divided, wide)

    return spelled


# ---- dates: a day number is 1 on 1 January of the year 1


def _from_day_zero(day: Sql) -> Sql:
    """Only a 32-bit integer may be added to a date."""
    return plus(DAY_ZERO.copy(), exp.cast(minus(day, number(1)), "INTEGER"))


def _spark_date(day: Sql) -> Sql:
    return function("DATE_ADD", DAY_ZERO.copy(), exp.cast(minus(day, number(1)), "INTEGER"))


def _mysql_date(day: Sql) -> Sql:
    """TO_DAYS counts from the year 0, which has 365 days before 1 January of the year 1."""
    return function("FROM_DAYS", plus(day, number(365)))


def _part(name: str, as_date: Callable[[Sql], Sql]) -> Spelling:
    return lambda day: function(name, as_date(day.sql))


def _spark_part(name: str) -> Spelling:
    """What takes 32 bits is made 64, so that it may be multiplied."""
    return lambda day: exp.cast(function(name, _spark_date(day.sql)), "BIGINT")


def _extracted(name: str) -> Spelling:
    return lambda day: exp.cast(exp.Extract(this=exp.var(name), expression=_from_day_zero(day.sql)), "BIGINT")


def _parts(spell: Callable[[str], Spelling]) -> dict[Operation, Spelling]:
    return {one: spell(one.name) for one in (Operation.YEAR, Operation.MONTH, Operation.DAY)}


def _clamped(
    first_of: Callable[[Sql, Sql], Sql], last_of: Callable[[Sql], Sql], number_of: Callable[[Sql], Sql]
) -> Spelling:
    """The day number of a date, a day past the month's end being its last."""

    def spelled(year: Value, month: Value, day: Value) -> Sql:
        first = first_of(year.sql, month.sql)
        wanted = minus(plus(number_of(first.copy()), day.sql), number(1))
        every_month_has_it = day.bounds[1] <= 28
        return wanted if every_month_has_it else function("LEAST", wanted, number_of(last_of(first)))

    return spelled


def _made(type_of: str) -> Callable[[Sql, Sql], Sql]:
    def first_of(year: Sql, month: Sql) -> Sql:
        return function("MAKE_DATE", exp.cast(year, type_of), exp.cast(month, type_of), number(1, type_of))

    return first_of


def _mysql_first(year: Sql, month: Sql) -> Sql:
    written = function("CONCAT", function("LPAD", year, number(4), exp.Literal.string("0")), exp.Literal.string("-"))
    written = function("CONCAT", written, month, exp.Literal.string("-1"))
    return function("STR_TO_DATE", written, exp.Literal.string("%Y-%c-%e"))


def _last_day(first: Sql) -> Sql:
    return function("LAST_DAY", first)


def _postgres_last(first: Sql) -> Sql:
    month, day = (exp.Interval(this=exp.Literal.string("1"), unit=exp.var(unit)) for unit in ("MONTH", "DAY"))
    return exp.cast(minus(plus(first, month), day), "DATE")


def _since_day_zero(date: Sql) -> Sql:
    return exp.cast(plus(minus(date, DAY_ZERO.copy()), number(1)), "BIGINT")


def _spark_number(date: Sql) -> Sql:
    return exp.cast(plus(function("DATEDIFF", date, DAY_ZERO.copy()), number(1)), "BIGINT")


def _mysql_number(date: Sql) -> Sql:
    return minus(function("TO_DAYS", date), number(365))


# ---- the table


def _both(kind: type[exp.Binary]) -> Spelling:
    return lambda first, second: binary(kind, first.sql, second.sql)


def _called(name: str) -> Spelling:
    return lambda first, second: function(name, first.sql, second.sql)


EVERYWHERE: Mapping[Operation, Spelling] = {
    Operation.ADD: _both(exp.Add),
    Operation.SUB: _both(exp.Sub),
    Operation.MUL: _both(exp.Mul),
    Operation.LEAST: _called("LEAST"),  # some skip NULL, one gives NULL; but there is none here
    Operation.MOST: _called("GREATEST"),
    Operation.LE: _both(exp.LTE),
    Operation.EQ: _both(exp.EQ),
    Operation.AND: _both(exp.And),
    Operation.OR: _both(exp.Or),
    Operation.NOT: lambda truth: exp.Not(this=grouped(truth.sql)),
}


def _table(own: Mapping[Operation, Spelling]) -> dict[Operation, Spelling]:
    return dict(spells_all({**EVERYWHERE, **own}))


DUCKDB = Dialect(
    "duckdb",
    "DuckDB",
    _table(
        {
            Operation.DIV: _floored(_whole_quotient),
            **_parts(lambda part: _part(part, _from_day_zero)),
            Operation.DATE: _clamped(_made("BIGINT"), _last_day, _since_day_zero),
        }
    ),
    wide="HUGEINT",
    loops=Loops.LISTS,
)
SPARK = Dialect(
    "spark",
    "Spark",
    _table(
        {
            Operation.DIV: _floored(_exact_quotient("DECIMAL(38,0)")),
            **_parts(_spark_part),
            Operation.DATE: _clamped(_made("INTEGER"), _last_day, _spark_number),
        }
    ),
    wide="DECIMAL(38,0)",
    loops=Loops.NOTHING,
    day_number=_spark_number,
    null_is_least=True,
)
POSTGRES = Dialect(
    "postgres",
    "PostgreSQL",
    _table(
        {
            Operation.DIV: _floored(_postgres_quotient),
            **_parts(_extracted),
            Operation.DATE: _clamped(_made("INTEGER"), _postgres_last, _since_day_zero),
        }
    ),
    wide="DECIMAL(38,0)",
    loops=Loops.TOTALS,
    longest=63,
)
MYSQL = Dialect(
    "mysql",
    "MySQL",
    _table(
        {
            Operation.DIV: _floored(_exact_quotient("DECIMAL(65,0)")),
            **_parts(lambda part: _part(part, _mysql_date)),
            Operation.DATE: _clamped(_mysql_first, _last_day, _mysql_number),
        }
    ),
    wide="DECIMAL(65,0)",
    loops=Loops.NOTHING,
    truth=None,
    day_number=_mysql_number,
    longest=64,
    null_is_least=True,
)
DIALECTS: Mapping[str, Dialect] = {one.name: one for one in (DUCKDB, SPARK, POSTGRES, MYSQL)}
