"""Whole tables of claims in a warehouse: the SQL of a policy beside SQL written by hand for the same policy.

Run as `python -m benchmarks.warehouse [ENGINE] [CLAIMS …]`: duckdb, with a million claims and ten million, or spark,
which needs Java and policyc[spark]. The queries of a work take the same claims, in turn, in one process, and make a
table of the same results, every amount of which is compared. In Spark policy.spark is measured too, which tells the
reasons beside; as the machine may be busy, look at the time at work.
"""

from __future__ import annotations

import os
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
FIRST = 10**9
"""What is added to a claim's number in tables that policy.spark reads: numbers are put in order as texts."""


class Warehouse(Protocol):
    """An engine that holds `source`, the claims of a work as they come."""

    def at_work(self) -> float:
        """Seconds that its processors have been at work."""

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

    def at_work(self) -> float:
        return process_time()

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

        os.environ["PYSPARK_PYTHON"] = sys.executable
        self.folder = Path(tempfile.mkdtemp())
        builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "2g")
        builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "4")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        self.spark: Any = builder.config("spark.log.level", "ERROR").getOrCreate()
        file = self.folder / "source.parquet"
        duckdb.sql(f"COPY ({work.claims.format(claims=claims)}) TO '{file}'")
        self.spark.read.parquet(str(file)).createOrReplaceTempView("source")

    def at_work(self) -> float:
        """Of Java and of the Python that it starts."""
        return of_family(self.spark.sparkContext._gateway.proc.pid)

    def run(self, text: str, table: str) -> None:
        self.keep(self.spark.sql(text), table)

    def keep(self, frame: Any, table: str) -> None:
        """Makes a table of a frame."""
        frame.write.mode("overwrite").parquet(str(self.folder / table))
        self.spark.read.parquet(str(self.folder / table)).createOrReplaceTempView(table)

    def told(self, work: Work) -> Any:
        """The claims as a table that policy.spark reads: dates, decimals, names; each number has as many digits."""
        columns = ", ".join(f"{text} AS {name}" for name, text in work.told.items())
        self.run(f"SELECT number + {FIRST} AS claim_number, {columns} FROM source", "told")
        return self.spark.table("told")

    def view(self, text: str, name: str) -> None:
        self.spark.sql(text).createOrReplaceTempView(name)

    def count(self, text: str) -> int:
        return int(self.spark.sql(text).count())


ENGINES: dict[str, Callable[[Work, int], Warehouse]] = {"duckdb": InDuckDB, "spark": InSpark}


@frozen
class Taken:
    """Seconds that passed, and seconds that processors were at work."""

    passed: float
    at_work: float


def taken(warehouse: Warehouse, function: Callable[[], None]) -> Taken:
    passed, at_work = perf_counter(), warehouse.at_work()
    function()
    return Taken(perf_counter() - passed, warehouse.at_work() - at_work)


def of_family(process: int) -> float:
    """Seconds that a process of this machine, and all that it has started, have been at work."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
        children = [
            text for file in Path(f"/proc/{process}/task").glob("*/children") for text in file.read_text().split()
        ]
    except OSError:  # it has ended meanwhile
        return 0.0
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK") + sum(of_family(int(child)) for child in children)


def measure(work: Work, engine: str, claims: int) -> None:
    warehouse = ENGINES[engine](work, claims)
    policy = policyc.load(work.policy)
    sheet, _ = closed(policy.compiled)
    new_members = evolve(sheet, openings=frozenset())
    generated = sql(new_members, work.results, warehouse.dialect)
    inputs = {name: text.format(**warehouse.words) for name, text in work.inputs.items()}
    columns = ", ".join(f"{text} AS {warehouse.dialect.quoted(name)}" for name, text in inputs.items())
    warehouse.view(f"SELECT {columns} FROM source", "claims")
    by_hand = work.by_hand.format(**warehouse.words)
    contenders: dict[str, Callable[[], None]] = {
        "by hand": lambda: warehouse.run(by_hand, "written"),
        "our SQL": lambda: warehouse.run(generated, "generated"),
    }
    if isinstance(warehouse, InSpark):
        told = warehouse.told(work)
        contenders["policy.spark"] = lambda: warehouse.keep(policy.spark(told, openings="none"), "settled")
    rounds = [{name: taken(warehouse, one) for name, one in contenders.items()} for _ in range(ROUNDS + 1)]
    results = ", ".join(work.results)
    compared(work, warehouse, f"SELECT {work.number} AS number, {results} FROM generated", claims)
    if isinstance(warehouse, InSpark):
        fen = ", ".join(f"CAST({name} * 100 AS BIGINT) AS {name}" for name in work.results)
        compared(work, warehouse, f"SELECT claim_number - {FIRST} AS number, {fen} FROM settled", claims)
    print(f"{engine}, {work.name}, {claims:,} claims")
    for name in contenders:
        print(told_of(name, rounds[1:]))


def compared(work: Work, warehouse: Warehouse, ours: str, claims: int) -> None:
    """Raises AssertionError where the two tables differ."""
    assert warehouse.count(ours) == claims
    assert warehouse.count(f"{ours} EXCEPT SELECT number, {', '.join(work.results)} FROM written") == 0


def told_of(name: str, rounds: list[dict[str, Taken]]) -> str:
    """A contender beside what is written by hand."""
    passed, at_work = (median(getattr(each[name], of) for each in rounds) for of in ("passed", "at_work"))
    ratio, worked = (
        median(getattr(each[name], of) / getattr(each["by hand"], of) for each in rounds)
        for of in ("passed", "at_work")
    )
    return f"  {name:<14} {passed:.3f} s, at work {at_work:.3f} s; ratio {ratio:.2f}, at work {worked:.2f}"


def run(engine: str = "duckdb", sizes: tuple[int, ...] = (1_000_000, 10_000_000)) -> None:
    for claims in sizes:
        for work in WORKS:
            measure(work, engine, claims)


if __name__ == "__main__":
    engine, *sizes = sys.argv[1:] or ["duckdb"]
    run(engine, tuple(map(int, sizes)) or (1_000_000, 10_000_000))
