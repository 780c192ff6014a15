"""Claims of two kinds of work, the same in each run: as arrays, and as Parquet files in the names of the policies.

stays      one in-patient stay each, nothing between claims          benchmarks/inpatient.zh.pol
visits     out-patient visits of members, capped by the year         benchmarks/outpatient.zh.pol

A file has every amount and every kind twice: as a policy names it (decimals in yuan, texts), and as whoever writes
by hand would have it (fen, small numbers). Each reads what suits it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 20240607
FIRST_DAY = 19_723  # 1 January 2024, in days since 1970
DAYS = 731  # to 31 December 2025
ROW_GROUP = 122_880
DAY = 86_400_000_000  # in microseconds
GROUPS = ("unemployed", "student")
LEVELS = ("primary", "secondary", "tertiary")
EDGES = (0, 10_000, 15_000, 25_000, 30_000, 40_000, 50_000, 80_000, 4_000_000, 10_000_000, 20_000_000, 35_000_000)

Array = np.ndarray[Any, Any]
Columns = dict[str, Array]


def stays(count: int) -> Columns:
    """In-patient stays: costs in fen, levels 0 to 2, admissions 1 to 5. Those about every edge come first."""
    random = np.random.default_rng(SEED)
    even = random.uniform(0, 60_000_000, count)
    mostly_small = 100 * np.exp(random.uniform(0, np.log(600_000), count))
    cost = np.where(random.random(count) < 0.5, mostly_small, even).astype(np.int64)
    edges = [edge + step for edge in EDGES for step in (-1, 0, 1, 2, 10) if edge + step >= 0]
    every = [(edge, student, level) for edge in edges for student in (False, True) for level in range(3)][:count]
    student = random.random(count) < 0.3
    level = random.choice(np.arange(3, dtype=np.int8), count, p=[0.3, 0.35, 0.35])
    cost[: len(every)] = [edge for edge, _, _ in every]
    student[: len(every)] = [one for _, one, _ in every]
    level[: len(every)] = [one for _, _, one in every]
    return {
        "claim_number": np.arange(count),
        "is_student": student,
        "level": level,
        "admission_no": random.choice(np.arange(1, 6, dtype=np.int8), count, p=[0.6, 0.22, 0.1, 0.05, 0.03]),
        "cost_fen": cost,
    }


def visits(count: int) -> Columns:
    """Visits over two years in no order, about ten a member and year; days since 1970, fees in fen, levels 0 to 2."""
    random = np.random.default_rng(SEED + 1)
    return {
        "claim_number": np.arange(count),
        "member": random.integers(0, max(1, count // 20), count),
        "day": random.integers(FIRST_DAY, FIRST_DAY + DAYS, count, dtype=np.int32),
        "level": random.choice(np.arange(3, dtype=np.int8), count),
        "consult_fen": random.integers(500, 10_001, count),
        "other_fen": (100 * np.exp(random.uniform(np.log(10), np.log(3_000), count))).astype(np.int64),
        "selected": random.random(count) < 0.8,
        "emergency": random.random(count) < 0.1,
    }


def stays_table(columns: Columns) -> pa.Table:
    return pa.table(
        {
            **columns,
            "group": _names(columns["is_student"].astype(np.int8), GROUPS),
            "hospital_level": _names(columns["level"], LEVELS),
            "cost": _yuan(columns["cost_fen"]),
        }
    )


def visits_table(columns: Columns) -> pa.Table:
    """Of one day's visits the one with the lower number was settled first, by a microsecond or more."""
    levels = {"level_no": columns["level"], "level": _names(columns["level"], LEVELS)}
    settled_at = columns["day"].astype(np.int64) * DAY + columns["claim_number"]
    return pa.table(
        {
            **{name: values for name, values in columns.items() if name not in ("day", "level")},
            **levels,
            "service_date": pa.array(columns["day"]).cast(pa.date32()),
            "settled_at": pa.array(settled_at).cast(pa.timestamp("us")),
            "consult_cost": _yuan(columns["consult_fen"]),
            "other_cost": _yuan(columns["other_fen"]),
        }
    )


def written(table: pa.Table, path: Path) -> Path:
    """Amounts as integers of Parquet, as Spark and DuckDB write them."""
    pq.write_table(table, path, compression="snappy", row_group_size=ROW_GROUP, store_decimal_as_integer=True)
    return path


def _names(places: Array, names: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(names)).cast(pa.string())


def _yuan(fen: Array) -> pa.Array:
    """Fen as decimals of two places: 64 bits widened to 128 by the sign."""
    halves = np.stack([fen, fen >> 63], axis=1)
    return pa.Array.from_buffers(pa.decimal128(12, 2), len(fen), [None, pa.py_buffer(np.ascontiguousarray(halves))])
