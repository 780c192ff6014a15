"""A file of claims in pieces that tasks read by themselves, each from the file: what goes over to them is its place.

A table in Parquet is read by its row groups. What has to be read from beginning to end, or joined, is brought into the
one form beforehand and kept in such a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from attrs import frozen

from policyc.batch.reading.normal import Claims
from policyc.batch.reading.sources import READ_ROWS, open_source
from policyc.batch.reading.table import TableReader
from policyc.batch.spark.types import as_schema
from policyc.batch.staged import Staged
from policyc.report.diagnostic import Language


@frozen
class Piece:
    """A row group of a file; `before` it stand so many rows. `plain` says that it is in the one form already."""

    path: Path
    group: int
    before: int
    plain: bool

    def batches(self, staged: Staged, language: Language, normal: Any) -> Iterator[Any]:
        """Its claims in the one form. Raises BatchError."""
        source = open_source(self.path, self.group)
        if self.plain:
            return (as_schema(batch, normal) for batch in source.batches(normal.names, ()))
        return TableReader(staged, source, language, begins=self.before + 1).batches()


def pieces_of(claims: Claims, path: Path, folder: Path) -> tuple[Piece, ...]:
    """The pieces of a file of claims, or of what is made of it in `folder`. Raises BatchError."""
    if isinstance(claims, TableReader) and path.suffix.lower() != ".csv":
        return _groups(path.absolute(), plain=False)
    kept = folder / "claims.parquet"
    with pq.ParquetWriter(kept, claims.normal) as writer:
        for batch in claims.batches():
            writer.write_batch(batch, row_group_size=READ_ROWS)
    return _groups(kept.absolute(), plain=True)


def _groups(path: Path, *, plain: bool) -> tuple[Piece, ...]:
    with pq.ParquetFile(path) as file:
        rows = [file.metadata.row_group(at).num_rows for at in range(file.metadata.num_row_groups)]
    before = [0, *accumulate(rows)]
    return tuple(Piece(path, at, before[at], plain) for at, count in enumerate(rows) if count)
