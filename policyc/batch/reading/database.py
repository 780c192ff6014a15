"""A database in memory, for what does not fit there: it spills into a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
from attrs import define, field

from policyc.batch.fault import BatchError, fault

MEMORY = "700MB"
"""What it may hold in memory before it spills."""

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
