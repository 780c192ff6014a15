"""Where claims come from: Parquet and CSV as record batches, each with the schema that they have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
from attrs import frozen

from policyc.batch.fault import fault

READ_ROWS = 131_072

Batches = Callable[[Sequence[str], Sequence[str]], Iterator[Any]]
"""The rows in the columns wanted; some of these, of texts, may come packed, each different text once."""


@frozen
class Source:
    """A table: its columns, how many rows it has if that is known, and its rows in the columns wanted."""

    schema: Any
    batches: Batches
    rows: int | None = None


def source_of(table: Any) -> Source:
    """An Arrow table in memory."""
    return Source(
        table.schema, lambda columns, _: iter(table.select(list(columns)).to_batches(READ_ROWS)), table.num_rows
    )


def open_source(path: Path, group: int | None = None) -> Source:
    """A file of claims, by its ending, or one row group of it. Raises BatchError where it cannot be read as that."""
    try:
        if path.suffix.lower() == ".csv":
            return _csv(path)
        return _parquet(path, group)
    except FileNotFoundError:
        raise fault("table-unreadable", path=str(path), reason="") from None
    except (pa.ArrowException, OSError) as error:
        raise _broken(path, error) from None


def _parquet(path: Path, group: int | None) -> Source:
    file = pq.ParquetFile(path)
    groups = _stretches(file.metadata) if group is None else [[group]]

    def batches(columns: Sequence[str], packed: Sequence[str]) -> Iterator[Any]:
        try:
            opened = pq.ParquetFile(path, metadata=file.metadata, read_dictionary=list(packed))
            for some in groups:
                yield from opened.iter_batches(READ_ROWS, some, list(columns))
        except (pa.ArrowException, OSError) as error:
            raise _broken(path, error) from None

    return Source(file.schema_arrow, batches, file.metadata.num_rows)


def _stretches(metadata: Any) -> list[list[int]]:
    """The row groups of a file, one after another but for small ones, of which some are read together.

    A batch that goes over from one group into the next comes in two, and the second is small.
    """
    found: list[list[int]] = []
    rows = READ_ROWS
    for group in range(metadata.num_row_groups):
        if rows >= READ_ROWS:
            found.append([])
            rows = 0
        found[-1].append(group)
        rows += metadata.row_group(group).num_rows
    return found


def _csv(path: Path) -> Source:
    """Every cell is text, and an empty one is nothing."""
    with csv.open_csv(path) as first:
        names = first.schema.names
    schema = pa.schema([pa.field(name, pa.string()) for name in names])

    def batches(columns: Sequence[str], packed: Sequence[str]) -> Iterator[Any]:
        types = {name: pa.dictionary(pa.int32(), pa.string()) if name in packed else pa.string() for name in names}
        convert = csv.ConvertOptions(
            column_types=types, include_columns=list(columns), null_values=[""], strings_can_be_null=True
        )
        try:
            with csv.open_csv(path, convert_options=convert) as reader:
                yield from reader
        except (pa.ArrowException, OSError) as error:
            raise _broken(path, error) from None

    return Source(schema, batches)


def _broken(path: Path, error: Exception) -> Exception:
    return fault("table-unreadable", path=str(path), reason=str(error).split("\n")[0])
