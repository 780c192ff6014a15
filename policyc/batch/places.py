"""Where what comes of a run is written, beside the results."""

from __future__ import annotations

import tempfile
from pathlib import Path

from policyc.batch.fault import fault


def bad_path(output: Path) -> Path:
    """Where the rows at fault are told: `results.bad.jsonl` beside `results.parquet`."""
    return output.with_suffix(".bad.jsonl")


def working_folder(output: Path) -> tempfile.TemporaryDirectory[str]:
    """Where a run keeps what is not yet whole, beside the results. Raises BatchError where there can be none."""
    try:
        return tempfile.TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent)
    except OSError:
        raise fault("table-unwritable", path=str(output)) from None
