"""The engine of SQL: a batch as Arrow tables, the generated queries over them in DuckDB, their answers as columns."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence

import duckdb
import numpy as np
from attrs import define, field, frozen

from policyc.backends.sql import NameTakenError, queries
from policyc.batch.engines.columns import Array, Batch
from policyc.batch.engines.query_tables import tables
from policyc.batch.fault import fault
from policyc.core.openings import Openings
from policyc.core.terms import Sort
from policyc.core.trim import trimmed
from policyc.core.worksheet import Worksheet


@frozen(eq=False)
class Query:
    """A worksheet cut down to some results, with the query of its claims (None) and of each grain of lines."""

    sheet: Worksheet
    texts: Mapping[str | None, str]


def _connected() -> duckdb.DuckDBPyConnection:
    """A database that settles in memory, and spills only where temporary files belong."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "preserve_insertion_order": False,
        "temp_directory": tempfile.gettempdir(),
    }
    return duckdb.connect(config=settings)


@define(eq=False)
class DuckdbEngine:
    """Writes the queries of each worksheet once, and runs them in a database of its own."""

    _database: duckdb.DuckDBPyConnection = field(factory=_connected)
    # by the worksheet, which is kept so that no other takes its place, and the results
    _queries: dict[tuple[int, tuple[str, ...]], tuple[Worksheet, Query]] = field(factory=dict)

    def settle(self, sheet: Worksheet, results: Sequence[str], batch: Batch, openings: Openings) -> Mapping[str, Array]:
        """Every result column for every claim of the batch. Raises BatchError where SQL has a name of the policy's."""
        query = self._query(sheet, tuple(results))
        given = tables(query.sheet, batch, openings)
        for name, table in given.items():
            self._database.register(name, table)
        try:
            found = {grain: self._answered(query, grain, batch) for grain in query.texts}
        finally:
            for name in given:
                self._database.unregister(name)
        return {name: found[query.sheet.by_name[name].grain][name] for name in results}

    def _query(self, sheet: Worksheet, results: tuple[str, ...]) -> Query:
        key = id(sheet), results
        if key not in self._queries:
            try:
                self._queries[key] = sheet, Query(trimmed(sheet, results), queries(sheet, results))
            except NameTakenError as error:
                raise fault("sql-name-taken", name=error.name) from None
        return self._queries[key][1]

    def _answered(self, query: Query, grain: str | None, batch: Batch) -> Mapping[str, Array]:
        """The results of one grain, each row put where it belongs."""
        answer = self._database.sql(query.texts[grain]).to_arrow_table()
        rows = batch.count if grain is None else int(batch.lines[grain].offsets[-1])
        places = answer.column("seq" if grain is None else "line").to_numpy()
        found: dict[str, Array] = {}
        for name in answer.column_names:
            if name not in query.sheet.results:
                continue
            truth = query.sheet.by_name[name].sort is Sort.TRUTH
            column = answer.column(name) if truth else answer.column(name).cast("int64")
            found[name] = np.empty(rows, np.bool_ if truth else np.int64)
            found[name][places] = column.to_numpy()
        return found
