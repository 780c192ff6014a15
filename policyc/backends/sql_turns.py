"""Line columns that wait for earlier lines of their own claim: line by line, those that are done carried along."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from policyc.backends.sql_lists import (
    BOTH,
    THIS_LINE,
    ListExpressions,
    earlier_rows,
    field,
    let,
    looked_at,
    places_of,
    reduced,
    struct,
    with_field,
)
from policyc.backends.sql_sheet import Sheet
from policyc.backends.sql_words import Sql, column, function
from policyc.core.terms import Prior
from policyc.core.worksheet import Definition

LINES_DONE, LINE_SO_FAR = "lines done", "line so far"


def lines_of(definitions: Sequence[Definition]) -> str:
    """The list of lines, as rows, that hold the columns."""
    return f"lines for {definitions[0].name}"


def in_turn(sheet: Sheet, definitions: Sequence[Definition]) -> Sql:
    """The lines of a claim as a list of rows with the columns `definitions`, within the walk over claims."""
    shown = {one.name: None for one in definitions}
    for one in definitions:
        if isinstance(one.term, Prior):
            shown.update(dict.fromkeys(looked_at(one.term)))
    own = frozenset(one.name for one in definitions)
    reader = ListExpressions(sheet, definitions[0])
    values = {one.name: sheet.typed(_InTurn(sheet, one, own).spelled(), one.name) for one in definitions}
    first, *rest = values
    # each after the last, none inside another: lambdas in lambdas are copied out again and again by the engine
    line = struct({name: reader.read(name) for name in shown if name not in own} | {first: values[first]})
    for name in rest:
        line = let(LINE_SO_FAR, line, with_field(LINE_SO_FAR, name, values[name]))
    line = let(LINE_SO_FAR, line, struct({name: field(LINE_SO_FAR, name) for name in shown}))
    body = function("LIST_APPEND", column(LINES_DONE), line)
    start = exp.cast(exp.Array(), rows_type(sheet, tuple(shown)))
    return reduced(column(places_of(str(definitions[0].grain))), start, LINES_DONE, THIS_LINE, body)


class _InTurn(ListExpressions):
    """The domain in which a line column is spelled while its line is made: the columns `own` have no list yet."""

    def __init__(self, sheet: Sheet, definition: Definition, own: frozenset[str]) -> None:
        super().__init__(sheet, definition)
        self.own = own

    def read(self, name: str) -> Sql:
        return field(LINE_SO_FAR, name) if name in self.own else super().read(name)

    def earlier(self, prior: Prior) -> Sql:
        before = self.folded(prior, column(earlier_rows(self.definition.grain)))
        return BOTH[prior.fold](before, self.folded(prior, column(LINES_DONE)))


def rows_type(sheet: Sheet, names: Sequence[str]) -> exp.DataType:
    """The type of a list of rows with the columns `names`."""
    fields = [
        exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=exp.DataType.build(sheet.type_of(name)))
        for name in names
    ]
    row = exp.DataType(this=exp.DataType.Type.STRUCT, expressions=fields, nested=True)
    return exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[row], nested=True)
