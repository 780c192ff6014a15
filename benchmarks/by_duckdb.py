"""SQL on DuckDB, as it would be written by hand: integers in fen. And a copy, which is what files cost alone.

Of each work there is the least that one may write, and the whole: from the columns that `policyc run` reads, to all
that it writes.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from benchmarks.by_polars import REFUSED


def _yuan(fen: str, name: str = "") -> str:
    """Fen as a decimal of two places, exactly."""
    return f"CAST(({fen}) * 0.01 AS DECIMAL(18, 2)) AS {name or fen}"


def _nothing(name: str) -> str:
    """A column of lists of which none is there."""
    return f"CAST(NULL AS VARCHAR[]) AS {name}"


_STAYS_PAID = """
WITH first AS (
  SELECT *, CASE WHEN is_student OR level = 1 THEN 50000 WHEN level = 0 THEN 30000 ELSE 80000 END AS first FROM {source}
), deductible AS (
  SELECT *,
    CAST(CASE admission_no WHEN 1 THEN first WHEN 2 THEN first // 2 ELSE 10000 END AS BIGINT) AS deductible
  FROM first
), paid AS (
  SELECT *, (greatest(least(cost_fen, 4000000) - deductible, 0) * 75
    + greatest(least(cost_fen, 10000000) - 4000000, 0) * 80
    + greatest(least(cost_fen, 20000000) - 10000000, 0) * 85
    + greatest(least(cost_fen, 35000000) - 20000000, 0) * 90 + 50) // 100 AS fund_paid
  FROM deductible
)
"""
STAYS = f"""{_STAYS_PAID}
SELECT claim_number, deductible, fund_paid, cost_fen - fund_paid AS self_paid FROM paid
"""
STAYS_WHOLE = (
    _STAYS_PAID.format(
        source="""(
  SELECT claim_number, file_row_number + 1 AS "row", admission_no, "group" = 'student' AS is_student,
    CASE hospital_level WHEN 'primary' THEN 0 WHEN 'secondary' THEN 1 WHEN 'tertiary' THEN 2 END AS level,
    CAST(cost * 100 AS BIGINT) AS cost_fen
  FROM {source}
)"""
    )
    + f"""
SELECT "row", CAST(NULL AS VARCHAR) AS member, claim_number, CAST(NULL AS TIMESTAMP) AS settled_at,
  {_yuan("deductible")}, {_yuan("fund_paid")}, {_yuan("cost_fen - fund_paid", "self_paid")},
  'paid' AS fund_paid__status, {_nothing("fund_paid__reasons")}, {_nothing("fund_paid__missing")},
  {_nothing("findings")}
FROM paid
"""
)

_VISITS_PAID = """
WITH parts AS (
  SELECT *, consult_fen + other_fen AS cost,
    (consult_fen * CASE level_no WHEN 0 THEN 80 WHEN 1 THEN 70 ELSE 60 END + 50) // 100 AS consult_paid,
    CASE WHEN selected OR emergency
      THEN (other_fen * CASE level_no WHEN 0 THEN 75 WHEN 1 THEN 65 ELSE 55 END + 50) // 100 ELSE 0 END AS whole
  FROM {source}
), totals AS (
  SELECT *, CAST(sum(whole) OVER (PARTITION BY member, year(service_date)
    ORDER BY service_date, claim_number ROWS UNBOUNDED PRECEDING) AS BIGINT) AS total
  FROM parts
), paid AS (
  SELECT *, least(total, 247131) - least(total - whole, 247131) AS other_paid FROM totals
)
"""
VISITS = f"""{_VISITS_PAID}
SELECT claim_number, consult_paid, other_paid, consult_paid + other_paid AS fund_paid,
  cost - consult_paid - other_paid AS self_paid
FROM paid
"""
VISITS_WHOLE = (
    _VISITS_PAID.format(
        source="""(
  SELECT claim_number, file_row_number + 1 AS "row", member, settled_at, service_date, selected, emergency,
    CASE level WHEN 'primary' THEN 0 WHEN 'secondary' THEN 1 WHEN 'tertiary' THEN 2 END AS level_no,
    CAST(consult_cost * 100 AS BIGINT) AS consult_fen, CAST(other_cost * 100 AS BIGINT) AS other_fen
  FROM {source}
)"""
    )
    + f"""
SELECT "row", member, claim_number, settled_at,
  {_yuan("consult_paid")}, {_yuan("other_paid")}, {_yuan("consult_paid + other_paid", "fund_paid")},
  {_yuan("cost - consult_paid - other_paid", "self_paid")},
  'paid' AS consult_paid__status, {_nothing("consult_paid__reasons")}, {_nothing("consult_paid__missing")},
  CASE WHEN selected OR emergency THEN 'paid' ELSE 'refused' END AS other_paid__status,
  CASE WHEN NOT (selected OR emergency) THEN ['{REFUSED}'] END AS other_paid__reasons,
  {_nothing("other_paid__missing")}, {_nothing("findings")}
FROM paid
"""
)

COPY_STAYS = """
SELECT claim_number, cost_fen + level AS deductible, cost_fen + admission_no AS fund_paid,
  cost_fen + is_student::INT AS self_paid FROM {source}
"""
COPY_VISITS = """
SELECT claim_number, consult_fen + level_no AS consult_paid, other_fen + selected::INT AS other_paid,
  consult_fen + member AS fund_paid, other_fen + emergency::INT + (service_date - DATE '2024-01-01') AS self_paid
FROM {source}
"""
"""Every column that the work reads is read, and as many are written; nothing is reckoned."""

COPY_STAYS_WHOLE = f"""
SELECT file_row_number AS "row", CAST(NULL AS VARCHAR) AS member, claim_number, CAST(NULL AS TIMESTAMP) AS settled_at,
  cost AS deductible, cost + admission_no AS fund_paid, cost AS self_paid,
  hospital_level AS fund_paid__status, {_nothing("fund_paid__reasons")}, {_nothing("fund_paid__missing")},
  CASE WHEN "group" = '' THEN [''] END AS findings
FROM {{source}}
"""
COPY_VISITS_WHOLE = f"""
SELECT file_row_number AS "row", member, claim_number, settled_at,
  consult_cost AS consult_paid, other_cost AS other_paid, consult_cost AS fund_paid, other_cost AS self_paid,
  level AS consult_paid__status, {_nothing("consult_paid__reasons")}, {_nothing("consult_paid__missing")},
  level AS other_paid__status, CASE WHEN NOT (selected OR emergency) THEN ['{REFUSED}'] END AS other_paid__reasons,
  {_nothing("other_paid__missing")},
  CASE WHEN service_date < DATE '1000-01-01' THEN [''] END AS findings
FROM {{source}}
"""
"""The same with the columns that `policyc run` reads and writes."""


def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": os.cpu_count() or 1})


def file_to_file(query: str, source: Path, output: Path) -> None:
    with connection() as database:
        told = query.format(source=f"read_parquet('{source}', file_row_number = true)")
        database.execute(f"COPY ({told}) TO '{output}' (FORMAT parquet, COMPRESSION snappy)")


def with_table(source: Path) -> duckdb.DuckDBPyConnection:
    """A connection that holds a file's rows in its table `claims`."""
    database = connection()
    database.execute(f"CREATE TABLE claims AS SELECT * FROM read_parquet('{source}')")
    return database


def in_memory(query: str, database: duckdb.DuckDBPyConnection) -> None:
    """From the table `claims` to the table `settled`."""
    database.execute(f"CREATE OR REPLACE TABLE settled AS {query.format(source='claims')}")
