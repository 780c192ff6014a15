"""The engines that can settle a batch, by name; each is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from policyc.batch.engines.columns import Engine

AUTO = "auto"


@frozen
class Home:
    """Where an engine lives, and the library that it takes."""

    module: str
    name: str
    library: str | None = None
    threaded: bool = False


HOMES: Mapping[str, Home] = {
    "kernel": Home("policyc.batch.engines.by_kernel", "KernelEngine", "llvmlite", threaded=True),
    "python": Home("policyc.batch.engines.by_python", "PythonEngine"),
    "duckdb": Home("policyc.batch.engines.by_duckdb", "DuckdbEngine", "duckdb"),
}
"""The fastest first: `auto` takes the first whose library is installed."""

NAMES = (AUTO, *HOMES)


def engine(name: str = AUTO, threads: int | None = None) -> Engine:
    """The engine called `name`, on so many threads if it knows any. Raises KeyError for any other."""
    if name == AUTO:
        name = next(one for one, home in HOMES.items() if home.library is None or find_spec(home.library) is not None)
    home = HOMES[name]
    kind = getattr(import_module(home.module), home.name)
    made: Engine = kind() if threads is None or not home.threaded else kind(threads=threads)
    return made
