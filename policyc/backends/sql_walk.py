"""The columns that loop through time: one recursive step, claim by claim, the earlier claims carried along as lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from policyc.backends.sql_sheet import (
    Sheet,
    Sql,
    Steps,
    each,
    earlier_rows,
    looked_at,
    places_of,
    shared_keys,
)
from policyc.backends.sql_turns import in_turn, lines_of, rows_type
from policyc.backends.sql_words import (
    EARLIER_ROW,
    ORDER,
    THIS_LINE,
    all_hold,
    column,
    field,
    function,
    mapped,
    named,
    number,
    struct,
    table,
)
from policyc.core.loops import components
from policyc.core.terms import Prior
from policyc.core.turns import line_priors, waits
from policyc.core.worksheet import Definition

TURN = "row turn"


def walk(steps: Steps, definitions: Sequence[Definition]) -> None:
    """The recursive step: each key's claims one by one, the earlier ones carried along as lists."""
    sheet, last = steps.sheet, steps.last
    keys = _shared_keys(sheet, definitions)
    turn = exp.Window(
        this=function("ROW_NUMBER"),
        partition_by=[column(key) for key in keys],
        order=exp.Order(expressions=[exp.Ordered(this=column(ORDER))]),
    )
    steps.add("numbered", exp.select(exp.Star(), named(turn, TURN)).from_(table(last)))
    numbered = steps.last
    name = f"walk {len(steps.made)}"
    carried = _carried(sheet, definitions)
    seed = _seed(sheet, definitions, keys, carried, numbered)
    step = _step(sheet, definitions, keys, carried, numbered, name)
    steps.add("walk", exp.union(seed, step.subquery(), distinct=False))
    columns = [column(sheet.whole(one.name), "walk") for one in definitions]
    together = exp.EQ(this=column(ORDER, "walk"), expression=column(ORDER, "claim"))
    joined = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier("claim")), *columns)
    steps.add("walked", joined.from_(table(numbered, "claim")).join(table(name, "walk"), on=together))


def _shared_keys(sheet: Sheet, definitions: Sequence[Definition]) -> tuple[str, ...]:
    """The claim's keys, known before, that all look-backs share: no row ever meets one with other values of them."""
    inside = {definition.name for definition in definitions}
    priors = [definition.term for definition in definitions if isinstance(definition.term, Prior)]
    return tuple(
        key
        for key in priors[0].by
        if key not in inside and sheet.grain_of(key) is None and all(key in shared_keys(prior) for prior in priors)
    )


def _carried(sheet: Sheet, definitions: Sequence[Definition]) -> dict[str | None, tuple[str, ...]]:
    """For each grain that looks back, the columns its earlier rows must show."""
    carried: dict[str | None, dict[str, None]] = {}
    for definition in definitions:
        if isinstance(prior := definition.term, Prior):
            carried.setdefault(definition.grain, {}).update(dict.fromkeys(looked_at(prior)))
    return {grain: tuple(names) for grain, names in carried.items()}


def _seed(
    sheet: Sheet,
    definitions: Sequence[Definition],
    keys: Sequence[str],
    carried: Mapping[str | None, Sequence[str]],
    numbered: str,
) -> exp.Select:
    """Before each key's first claim: nothing earlier."""
    nothing = [named(exp.cast(exp.Null(), _whole_type(sheet, one.name)), sheet.whole(one.name)) for one in definitions]
    order = named(exp.cast(exp.Null(), "BIGINT"), ORDER)
    rows = {earlier_rows(grain): rows_type(sheet, names) for grain, names in carried.items()}
    empty = [named(exp.cast(exp.Array(), of), name) for name, of in rows.items()]
    own = [column(key) for key in keys]
    seed = exp.select(*own, named(number(0), TURN), order, *nothing, *empty)
    return seed.from_(exp.select(*own).distinct().from_(table(numbered)).subquery()) if keys else seed


def _whole_type(sheet: Sheet, name: str) -> str:
    return sheet.type_of(name) + ("[]" if sheet.grain_of(name) else "")


def _step(
    sheet: Sheet,
    definitions: Sequence[Definition],
    keys: Sequence[str],
    carried: Mapping[str | None, Sequence[str]],
    numbered: str,
    name: str,
) -> exp.Select:
    """One claim further in every key: its columns in layers, then the claim itself among the earlier ones."""
    following = exp.Add(this=column(TURN, "before"), expression=number(1))
    conditions: list[Sql] = [exp.EQ(this=column(TURN, "claim"), expression=following)]
    conditions += [exp.EQ(this=column(key, "claim"), expression=column(key, "before")) for key in keys]
    every = exp.Column(this=exp.Star(), table=exp.to_identifier("claim"))
    query: exp.Select = exp.select(every, *[column(earlier_rows(grain), "before") for grain in carried])
    query = query.from_(table(name, "before")).join(table(numbered, "claim"), on=all_hold(conditions))
    stages: list[exp.Select] = [query]
    for layer in _layers(sheet, definitions):
        for spelled in _spelled(sheet, layer):
            stages.append(exp.select(exp.Star(), *spelled).from_(table(f"stage {len(stages)}")))
    columns = [column(one) for one in (*keys, TURN, ORDER, *(sheet.whole(one.name) for one in definitions))]
    grown = [named(_grown(sheet, grain, names), earlier_rows(grain)) for grain, names in carried.items()]
    answer = exp.select(*columns, *grown).from_(table(f"stage {len(stages)}"))
    for at, stage in enumerate(stages, start=1):
        answer = answer.with_(exp.to_identifier(f"stage {at}", quoted=True), as_=stage)
    return answer


def _grown(sheet: Sheet, grain: str | None, names: Sequence[str]) -> Sql:
    row = struct({name: sheet.read(name) for name in names})
    if grain is None:
        return function("LIST_APPEND", column(earlier_rows(None)), row)
    return function("LIST_CONCAT", column(earlier_rows(grain)), mapped(column(places_of(grain)), THIS_LINE, row))


Unit = tuple[Definition, ...]
"""A column by itself, or line columns that wait for one another line by line."""


def _spelled(sheet: Sheet, layer: Sequence[Unit]) -> list[list[Sql]]:
    """A layer's columns; those filled line by line first as one list of lines, then one by one."""
    together = [unit for unit in layer if len(unit) > 1 or _gathers_itself(unit[0])]
    alone = [sheet.spelled(unit[0], looping=True) for unit in layer if unit not in together]
    if not together:
        return [alone]
    lines = [named(in_turn(sheet, unit), lines_of(unit)) for unit in together]
    columns = [
        named(mapped(column(lines_of(unit)), EARLIER_ROW, field(EARLIER_ROW, one.name)), each(one.name))
        for unit in together
        for one in unit
    ]
    return [[*alone, *lines], columns]


def _gathers_itself(definition: Definition) -> bool:
    return any(prior.column == definition.name for prior in line_priors(definition))


def _layers(sheet: Sheet, definitions: Sequence[Definition]) -> list[list[Unit]]:
    """`definitions` in layers by what they wait for in their own claim."""
    inside = {definition.name: definition for definition in definitions}
    edges = {name: [one for one in read if one in inside] for name, read in waits(sheet.worksheet).items()}
    level: dict[str, int] = {}
    layers: list[list[Unit]] = []
    for component in components({name: edges[name] for name in inside}):
        own = [level[name] for one in component for name in edges[one] if name in level]
        here = 1 + max(own, default=-1)
        level.update(dict.fromkeys(component, here))
        if here == len(layers):
            layers.append([])
        layers[here].append(tuple(one for one in definitions if one.name in component))
    return layers
