"""Any columns that loop through time, in DuckDB: a recursive step, claim by claim, earlier ones carried as lists."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from policyc.backends.sql_lists import (
    EARLIER_ROW,
    THIS_LINE,
    ListExpressions,
    each,
    earlier_rows,
    extracted,
    field,
    looked_at,
    mapped,
    places_of,
    spelled_beside,
    struct,
    whole,
)
from policyc.backends.sql_sheet import Sheet, opening_of
from policyc.backends.sql_steps import HERE, Steps, joined, left
from policyc.backends.sql_turns import in_turn, lines_of, rows_type
from policyc.backends.sql_walk import BEFORE, TURN, WALK, Loop, look_backs
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
    in_order,
    named,
    number,
    plus,
    table,
)
from policyc.core.loops import components, reads
from policyc.core.terms import Prior
from policyc.core.turns import line_priors, waits
from policyc.core.worksheet import Definition

PLACE = "line place"


def walk_lists(steps: Steps, loop: Loop) -> None:
    """The claims of each key one by one."""
    grains = tuple(dict.fromkeys(one.grain for one in loop if one.grain is not None))
    steps.open(None, [one for one in loop if one.grain is None])
    for grain in grains:
        own = [one for one in loop if one.grain == grain]
        steps.fetch(grain, own)
        steps.open(grain, own)
    numbered = steps.step(_numbered(steps, loop, grains), "numbered")
    name = f"{WALK} {len(steps.made) + 1}"
    recursion = _Recursion(steps.sheet, loop, numbered, name)
    steps.step(exp.union(recursion.seed(), recursion.step().subquery(), distinct=False), WALK)
    for of in (None, *grains):
        _walked(steps, [one for one in loop if one.grain == of], of, name)


def _numbered(steps: Steps, loop: Loop, grains: Sequence[str]) -> exp.Select:
    """Claims with their turns, and with the lists of what their lines hold."""
    lists: list[Sql] = []
    joins = []
    for grain in grains:
        held, of = _held(steps, [one for one in loop if one.grain == grain]), f"order of {grain}"
        gathered = [named(_in_order(column(name)), each(name)) for name in held]
        places = function("RANGE", number(1), plus(function("COUNT", exp.Star()), number(1)))
        query = exp.select(named(column(ORDER), of), *gathered, named(places, places_of(grain)))
        query = query.from_(table(steps.last[grain])).group_by(column(ORDER))
        joins.append(left(query, f"{grain} lists", [equal(column(of), column(ORDER))]))
        lists += [column(each(name)) for name in held]
        none = exp.cast(exp.Array(), "BIGINT[]")
        lists.append(named(function("COALESCE", column(places_of(grain), f"{grain} lists"), none), places_of(grain)))
    keys = _shared_keys(steps.sheet, loop)
    turn = named(in_order([column(key) for key in keys], (ORDER,))(function("ROW_NUMBER")), TURN)
    return joined(steps.last[None], [*lists, turn], joins)


def _held(steps: Steps, lines: Sequence[Definition]) -> list[str]:
    """The columns of the lines' table that the loop reads."""
    sheet, own = steps.sheet, {one.name for one in lines}
    read = {name for one in lines for name in reads(one.term) - own}
    held = [name for name in sheet.worksheet.by_name if name in read and sheet.grain_of(name) is not None]
    return held + [opening_of(one.name) for one in lines if isinstance(one.term, Prior) and sheet.opens(one.term)]


def _in_order(value: Sql) -> Sql:
    return function("LIST", exp.Order(this=value, expressions=[exp.Ordered(this=column(LINE))]))


def _walked(steps: Steps, definitions: Loop, grain: str | None, name: str) -> None:
    """The columns of one grain, from the walk back beside its rows."""
    if not definitions:
        return
    source: exp.Expr = table(steps.last[grain], HERE)
    columns: list[Sql] = [column(one.name, WALK) for one in definitions]
    if grain is not None:
        place = named(in_order([column(ORDER)], (LINE,))(function("ROW_NUMBER")), PLACE)
        source = derived(exp.select(exp.Star(), place).from_(table(steps.last[grain])), HERE)
        columns = [named(extracted(column(each(one.name), WALK), column(PLACE)), one.name) for one in definitions]
    together = equal(column(ORDER, WALK), column(ORDER, HERE))
    star = (
        every_column(HERE)
        if grain is None
        else exp.Column(
            this=exp.Star(except_=[exp.to_identifier(PLACE, quoted=True)]), table=exp.to_identifier(HERE, quoted=True)
        )
    )
    steps.add(grain, exp.select(star, *columns).from_(source).join(table(name, WALK), on=together), "walked")
    steps.held[grain] |= {one.name for one in definitions}


def _shared_keys(sheet: Sheet, loop: Loop) -> tuple[str, ...]:
    """The claim's keys, known before, that all look-backs share: no row ever meets one with other values of them."""
    inside = {definition.name for definition in loop}
    priors = look_backs(loop)
    shared = [{theirs for theirs, own in zip(one.by, one.key, strict=True) if theirs == own} for one in priors]
    return tuple(
        key
        for key in priors[0].by
        if key not in inside and sheet.grain_of(key) is None and all(key in keys for keys in shared)
    )


class _Recursion:
    """The two halves of the recursive step: before each key's first claim, and one claim further."""

    def __init__(self, sheet: Sheet, loop: Loop, numbered: str, name: str) -> None:
        self.sheet = sheet
        self.loop = loop
        self.numbered = numbered
        self.name = name
        self.keys = _shared_keys(sheet, loop)
        self.carried = self._carried()

    def _carried(self) -> dict[str | None, tuple[str, ...]]:
        """For each grain that looks back, the columns its earlier rows must show."""
        carried: dict[str | None, dict[str, None]] = {}
        for definition in self.loop:
            if isinstance(prior := definition.term, Prior):
                carried.setdefault(definition.grain, {}).update(dict.fromkeys(looked_at(prior)))
        return {grain: tuple(names) for grain, names in carried.items()}

    def seed(self) -> exp.Select:
        """Before each key's first claim: nothing earlier."""
        integer = self.sheet.dialect.integer
        nothing = [
            named(exp.cast(exp.Null(), self._whole_type(one.name)), whole(self.sheet, one.name)) for one in self.loop
        ]
        rows = {earlier_rows(grain): rows_type(self.sheet, names) for grain, names in self.carried.items()}
        empty = [named(exp.cast(exp.Array(), of), name) for name, of in rows.items()]
        own = [column(key) for key in self.keys]
        order = named(exp.cast(exp.Null(), integer), ORDER)
        seed = exp.select(*own, named(number(0, integer), TURN), order, *nothing, *empty)
        if not self.keys:
            return seed
        keys = exp.select(*[column(key) for key in self.keys]).distinct().from_(table(self.numbered))
        return seed.from_(derived(keys, "keys"))

    def _whole_type(self, name: str) -> str:
        return self.sheet.type_of(name) + ("[]" if self.sheet.grain_of(name) else "")

    def step(self) -> exp.Select:
        """One claim further in every key: its columns in layers, then the claim itself among the earlier ones."""
        conditions = [equal(column(TURN, HERE), plus(column(TURN, BEFORE), number(1)))]
        conditions += [equal(column(key, HERE), column(key, BEFORE)) for key in self.keys]
        query = exp.select(every_column(HERE), *[column(earlier_rows(grain), BEFORE) for grain in self.carried])
        query = query.from_(table(self.name, BEFORE)).join(table(self.numbered, HERE), on=all_hold(conditions))
        stages: list[exp.Select] = [query]
        for layer in _layers(self.sheet, self.loop):
            for spelled in _spelled(self.sheet, layer):
                stages.append(exp.select(exp.Star(), *spelled).from_(table(f"stage {len(stages)}")))
        columns = [column(one) for one in (*self.keys, TURN, ORDER, *(whole(self.sheet, o.name) for o in self.loop))]
        grown = [named(self._grown(grain, names), earlier_rows(grain)) for grain, names in self.carried.items()]
        answer = exp.select(*columns, *grown).from_(table(f"stage {len(stages)}"))
        for at, stage in enumerate(stages, start=1):
            answer = answer.with_(exp.to_identifier(f"stage {at}", quoted=True), as_=stage, copy=False)
        return answer

    def _grown(self, grain: str | None, names: Sequence[str]) -> Sql:
        reader = ListExpressions(self.sheet, next(one for one in self.loop if one.grain == grain))
        row = struct({name: reader.read(name) for name in names})
        if grain is None:
            return function("LIST_APPEND", column(earlier_rows(None)), row)
        return function("LIST_CONCAT", column(earlier_rows(grain)), mapped(column(places_of(grain)), THIS_LINE, row))


Unit = tuple[Definition, ...]
"""A column by itself, or line columns that wait for one another line by line."""


def _spelled(sheet: Sheet, layer: Sequence[Unit]) -> list[list[Sql]]:
    """A layer's columns; those filled line by line first as one list of lines, then one by one."""
    together = [unit for unit in layer if len(unit) > 1 or _gathers_itself(unit[0])]
    alone = [spelled_beside(sheet, unit[0]) for unit in layer if unit not in together]
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
