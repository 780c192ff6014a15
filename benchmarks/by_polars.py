"""Polars, as it would be written by hand: integers in fen, both kinds of work as lazy frames.

Of each work there is the least that one may write, and the whole: from the columns that `policyc run` reads, to all
that it writes.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from polars import col

from benchmarks.exact import CONSULT, OTHER
from benchmarks.generated import LEVELS

CAP = 247_131
REFUSED = "neither the selected institution nor an emergency"
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
    return _stays_paid(frame).select("claim_number", "deductible", "fund_paid", "self_paid")


def stays_whole(frame: pl.LazyFrame) -> pl.LazyFrame:
    named = frame.with_row_index("row", 1).with_columns(
        (col("group") == "student").alias("is_student"),
        _place(col("hospital_level")).alias("level"),
        _fen("cost", "cost_fen"),
    )
    return _stays_paid(named).select(
        col("row").cast(pl.Int64),
        pl.lit(None, pl.String).alias("member"),
        "claim_number",
        pl.lit(None, pl.Datetime("us")).alias("settled_at"),
        *(_yuan(name) for name in ("deductible", "fund_paid", "self_paid")),
        pl.lit("paid").alias("fund_paid__status"),
        *(_nothing(name) for name in ("fund_paid__reasons", "fund_paid__missing", "findings")),
    )


def _stays_paid(frame: pl.LazyFrame) -> pl.LazyFrame:
    cost, level, admission = col("cost_fen"), col("level"), col("admission_no")
    first = pl.when(col("is_student") | (level == 1)).then(50_000).when(level == 0).then(30_000).otherwise(80_000)
    first = first.cast(pl.Int64)
    deductible = pl.when(admission == 1).then(first).when(admission == 2).then(first // 2).otherwise(10_000)
    hundredths = _or_zero(_at_most(cost, 4_000_000) - col("deductible")) * 75
    for low, high, rate in ((4_000_000, 10_000_000, 80), (10_000_000, 20_000_000, 85), (20_000_000, 35_000_000, 90)):
        hundredths += _or_zero(_at_most(cost, high) - low) * rate
    return (
        frame.with_columns(deductible.alias("deductible"))
        .with_columns(((hundredths + 50) // 100).alias("fund_paid"))
        .with_columns((cost - col("fund_paid")).alias("self_paid"))
    )


def visits(frame: pl.LazyFrame) -> pl.LazyFrame:
    return _visits_paid(frame).select("claim_number", "consult_paid", "other_paid", "fund_paid", "self_paid")


def visits_whole(frame: pl.LazyFrame) -> pl.LazyFrame:
    named = frame.with_row_index("row", 1).with_columns(
        _place(col("level")).alias("level_no"),
        _fen("consult_cost", "consult_fen"),
        _fen("other_cost", "other_fen"),
    )
    entitled = col("selected") | col("emergency")
    refused = pl.when(~entitled).then(pl.lit(pl.Series([[REFUSED]])))
    return _visits_paid(named).select(
        col("row").cast(pl.Int64),
        "member",
        "claim_number",
        "settled_at",
        *(_yuan(name) for name in ("consult_paid", "other_paid", "fund_paid", "self_paid")),
        pl.lit("paid").alias("consult_paid__status"),
        *(_nothing(name) for name in ("consult_paid__reasons", "consult_paid__missing")),
        pl.when(entitled).then(pl.lit("paid")).otherwise(pl.lit("refused")).alias("other_paid__status"),
        refused.alias("other_paid__reasons"),
        *(_nothing(name) for name in ("other_paid__missing", "findings")),
    )


def _visits_paid(frame: pl.LazyFrame) -> pl.LazyFrame:
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
        .with_columns(own)
    )


def _place(name: pl.Expr) -> pl.Expr:
    return pl.when(name == LEVELS[0]).then(0).when(name == LEVELS[1]).then(1).otherwise(2).cast(pl.Int8)


def _fen(amount: str, name: str) -> pl.Expr:
    """Yuan with two decimals by the integers that they are kept as."""
    return col(amount).to_physical().cast(pl.Int64).alias(name)


def _yuan(name: str) -> pl.Expr:
    """Fen as a decimal of two places, exactly."""
    return (col(name) * pl.lit(Decimal("0.01"))).cast(pl.Decimal(18, 2)).alias(name)


def _nothing(name: str) -> pl.Expr:
    """A column of lists of which none is there."""
    return pl.lit(None, pl.List(pl.String)).alias(name)


def _share(fee: pl.Expr, rates: tuple[int, ...]) -> pl.Expr:
    level = col("level_no")
    rate = pl.when(level == 0).then(rates[0]).when(level == 1).then(rates[1]).otherwise(rates[2]).cast(pl.Int64)
    return (fee * rate + 50) // 100


def _at_most(value: pl.Expr, limit: int) -> pl.Expr:
    return pl.min_horizontal(value, pl.lit(limit, pl.Int64))


def _or_zero(value: pl.Expr) -> pl.Expr:
    return pl.max_horizontal(value, pl.lit(0, pl.Int64))
