"""Results on disk: written in a folder of their own while more are settled, moved into place once they are whole."""

from __future__ import annotations

import errno
import json
import os
from base64 import b64encode
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import define, field

from policyc.batch.fault import BatchError, fault
from policyc.batch.frames import given_out
from policyc.batch.writing.places import bad_path, sample_path

_DIGITS = 18
"""Decimals of so many digits are integers of 64 bits."""
ROWS_AT_ONCE = 65_536
"""Rows of a column that are encoded at once."""


@define
class ResultFiles:
    """The table of results and, if there are any, the rows at fault. Until they are whole they stand in `folder`."""

    output: Path
    folder: Path
    _results: Any = None
    _bad: Any = None
    # one part is written while the next one is settled, and no more wait
    _writer: ThreadPoolExecutor = field(factory=lambda: ThreadPoolExecutor(1))
    _written: Future[None] | None = None

    def __enter__(self) -> ResultFiles:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
        except OSError as failure:
            raise unwritable(failure, self.output) from None
        finally:
            self._close_quietly()
        if isinstance(error, OSError):
            raise unwritable(error, self.output) from None

    def write(self, table: Any) -> None:
        """Raises OSError where this part, or the one before, cannot be written."""
        if self._results is None:
            path, schema = self.folder / "results", table.schema
            self._results = pq.ParquetWriter(
                path,
                schema,
                compression="snappy",
                use_dictionary=_repeating(schema),
                column_encoding=dict.fromkeys(_numbers(schema), "DELTA_BINARY_PACKED"),
                # as most others write amounts, and sooner read and written than bytes
                store_decimal_as_integer=True,
                write_batch_size=ROWS_AT_ONCE,
                write_statistics=_bounded(schema),
                # told below, as readers get it
                store_schema=False,
            )
            self._results.add_key_value_metadata(_told_to_readers(schema))
        self._wait()
        self._written = self._writer.submit(self._results.write_table, table)

    def _wait(self) -> None:
        """Until what was handed over last is written."""
        if self._written is not None:
            written, self._written = self._written, None
            written.result()

    def write_bad(self, entries: Iterable[Mapping[str, Any]]) -> None:
        for entry in entries:
            if self._bad is None:
                self._bad = (self.folder / "bad").open("w", encoding="utf-8")
            self._bad.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def write_sample(self, text: str) -> None:
        (self.folder / "sample").write_text(text, encoding="utf-8")

    def _finish(self) -> None:
        self._wait()
        self._results.close()
        if self._bad is not None:
            self._bad.close()
            os.replace(self.folder / "bad", bad_path(self.output))
        if (self.folder / "sample").exists():
            os.replace(self.folder / "sample", sample_path(self.output))
        os.replace(self.folder / "results", self.output)
        if self._bad is None:
            # what an earlier run told of is no longer so
            bad_path(self.output).unlink(missing_ok=True)

    def _close_quietly(self) -> None:
        """Closes what may be half written: that it cannot be is no news."""
        self._writer.shutdown()
        for file in (self._results, self._bad):
            try:
                if file is not None:
                    file.close()
            except OSError:
                pass


def _bounded(schema: Any) -> list[str]:
    """The columns of which a reader may want to know the least and the greatest: no one looks for sentences by them."""
    return [column.name for column in schema if not pa.types.is_list(column.type)]


def _told_to_readers(schema: Any) -> dict[str, bytes]:
    """What Arrow's readers make of the columns."""
    return {"ARROW:schema": b64encode(given_out(schema).serialize())}


def _repeating(schema: Any) -> list[str]:
    """The columns of few different values, which alone are smaller and sooner written by a dictionary."""
    kinds = [column.name for column in schema if pa.types.is_dictionary(column.type)]
    return [*kinds, *(f"{column.name}.list.element" for column in schema if pa.types.is_list(column.type))]


def _numbers(schema: Any) -> list[str]:
    """The columns written by their differences, which take few bits: half the size, and sooner done than copied."""

    def whole(type: Any) -> bool:
        if pa.types.is_decimal(type):
            return bool(type.precision <= _DIGITS)
        return bool(pa.types.is_integer(type) or pa.types.is_timestamp(type))

    return [column.name for column in schema if whole(column.type)]


def unwritable(error: OSError, path: Path) -> BatchError:
    """Why results cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return fault("table-no-room", reason=str(path.parent))
    return fault("table-unwritable", path=str(path))
