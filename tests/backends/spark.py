"""Spark as a reading: one session a process, in which small histories are views of literals."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from policyc.backends.sql import queries
from policyc.backends.sql_dialects import SPARK
from policyc.core.openings import NONE, Openings
from policyc.core.terms import Sort
from policyc.core.worksheet import Worksheet
from tests.backends.readings import Answers, History, by_row, columns, facts_of, openings_told


@cache
def session() -> Any:
    """The one session of this process. Raises AssertionError where there is no Java to run it."""
    assert shutil.which("java"), "these tests run Spark, which needs Java 17 or later on the PATH (JAVA_HOME)"
    from pyspark.sql import SparkSession

    # its workers run the Python that these tests run in
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "1g")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.sql.adaptive.enabled": "false",
        # what pays for large tables costs these small ones their time; expressions are compiled all the same
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def by_spark(
    sheet: Worksheet, claims: History, openings: Openings = NONE, results: Sequence[str] | None = None
) -> Answers:
    """The `results` of each claim, all columns where none are named. Raises CannotLoopError."""
    names = columns(sheet) if results is None else results
    texts = queries(sheet, names, SPARK)
    spark = session()
    view(spark, "claims", ["seq"], facts_of(sheet, None), [([at], facts) for at, (facts, _) in enumerate(claims)])
    for grain in dict.fromkeys(one.grain for one in sheet.by_name.values() if one.grain):
        rows = [
            ([at, place], line)
            for at, (_, lines) in enumerate(claims)
            for place, line in enumerate(lines.get(grain, ()))
        ]
        view(spark, grain, ["seq", "line"], facts_of(sheet, grain), rows)
    width, told = openings_told(sheet, openings)
    keys = {f"key{at}": Sort.INTEGER for at in range(1, width + 1)}
    balances = [
        ([], {"total": total, **dict(zip(keys, key, strict=False)), "amount": amount}) for total, key, amount in told
    ]
    view(spark, "openings", [], {"total": None, **keys, "amount": Sort.INTEGER}, balances)
    rows_of = {grain: [list(row) for row in spark.sql(text).collect()] for grain, text in texts.items()}
    return by_row(sheet, names, len(claims), rows_of)


TYPES: Mapping[Sort | None, str] = {Sort.INTEGER: "BIGINT", Sort.TRUTH: "BOOLEAN", None: "STRING"}


def view(
    spark: Any,
    name: str,
    places: Sequence[str],
    kinds: Mapping[str, Sort | None],
    rows: Iterable[tuple[Sequence[int], Mapping[str, Any]]],
) -> None:
    """A view of literals. A row without a value has NULL."""
    types = {**dict.fromkeys(places, "BIGINT"), **{column: TYPES[sort] for column, sort in kinds.items()}}
    written = []
    for at, row in rows:
        values = [*map(str, at), *(literal(row.get(column), sort) for column, sort in kinds.items())]
        written.append(f"({', '.join(values)})")
    named = [f"CAST(`{column}` AS {type_of}) AS `{column}`" for column, type_of in types.items()]
    source = f"VALUES {', '.join(written)} AS rows({', '.join(f'`{column}`' for column in types)})"
    if not written:
        named = [f"CAST(NULL AS {type_of}) AS `{column}`" for column, type_of in types.items()]
        source = "RANGE(0)"
    spark.sql(f"SELECT {', '.join(named)} FROM {source}").createOrReplaceTempView(name)


def literal(value: Any, sort: Sort | None) -> str:
    if value is None:
        return "NULL"
    if sort is None:
        return f"'{value}'"
    return str(bool(value)) if sort is Sort.TRUTH else str(int(value))
