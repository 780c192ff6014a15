"""Whole tables of claims in a warehouse: the SQL of a policy beside SQL written by hand for the same policy.

Run as `python -m benchmarks.warehouse [ENGINE] [CLAIMS …]`: duckdb, with a million claims and ten million, or spark,
which needs Java. Both queries of a work take the same claims, in turn, in one process, and make a table of the same
results, every amount of which is compared.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Protocol

import duckdb
from attrs import evolve, frozen

import policyc
from benchmarks.warehouse_works import WORKS, Work
from policyc.backends.sql import sql
from policyc.backends.sql_dialects import DUCKDB, SPARK, Dialect
from policyc.stages import closed

ROUNDS = 7


class Warehouse(Protocol):
    """An engine that holds `source`, the claims of a work as they come."""

    dialect: Dialect
    words: dict[str, str]
    """How it divides whole numbers (`div`), and the day number of `visited` (`day`)."""

    def run(self, text: str, table: str) -> None:
        """Makes a table of a query's rows."""

    def view(self, text: str, name: str) -> None: ...

    def count(self, text: str) -> int: ...


class InDuckDB:
    dialect = DUCKDB
    words = {"div": "//", "day": "(visited - DATE '0001-01-01' + 1)"}  # noqa: RUF012

    def __init__(self, work: Work, claims: int) -> None:
        self.connection = duckdb.connect(config={"threads": 2})
        self.connection.execute(f"CREATE TABLE source AS {work.claims.format(claims=claims)}")

    def run(self, text: str, table: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE {table} AS {text}")

    def view(self, text: str, name: str) -> None:
        self.connection.execute(f"CREATE VIEW {name} AS {text}")

    def count(self, text: str) -> int:
        return int(self.connection.execute(f"SELECT COUNT(*) FROM ({text})").fetchall()[0][0])


class InSpark:
    """On two cores, from Parquet to Parquet."""

    dialect = SPARK
    words = {"div": "DIV", "day": "CAST(DATEDIFF(visited, DATE '0001-01-01') + 1 AS BIGINT)"}  # noqa: RUF012

    def __init__(self, work: Work, claims: int) -> None:
        from pyspark.sql import SparkSession

        self.folder = Path(tempfile.mkdtemp())
        builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "2g")
        builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "4")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        self.spark: Any = builder.config("spark.log.level", "ERROR").getOrCreate()
        file = self.folder / "source.parquet"
        duckdb.sql(f"COPY ({work.claims.format(claims=claims)}) TO '{file}'")
        self.spark.read.parquet(str(file)).createOrReplaceTempView("source")

    def run(self, text: str, table: str) -> None:
        self.spark.sql(text).write.mode("overwrite").parquet(str(self.folder / table))
        self.spark.read.parquet(str(self.folder / table)).createOrReplaceTempView(table)

    def view(self, text: str, name: str) -> None:
        self.spark.sql(text).createOrReplaceTempView(name)

    def count(self, text: str) -> int:
        return int(self.spark.sql(text).count())


ENGINES: dict[str, Callable[[Work, int], Warehouse]] = {"duckdb": InDuckDB, "spark": InSpark}


@frozen
class Taken:
    """Seconds that passed, and seconds that this process was at work."""

    passed: float
    at_work: float


def taken(function: Callable[[], None]) -> Taken:
    passed, at_work = perf_counter(), process_time()
    function()
    return Taken(perf_counter() - passed, process_time() - at_work)


def measure(work: Work, engine: str, claims: int) -> None:
    warehouse = ENGINES[engine](work, claims)
    sheet, _ = closed(policyc.load(work.policy).compiled)
    new_members = evolve(sheet, openings=frozenset())
    generated = sql(new_members, work.results, warehouse.dialect)
    inputs = {name: text.format(**warehouse.words) for name, text in work.inputs.items()}
    columns = ", ".join(f"{text} AS {warehouse.dialect.quoted(name)}" for name, text in inputs.items())
    warehouse.view(f"SELECT {columns} FROM source", "claims")
    by_hand = work.by_hand.format(**warehouse.words)
    pairs = []
    for _ in range(ROUNDS + 1):
        ours = taken(lambda: warehouse.run(generated, "generated"))
        pairs.append((ours, taken(lambda: warehouse.run(by_hand, "written"))))
    compared(work, warehouse, claims)
    told(f"{engine}, {work.name}, {claims:,} claims", pairs[1:])


def compared(work: Work, warehouse: Warehouse, claims: int) -> None:
    """Raises AssertionError where the two tables differ."""
    results = ", ".join(work.results)
    ours = f"SELECT {work.number} AS number, {results} FROM generated"
    assert warehouse.count(ours) == claims
    assert warehouse.count(f"{ours} EXCEPT SELECT number, {results} FROM written") == 0


def told(what: str, pairs: list[tuple[Taken, Taken]]) -> None:
    ours, theirs = (median(pair[at].passed for pair in pairs) for at in (0, 1))
    ratio = median(one.passed / other.passed for one, other in pairs)
    at_work = median(one.at_work / other.at_work for one, other in pairs)
    inside = f", {at_work:.2f} of processor time" if "duckdb" in what else ""
    print(f"{what}: {ours:.3f} s, by hand {theirs:.3f} s: ratio {ratio:.2f}{inside}")


def run(engine: str = "duckdb", sizes: tuple[int, ...] = (1_000_000, 10_000_000)) -> None:
    for claims in sizes:
        for work in WORKS:
            measure(work, engine, claims)


if __name__ == "__main__":
    engine, *sizes = sys.argv[1:] or ["duckdb"]
    run(engine, tuple(map(int, sizes)) or (1_000_000, 10_000_000))
