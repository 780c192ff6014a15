"""Every backend run on a history, as plain lists of values by column, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from policyc.backends.exact import Program
from policyc.backends.python import compile_settle
from policyc.backends.sql import queries
from policyc.backends.sql_openings import totals_opened
from policyc.core.known import given
from policyc.core.state import NONE, Openings, Slot, State, slots
from policyc.core.terms import Fold, Sort
from policyc.core.trim import trimmed
from policyc.core.worksheet import Worksheet

History = Sequence[tuple[Mapping[str, Any], Mapping[str, Sequence[Mapping[str, Any]]]]]
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


def by_sql(sheet: Worksheet, claims: History, openings: Openings = NONE) -> Answers:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    _load(connection, "claims", ["seq"], sheet, None, [({"seq": at}, facts) for at, (facts, _) in enumerate(claims)])
    for grain in dict.fromkeys(one.grain for one in sheet.by_name.values() if one.grain):
        rows = [
            ({"seq": at, "line": place}, line)
            for at, (_, lines) in enumerate(claims)
            for place, line in enumerate(lines.get(grain, ()))
        ]
        _load(connection, grain, ["seq", "line"], sheet, grain, rows)
    _load_openings(connection, sheet, openings)
    names = columns(sheet)
    answers: Answers = [{} for _ in claims]
    for grain, query in queries(sheet, names).items():
        own = [name for name in names if sheet.by_name[name].grain == grain]
        order = "seq" if grain is None else "seq, line"
        if grain is not None:
            for answer in answers:
                answer.update({name: [] for name in own})
        for seq, *row in connection.execute(f"SELECT * FROM ({query}) ORDER BY {order}").fetchall():
            if grain is None:
                answers[seq].update(zip(own, row, strict=True))
            else:
                for name, value in zip(own, row[1:], strict=True):
                    answers[seq][name].append(value)
    return answers


def _load_openings(connection: Any, sheet: Worksheet, openings: Openings) -> None:
    width = max((len(key) for key in totals_opened(sheet).values()), default=0)
    keys = "".join(f"key{at} BIGINT, " for at in range(1, width + 1))
    connection.execute(f"CREATE TABLE openings(total VARCHAR, {keys}amount BIGINT)")
    for total, key, amount in _told(sheet, openings):
        padded = [*key, *([None] * (width - len(key)))]
        connection.execute(f"INSERT INTO openings VALUES ({', '.join('?' * (width + 2))})", [total, *padded, amount])


def _told(sheet: Worksheet, openings: Openings) -> list[tuple[str, list[int], int]]:
    told = [(Slot(column, by).name, list(key), amount) for (column, by, key), amount in openings.amounts.items()]
    for (column, by, axis, key), history in openings.histories.items():
        told.append((Slot(column, by, Fold.OPENED, axis).name, list(key), history.since))
        told += [(Slot(column, by, None, axis).name, [*key, at], amount) for at, amount in history.rows]
    for slot in slots(sheet) if openings.everyone else ():
        name = Slot(slot.column, slot.by, Fold.SUM if slot.axis is None else Fold.OPENED, slot.axis).name
        told.append((name, [], 0))
    wanted = totals_opened(sheet)
    return [one for one in told if one[0] in wanted]


def _load(connection: Any, name: str, places: Sequence[str], sheet: Worksheet, grain: str | None, rows: Any) -> None:
    companions = {given(fact.name) for fact in sheet.inputs}
    facts = [fact for fact in sheet.inputs if fact.grain == grain and fact.name not in companions]
    kinds = [f'"{fact.name}" {"BOOLEAN" if fact.sort is Sort.TRUTH else "BIGINT"}' for fact in facts]
    connection.execute(f"CREATE TABLE {name}({', '.join([f'{place} BIGINT' for place in places] + kinds)})")
    for place, row in rows:
        values = [*place.values(), *(row.get(fact.name) for fact in facts)]
        connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values))})", values)
