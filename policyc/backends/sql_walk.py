"""Columns of one grain that loop through time by running totals of one key: row after row, the totals carried along.

fits(sheet, loop) -> bool      walk(steps, loop): a recursive step
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from policyc.backends.sql_sheet import Expressions, Sheet, is_running
from policyc.backends.sql_steps import HERE, Steps
from policyc.backends.sql_words import (
    Sql,
    all_hold,
    column,
    derived,
    equal,
    every_column,
    function,
    in_order,
    named,
    number,
    plus,
    table,
)
from policyc.core.loops import components, reads_here
from policyc.core.terms import Fold, Prior
from policyc.core.worksheet import Definition

TURN, BEFORE, WALK = "row turn", "before", "walk"

Loop = Sequence[Definition]
"""Columns that wait for one another through earlier rows, in worksheet order."""


def fits(sheet: Sheet, loop: Loop) -> bool:
    """Does a loop look back at nothing but running totals of one key that is known beforehand?"""
    inside = {one.name for one in loop}
    priors = look_backs(loop)
    return (
        len({one.grain for one in loop}) == 1
        and len({prior.by for prior in priors}) == 1
        and all(is_running(prior) and inside.isdisjoint(prior.by) for prior in priors)
    )


def look_backs(loop: Loop) -> list[Prior]:
    return [one.term for one in loop if isinstance(one.term, Prior)]


def walk(steps: Steps, loop: Loop) -> None:
    """The rows of each key one by one."""
    sheet, grain = steps.sheet, loop[0].grain
    steps.fetch(grain, loop)
    steps.open(grain, loop)
    keys = look_backs(loop)[0].by
    order = sheet.order_of(grain)
    turn = in_order([column(key) for key in keys], order)(function("ROW_NUMBER"))
    numbered = steps.step(exp.select(exp.Star(), named(turn, TURN)).from_(table(steps.last[grain])), "numbered")
    name = f"{WALK} {len(steps.made) + 1}"
    recursion = _Recursion(sheet, loop, keys, numbered, name)
    steps.step(exp.union(recursion.seed(), recursion.step(), distinct=False), WALK)
    query = exp.select(every_column(HERE), *[column(one.name, WALK) for one in loop])
    together = [equal(column(place, WALK), column(place, HERE)) for place in order]
    query = query.from_(table(steps.last[grain], HERE))
    steps.add(grain, query.join(table(name, WALK), on=all_hold(together)), "walked")
    steps.held[grain] |= {one.name for one in loop}


def so_far(prior: Prior) -> str:
    greatest = "greatest " if prior.fold is Fold.MAX else ""
    return f"{greatest}{prior.column} so far"


class _Recursion:
    """The two halves of the recursive step: before each key's first row, and one row further."""

    def __init__(self, sheet: Sheet, loop: Loop, keys: Sequence[str], numbered: str, name: str) -> None:
        self.sheet = sheet
        self.loop = loop
        self.keys = keys
        self.numbered = numbered
        self.name = name
        self.order = sheet.order_of(loop[0].grain)
        self.totals = {so_far(prior): prior for prior in look_backs(loop)}

    def seed(self) -> exp.Select:
        integer = self.sheet.dialect.integer
        nothing = [named(exp.cast(exp.Null(), integer), place) for place in self.order]
        nothing += [named(self.sheet.typed(exp.Null(), one.name), one.name) for one in self.loop]
        none = [named(self._typed(exp.Null(), prior), total) for total, prior in self.totals.items()]
        own = [column(key) for key in self.keys]
        query = exp.select(*own, named(number(0, integer), TURN), *nothing, *none)
        if not self.keys:
            return query
        keys = exp.select(*[column(key) for key in self.keys]).distinct().from_(table(self.numbered))
        return query.from_(derived(keys, "keys"))

    def step(self) -> exp.Select:
        query: exp.Select = self._next_row()
        for layer in self._layers():
            spelled = [named(_Walking(self.sheet, one).spelled(), one.name) for one in layer]
            query = exp.select(exp.Star(), *spelled).from_(derived(query, HERE))
        columns: list[Sql] = [column(one) for one in (*self.keys, TURN, *self.order)]
        columns += [named(self.sheet.typed(column(one.name), one.name), one.name) for one in self.loop]
        columns += [named(self._grown(total, prior), total) for total, prior in self.totals.items()]
        return exp.select(*columns).from_(derived(query, HERE))

    def _next_row(self) -> exp.Select:
        """The row whose turn it is, with the totals before it."""
        following = plus(column(TURN, BEFORE), number(1))
        conditions = [equal(column(TURN, HERE), following)]
        conditions += [equal(column(key, HERE), column(key, BEFORE)) for key in self.keys]
        query = exp.select(every_column(HERE), *[column(total, BEFORE) for total in self.totals])
        return query.from_(table(self.name, BEFORE)).join(table(self.numbered, HERE), on=all_hold(conditions))

    def _grown(self, total: str, prior: Prior) -> Sql:
        before, here = column(total), column(prior.column)
        none = exp.Is(this=before, expression=exp.Null())
        with_it = plus(before.copy(), here) if prior.fold is Fold.SUM else function("GREATEST", before.copy(), here)
        grown = exp.Case(ifs=[exp.If(this=none, true=here.copy())], default=with_it)
        return self._typed(grown, prior)

    def _typed(self, value: Sql, prior: Prior) -> Sql:
        """A running total, of the type of the column that reads it."""
        reader = next(one for one in self.loop if one.term == prior)
        return self.sheet.typed(value, reader.name)

    def _layers(self) -> list[list[Definition]]:
        """The columns in layers by what they wait for in their own row."""
        inside = {one.name: one for one in self.loop}
        level: dict[str, int] = {}
        for (name,) in components({name: reads_here(one.term) & set(inside) for name, one in inside.items()}):
            waited = reads_here(inside[name].term) & set(inside)
            level[name] = 1 + max((level[one] for one in waited), default=-1)
        return [[one for one in self.loop if level[one.name] == at] for at in range(1 + max(level.values()))]


class _Walking(Expressions):
    """The domain of a column while its row has its turn: what was earlier is carried beside it."""

    def earlier(self, prior: Prior) -> Sql:
        return column(so_far(prior))
