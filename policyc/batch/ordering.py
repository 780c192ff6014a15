"""The ledger's order over any number of claims: member, settlement time, claim number; spilled to disk if need be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from policyc.batch.claims import ROWS
from policyc.batch.fault import fault
from policyc.batch.normal import MEMBER, NUMBER, ROW, SETTLED_AT

MEMORY = "700MB"
"""What sorting may hold in memory before it spills."""


def in_order(batches: Iterator[Any], schema: Any, folder: str) -> Iterator[Any]:
    """The same rows in the ledger's order, as record batches. Sorted runs that do not fit are kept in `folder`."""
    connection = duckdb.connect(
        config={"memory_limit": MEMORY, "temp_directory": folder, "preserve_insertion_order": False}
    )
    try:
        claims = pa.RecordBatchReader.from_batches(schema, batches)  # noqa: F841 - the query reads it by its name
        number = f"CAST({NUMBER} AS VARCHAR)"
        order = ", ".join(f"{column} NULLS FIRST" for column in (MEMBER, SETTLED_AT, number, f'"{ROW}"'))
        yield from connection.sql(f"SELECT * FROM claims ORDER BY {order}").to_arrow_reader(ROWS // 4)
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise fault("table-no-room", reason=str(error).split("\n")[0]) from None
    finally:
        connection.close()


def whole_members(batches: Iterator[Any]) -> Iterator[Any]:
    """Sorted record batches as tables of whole members, of about ROWS claims each."""
    held: list[Any] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += len(batch)
        if count >= ROWS:
            table = pa.Table.from_batches(held)
            cut = _last_member(table)
            if cut:
                yield table.slice(0, cut).combine_chunks()
                table = table.slice(cut).combine_chunks()
            held, count = table.to_batches(), len(table)
    if held:
        yield pa.Table.from_batches(held).combine_chunks()


def as_they_come(batches: Iterator[Any]) -> Iterator[Any]:
    """Record batches as tables, where no claim rests on another."""
    for batch in batches:
        yield pa.Table.from_batches([batch])


def _last_member(table: Any) -> int:
    """Where the last member's rows begin: more of them may follow."""
    column = table.column(MEMBER)
    last = column[len(table) - 1].as_py()
    step, at = 1, len(table) - 1
    while at > 0 and column[at - 1].as_py() == last:
        # a member with very many claims is found by growing steps back
        step = step * 2 if at - step > 0 and column[at - step].as_py() == last else 1
        at = max(at - step, 0) if column[max(at - step, 0)].as_py() == last else at - 1
    return at
