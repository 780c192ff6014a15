"""A table of claims in memory settled into a table of results of the same kind, row by row in the same order."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from policyc.batch.engines import AUTO, engine
from policyc.batch.frames import as_arrow, given_out
from policyc.batch.openings import before
from policyc.batch.reading.normal import ROW
from policyc.batch.reading.sources import source_of
from policyc.batch.reading.table import TableReader
from policyc.batch.run import Options, Run
from policyc.batch.staged import Staged
from policyc.report.diagnostic import Language
from policyc.settling.settle import Settler


def settle_table(
    settler: Settler, table: Any, openings: str | Path | None, engine_name: str = AUTO, language: str = "zh"
) -> Any:
    """See `policyc.policy.Policy.run`. Raises BatchError."""
    options = Options(engine(engine_name), Language(language), before(openings, settler))
    arrow, back = as_arrow(table)
    staged = Staged(settler)
    run = Run(staged, TableReader(staged, source_of(arrow), options.language), options)
    with tempfile.TemporaryDirectory(prefix="policyc-") as folder:
        parts = [part.results for part in run.settled(folder)]
    results = pa.concat_tables(parts) if parts else run.empty()
    results = results.cast(given_out(results.schema))
    return back(results.take(pc.sort_indices(results.column(ROW))).drop_columns([ROW]))
