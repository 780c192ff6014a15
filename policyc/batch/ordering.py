"""The ledger's order over any number of claims: member, settlement time, claim number; spilled to disk if need be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

from policyc.batch.claims import ROWS
from policyc.batch.fault import BatchError, fault
from policyc.batch.normal import MEMBER, NUMBER, ROW, SETTLED_AT
from policyc.batch.sources import READ_ROWS

MEMORY = "700MB"
"""What sorting may hold in memory before it spills."""


_FULL = re.compile("no space left|out of memory|max_temp_directory_size", re.IGNORECASE)


@define
class Database:
    """A database in memory that spills into a folder, and reads record batches that are made as it asks for them."""

    connection: duckdb.DuckDBPyConnection
    # what kept batches from being made: the database tells of it in words of its own
    errors: list[BatchError] = field(factory=list)

    def give(self, name: str, schema: Any, batches: Iterator[Any]) -> None:
        """Record batches as a table of this name, which can be read once."""
        self.connection.register(name, pa.RecordBatchReader.from_batches(schema, self._carried(batches)))

    def _carried(self, batches: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from batches
        except BatchError as error:
            self.errors.append(error)
            raise


@contextmanager
def database(folder: str) -> Iterator[Database]:
    """Raises BatchError where what it reads does, or where there is no room left."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": folder,
        "preserve_insertion_order": False,
    }
    opened = Database(duckdb.connect(config=settings))
    try:
        yield opened
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        if opened.errors:
            raise opened.errors[0] from None
        # in the middle of a stream Arrow tells it, in the database's words
        if isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException) or _FULL.search(str(error)):
            raise fault("table-no-room", reason=str(error).split("\n")[0]) from None
        raise
    finally:
        opened.connection.close()


def in_order(batches: Iterator[Any], schema: Any, folder: str) -> Iterator[Any]:
    """The same rows in the ledger's order, as record batches. Sorted runs that do not fit are kept in `folder`."""
    with database(folder) as opened:
        opened.give("claims", schema, batches)
        number = f"CAST({NUMBER} AS VARCHAR)"
        order = ", ".join(f"{column} NULLS FIRST" for column in (MEMBER, SETTLED_AT, number, f'"{ROW}"'))
        query = opened.connection.sql(f"SELECT * FROM claims ORDER BY {order}")
        yield from query.to_arrow_reader(READ_ROWS)


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
    last = column[len(column) - 1]
    return int(pc.index(column, last).as_py()) if last.is_valid else 0
