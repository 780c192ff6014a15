"""Where what comes of a run is written, beside the results."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from policyc.batch.fault import fault


@frozen
class Files:
    """Claims, their lines by the name of the block, where results go, and a folder for what is not yet whole."""

    claims: Path
    lines: Mapping[str, Path]
    output: Path
    folder: Path

    @property
    def runs(self) -> Path:
        """Where sorted runs are kept."""
        return self.folder / "runs"


def bad_path(output: Path) -> Path:
    """Where the rows at fault are told: `results.bad.jsonl` beside `results.parquet`."""
    return output.with_suffix(".bad.jsonl")


def sample_path(output: Path) -> Path:
    """Where some claims are explained: `results.sample.md` beside `results.parquet`."""
    return output.with_suffix(".sample.md")


def working_folder(output: Path) -> tempfile.TemporaryDirectory[str]:
    """Where a run keeps what is not yet whole, beside the results.

    Raises BatchError where there can be none, and where the name of the results promises another kind of file.
    """
    if output.suffix.lower() != ".parquet":
        raise fault("table-output-kind", path=str(output), other=str(output.with_suffix(".parquet")))
    try:
        return tempfile.TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent)
    except OSError:
        raise fault("table-unwritable", path=str(output)) from None
