"""Polars, as it would be written by hand: integers in fen, both kinds of work as lazy frames."""

from __future__ import annotations

import polars as pl
from polars import col

from benchmarks.exact import CONSULT, OTHER

CAP = 247_131
READ_OF_STAYS = ("claim_number", "is_student", "level", "admission_no", "cost_fen")
READ_OF_VISITS = (
    "claim_number",
    "member",
    "service_date",
    "level_no",
    "consult_fen",
    "other_fen",
    "selected",
    "emergency",
)


def stays(frame: pl.LazyFrame) -> pl.LazyFrame:
    cost, level, admission = col("cost_fen"), col("level"), col("admission_no")
    first = pl.when(col("is_student") | (level == 1)).then(50_000).when(level == 0).then(30_000).otherwise(80_000)
    first = first.cast(pl.Int64)
    deductible = pl.when(admission == 1).then(first).when(admission == 2).then(first // 2).otherwise(10_000)
    hundredths = _or_zero(_at_most(cost, 4_000_000) - col("deductible")) * 75
    for low, high, rate in ((4_000_000, 10_000_000, 80), (10_000_000, 20_000_000, 85), (20_000_000, 35_000_000, 90)):
        hundredths += _or_zero(_at_most(cost, high) - low) * rate
    return (
        frame.select("claim_number", "cost_fen", deductible.alias("deductible"))
        .with_columns(((hundredths + 50) // 100).alias("fund_paid"))
        .select("claim_number", "deductible", "fund_paid", (cost - col("fund_paid")).alias("self_paid"))
    )


def visits(frame: pl.LazyFrame) -> pl.LazyFrame:
    entitled = col("selected") | col("emergency")
    year = col("service_date").dt.year().alias("year")
    before = ["service_date", "claim_number"]
    total = col("whole").cum_sum().over(["member", "year"], order_by=before)
    other_paid = _at_most(col("total"), CAP) - _at_most(col("total") - col("whole"), CAP)
    fund = (col("consult_paid") + col("other_paid")).alias("fund_paid")
    own = (col("consult_fen") + col("other_fen") - col("fund_paid")).alias("self_paid")
    return (
        frame.with_columns(
            _share(col("consult_fen"), CONSULT).alias("consult_paid"),
            pl.when(entitled).then(_share(col("other_fen"), OTHER)).otherwise(0).alias("whole"),
            year,
        )
        .with_columns(total.alias("total"))
        .with_columns(other_paid.alias("other_paid"))
        .with_columns(fund)
        .select("claim_number", "consult_paid", "other_paid", "fund_paid", own)
    )


def _share(fee: pl.Expr, rates: tuple[int, ...]) -> pl.Expr:
    level = col("level_no")
    rate = pl.when(level == 0).then(rates[0]).when(level == 1).then(rates[1]).otherwise(rates[2]).cast(pl.Int64)
    return (fee * rate + 50) // 100


def _at_most(value: pl.Expr, limit: int) -> pl.Expr:
    return pl.min_horizontal(value, pl.lit(limit, pl.Int64))


def _or_zero(value: pl.Expr) -> pl.Expr:
    return pl.max_horizontal(value, pl.lit(0, pl.Int64))
