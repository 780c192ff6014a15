"""The libraries that tables take, and how they are asked for where they are not installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from policyc.batch.fault import fault

Answer = TypeVar("Answer")

LIBRARIES = ("pyarrow", "numpy", "duckdb", "llvmlite", "filelock")


def with_libraries(action: Callable[[], Answer]) -> Answer:
    """What needs the libraries for tables. Raises BatchError telling how to install them where they are not."""
    try:
        return action()
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] not in LIBRARIES:
            raise
        raise fault("batch-not-installed", library=missing.name.partition(".")[0]) from None
