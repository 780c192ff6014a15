"""A Spark DataFrame of claims settled into a DataFrame of results, when Spark comes to it.

Tasks read their rows into the one form; Spark brings each ledger's claims together; tasks settle them.
Where no claim rests on another, one task does both and no row moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from policyc.batch.engines import AUTO, NAMES
from policyc.batch.engines.by_python import PythonEngine
from policyc.batch.fault import BatchError
from policyc.batch.openings import before
from policyc.batch.reading.headings import headings
from policyc.batch.reading.normal import ROW, owner_of
from policyc.batch.reading.sources import READ_ROWS, Source
from policyc.batch.reading.table import TableReader
from policyc.batch.run import Options, Run
from policyc.batch.spark.shipped import NoClaims, Shipped, Told
from policyc.batch.spark.types import arrow_schema, as_schema, carried, named_by_place, spark_schema
from policyc.batch.staged import Staged
from policyc.claims.finding import spelled_twice
from policyc.report.diagnostic import Language, Words
from policyc.settling.settle import Settler

Batches = Iterator[Any]
Step = Callable[[Batches], Batches]


def settle_frame(
    settler: Settler, frame: Any, openings: str | Path | None, engine_name: str = AUTO, language: str = "zh"
) -> Any:
    """See `policyc.policy.Policy.spark`. Raises BatchError."""
    if type(frame).__name__ != "DataFrame" or not type(frame).__module__.startswith("pyspark."):
        raise TypeError(f"claims are a Spark DataFrame, not a {type(frame).__name__}")
    if engine_name not in NAMES:
        raise KeyError(engine_name)
    told = Told(engine_name, Language(language))
    staged = Staged(settler)
    claims = _needed(staged, frame)
    schema = arrow_schema(claims.schema)
    normal = TableReader(staged, Source(schema, _nothing), told.language).normal
    results = results_schema(staged, normal)
    shipped = Shipped.of(settler, before(openings, settler), told)
    read = reading(shipped, schema)
    answer = answering(shipped, normal, results)
    if not staged.ledger:
        return mapped(_by_place(claims), lambda batches: answer(read(batches)), results)
    return mapped(together(mapped(_by_place(claims), read, named_by_place(normal)), owner_of(staged)), answer, results)


def mapped(frame: Any, step: Step, schema: Any) -> Any:
    """What a step makes of the partitions of a frame."""
    return frame.mapInArrow(step, spark_schema(schema))


def together(frame: Any, owner: str) -> Any:
    """The one form with each ledger's claims, whose it is by `owner`, one after another, in one partition.

    Spark may put partitions together, but takes none of these apart.
    """
    from pyspark.sql.functions import col, when

    # claims that do not say whose they are stand by themselves, and need not all go the same way
    alone = when(col(owner).isNull(), col(ROW))
    return frame.repartition(col(owner), alone).sortWithinPartitions(col(owner))


def results_schema(staged: Staged, normal: Any) -> Any:
    """The columns of results, as Spark has them. Which row of the claims one is of Spark does not know."""
    nothing = Run(staged, NoClaims(normal), Options(PythonEngine(), Language.ZH)).empty()
    return carried(nothing.drop_columns([ROW]).schema)


# ---- what tasks do


def reading(shipped: Shipped, schema: Any) -> Step:
    """Claims as the frame has them, into the one form."""

    def read(batches: Batches) -> Batches:
        worker = shipped.worker
        named = (as_schema(batch, schema) for batch in gathered(batches, READ_ROWS))
        reader = TableReader(worker.staged, Source(schema, lambda *_: named), worker.language)
        plain = named_by_place(reader.normal)
        return (as_schema(batch, plain) for batch in reader.batches())

    return read


def answering(shipped: Shipped, normal: Any, results: Any) -> Step:
    """Claims in the one form, settled."""

    def answer(batches: Batches) -> Batches:
        worker = shipped.worker
        for part in worker.settled(worker.run(normal), batches):
            table = part.results.drop_columns([ROW]).cast(results)
            yield from table.to_batches(READ_ROWS)

    return answer


def gathered(batches: Batches, rows: int) -> Batches:
    """The same rows in fewer record batches, of about so many each."""
    held: list[Any] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += len(batch)
        if count >= rows:
            yield _one(held)
            held, count = [], 0
    if held:
        yield _one(held)


def _one(held: list[Any]) -> Any:
    return held[0] if len(held) == 1 else pa.concat_batches(held)


# ---- the frame's columns


def _needed(staged: Staged, frame: Any) -> Any:
    """The columns that are read. Raises BatchError where one is lacking, or there twice."""
    from pyspark.sql.functions import col

    names: list[str] = frame.columns
    wanted = list(dict.fromkeys(headings(staged, names).columns))
    twice = [spelled_twice(Words(name, name)) for name in wanted if names.count(name) > 1]
    if twice:
        raise BatchError(twice)
    # by place: Spark does not tell names apart that differ in capitals, and takes dots for fields
    places = frame.toDF(*(f"column{at}" for at in range(len(names))))
    return places.select(*(col(f"column{names.index(name)}").alias(name) for name in wanted))


def _by_place(frame: Any) -> Any:
    return frame.toDF(*(f"column{at}" for at in range(len(frame.columns))))


def _nothing(*_: object) -> Batches:
    return iter(())
