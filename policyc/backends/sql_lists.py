"""Lists of rows in DuckDB, and the domain in which a column that loops through time is spelled over them.

While claims are walked one by one, a line column `x` is the list `each x` beside its claim, and what was earlier are
lists of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from policyc.backends.sql_sheet import Expressions, Sheet, opening_of
from policyc.backends.sql_words import (
    Sql,
    Value,
    all_hold,
    column,
    equal,
    function,
    minus,
    named,
    number,
    or_zero,
    plus,
)
from policyc.core.terms import Fold, Prior, Total
from policyc.core.worksheet import Definition

EARLIER_ROW, EARLIER_LINE, THIS_LINE = "earlier row", "earlier line", "this line"


def struct(fields: Mapping[str, Sql]) -> Sql:
    pairs = [exp.PropertyEQ(this=exp.to_identifier(key, quoted=True), expression=of) for key, of in fields.items()]
    return exp.Struct(expressions=pairs)


def with_field(row: str, name: str, value: Sql) -> Sql:
    """The row with one field more."""
    pair = exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=value)
    return function("STRUCT_INSERT", exp.to_identifier(row, quoted=True), pair)


def field(row: str, name: str) -> Sql:
    return exp.Dot(this=exp.to_identifier(row, quoted=True), expression=exp.to_identifier(name, quoted=True))


def mapped(items: Sql, parameter: str, body: Sql) -> Sql:
    return function("LIST_TRANSFORM", items, _lambda(body, parameter))


def reduced(items: Sql, start: Sql, so_far: str, parameter: str, body: Sql) -> Sql:
    """`start` carried from item to item: `body` is what it is after one."""
    return function("LIST_REDUCE", items, _lambda(body, so_far, parameter), start)


def let(called: str, value: Sql, body: Sql) -> Sql:
    """`body`, in which `called` is `value`."""
    return extracted(mapped(exp.Array(expressions=[value]), called, body), number(1))


def kept(items: Sql, parameter: str, condition: Sql) -> Sql:
    return function("LIST_FILTER", items, _lambda(condition, parameter))


def extracted(items: Sql, place: Sql) -> Sql:
    return function("LIST_EXTRACT", items, place)


def _lambda(body: Sql, *parameters: str) -> Sql:
    return exp.Lambda(this=body, expressions=[exp.to_identifier(one, quoted=True) for one in parameters])


LIST_FOLDS: Mapping[Fold, str] = {Fold.SUM: "LIST_SUM", Fold.MAX: "LIST_MAX"}
BOTH: Mapping[Fold, Callable[[Sql, Sql], Sql]] = {
    Fold.SUM: lambda before, here: plus(or_zero(before), or_zero(here)),
    Fold.MAX: lambda before, here: function("GREATEST", before, here),  # skips NULL, which stands for none
}
"""What earlier claims and earlier lines of the same claim come to together."""


def each(name: str) -> str:
    """The list of a line column's values in a claim."""
    return f"each {name}"


def places_of(grain: str) -> str:
    """The list 1, 2 … of a claim's lines."""
    return f"lines of {grain}"


def earlier_rows(grain: str | None) -> str:
    return f"earlier {grain} lines" if grain else "earlier claims"


def looked_at(prior: Prior) -> tuple[str, ...]:
    """The columns that earlier rows must show to a look-back."""
    return tuple(dict.fromkeys((prior.column, *prior.keeps)))


def whole(sheet: Sheet, name: str) -> str:
    """The column that holds `name` beside a claim: itself, or the list of its lines."""
    return name if sheet.grain_of(name) is None else each(name)


class ListExpressions(Expressions):
    """The domain of a column while its claim has its turn."""

    def read(self, name: str) -> Sql:
        return self._at(name, THIS_LINE)

    def _at(self, name: str, line: str) -> Sql:
        """A column as the line at the place `line` reads it."""
        if self.sheet.grain_of(name) is None:
            return column(name)
        return extracted(column(each(name)), column(line))

    def total(self, total: Total) -> Value:
        return self._gathered(total, or_zero(function(LIST_FOLDS[total.fold], column(each(total.column)))))

    def opening(self) -> Sql:
        own = opening_of(self.definition.name)
        return column(own) if self.definition.grain is None else extracted(column(each(own)), column(THIS_LINE))

    def earlier(self, prior: Prior) -> Sql:
        before = self.folded(prior, column(earlier_rows(self.definition.grain)))
        if self.definition.grain is None:
            return before
        return BOTH[prior.fold](before, self.folded(prior, self.lines_before(prior)))

    def lines_before(self, prior: Prior) -> Sql:
        """The lines of the same claim before this one."""
        before = minus(column(THIS_LINE), number(1))
        lines = function("LIST_SLICE", column(places_of(str(self.definition.grain))), number(1), before)
        return mapped(lines, EARLIER_LINE, struct({name: self._at(name, EARLIER_LINE) for name in looked_at(prior)}))

    def folded(self, prior: Prior, rows: Sql) -> Sql:
        """The fold over a list of earlier rows, those of the key and in the window."""
        conditions = [
            equal(field(EARLIER_ROW, theirs), self.read(own)) for theirs, own in zip(prior.by, prior.key, strict=True)
        ]
        if window := prior.window:
            first, last = self.read(window.first), self.read(window.last)
            conditions.append(exp.Between(this=field(EARLIER_ROW, window.axis), low=first, high=last))
        rows = kept(rows, EARLIER_ROW, all_hold(conditions)) if conditions else rows
        return function(LIST_FOLDS[prior.fold], mapped(rows, EARLIER_ROW, field(EARLIER_ROW, prior.column)))

    def beside(self) -> Sql:
        """The column as it stands beside the claim."""
        value, grain = self.spelled(), self.definition.grain
        value = value if grain is None else mapped(column(places_of(grain)), THIS_LINE, value)
        return named(value, whole(self.sheet, self.definition.name))


def spelled_beside(sheet: Sheet, definition: Definition) -> Sql:
    return ListExpressions(sheet, definition).beside()
