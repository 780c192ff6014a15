"""The steps of a query: the claims and the lines of each grain as tables that grow by columns, joined as they meet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from policyc.backends.sql_openings import opening_joins
from policyc.backends.sql_sheet import FOLDS, Sheet, earlier_of, is_running, total_of
from policyc.backends.sql_words import (
    LINE,
    ORDER,
    Sql,
    all_hold,
    column,
    derived,
    equal,
    every_column,
    function,
    is_null,
    named,
    table,
    theirs,
)
from policyc.core.known import given
from policyc.core.loops import reads
from policyc.core.terms import Fold, Prior, Sort, Total
from policyc.core.worksheet import Definition, Input

HERE, THERE, CLAIM = "here", "there", "claim"


class Steps:
    """The steps so far, one after another, and for each grain the last of its own and the columns it holds."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.made: list[tuple[str, exp.Query]] = []
        self.last: dict[str | None, str] = {}
        self.held: dict[str | None, set[str]] = {}
        for grain in (None, *sheet.grains):
            self.add(grain, _facts(sheet, grain), "facts")
            self.held[grain] = {fact.name for fact in sheet.worksheet.inputs if fact.grain == grain}

    def step(self, query: exp.Query, wish: str) -> str:
        """A step that is no grain's own."""
        name = f"{wish} {len(self.made) + 1}"
        self.made.append((name, query))
        return name

    def add(self, grain: str | None, query: exp.Query, wish: str = "step") -> None:
        self.last[grain] = self.step(query, f"{grain} {wish}" if grain else wish)

    def layer(self, grain: str | None, definitions: Sequence[Definition], ahead: Sequence[Definition]) -> None:
        """Columns that wait for nothing. `ahead` are all to come, so that lines fetch at once what they will read."""
        self.fetch(grain, ahead)
        joins = [*self._totals(definitions), *self._looked_up(grain, definitions)]
        self.open(grain, definitions)
        spelled = [self.sheet.spelled(definition) for definition in definitions]
        self.add(grain, joined(self.last[grain], spelled, joins))
        self.held[grain] |= {definition.name for definition in definitions}

    def open(self, grain: str | None, definitions: Sequence[Definition]) -> None:
        """What the look-backs among `definitions` start at."""
        opened, openings = opening_joins(self.sheet, definitions, self.last[grain])
        if opened:
            self.add(grain, joined(self.last[grain], opened, openings), "opened")

    def fetch(self, grain: str | None, readers: Sequence[Definition]) -> None:
        """The claim's columns that lines read, beside every line."""
        if grain is None:
            return
        read = {name for one in readers if one.grain == grain for name in reads(one.term)}
        wanted = [name for name in self.sheet.worksheet.by_name if name in (read & self.held[None]) - self.held[grain]]
        if wanted:
            together = equal(column(ORDER, CLAIM), column(ORDER, HERE))
            query = exp.select(every_column(HERE), *[column(name, CLAIM) for name in wanted])
            query = query.from_(table(self.last[grain], HERE)).join(table(self.last[None], CLAIM), on=together)
            self.add(grain, query, "of claims")
            self.held[grain] |= set(wanted)

    def _totals(self, definitions: Sequence[Definition]) -> list[exp.Join]:
        """The lines of each grain added up by claim."""
        found: dict[str, list[Sql]] = {}
        for one in definitions:
            if isinstance(one.term, Total):
                gathered = function(FOLDS[one.term.fold], column(one.term.column))
                grain = str(self.sheet.grain_of(one.term.column))
                found.setdefault(grain, []).append(named(gathered, total_of(one.name)))
        joins = []
        for grain, totals in found.items():
            of = f"order of {grain}"
            query = exp.select(named(column(ORDER), of), *totals).from_(table(self.last[grain])).group_by(column(ORDER))
            joins.append(left(query, f"{grain} totals", [equal(column(of), column(ORDER))]))
        return joins

    def _looked_up(self, grain: str | None, definitions: Sequence[Definition]) -> list[exp.Join]:
        """Look-backs into a window, or under another key than the row's own: each row joined with those it means."""
        joins = []
        for one in definitions:
            if isinstance(one.term, Prior) and one.term.fold is not Fold.OPENED and not is_running(one.term):
                joins.append(_lookup(self.sheet, one, one.term, self.last[grain]))
        return joins


def joined(source: str, columns: Sequence[Sql], joins: Sequence[exp.Join]) -> exp.Select:
    """`source` with more columns, and what they need beside it."""
    if not joins:
        return exp.select(exp.Star(), *columns).from_(table(source))
    query = exp.select(every_column(HERE), *columns).from_(table(source, HERE))
    query.set("joins", list(joins))
    return query


def left(query: exp.Query, alias: str, on: Sequence[Sql]) -> exp.Join:
    """Beside each row what `query` has for it, if anything."""
    return exp.Join(this=derived(query, alias), side="LEFT", on=all_hold(on))


def _lookup(sheet: Sheet, definition: Definition, prior: Prior, source: str) -> exp.Join:
    order = sheet.order_of(definition.grain)
    conditions = [
        equal(column(theirs, THERE), column(own, HERE)) for theirs, own in zip(prior.by, prior.key, strict=True)
    ]
    if window := prior.window:
        first, last = column(window.first, HERE), column(window.last, HERE)
        conditions.append(exp.Between(this=column(window.axis, THERE), low=first, high=last))
    conditions.append(_before(order))
    places = {place: f"{place} for {definition.name}" for place in order}
    gathered = named(function(FOLDS[prior.fold], column(prior.column, THERE)), earlier_of(definition.name))
    query = exp.select(*[named(column(place, HERE), called) for place, called in places.items()], gathered)
    query = query.from_(table(source, HERE)).join(table(source, THERE), on=all_hold(conditions))
    query = query.group_by(*[column(place, HERE) for place in order])
    return left(query, earlier_of(definition.name), [equal(column(of), column(at)) for at, of in places.items()])


def _before(order: Sequence[str]) -> Sql:
    """Does the row there stand before the one here?"""
    earlier: Sql = exp.LT(this=column(order[0], THERE), expression=column(order[0], HERE))
    if len(order) == 1:
        return earlier
    same = equal(column(order[0], THERE), column(order[0], HERE))
    return exp.or_(earlier, exp.and_(same, _before(order[1:])))


# ---- the first step: facts as they stand in the tables


def _facts(sheet: Sheet, grain: str | None) -> exp.Select:
    """The rows of a grain with their facts, a missing one as its lowest value."""
    own = [named(_fact(sheet, fact), fact.name) for fact in sheet.worksheet.inputs if fact.grain == grain]
    places = [named(theirs("seq"), ORDER)] + ([named(theirs("line"), LINE)] if grain else [])
    return exp.select(*places, *own).from_(table(grain or "claims"))


def _fact(sheet: Sheet, fact: Input) -> Sql:
    stem = fact.name.removesuffix(given(""))
    if stem != fact.name:
        return exp.Not(this=is_null(theirs(stem)))
    value = sheet.typed(theirs(fact.name), fact.name)
    if given(fact.name) not in sheet.worksheet.by_name:
        return value
    lowest = exp.Boolean(this=bool(fact.low)) if fact.sort is Sort.TRUTH else exp.Literal.number(fact.low)
    return function("COALESCE", value, lowest)
