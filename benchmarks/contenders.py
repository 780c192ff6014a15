"""Who settles what, by name: one kind of work, in memory or from file to file, each way with its answers in fen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import frozen

from benchmarks import by_c, by_duckdb, by_numpy, by_polars, ours
from benchmarks.generated import Array, Columns

OURS, OURS_TWICE = "policyc", "policyc, 2 threads"
C, C_INTO, NUMPY, POLARS, DUCKDB, COPY = "C", "C, given outputs", "NumPy", "Polars", "DuckDB", "plain copy"


@frozen(eq=False)
class Contender:
    """One way of settling all claims; `answers` takes what it gave, None for a way that settles nothing."""

    settle: Callable[[], Any]
    answers: Callable[[Any], Columns] | None


@frozen(eq=False)
class Work:
    """One kind of work, as each who settles it by hand has it."""

    results: tuple[str, ...]
    by_c: Callable[[Columns], Columns]
    by_numpy: Callable[[Columns], Columns]
    by_polars: Callable[[pl.LazyFrame], pl.LazyFrame]
    by_duckdb: str
    copy: str
    wholly_by_polars: Callable[[pl.LazyFrame], pl.LazyFrame]
    wholly_by_duckdb: str
    copy_whole: str
    policy: Path
    read: tuple[str, ...]
    inputs: tuple[str, ...]


STAYS = Work(
    by_c.STAYS,
    by_c.stays,
    by_numpy.stays,
    by_polars.stays,
    by_duckdb.STAYS,
    by_duckdb.COPY_STAYS,
    by_polars.stays_whole,
    by_duckdb.STAYS_WHOLE,
    by_duckdb.COPY_STAYS_WHOLE,
    ours.STAYS_POLICY,
    by_polars.READ_OF_STAYS,
    by_c.OF_STAYS,
)
VISITS = Work(
    by_c.VISITS,
    by_c.visits,
    by_numpy.visits,
    by_polars.visits,
    by_duckdb.VISITS,
    by_duckdb.COPY_VISITS,
    by_polars.visits_whole,
    by_duckdb.VISITS_WHOLE,
    by_duckdb.COPY_VISITS_WHOLE,
    ours.VISITS_POLICY,
    by_polars.READ_OF_VISITS,
    by_c.OF_VISITS,
)


def in_memory(work: Work, columns: Columns, source: Path) -> Mapping[str, Contender]:
    """From the form that each keeps claims in, to results in that form."""
    count = len(columns["claim_number"])
    frame = pl.read_parquet(source, columns=list(work.read))
    database = by_duckdb.with_table(source)
    copied = {name: np.zeros_like(columns[name]) for name in work.inputs}
    results = by_c.fresh(count, work.results)
    money = columns["cost_fen"] if work is STAYS else columns["other_fen"]

    def copy() -> None:
        for name, array in copied.items():
            np.copyto(array, columns[name])
        for array in results.values():
            np.copyto(array, money)

    return {
        **_ours_in_memory(work, columns),
        C: Contender(lambda: work.by_c(columns), _same),
        NUMPY: Contender(lambda: work.by_numpy(columns), _same),
        POLARS: Contender(lambda: work.by_polars(frame.lazy()).collect(), _of_frame),
        DUCKDB: Contender(lambda: by_duckdb.in_memory(work.by_duckdb, database), lambda _: _of_database(database)),
        COPY: Contender(copy, None),
    }


def _ours_in_memory(work: Work, columns: Columns) -> Mapping[str, Contender]:
    if work is VISITS:
        visits, day = ours.visits_in_memory(columns), columns["day"]
        return {
            OURS: Contender(lambda: visits.settle(1, ours.order_of(day)), _same),
            OURS_TWICE: Contender(lambda: visits.settle(2, ours.order_of(day)), _same),
        }
    stays = ours.stays_in_memory(columns)
    into, by_hand = (by_c.fresh(len(columns["cost_fen"]), by_c.STAYS) for _ in range(2))
    return {
        OURS: Contender(lambda: stays.settle(1, into=into), _same),
        OURS_TWICE: Contender(lambda: stays.settle(2, into=into), _same),
        C_INTO: Contender(lambda: by_c.stays_into(columns, by_hand), _same),
    }


def file_to_file(work: Work, source: Path, output: Path) -> Mapping[str, Contender]:
    """From a Parquet file to a Parquet file, packed by snappy, of the claims' numbers and results."""
    policy = ours.asking(work.policy, work.results)

    def of_arrays(settle: Callable[[Columns], Columns]) -> Callable[[], None]:
        def settled() -> None:
            columns = _read(source, work.read)
            results = {"claim_number": columns["claim_number"], **settle(columns)}
            pq.write_table(pa.table(results), output, compression="snappy")

        return settled

    def polars() -> None:
        work.by_polars(pl.scan_parquet(source)).sink_parquet(output, compression="snappy")

    ways: dict[str, Callable[[], None]] = {
        OURS: lambda: ours.file_to_file(policy, source, output),
        C: of_arrays(work.by_c),
        NUMPY: of_arrays(work.by_numpy),
        POLARS: polars,
        DUCKDB: lambda: by_duckdb.file_to_file(work.by_duckdb, source, output),
    }
    settled = {name: Contender(way, lambda _: _of_file(output, work.results)) for name, way in ways.items()}
    return {**settled, COPY: Contender(lambda: by_duckdb.file_to_file(work.copy, source, output), None)}


def file_to_file_whole(work: Work, source: Path, output: Path) -> Mapping[str, Contender]:
    """The same from the columns that policyc reads, decimals and names, to all that it writes.

    The answers of the others are refused where any of their columns differs from policyc's.
    """
    policy = ours.asking(work.policy, work.results)
    told: list[pa.Table] = []

    def answers(_: None) -> Columns:
        told.append(_plainly(pq.read_table(output)))
        assert told[-1].equals(told[0]), "not what policyc writes"
        return _of_file(output, work.results)

    ways: dict[str, Callable[[], None]] = {
        OURS: lambda: ours.file_to_file(policy, source, output),
        POLARS: lambda: work.wholly_by_polars(pl.scan_parquet(source)).sink_parquet(output, compression="snappy"),
        DUCKDB: lambda: by_duckdb.file_to_file(work.wholly_by_duckdb, source, output),
    }
    settled = {name: Contender(way, answers) for name, way in ways.items()}
    return {**settled, COPY: Contender(lambda: by_duckdb.file_to_file(work.copy_whole, source, output), None)}


# ---- files as arrays


def _read(source: Path, names: tuple[str, ...]) -> Columns:
    table = pq.read_table(source, columns=list(names))
    columns = {name: table[name] for name in names}
    if "service_date" in columns:
        columns["day"] = columns.pop("service_date").cast(pa.int32())
        columns["level"] = columns.pop("level_no")
    return {name: column.to_numpy() for name, column in columns.items()}


def _plainly(table: pa.Table) -> pa.Table:
    """A table by its rows; whoever wrote it, texts are of one type, and so are lists of them."""
    return table.cast(pa.schema([pa.field(one.name, _plain(one.type)) for one in table.schema])).sort_by("row")


def _plain(type: pa.DataType) -> pa.DataType:
    if pa.types.is_nested(type):
        return pa.list_(pa.string())
    texts = pa.types.is_dictionary(type) or pa.types.is_large_string(type)
    return pa.string() if texts else type


# ---- answers in fen, by claim number


def _same(answers: Columns) -> Columns:
    return answers


def _of_frame(frame: pl.DataFrame) -> Columns:
    return _sorted({name: frame[name].to_numpy() for name in frame.columns})


def _of_database(database: Any) -> Columns:
    return _sorted(database.execute("SELECT * FROM settled").fetchnumpy())


def _of_file(output: Path, results: tuple[str, ...]) -> Columns:
    table = pq.read_table(output, columns=["claim_number", *results])
    return _sorted({name: _fen(table[name]) for name in table.column_names})


def _fen(column: pa.ChunkedArray) -> Array:
    if pa.types.is_decimal(column.type):
        column = pc.multiply(column, pa.scalar(100, pa.decimal128(3, 0))).cast(pa.int64())
    found: Array = column.to_numpy()
    return found


def _sorted(columns: Columns) -> Columns:
    order = np.argsort(columns["claim_number"])
    return {name: values[order] for name, values in columns.items() if name != "claim_number"}
