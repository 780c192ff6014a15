"""A file of claims settled into a file of results, with the rows at fault beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from policyc.batch.answering.tally import Tally
from policyc.batch.fault import fault
from policyc.batch.reading.json_lines import JsonLines
from policyc.batch.reading.lined import LineTable, WithLines
from policyc.batch.reading.normal import Claims
from policyc.batch.reading.sources import open_source
from policyc.batch.reading.table import TableReader
from policyc.batch.run import Options, Run
from policyc.batch.staged import Staged
from policyc.batch.writing.places import Files
from policyc.batch.writing.results import ResultFiles
from policyc.claims.finding import nearest
from policyc.interface import spellings, words
from policyc.report.diagnostic import Language
from policyc.settling.settle import Settler

Progress = Callable[[int | None], Callable[[int], None]]
"""Told how many claims there are, if that is known; what it gives is told how many more are settled."""


def claims_in(files: Files, staged: Staged, language: Language) -> Claims:
    """The claims of a file, by its ending, and of their lines. Raises BatchError."""
    blocks = {name: block for block, _ in staged.lines for name in spellings(block)}
    unknown = [name for name in files.lines if name not in blocks]
    if unknown:
        known = tuple(words(block) for block, _ in staged.lines)
        raise fault("table-no-such-lines", name=unknown[0], nearest=nearest(unknown[0], known))
    claims = _claims(files.claims, staged, language, frozenset(blocks[name].key for name in files.lines))
    for name, file in files.lines.items():
        facts = next(facts for block, facts in staged.lines if block == blocks[name])
        claims = WithLines(claims, LineTable(staged, blocks[name], facts, open_source(file), language), str(files.runs))
    return claims


def _claims(path: Path, staged: Staged, language: Language, beside: frozenset[str]) -> Claims:
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return JsonLines(staged, path, language)
    return TableReader(staged, open_source(path), language, beside)


def settle_file(settler: Settler, files: Files, options: Options, progress: Progress) -> Tally:
    """Raises BatchError where the claims cannot be settled or the results not be written; then nothing is written."""
    staged = Staged(settler)
    run = Run(staged, claims_in(files, staged, options.language), options)
    step = progress(run.claims.rows)
    with ResultFiles(files.output, files.folder) as results:
        for part in run.settled(str(files.runs)):
            results.write(part.results)
            results.write_bad(part.bad)
            step(part.results.num_rows)
        if not run.tally.claims:
            results.write(run.empty())
        if options.explained:
            results.write_sample(run.explanations())
    return run.tally
