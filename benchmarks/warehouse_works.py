"""The two works of `warehouse`: their claims, and their rules written by hand in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

HERE = Path(__file__).parent


@frozen
class Work:
    """A policy, the results that are wanted, and the same by hand.

    `claims` makes, in DuckDB, the table `source` of so many claims as they come, amounts in fen. `inputs` are the
    policy's columns as expressions over it; `by_hand` reads it too. `number` is a claim's number from its `seq`.
    `told` are the columns of a table for policy.spark, as Spark says them.
    """

    name: str
    policy: Path
    results: tuple[str, ...]
    claims: str
    inputs: Mapping[str, str]
    by_hand: str
    told: Mapping[str, str]
    number: str = "seq"


def yuan(fen: str) -> str:
    """An amount as Spark says it."""
    return f"CAST(CAST({fen} AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(18, 2))"


LEVEL = "CASE hospital WHEN 0 THEN 'primary' WHEN 1 THEN 'secondary' ELSE 'tertiary' END"


STAY = Work(
    "one stay",
    HERE / "inpatient.zh.pol",
    ("deductible", "fund_paid", "self_paid"),
    """SELECT i AS number, hash(i, 1) % 10 < 3 AS student, CAST(hash(i, 2) % 3 AS TINYINT) AS hospital,
        CAST(1 + hash(i, 3) % 4 AS TINYINT) AS admission,
        CAST(CASE WHEN i % 2 = 0 THEN hash(i, 4) % 60000000 ELSE hash(i, 4) % 4000000 END AS BIGINT) AS fen
    FROM range({claims}) AS of(i)""",
    {
        "seq": "number",
        "group": "CASE WHEN student THEN 1 ELSE 0 END",
        "hospital_level": "hospital",
        "admission_no": "admission",
        "cost": "fen",
    },
    """WITH admitted AS (
        SELECT number, fen, admission,
            CASE WHEN student THEN 50000 WHEN hospital = 0 THEN 30000 WHEN hospital = 1 THEN 50000 ELSE 80000 END
                AS whole
        FROM source
    ), charged AS (
        SELECT number, fen,
            CAST(CASE admission WHEN 1 THEN whole WHEN 2 THEN whole {div} 2 ELSE 10000 END AS BIGINT)
                AS deductible
        FROM admitted
    ), paid AS (
        SELECT number, fen, deductible, (
            greatest(least(fen, 4000000) - deductible, 0) * 75 + greatest(least(fen, 10000000) - 4000000, 0) * 80
            + greatest(least(fen, 20000000) - 10000000, 0) * 85 + greatest(least(fen, 35000000) - 20000000, 0) * 90 + 50
        ) {div} 100 AS fund_paid
        FROM charged
    )
    SELECT number, deductible, fund_paid, fen - fund_paid AS self_paid FROM paid""",
    {
        "`group`": "CASE WHEN student THEN 'student' ELSE 'unemployed' END",
        "hospital_level": LEVEL,
        "admission_no": "admission",
        "cost": yuan("fen"),
    },
)

CAPPED = Work(
    "a year's limit",
    HERE / "capped.zh.pol",
    ("consult_paid", "other_paid", "fund_paid", "self_paid"),
    """SELECT i AS number, CAST(1 + hash(i, 1) % greatest(1, {claims} // 20) AS BIGINT) AS patient,
        DATE '2024-01-01' + CAST(hash(i, 2) % 731 AS INTEGER) AS visited, CAST(hash(i, 3) % 3 AS TINYINT) AS hospital,
        CAST(500 + hash(i, 4) % 9501 AS BIGINT) AS consult_fen,
        CAST(1000 * pow(300, (hash(i, 5) % 100000) / 100000) AS BIGINT) AS other_fen,
        hash(i, 6) % 10 < 8 AS chosen, hash(i, 7) % 10 = 0 AS urgent
    FROM range({claims}) AS of(i)""",
    {
        "seq": "{day} * 1000000000 + number",
        "member": "patient",
        "service_date": "{day}",
        "level": "hospital",
        "consult_cost": "consult_fen",
        "other_cost": "other_fen",
        "selected": "chosen",
        "emergency": "urgent",
    },
    """WITH shares AS (
        SELECT number, patient, visited, consult_fen + other_fen AS cost,
            (consult_fen * CASE hospital WHEN 0 THEN 80 WHEN 1 THEN 70 ELSE 60 END + 50) {div} 100 AS consult_paid,
            CASE WHEN chosen OR urgent
                THEN (other_fen * CASE hospital WHEN 0 THEN 75 WHEN 1 THEN 65 ELSE 55 END + 50) {div} 100 ELSE 0
            END AS share
        FROM source
    ), running AS (
        SELECT *, CAST(sum(share) OVER (
            PARTITION BY patient, year(visited) ORDER BY visited, number ROWS UNBOUNDED PRECEDING
        ) AS BIGINT) AS with_this
        FROM shares
    ), capped AS (
        SELECT number, cost, consult_paid,
            least(with_this, 247131) - least(with_this - share, 247131) AS other_paid
        FROM running
    )
    SELECT number, consult_paid, other_paid, consult_paid + other_paid AS fund_paid,
        cost - consult_paid - other_paid AS self_paid
    FROM capped""",
    {
        "member": "patient",
        "settled_at": "visited",
        "service_date": "visited",
        "level": LEVEL,
        "consult_cost": yuan("consult_fen"),
        "other_cost": yuan("other_fen"),
        "selected": "chosen",
        "emergency": "urgent",
    },
    "seq % 1000000000",
)
WORKS = (STAY, CAPPED)
