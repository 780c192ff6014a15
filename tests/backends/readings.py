"""Every backend run on a history, as plain lists of values by column, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from policyc.backends.exact import Program
from policyc.backends.kernel.words import WHOLE, width_of
from policyc.backends.python import compile_settle
from policyc.backends.python_branched import compile_branched
from policyc.backends.sql import queries
from policyc.backends.sql_openings import opening_rows, totals_opened
from policyc.batch.engines.by_kernel import Kernel
from policyc.batch.engines.columns import Batch, Engine
from policyc.core.known import given
from policyc.core.openings import NONE, Key, Openings
from policyc.core.state import State
from policyc.core.terms import Sort
from policyc.core.trim import trimmed
from policyc.core.worksheet import Worksheet
from tests.backends.batches import History, batch_of

Answers = list[dict[str, Any]]


def columns(sheet: Worksheet) -> tuple[str, ...]:
    return tuple(definition.name for definition in sheet.definitions)


def by_exact(sheet: Worksheet, claims: History, openings: Openings = NONE) -> Answers:
    answers = []
    for row in Program(sheet).run(claims, openings):
        values = {}
        for one in sheet.definitions:
            values[one.name] = row[one.name] if one.grain is None else [line[one.name] for line in row.lines[one.grain]]
        answers.append(values)
    return answers


def by_python(sheet: Worksheet, claims: History, openings: Openings = NONE) -> Answers:
    results = columns(sheet)
    settle = compile_settle(sheet, results)
    totals = State.start(trimmed(sheet, results), openings).tables
    return [settle(facts, totals, lines) for facts, lines in claims]


def by_kernel(sheet: Worksheet, claims: History, openings: Openings = NONE, threads: int = 1) -> Answers:
    """The columns that machine code can give back: those that fit in 64 bits."""
    kernel = Kernel(sheet, [one.name for one in sheet.definitions if width_of((one.low, one.high)) is WHOLE])
    kernel.threads = threads
    batch = batch_of(sheet, claims)
    found = kernel.settle(batch, openings)
    return [{name: _at(sheet, batch, name, array, at) for name, array in found.items()} for at in range(batch.count)]


def _at(sheet: Worksheet, batch: Batch, name: str, array: Any, at: int) -> Any:
    grain = sheet.by_name[name].grain
    if grain is None:
        return array[at].item()
    first, last = batch.lines[grain].offsets[at : at + 2]
    return array[first:last].tolist()


def by_engine(engine: Engine, sheet: Worksheet, claims: History, openings: Openings = NONE) -> Answers:
    """The columns that engines of tables give back: those that fit in 64 bits."""
    batch = batch_of(sheet, claims)
    names = [one.name for one in sheet.definitions if width_of((one.low, one.high)) is WHOLE]
    found = engine.settle(sheet, names, batch, openings)
    return [{name: _at(sheet, batch, name, array, at) for name, array in found.items()} for at in range(batch.count)]


def by_branched(sheet: Worksheet, results: Sequence[str], claims: History, openings: Openings = NONE) -> Answers:
    """The columns `results` as the module for few results gives them."""
    settle = compile_branched(sheet, results)
    totals = State.start(trimmed(sheet, results), openings).tables
    return [settle(facts, totals, lines) for facts, lines in claims]


def by_sql(sheet: Worksheet, claims: History, openings: Openings = NONE) -> Answers:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    _load(connection, "claims", ["seq"], facts_of(sheet, None), [([at], facts) for at, (facts, _) in enumerate(claims)])
    for grain in dict.fromkeys(one.grain for one in sheet.by_name.values() if one.grain):
        rows = [
            ([at, place], line)
            for at, (_, lines) in enumerate(claims)
            for place, line in enumerate(lines.get(grain, ()))
        ]
        _load(connection, grain, ["seq", "line"], facts_of(sheet, grain), rows)
    width, told = openings_told(sheet, openings)
    keys = "".join(f"key{at} BIGINT, " for at in range(1, width + 1))
    connection.execute(f"CREATE TABLE openings(total VARCHAR, {keys}amount BIGINT)")
    for total, key, amount in told:
        padded = [*key, *([None] * (width - len(key)))]
        connection.execute(f"INSERT INTO openings VALUES ({', '.join('?' * (width + 2))})", [total, *padded, amount])
    names = columns(sheet)
    rows_of = {grain: connection.execute(query).fetchall() for grain, query in queries(sheet, names).items()}
    return by_row(sheet, names, len(claims), rows_of)


def by_row(sheet: Worksheet, names: Sequence[str], claims: int, rows_of: Mapping[str | None, list[Any]]) -> Answers:
    """What the queries of each grain gave, in no order, as the answers of each claim."""
    answers: Answers = [{} for _ in range(claims)]
    for grain, rows in rows_of.items():
        own = [name for name in names if sheet.by_name[name].grain == grain]
        if grain is None:
            for seq, *row in rows:
                answers[seq].update(zip(own, row, strict=True))
            continue
        for answer in answers:
            answer.update({name: [] for name in own})
        for seq, _, *row in sorted(rows, key=lambda row: row[:2]):
            for name, value in zip(own, row, strict=True):
                answers[seq][name].append(value)
    return answers


def openings_told(sheet: Worksheet, openings: Openings) -> tuple[int, list[tuple[str, Key, int]]]:
    """How many key columns the table of openings has, and its rows: a total, its key, an amount."""
    return max(map(len, totals_opened(sheet).values()), default=0), opening_rows(sheet, openings)


def facts_of(sheet: Worksheet, grain: str | None) -> dict[str, Sort]:
    """The columns of the table of a grain, beside those that put its rows in order."""
    companions = {given(fact.name) for fact in sheet.inputs}
    return {fact.name: fact.sort for fact in sheet.inputs if fact.grain == grain and fact.name not in companions}


def _load(connection: Any, name: str, places: Sequence[str], facts: Mapping[str, Sort], rows: Any) -> None:
    kinds = [f'"{fact}" {"BOOLEAN" if sort is Sort.TRUTH else "BIGINT"}' for fact, sort in facts.items()]
    connection.execute(f"CREATE TABLE {name}({', '.join([f'{place} BIGINT' for place in places] + kinds)})")
    for place, row in rows:
        values = [*place, *(row.get(fact) for fact in facts)]
        connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values))})", values)
