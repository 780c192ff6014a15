"""A small crowd for each policy of the cities: every engine but Spark, whose SQL tests/backends/test_dialects.py runs.

`make agreement` does the same with a million claims, and with Spark.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.agreement.__main__ import POLICIES
from tests.agreement.comparing import FIRST, LEDGERS, Compared, Settling, compare, differing
from tests.agreement.crowd import Section, crowd
from tests.agreement.engines import Interpreter
from tests.fixture import loaded

ALL = ("python", "duckdb", "interpreter", LEDGERS)
BASES = [name for name in POLICIES if "reading" not in name]


@pytest.mark.parametrize("section", Section, ids=lambda section: section.name.lower())
@pytest.mark.parametrize("name", BASES)
def test_every_engine_settles_a_crowd_alike(name: str, section: Section) -> None:
    assert _examples(compare(crowd(loaded(POLICIES[name]), 1), 300, section, ALL, 100)) == []


@pytest.mark.parametrize("name", [name for name in POLICIES if name not in BASES])
def test_every_engine_reads_a_policy_otherwise_alike(name: str) -> None:
    assert _examples(compare(crowd(loaded(POLICIES[name]), 2), 200, Section.WHOLE, ALL, 60)) == []


def _examples(found: list[Compared]) -> list[str]:
    assert [one.engine for one in found][:4] == [FIRST, *ALL[:3]]
    return [str(one.example) for one in found if one.differences]


def test_a_fen_too_much_is_told_with_its_claim() -> None:
    policy = loaded(POLICIES["kunshan/resident_2021"])
    table = crowd(policy, 3).table(40, Section.WHOLE)
    results = Settling(policy).settled(table, Interpreter(), "none")
    at = pc.index(pc.greater(results.column("op_pay"), 0), True).as_py()
    pays = results.column("op_pay").to_pylist()
    pays[at] += type(pays[at])("0.01")
    place = results.column_names.index("op_pay")
    wrong = results.set_column(place, "op_pay", pa.array(pays, results.column("op_pay").type))
    count, example = differing("python", results, wrong, table)
    assert count == 1
    assert results.column("claim_number")[at].as_py() in str(example)
    assert f"python {pays[at]!r}" in str(example)


def test_the_crowd_has_the_corners() -> None:
    """One fen, nothing, the most; a member with hundreds of claims; ends of months and leap days; claims that tie."""
    policy = loaded(POLICIES["kunshan/resident_2021"])
    people = crowd(policy, 4)
    table = people.table(5000, Section.FAULTY)
    cost = policy.compiled.worksheet.by_name["medfee_sumamt"]
    fen = {int(one * 100) for one in table.column("medfee_sumamt").to_pylist() if one is not None}
    assert {0, 1, cost.high} <= fen
    assert max(pc.value_counts(table.column("member")).field("counts").to_pylist()) > 300
    days = {one.isoformat()[5:] for one in table.column("service_date").to_pylist() if one is not None}
    assert {"12-31", "02-28"} <= days
    rows = table.select(["member", "claim_number"]).to_pylist()
    assert len({tuple(row.values()) for row in rows}) < len(rows)
