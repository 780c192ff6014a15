"""Where claims come from: Parquet and CSV as record batches, each with the schema that they have."""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
from attrs import frozen

from policyc.batch.fault import fault

READ_ROWS = 131_072

_CELLS = csv.ParseOptions(newlines_in_values=True)
CSV, PARQUET = ".csv", ".parquet"

_SAMPLE = 1_000_000
"""Bytes at the beginning of a file by which it is told how its text is written."""
_LEGACY = "gb18030"
"""How spreadsheets write Chinese text unless they are told to write UTF-8; it has all of GBK and GB 2312."""

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
    kind = path.suffix.lower()
    if not path.exists():
        raise fault("table-not-there", path=str(path))
    try:
        if kind != CSV and kind != PARQUET and not _is_parquet(path):
            raise fault("table-input-kind", path=str(path), kind=kind or path.name)
        return _csv(path) if kind == CSV else _parquet(path, group)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _broken(path, error) from None


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


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
    read = csv.ReadOptions(encoding=_encoding(path))
    with csv.open_csv(path, read, _CELLS) as first:
        names = first.schema.names
    schema = pa.schema([pa.field(name, pa.string()) for name in names])

    def batches(columns: Sequence[str], packed: Sequence[str]) -> Iterator[Any]:
        types = {name: pa.dictionary(pa.int32(), pa.string()) if name in packed else pa.string() for name in names}
        convert = csv.ConvertOptions(
            column_types=types, include_columns=list(columns), null_values=[""], strings_can_be_null=True
        )
        try:
            with csv.open_csv(path, read, _CELLS, convert) as reader:
                yield from reader
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise _broken(path, error) from None

    return Source(schema, batches)


def _encoding(path: Path) -> str:
    """How the text of a file is written. Raises BatchError for what is neither UTF-8 nor GB 18030."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for encoding in ("utf-8", _LEGACY):
        try:
            # a character that the sample cuts in two is not at fault
            getincrementaldecoder(encoding)().decode(sample, final=len(sample) < _SAMPLE)
        except UnicodeDecodeError:
            continue
        return encoding
    raise fault("table-not-utf-8", path=str(path))


def _broken(path: Path, error: Exception) -> Exception:
    """Why a file cannot be read."""
    if isinstance(error, UnicodeDecodeError) or "invalid UTF8" in str(error):
        return fault("table-not-utf-8", path=str(path))
    if "CSV parse error: Expected" in str(error) and (row := _uneven(path)) is not None:
        cells = {"wanted": row.expected_columns, "found": row.actual_columns, "text": row.text}
        return fault("table-row-length", path=str(path), row=row.number - 1, **cells)
    return fault("table-unreadable", path=str(path), reason=str(error).split("\n")[0])


def _uneven(path: Path) -> Any:
    """The first row of another number of cells than there are columns; only one thread knows its number."""
    found: list[Any] = []

    def keep(row: Any) -> str:
        found.append(row)
        return "error"

    cells = csv.ParseOptions(newlines_in_values=True, invalid_row_handler=keep)
    try:
        with csv.open_csv(path, csv.ReadOptions(encoding=_encoding(path), use_threads=False), cells) as reader:
            for _ in reader:
                pass
    except pa.ArrowInvalid:
        return found[0] if found else None
    return None
