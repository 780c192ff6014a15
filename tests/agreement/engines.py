"""Engines that only these tests know: the exact interpreter claim by claim, and the generated SQL in Spark."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from attrs import define, field

from policyc.backends.exact import Program
from policyc.backends.sql import queries
from policyc.backends.sql_dialects import SPARK
from policyc.batch.engines.by_python import records
from policyc.batch.engines.columns import Array, Batch
from policyc.batch.engines.query_tables import tables
from policyc.core.openings import Openings
from policyc.core.terms import Sort
from policyc.core.trim import trimmed
from policyc.core.worksheet import Worksheet
from tests.backends.spark import session


class Interpreter:
    """The exact reading, one claim after another."""

    def settle(self, sheet: Worksheet, results: Sequence[str], batch: Batch, openings: Openings) -> Mapping[str, Array]:
        """As every engine does."""
        lean = trimmed(sheet, results)
        program = Program(lean)
        facts = records([fact for fact in lean.inputs if fact.grain is None], batch.facts, batch.count)
        grains = dict.fromkeys(one.grain for one in lean.by_name.values() if one.grain is not None)
        lines = {grain: _lines(lean, grain, batch) for grain in grains}
        state = program.start(openings)
        columns: dict[str, list[Any]] = {name: [] for name in results}
        for at, claim in enumerate(facts):
            row = program.settle(state, claim, {grain: each[at] for grain, each in lines.items()})
            for name, column in columns.items():
                grain = lean.by_name[name].grain
                column.append(row[name] if grain is None else [line[name] for line in row.lines[grain]])
        return {name: _array(lean, name, column) for name, column in columns.items()}


def _lines(sheet: Worksheet, grain: str, batch: Batch) -> list[list[dict[str, Any]]]:
    columns = batch.lines[grain]
    offsets = columns.offsets.tolist()
    told = records([fact for fact in sheet.inputs if fact.grain == grain], columns.facts, offsets[-1])
    return [told[first:last] for first, last in pairwise(offsets)]


def _array(sheet: Worksheet, name: str, values: list[Any]) -> Array:
    column = sheet.by_name[name]
    flat = values if column.grain is None else list(chain.from_iterable(values))
    return np.array(flat, np.bool_ if column.sort is Sort.TRUTH else np.int64)


@define(eq=False)
class SparkSql:
    """The queries that `policyc show --stage sql --dialect spark` prints, run by Spark over files."""

    _texts: dict[tuple[int, tuple[str, ...]], tuple[Worksheet, Mapping[str | None, str]]] = field(factory=dict)

    def settle(self, sheet: Worksheet, results: Sequence[str], batch: Batch, openings: Openings) -> Mapping[str, Array]:
        """As every engine does."""
        key = id(sheet), tuple(results)
        if key not in self._texts:
            self._texts[key] = sheet, queries(sheet, results, SPARK)
        lean, spark = trimmed(sheet, results), session()
        found: dict[str, Array] = {}
        with tempfile.TemporaryDirectory(prefix="policyc-") as folder:
            for name, table in tables(lean, batch, openings).items():
                path = str(Path(folder) / f"{name}.parquet")
                pq.write_table(table, path)
                spark.read.parquet(path).createOrReplaceTempView(name)
            for grain, text in self._texts[key][1].items():
                answer = str(Path(folder) / f"answer of {grain}")
                spark.sql(text).write.parquet(answer)
                found |= _placed(lean, grain, pq.read_table(answer), batch)
        return {name: found[name] for name in results}


def _placed(sheet: Worksheet, grain: str | None, answer: Any, batch: Batch) -> dict[str, Array]:
    rows = batch.count if grain is None else int(batch.lines[grain].offsets[-1])
    assert answer.num_rows == rows
    places = answer.column("seq" if grain is None else "line").to_numpy()
    found: dict[str, Array] = {}
    for name in answer.column_names:
        if name in sheet.results:
            truth = sheet.by_name[name].sort is Sort.TRUTH
            column = answer.column(name) if truth else answer.column(name).cast("int64")
            found[name] = np.empty(rows, np.bool_ if truth else np.int64)
            found[name][places] = column.to_numpy()
    return found
