"""A file of claims settled into a file of results, with the rows at fault beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from policyc.batch.run import Options, Run, spill_folder
from policyc.batch.sources import open_source
from policyc.batch.staged import Staged
from policyc.batch.writing import ResultFiles, unwritable
from policyc.settle import Settler

Progress = Callable[[int | None], Callable[[int], None]]
"""Told how many claims there are, if that is known; what it gives is told how many more are settled."""


@frozen
class Outcome:
    """What came of a run: how many claims, and how many of them are at fault."""

    claims: int
    bad: int


def settle_file(settler: Settler, claims: Path, output: Path, options: Options, progress: Progress) -> Outcome:
    """Raises BatchError where the claims cannot be settled or the results not be written; then nothing is written."""
    source = open_source(claims)
    run = Run(Staged(settler), source, options)
    settled = bad = 0
    step = progress(source.rows)
    try:
        folder = spill_folder(output)
    except OSError as error:
        raise unwritable(error, output) from None
    with folder as spill, ResultFiles(output) as files:
        for part in run.settled(spill):
            files.write(part.results)
            files.write_bad(part.bad)
            settled += part.results.num_rows
            bad += len(part.bad)
            step(part.results.num_rows)
    return Outcome(settled, bad)
