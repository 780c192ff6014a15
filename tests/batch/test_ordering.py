"""The ledger's order of a table, in memory and through a database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from policyc.batch.reading.ordering import in_order

DAY, SECOND = 86_400_000_000, 1_000_000
FAR = 2**63 - 1


def claims(members: Sequence[Any], times: Sequence[int | None], numbers: Sequence[Any]) -> pa.Table:
    def named(names: Sequence[Any]) -> pa.Array:
        return pa.array(names, pa.int64() if any(isinstance(name, int) for name in names) else pa.string())

    rows, moments = pa.array(range(1, len(members) + 1), pa.int64()), pa.array(times, pa.int64())
    columns = {"row": rows, "member": named(members), "settled_at": moments, "claim_number": named(numbers)}
    return pa.table(columns)


def wanted(table: pa.Table) -> list[int]:
    """The rows by member, time and number, which is a text; what is not told comes first, and ties as they stand."""

    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        number = row["claim_number"]
        told = (row["member"], row["settled_at"], None if number is None else str(number).encode())
        return tuple(part for one in told for part in ((False, 0) if one is None else (True, one)))

    return [row["row"] for row in sorted(table.to_pylist(), key=key)]


def random_claims(random: Random, members: Sequence[Any], unit: int, numbers: Sequence[Any]) -> pa.Table:
    size = 200
    times = [None if random.random() < 0.1 else unit * random.randrange(-3, 4) for _ in range(size)]
    return claims(random.choices(members, k=size), times, random.choices(numbers, k=size))


TABLES = {
    "texts": (["乙", "a", "B", None, ""], DAY, ["2", "10", None, "乙"]),
    "whole numbers": ([3, -1, None, 7], SECOND, [2, 10, None, 9]),
    "as far apart as can be": ([-FAR - 1, FAR, 0, None], 1, ["x", "y"]),
    "keys that fill 64 bits together": ([0, 2**40], 2**40, [1, 2, 3]),
    # 57 bits, and 8 for the place: without the lower ones a member's times are all the same
    "keys that leave no room for a place": ([0, 2**54], 1, [1, 2, 3]),
    "no one told": ([None], DAY, [None, 1]),
}


@pytest.mark.parametrize("held", [0, 10**9], ids=["through a database", "in memory"])
@pytest.mark.parametrize("rows", [1, 40, 1000], ids="pieces of about {}".format)
@pytest.mark.parametrize("kind", TABLES)
def test_claims_come_in_the_order_of_the_ledger(
    kind: str, rows: int, held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policyc.batch.reading.ordering.HELD", held)
    monkeypatch.setattr("policyc.batch.reading.ordering.ROWS", rows)
    table = random_claims(Random(kind), *TABLES[kind])
    pieces = list(in_order(iter(table.to_batches(33)), table.schema, "member", str(tmp_path)))
    assert [row for piece in pieces for row in piece.column("row").to_pylist()] == wanted(table)
    whose = [set(piece.column("member").to_pylist()) for piece in pieces]
    assert sum(map(len, whose)) == len(set(table.column("member").to_pylist()))
    assert len(pieces) > 1 or rows == 1000 or len(whose[0]) == 1


def test_no_claims_have_no_order(tmp_path: Path) -> None:
    table = claims([], [], [])
    assert not list(in_order(iter([]), table.schema, "member", str(tmp_path)))
