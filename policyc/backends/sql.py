"""The reading into one DuckDB query: a step for each layer of columns that wait for nothing but earlier layers.

sql(worksheet, results) -> str

It reads `claims(seq, <inputs>)` with `seq` rising in ledger order, for each grain `<grain>(seq, line, <inputs>)`, and
where columns take opening balances `openings(total, key, amount)`: the column and its keys as `paid by member, year`,
the key as BIGINT[] (NULL: everyone had nothing before). A missing fact is NULL. It gives `seq` and the results, line
columns as lists. Earlier claims are windows; columns that loop through time are one recursive step, claim by claim
within the keys they share, carrying the earlier rows as lists.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from policyc.backends.sql_facts import facts
from policyc.backends.sql_sheet import (
    Sheet,
    Sql,
    Steps,
    balances_of,
    earlier_lines,
    looked_at,
    openings_of,
    places_of,
    shared_keys,
)
from policyc.backends.sql_walk import walk
from policyc.backends.sql_words import (
    ORDER,
    THIS_LINE,
    column,
    function,
    mapped,
    named,
    over_earlier,
    struct,
    table,
)
from policyc.core.loops import dependencies, loops, reachable
from policyc.core.simplify import simplified
from policyc.core.terms import Prior
from policyc.core.trim import trimmed
from policyc.core.turns import line_priors
from policyc.core.worksheet import Definition, Worksheet


def tree(sheet: Sheet) -> exp.Query:
    """The whole query: layers of columns, and the looping ones at once when all they wait for is there."""
    worksheet, steps = sheet.worksheet, Steps(sheet, facts(sheet))
    _line_openings(steps)
    turning, edges = _turning(worksheet), dependencies(worksheet)
    done = {fact.name for fact in worksheet.inputs}
    waiting = [definition for definition in worksheet.definitions if definition.name not in turning]
    while waiting or not turning <= done:
        layer = [definition for definition in waiting if edges[definition.name] <= done]
        if layer:
            _layer(steps, layer)
            done |= {definition.name for definition in layer}
            waiting = [definition for definition in waiting if definition.name not in done]
        else:
            walk(steps, [definition for definition in worksheet.definitions if definition.name in turning])
            done |= turning
    return _answer(steps, recursive=bool(turning))


def _line_openings(steps: Steps) -> None:
    """The openings of totals that lines look back at, as lists beside every claim."""
    worksheet = steps.sheet.worksheet
    priors = [prior for definition in worksheet.definitions for prior in line_priors(definition)]
    opened = {openings_of(prior): prior for prior in priors if prior.column in worksheet.openings}
    balance = struct({"key": column("key"), "amount": column("amount")})
    lists = []
    for name, prior in opened.items():
        total = exp.EQ(this=column("total"), expression=exp.Literal.string(balances_of(prior)))
        given = exp.select(function("LIST", balance.copy())).from_(table("openings")).where(total)
        lists.append(named(function("COALESCE", given.subquery(), exp.Array()), name))
    if lists:
        steps.add("opened", exp.select(exp.Star(), *lists).from_(table(steps.last)))


def _answer(steps: Steps, recursive: bool) -> exp.Query:
    sheet = steps.sheet
    results = [named(column(sheet.whole(name)), name) for name in sheet.worksheet.results]
    answer = exp.select(named(column(ORDER), "seq"), *results).from_(table(steps.last)).order_by(column(ORDER))
    for name, query in steps.made:
        answer = answer.with_(exp.to_identifier(name, quoted=True), as_=query, recursive=recursive)
    return answer


def _layer(steps: Steps, layer: Sequence[Definition]) -> None:
    sheet = steps.sheet
    prepared = [gathering(sheet, one, one.term) for one in layer if one.grain and isinstance(one.term, Prior)]
    if prepared:
        steps.add("earlier lines", exp.select(exp.Star(), *prepared).from_(table(steps.last)))
    spelled = [sheet.spelled(definition, looping=False) for definition in layer]
    steps.add("step", exp.select(exp.Star(), *spelled).from_(table(steps.last)))


def gathering(sheet: Sheet, definition: Definition, prior: Prior) -> Sql:
    """The lines of earlier claims, as one list, that a line's look-back picks from."""
    by = [column(key) for key in shared_keys(prior) if sheet.grain_of(key) is None]
    line = struct({name: sheet.read(name) for name in looked_at(prior)})
    lines = mapped(column(places_of(str(definition.grain))), THIS_LINE, line)
    gathered = function("FLATTEN", over_earlier(function("LIST", lines), by))
    return named(gathered, earlier_lines(definition.name))


def _turning(worksheet: Worksheet) -> frozenset[str]:
    """The columns that loop through time, and those that stand between two of them."""
    looping = loops(worksheet)
    edges = dependencies(worksheet)
    readers: dict[str, list[str]] = {name: [] for name in edges}
    for name, read in edges.items():
        for one in read:
            readers[one].append(name)
    return reachable(edges, looping) & reachable(readers, looping)


def sql(worksheet: Worksheet, results: Sequence[str]) -> str:
    """The query for the `results` of a closed worksheet, in DuckDB's dialect."""
    return tree(Sheet(trimmed(simplified(worksheet), results))).sql(dialect="duckdb", pretty=True)
