"""A file of claims settled into a file of results, with the rows at fault beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from policyc.batch.json_lines import JsonLines
from policyc.batch.reading import TableReader
from policyc.batch.run import Claims, Options, Run
from policyc.batch.sources import open_source
from policyc.batch.staged import Staged
from policyc.batch.tally import Tally
from policyc.batch.writing import ResultFiles
from policyc.report.diagnostic import Language
from policyc.settle import Settler

Progress = Callable[[int | None], Callable[[int], None]]
"""Told how many claims there are, if that is known; what it gives is told how many more are settled."""


def claims_in(path: Path, staged: Staged, language: Language) -> Claims:
    """The claims of a file, by its ending. Raises BatchError."""
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return JsonLines(staged, path, language)
    return TableReader(staged, open_source(path), language)


def settle_file(
    settler: Settler, claims: Path, output: Path, folder: Path, options: Options, progress: Progress
) -> Tally:
    """Raises BatchError where the claims cannot be settled or the results not be written; then nothing is written.

    `folder` is for what is not yet whole, on the disk of `output`.
    """
    staged = Staged(settler)
    run = Run(staged, claims_in(claims, staged, options.language), options)
    step = progress(run.claims.rows)
    with ResultFiles(output, folder) as files:
        for part in run.settled(str(folder / "runs")):
            files.write(part.results)
            files.write_bad(part.bad)
            step(part.results.num_rows)
        if not run.tally.claims:
            files.write(run.empty())
    return run.tally
