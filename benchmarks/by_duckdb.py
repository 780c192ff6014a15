"""SQL on DuckDB, as it would be written by hand: integers in fen. And a copy, which is what files cost alone."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

STAYS = """
WITH first AS (
  SELECT *, CASE WHEN is_student OR level = 1 THEN 50000 WHEN level = 0 THEN 30000 ELSE 80000 END AS first FROM {source}
), deductible AS (
  SELECT claim_number, cost_fen,
    CAST(CASE admission_no WHEN 1 THEN first WHEN 2 THEN first // 2 ELSE 10000 END AS BIGINT) AS deductible
  FROM first
), paid AS (
  SELECT *, (greatest(least(cost_fen, 4000000) - deductible, 0) * 75
    + greatest(least(cost_fen, 10000000) - 4000000, 0) * 80
    + greatest(least(cost_fen, 20000000) - 10000000, 0) * 85
    + greatest(least(cost_fen, 35000000) - 20000000, 0) * 90 + 50) // 100 AS fund_paid
  FROM deductible
)
SELECT claim_number, deductible, fund_paid, cost_fen - fund_paid AS self_paid FROM paid
"""

VISITS = """
WITH parts AS (
  SELECT claim_number, member, service_date, consult_fen + other_fen AS cost,
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
SELECT claim_number, consult_paid, other_paid, consult_paid + other_paid AS fund_paid,
  cost - consult_paid - other_paid AS self_paid
FROM paid
"""

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


def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": os.cpu_count() or 1})


def file_to_file(query: str, source: Path, output: Path) -> None:
    with connection() as database:
        told = query.format(source=f"read_parquet('{source}')")
        database.execute(f"COPY ({told}) TO '{output}' (FORMAT parquet, COMPRESSION snappy)")


def with_table(source: Path) -> duckdb.DuckDBPyConnection:
    """A connection that holds a file's rows in its table `claims`."""
    database = connection()
    database.execute(f"CREATE TABLE claims AS SELECT * FROM read_parquet('{source}')")
    return database


def in_memory(query: str, database: duckdb.DuckDBPyConnection) -> None:
    """From the table `claims` to the table `settled`."""
    database.execute(f"CREATE OR REPLACE TABLE settled AS {query.format(source='claims')}")
