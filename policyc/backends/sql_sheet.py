"""One definition as a DuckDB expression, and the names under which steps of the query hold columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from policyc.backends.sql_words import (
    EARLIER_LINE,
    EARLIER_ROW,
    OPERATIONS,
    THIS_LINE,
    all_hold,
    chosen,
    column,
    field,
    function,
    is_wide,
    kept,
    mapped,
    named,
    number,
    or_zero,
    over_earlier,
    struct,
    table,
    type_name,
)
from policyc.core.basis import Operation
from policyc.core.known import look_backs_named
from policyc.core.loops import reads
from policyc.core.meaning import meaning
from policyc.core.ranges import infer_range, ranges_of
from policyc.core.shallow import shallow
from policyc.core.state import Slot, slot_of
from policyc.core.terms import Fold, Prior, Total, Window
from policyc.core.walk import subterms
from policyc.core.worksheet import Definition, Worksheet

Sql = exp.Expr

OPENING_KEY, OPENING_AMOUNT = "opening key", "opening amount"


class Expressions:
    """The domain of DuckDB expressions in which one definition is spelled.

    A claim's columns are columns. A line's are lists `each x`, mapped over the line's places.
    """

    operations: Mapping[Operation, Callable[..., Sql]] = OPERATIONS

    def __init__(self, sheet: Sheet, definition: Definition, looping: bool) -> None:
        self.sheet = sheet
        self.definition = definition
        self.looping = looping
        wide = any(is_wide(infer_range(term, sheet.ranges)) for term in subterms(definition.term))
        self.integer = "HUGEINT" if wide else "BIGINT"

    def literal(self, value: int | bool) -> Sql:
        return exp.Boolean(this=value) if isinstance(value, bool) else number(value, self.integer)

    def choose(self, test: Sql, then: Callable[[], Sql], other: Callable[[], Sql]) -> Sql:
        return chosen(test, then(), other())

    def total(self, total: Total) -> Sql:
        return exp.cast(or_zero(LIST_FOLDS[total.fold](column(each(total.column)))), self.integer)

    def prior(self, prior: Prior) -> Sql:
        if prior.fold is Fold.OPENED:
            return self._opened(prior)
        earlier = or_zero(self._earlier(prior))
        if prior.fold is Fold.SUM and prior.column in self.sheet.worksheet.openings:
            earlier = exp.Add(this=earlier, expression=or_zero(self._opening_gathered(prior)))
        elif prior.window is not None and prior.column in self.sheet.worksheet.openings:
            earlier = function("GREATEST", earlier, or_zero(self._opening_gathered(prior)))
        return exp.cast(earlier, self.integer)

    def _earlier(self, prior: Prior) -> Sql:
        if self.definition.grain is not None:
            earlier = earlier_rows(self.definition.grain) if self.looping else earlier_lines(self.definition.name)
            before = self._gathered(prior, column(earlier))
            return BOTH[prior.fold](before, self._gathered(prior, self._lines_before(prior)))
        if self.looping:
            return self._gathered(prior, column(earlier_rows(None)))
        shared = shared_keys(prior)
        by = [column(key) for key in shared]
        if prior.window is None and shared == prior.by:
            return over_earlier(WINDOW_FOLDS[prior.fold](column(prior.column)), by)
        fields = {
            name: column(name) for name in (prior.column, *prior.keeps) if name == prior.column or name not in shared
        }
        return self._gathered(prior, over_earlier(function("LIST", struct(fields)), by), shared)

    def _lines_before(self, prior: Prior) -> Sql:
        """The lines of the same claim before this one."""
        before = exp.Sub(this=column(THIS_LINE), expression=number(1))
        lines = function("LIST_SLICE", column(places_of(str(self.definition.grain))), number(1), before)
        fields = {name: self.sheet.read_at(name, EARLIER_LINE) for name in looked_at(prior)}
        return mapped(lines, EARLIER_LINE, struct(fields))

    def _gathered(self, prior: Prior, rows: Sql, agreed: Sequence[str] = ()) -> Sql:
        """The fold over a list of earlier rows, those of the key and in the window; all agree on `agreed` already."""
        keys = [pair for pair in zip(prior.by, prior.key, strict=True) if pair[0] not in agreed]
        conditions: list[Sql] = [
            exp.EQ(this=field(EARLIER_ROW, theirs), expression=self.read(own)) for theirs, own in keys
        ]
        if prior.window is not None:
            at = field(EARLIER_ROW, prior.window.axis)
            first, last = self.read(prior.window.first), self.read(prior.window.last)
            conditions.append(exp.Between(this=at, low=first, high=last))
        rows = kept(rows, EARLIER_ROW, all_hold(conditions)) if conditions else rows
        return LIST_FOLDS[prior.fold](mapped(rows, EARLIER_ROW, field(EARLIER_ROW, prior.column)))

    def _opened(self, prior: Prior) -> Sql:
        if prior.column not in self.sheet.worksheet.openings:
            return exp.true()
        if self.definition.grain is not None:
            return exp.GT(this=function("LEN", self._line_openings(prior)), expression=number(0))
        return exp.GT(this=or_zero(self._opening(prior, function("COUNT", exp.Star()))), expression=number(0))

    def _opening_gathered(self, prior: Prior) -> Sql:
        if self.definition.grain is not None:
            amounts = mapped(self._line_openings(prior), EARLIER_ROW, field(EARLIER_ROW, "amount"))
            return LIST_FOLDS[prior.fold](amounts)
        return self._opening(prior, WINDOW_FOLDS[prior.fold](column(OPENING_AMOUNT)))

    def _line_openings(self, prior: Prior) -> Sql:
        """The opening balances of this line's key, and of everyone's: no subquery may stand where lines are mapped."""
        key = self._key(prior)
        here: Sql = exp.EQ(this=field(EARLIER_ROW, "key"), expression=key)
        if prior.window is not None:
            here = self._along(prior, prior.window, key, field(EARLIER_ROW, "key"), field(EARLIER_ROW, "amount"))
        everyone = exp.Is(this=field(EARLIER_ROW, "key"), expression=exp.Null())
        return kept(column(openings_of(prior)), EARLIER_ROW, exp.or_(here, everyone))

    def _key(self, prior: Prior) -> Sql:
        return exp.cast(exp.Array(expressions=[self.read(name) for name in prior.key]), "BIGINT[]")

    def _opening(self, prior: Prior, aggregate: Sql) -> Sql:
        """`aggregate` over the opening balances of the key looked up, and of everyone's."""
        key = self._key(prior)
        total = exp.Literal.string(balances_of(prior))
        here: Sql = exp.EQ(this=column(OPENING_KEY), expression=key)
        if prior.window is not None:
            here = self._along(prior, prior.window, key, column(OPENING_KEY), column(OPENING_AMOUNT))
        everyone = exp.Is(this=column(OPENING_KEY), expression=exp.Null())
        balances = exp.select(named(column("key"), OPENING_KEY), named(column("amount"), OPENING_AMOUNT))
        balances = balances.from_(table("openings")).where(exp.EQ(this=column("total"), expression=total))
        return exp.Subquery(this=exp.select(aggregate).from_(balances.subquery()).where(exp.or_(here, everyone)))

    def _along(self, prior: Prior, window: Window, key: Sql, opening_key: Sql, amount: Sql) -> Sql:
        """Is an opening balance one of this window's rows (the key, then the row's place), or what it is known from?"""
        first, last = self.read(window.first), self.read(window.last)
        if prior.fold is Fold.OPENED:
            known = exp.LTE(this=amount, expression=first)
            return all_hold([exp.EQ(this=opening_key, expression=key), known])
        length = number(len(prior.by))
        whose = function("LIST_SLICE", opening_key.copy(), number(1), length)
        place = function("LIST_EXTRACT", opening_key.copy(), number(len(prior.by) + 1))
        return all_hold([exp.EQ(this=whose, expression=key), exp.Between(this=place, low=first, high=last)])

    def read(self, name: str) -> Sql:
        """How this definition reads a column of its claim or of its own line."""
        return self.sheet.read(name)

    def define(self, definition: Definition, value: Sql) -> Sql:
        return self.sheet.read(definition.name)

    def meaning(self) -> Sql:
        """The definition's own expression, of its declared type."""
        term = self.definition.term
        row = {name: self._read_wide(name) for name in reads(term)}
        value = meaning(term, row, self)
        type_of = self.sheet.type_of(self.definition.name)
        return exp.cast(value, type_of) if type_of == "BIGINT" and self.integer == "HUGEINT" else value

    def _read_wide(self, name: str) -> Sql:
        read = self.read(name)
        return exp.cast(read, "HUGEINT") if self.integer != "BIGINT" and self.sheet.type_of(name) == "BIGINT" else read


LIST_FOLDS: Mapping[Fold, Callable[[Sql], Sql]] = {
    Fold.SUM: lambda values: function("LIST_SUM", values),
    Fold.MAX: lambda values: function("LIST_MAX", values),
}
WINDOW_FOLDS: Mapping[Fold, Callable[[Sql], Sql]] = {
    Fold.SUM: lambda value: function("SUM", value),
    Fold.MAX: lambda value: function("MAX", value),
}


def shared_keys(prior: Prior) -> tuple[str, ...]:
    """The key columns on which the rows that are meant agree with this one: all, but where another key is looked up."""
    return tuple(theirs for theirs, own in zip(prior.by, prior.key, strict=True) if theirs == own)


BOTH: Mapping[Fold, Callable[[Sql, Sql], Sql]] = {
    Fold.SUM: lambda before, here: exp.Add(this=or_zero(before), expression=or_zero(here)),
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


def earlier_lines(definition: str) -> str:
    return f"earlier lines for {definition}"


def openings_of(prior: Prior) -> str:
    """The list of the opening balances of a total that lines look back at."""
    return f"openings of {balances_of(prior)}"


def balances_of(prior: Prior) -> str:
    """The total whose opening balances a look-back takes up."""
    return slot_of(prior).name if prior.window is not None else Slot(prior.column, prior.by).name


def looked_at(prior: Prior) -> tuple[str, ...]:
    """The columns that earlier rows must show to a look-back."""
    return tuple(dict.fromkeys((prior.column, *prior.keeps)))


class Sheet:
    """A worksheet whose look-backs are columns of their own, with what every definition asks of it."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = shallow(look_backs_named(worksheet, frozenset(worksheet.by_name)))
        self.ranges = ranges_of(self.worksheet)
        grains = (one.grain for one in self.worksheet.by_name.values())
        self.grains = tuple(dict.fromkeys(grain for grain in grains if grain is not None))

    def type_of(self, name: str) -> str:
        one = self.worksheet.by_name[name]
        return type_name(one.sort, (one.low, one.high))

    def grain_of(self, name: str) -> str | None:
        return self.worksheet.by_name[name].grain

    def read(self, name: str) -> Sql:
        return self.read_at(name, THIS_LINE)

    def read_at(self, name: str, line: str) -> Sql:
        """A column as the line at the place `line` reads it."""
        if self.grain_of(name) is None:
            return column(name)
        return function("LIST_EXTRACT", column(each(name)), column(line))

    def whole(self, name: str) -> str:
        """The SQL column that holds `name`: itself, or the list of its lines."""
        return name if self.grain_of(name) is None else each(name)

    def spelled(self, definition: Definition, looping: bool) -> Sql:
        value = Expressions(self, definition, looping).meaning()
        if definition.grain is not None:
            value = mapped(column(places_of(definition.grain)), THIS_LINE, value)
        return named(value, self.whole(definition.name))


class Steps:
    """The steps of the query so far, one after another."""

    def __init__(self, sheet: Sheet, first: exp.Query) -> None:
        self.sheet = sheet
        self.made: list[tuple[str, exp.Query]] = [("facts", first)]

    def add(self, wish: str, query: exp.Query) -> None:
        self.made.append((f"{wish} {len(self.made)}", query))

    @property
    def last(self) -> str:
        return self.made[-1][0]
