"""The reading into one DuckDB query: a step for each layer of columns that wait for nothing but earlier layers.

sql(worksheet, results) -> str

It reads `claims(seq, <inputs>)` with `seq` rising in ledger order, for each grain `<grain>(seq, line, <inputs>)`, and
where columns take opening balances `openings(total, key, amount)`: the column and its keys as `paid by member, year`,
the key as BIGINT[] (NULL: everyone had nothing before). A missing fact is NULL. It gives `seq` and the results, line
columns as lists. Earlier claims are windows; columns that loop through time are one recursive step, claim by claim
within the keys they share, carrying the earlier rows as lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from policyc.backends.sql_words import (
    EARLIER_ROW,
    OPERATIONS,
    ORDER,
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
from policyc.core.known import given, look_backs_named
from policyc.core.loops import dependencies, loops, reachable, reads, reads_here
from policyc.core.meaning import meaning
from policyc.core.ranges import infer_range, ranges_of
from policyc.core.shallow import shallow
from policyc.core.simplify import simplified
from policyc.core.state import Slot
from policyc.core.terms import Fold, Prior, Sort, Total
from policyc.core.trim import trimmed
from policyc.core.walk import subterms
from policyc.core.worksheet import Definition, Input, Worksheet

Sql = exp.Expr

TURN = "row turn"
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
        if prior.fold is Fold.SUM and prior.window is None and prior.column in self.sheet.worksheet.openings:
            opening = self._opening(prior, function("SUM", column(OPENING_AMOUNT)))
            earlier = exp.Add(this=earlier, expression=or_zero(opening))
        return exp.cast(earlier, self.integer)

    def _earlier(self, prior: Prior) -> Sql:
        if self.looping:
            return self._gathered(prior, column(earlier_rows(self.definition.grain)), prior.by)
        if self.definition.grain is not None:
            return self._gathered(prior, column(earlier_lines(self.definition.name)), prior.by)
        by = [column(key) for key in prior.by]
        if prior.window is None:
            return over_earlier(WINDOW_FOLDS[prior.fold](column(prior.column)), by)
        fields = {name: column(name) for name in (prior.column, prior.window.axis)}
        return self._gathered(prior, over_earlier(function("LIST", struct(fields)), by), ())

    def _gathered(self, prior: Prior, rows: Sql, by: Sequence[str]) -> Sql:
        """The fold over a list of earlier rows, those that agree on `by` and lie in the window."""
        conditions: list[Sql] = [exp.EQ(this=field(EARLIER_ROW, key), expression=self.read(key)) for key in by]
        if prior.window is not None:
            at, here = field(EARLIER_ROW, prior.window.axis), self.read(prior.window.axis)
            low = exp.Sub(this=here, expression=number(prior.window.far))
            high = exp.Sub(this=here.copy(), expression=number(prior.window.near))
            conditions.append(exp.Between(this=at, low=low, high=high))
        rows = kept(rows, EARLIER_ROW, all_hold(conditions)) if conditions else rows
        return LIST_FOLDS[prior.fold](mapped(rows, EARLIER_ROW, field(EARLIER_ROW, prior.column)))

    def _opened(self, prior: Prior) -> Sql:
        if prior.column not in self.sheet.worksheet.openings:
            return exp.true()
        return exp.GT(this=or_zero(self._opening(prior, function("COUNT", exp.Star()))), expression=number(0))

    def _opening(self, prior: Prior, aggregate: Sql) -> Sql:
        """`aggregate` over the opening balances of this row's key, and of everyone's."""
        key = exp.cast(exp.Array(expressions=[self.read(name) for name in prior.by]), "BIGINT[]")
        total = exp.Literal.string(Slot(prior.column, prior.by).name)
        here = exp.EQ(this=column(OPENING_KEY), expression=key)
        everyone = exp.Is(this=column(OPENING_KEY), expression=exp.Null())
        balances = exp.select(named(column("key"), OPENING_KEY), named(column("amount"), OPENING_AMOUNT))
        balances = balances.from_(table("openings")).where(exp.EQ(this=column("total"), expression=total))
        return exp.Subquery(this=exp.select(aggregate).from_(balances.subquery()).where(exp.or_(here, everyone)))

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
        if self.grain_of(name) is None:
            return column(name)
        return function("LIST_EXTRACT", column(each(name)), column(THIS_LINE))

    def whole(self, name: str) -> str:
        """The SQL column that holds `name`: itself, or the list of its lines."""
        return name if self.grain_of(name) is None else each(name)

    def spelled(self, definition: Definition, looping: bool) -> Sql:
        value = Expressions(self, definition, looping).meaning()
        if definition.grain is not None:
            value = mapped(column(places_of(definition.grain)), THIS_LINE, value)
        return named(value, self.whole(definition.name))


class Query:
    """The steps of the query, one after another."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.steps: list[tuple[str, exp.Query]] = [("facts", facts(sheet))]

    def add(self, wish: str, query: exp.Query) -> None:
        self.steps.append((f"{wish} {len(self.steps)}", query))

    @property
    def last(self) -> str:
        return self.steps[-1][0]

    def tree(self) -> exp.Query:
        worksheet = self.sheet.worksheet
        turning = _turning(worksheet)
        edges = dependencies(worksheet)
        done = {fact.name for fact in worksheet.inputs}
        waiting = [definition for definition in worksheet.definitions if definition.name not in turning]
        while waiting or not turning <= done:
            layer = [definition for definition in waiting if edges[definition.name] <= done]
            if layer:
                self._layer(layer)
                done |= {definition.name for definition in layer}
                waiting = [definition for definition in waiting if definition.name not in done]
            else:
                walk(self, [definition for definition in worksheet.definitions if definition.name in turning])
                done |= turning
        results = [named(column(self.sheet.whole(name)), name) for name in worksheet.results]
        answer = exp.select(named(column(ORDER), "seq"), *results).from_(table(self.last)).order_by(column(ORDER))
        for name, query in self.steps:
            answer = answer.with_(exp.to_identifier(name, quoted=True), as_=query, recursive=bool(turning))
        return answer

    def _layer(self, layer: Sequence[Definition]) -> None:
        prepared = [gathering(self.sheet, one, one.term) for one in layer if one.grain and isinstance(one.term, Prior)]
        if prepared:
            self.add("earlier lines", exp.select(exp.Star(), *prepared).from_(table(self.last)))
        spelled = [self.sheet.spelled(definition, looping=False) for definition in layer]
        self.add("step", exp.select(exp.Star(), *spelled).from_(table(self.last)))


def gathering(sheet: Sheet, definition: Definition, prior: Prior) -> Sql:
    """The lines of earlier claims, as one list, that a line's look-back picks from."""
    by = [column(key) for key in prior.by if sheet.grain_of(key) is None]
    names = dict.fromkeys((prior.column, *prior.by, *([prior.window.axis] if prior.window else [])))
    line = struct({name: sheet.read(name) for name in names})
    lines = mapped(column(places_of(str(definition.grain))), THIS_LINE, line)
    gathered = function("FLATTEN", over_earlier(function("LIST", lines), by))
    return named(gathered, earlier_lines(definition.name))


def facts(sheet: Sheet) -> exp.Query:
    """The claims with their facts, a missing one as its lowest value, and with the lists of their lines."""
    inputs = sheet.worksheet.inputs
    own = [named(_fact(sheet, fact, "claim"), fact.name) for fact in inputs if fact.grain is None]
    query = exp.select(named(column("seq", "claim"), ORDER), *own).from_(table("claims", "claim"))
    for grain in sheet.grains:
        lists = {each(fact.name): f"{sheet.type_of(fact.name)}[]" for fact in inputs if fact.grain == grain}
        lists[places_of(grain)] = "BIGINT[]"
        query = query.select(*[named(_or_empty(column(name, grain), of), name) for name, of in lists.items()])
        joined = exp.EQ(this=column("seq", grain), expression=column("seq", "claim"))
        query = query.join(_lines(sheet, grain), on=joined, join_type="left")
    return query


def _lines(sheet: Sheet, grain: str) -> exp.Subquery:
    facts = [fact for fact in sheet.worksheet.inputs if fact.grain == grain]
    lists = [named(_in_order(_fact(sheet, fact, "line")), each(fact.name)) for fact in facts]
    places = function("RANGE", number(1), exp.Add(this=function("COUNT", exp.Star()), expression=number(1)))
    query = exp.select(column("seq", "line"), *lists, named(places, places_of(grain)))
    return (
        query.from_(table(grain, "line"))
        .group_by(column("seq", "line"))
        .subquery(exp.to_identifier(grain, quoted=True))
    )


def _in_order(value: Sql) -> Sql:
    order = exp.Order(this=value, expressions=[exp.Ordered(this=column("line", "line"))])
    return function("LIST", order)


def _fact(sheet: Sheet, fact: Input, source: str) -> Sql:
    stem = fact.name.removesuffix(given(""))
    if stem != fact.name:
        return exp.Not(this=exp.Is(this=column(stem, source), expression=exp.Null()))
    value = exp.cast(column(fact.name, source), sheet.type_of(fact.name))
    if given(fact.name) not in sheet.worksheet.by_name:
        return value
    lowest = exp.Boolean(this=bool(fact.low)) if fact.sort is Sort.TRUTH else exp.Literal.number(fact.low)
    return function("COALESCE", value, lowest)


def _or_empty(lists: Sql, type_of: str) -> Sql:
    return function("COALESCE", lists, exp.cast(exp.Array(), type_of))


def _turning(worksheet: Worksheet) -> frozenset[str]:
    """The columns that loop through time, and those that stand between two of them."""
    looping = loops(worksheet)
    edges = dependencies(worksheet)
    readers: dict[str, list[str]] = {name: [] for name in edges}
    for name, read in edges.items():
        for one in read:
            readers[one].append(name)
    return reachable(edges, looping) & reachable(readers, looping)


# The columns that loop through time ----------------------------------------------------------------------------------


def walk(query: Query, definitions: Sequence[Definition]) -> None:
    """The recursive step: each key's claims one by one, the earlier ones carried along as lists."""
    sheet, last = query.sheet, query.last
    keys = _shared_keys(sheet, definitions)
    turn = exp.Window(
        this=function("ROW_NUMBER"),
        partition_by=[column(key) for key in keys],
        order=exp.Order(expressions=[exp.Ordered(this=column(ORDER))]),
    )
    query.add("numbered", exp.select(exp.Star(), named(turn, TURN)).from_(table(last)))
    numbered = query.last
    name = f"walk {len(query.steps)}"
    carried = _carried(sheet, definitions)
    seed = _seed(sheet, definitions, keys, carried, numbered)
    step = _step(sheet, definitions, keys, carried, numbered, name)
    query.add("walk", exp.union(seed, step.subquery(), distinct=False))
    columns = [column(sheet.whole(one.name), "walk") for one in definitions]
    together = exp.EQ(this=column(ORDER, "walk"), expression=column(ORDER, "claim"))
    joined = exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier("claim")), *columns)
    query.add("walked", joined.from_(table(numbered, "claim")).join(table(name, "walk"), on=together))


def _shared_keys(sheet: Sheet, definitions: Sequence[Definition]) -> tuple[str, ...]:
    """The claim's keys, known before, that all look-backs share: no row ever meets one with other values of them."""
    inside = {definition.name for definition in definitions}
    priors = [definition.term for definition in definitions if isinstance(definition.term, Prior)]
    return tuple(
        key
        for key in priors[0].by
        if key not in inside and sheet.grain_of(key) is None and all(key in prior.by for prior in priors)
    )


def _carried(sheet: Sheet, definitions: Sequence[Definition]) -> dict[str | None, tuple[str, ...]]:
    """For each grain that looks back, the columns its earlier rows must show."""
    carried: dict[str | None, dict[str, None]] = {}
    for definition in definitions:
        if isinstance(prior := definition.term, Prior):
            names = (prior.column, *prior.by, *([prior.window.axis] if prior.window else []))
            carried.setdefault(definition.grain, {}).update(dict.fromkeys(names))
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
    rows = {earlier_rows(grain): _rows_type(sheet, names) for grain, names in carried.items()}
    empty = [named(exp.cast(exp.Array(), of), name) for name, of in rows.items()]
    own = [column(key) for key in keys]
    seed = exp.select(*own, named(number(0), TURN), order, *nothing, *empty)
    return seed.from_(exp.select(*own).distinct().from_(table(numbered)).subquery()) if keys else seed


def _whole_type(sheet: Sheet, name: str) -> str:
    return sheet.type_of(name) + ("[]" if sheet.grain_of(name) else "")


def _rows_type(sheet: Sheet, names: Sequence[str]) -> exp.DataType:
    fields = [
        exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=exp.DataType.build(sheet.type_of(name)))
        for name in names
    ]
    row = exp.DataType(this=exp.DataType.Type.STRUCT, expressions=fields, nested=True)
    return exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[row], nested=True)


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
    for layer in _layers(definitions):
        spelled = [sheet.spelled(definition, looping=True) for definition in layer]
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


def _layers(definitions: Sequence[Definition]) -> list[list[Definition]]:
    """`definitions` in layers by what they read of their own row."""
    level: dict[str, int] = {}
    layers: list[list[Definition]] = []
    for definition in definitions:
        own = [level[name] for name in reads_here(definition.term) if name in level]
        level[definition.name] = here = 1 + max(own, default=-1)
        if here == len(layers):
            layers.append([])
        layers[here].append(definition)
    return layers


def sql(worksheet: Worksheet, results: Sequence[str]) -> str:
    """The query for the `results` of a closed worksheet, in DuckDB's dialect."""
    return Query(Sheet(trimmed(simplified(worksheet), results))).tree().sql(dialect="duckdb", pretty=True)
