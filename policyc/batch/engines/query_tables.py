"""A batch as the tables that generated queries read: claims, the lines of each grain, opening balances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from policyc.backends.sql_openings import AMOUNT, OPENINGS, TOTAL, key_column, opening_rows, totals_opened
from policyc.batch.engines.columns import Array, Batch
from policyc.core.known import given
from policyc.core.openings import Openings
from policyc.core.worksheet import Input, Worksheet

CLAIMS = "claims"


def tables(sheet: Worksheet, batch: Batch, openings: Openings) -> dict[str, Any]:
    """By name the Arrow tables that the queries of `sheet` read.

    `seq` is a claim's place in the batch, `line` a line's among all lines of its grain. What is not given is null.
    """
    found = {CLAIMS: _table({"seq": np.arange(batch.count)}, _inputs(sheet, None), batch.facts)}
    for grain in dict.fromkeys(fact.grain for fact in sheet.inputs if fact.grain is not None):
        lines = batch.lines[grain]
        of = np.repeat(np.arange(batch.count), np.diff(lines.offsets))
        found[grain] = _table({"seq": of, "line": np.arange(len(of))}, _inputs(sheet, grain), lines.facts)
    return found | {OPENINGS: _openings(sheet, openings)}


def _inputs(sheet: Worksheet, grain: str | None) -> list[Input]:
    return [fact for fact in sheet.inputs if fact.grain == grain]


def _table(places: Mapping[str, Array], inputs: Sequence[Input], facts: Mapping[str, Array]) -> Any:
    columns = {name: pa.array(values) for name, values in places.items()}
    asked = {fact.name for fact in inputs}
    for name in dict.fromkeys(name.removesuffix(given("")) for name in asked):
        there = facts[given(name)] if given(name) in asked else None
        # where only that it is given is read, any value will do
        values = facts[name] if name in asked else there
        columns[name] = pa.array(values, mask=None if there is None else ~there)
    return pa.table(columns)


def _openings(sheet: Worksheet, openings: Openings) -> Any:
    rows = opening_rows(sheet, openings)
    width = max(map(len, totals_opened(sheet).values()), default=0)
    columns: dict[str, Any] = {TOTAL: pa.array([total for total, _, _ in rows], pa.string())}
    for at in range(width):
        keys = [key[at] if at < len(key) else None for _, key, _ in rows]
        columns[key_column(at + 1)] = pa.array(keys, pa.int64())
    return pa.table(columns | {AMOUNT: pa.array([amount for _, _, amount in rows], pa.int64())})
