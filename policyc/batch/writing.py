"""Results on disk: written under another name, and moved into place once they are whole."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow.parquet as pq
from attrs import define, field

from policyc.batch.fault import BatchError, fault


def bad_path(output: Path) -> Path:
    """Where the rows at fault are told: `results.bad.jsonl` beside `results.parquet`."""
    return output.with_suffix(".bad.jsonl")


@define
class ResultFiles:
    """The table of results and, if there are any, the rows at fault. Left by an error, nothing stays behind."""

    output: Path
    _temporary: list[Path] = field(factory=list)
    _results: Any = None
    _bad: Any = None

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
            for path in self._temporary:
                path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise unwritable(error, self.output) from None

    def write(self, table: Any) -> None:
        if self._results is None:
            self._results = pq.ParquetWriter(self._new(), table.schema, compression="snappy")
        self._results.write_table(table)

    def write_bad(self, entries: Iterable[Mapping[str, Any]]) -> None:
        for entry in entries:
            if self._bad is None:
                self._bad = self._new().open("w", encoding="utf-8")
            self._bad.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def _new(self) -> Path:
        handle, name = tempfile.mkstemp(dir=self.output.parent, prefix=f".{self.output.name}.", suffix=".part")
        os.close(handle)
        os.chmod(name, 0o666 & ~_umask())
        self._temporary.append(Path(name))
        return self._temporary[-1]

    def _finish(self) -> None:
        bad, places = bad_path(self.output), list(self._temporary)
        self._results.close()
        if self._bad is not None:
            self._bad.close()
            os.replace(next(path for path in places if path == Path(self._bad.name)), bad)
        else:
            # what an earlier run told of is no longer so
            bad.unlink(missing_ok=True)
        results = next(path for path in places if self._bad is None or path != Path(self._bad.name))
        os.replace(results, self.output)

    def _close_quietly(self) -> None:
        for file in (self._results, self._bad):
            try:
                if file is not None:
                    file.close()
            except OSError:
                pass


def unwritable(error: OSError, path: Path) -> BatchError:
    """Why results cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return fault("table-no-room", reason=str(path.parent))
    return fault("table-unwritable", path=str(path))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
