"""A file of claims settled by Spark into a file of results, with the rows at fault beside it.

Tasks write the results of what they settle, each into a file of its own in the folder for what is not yet whole; what
they settled goes into the one file that is asked for. The folders of claims and results are those of all machines.
"""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from policyc.batch.claims import ROWS
from policyc.batch.engines import AUTO
from policyc.batch.fault import BatchError, fault
from policyc.batch.file_to_file import Progress, claims_in
from policyc.batch.places import Files, bad_path
from policyc.batch.run import Options, Run
from policyc.batch.sample import Kept
from policyc.batch.spark.frame import Batches, in_ledgers_order, mapped
from policyc.batch.spark.pieces import Piece, pieces_of
from policyc.batch.spark.session import session
from policyc.batch.spark.shipped import NoClaims, Shipped, Told
from policyc.batch.spark.types import as_schema, named_by_place
from policyc.batch.staged import Staged
from policyc.batch.tally import Tally
from policyc.batch.writing import ResultFiles
from policyc.settle import Settler

OUTCOME = pa.schema([("outcome", pa.binary())])
_FAULT = "fault"


@frozen
class Outcome:
    """What a task settled: where it is, what it comes to, and the claims of it that may be explained."""

    results: Path
    tally: Tally
    sample: Kept


@frozen
class Task:
    """What all tasks of a run go by. `folder` is where they write."""

    shipped: Shipped
    pieces: Sequence[Piece]
    folder: Path
    normal: Any

    def read(self, numbers: Batches) -> Batches:
        """The pieces of these numbers in the one form."""
        worker, plain = self.shipped.worker, named_by_place(self.normal)
        try:
            for number in chain.from_iterable(batch.column(0).to_pylist() for batch in numbers):
                for batch in self.pieces[number].batches(worker.staged, worker.language, self.normal):
                    yield as_schema(batch, plain)
        except BatchError as error:
            raise self._told(error) from None

    def settle(self, batches: Batches) -> Batches:
        """Claims in the one form, settled; where their results are."""
        worker = self.shipped.worker
        run = worker.run(self.normal)
        parts = worker.settled(run, batches)
        try:
            first = next(parts, None)
            if first is None:
                return
            # a task that is tried again starts anew
            own = Path(mkdtemp(dir=self.folder))
            output = own / "part.parquet"
            with ResultFiles(output, own) as results:
                for part in chain([first], parts):
                    results.write(part.results)
                    results.write_bad(part.bad)
        except BatchError as error:
            raise self._told(error) from None
        outcome = Outcome(output, run.tally, run.sample.kept())
        yield pa.RecordBatch.from_pydict({"outcome": [pickle.dumps(outcome)]}, schema=OUTCOME)

    def both(self, numbers: Batches) -> Batches:
        return self.settle(self.read(numbers))

    def _told(self, error: BatchError) -> BatchError:
        """Leaves word of what keeps the run from going on: Spark would tell it in its own way."""
        (self.folder / _FAULT).write_bytes(pickle.dumps(error.diagnostics))
        return error


def settle_file(settler: Settler, files: Files, options: Options, progress: Progress) -> Tally:
    """As `policyc.batch.file_to_file.settle_file`, but what settles is each worker's own engine. Raises BatchError."""
    spark = session()
    staged = Staged(settler)
    claims = claims_in(files, staged, options.language)
    step = progress(claims.rows)
    tally = Tally()
    run = Run(staged, NoClaims(claims.normal), options)
    with ResultFiles(files.output, files.folder) as results:
        pieces = pieces_of(claims, files.claims, files.folder)
        shipped = Shipped.of(settler, options.before, Told(AUTO, options.language, options.explained))
        folder = files.folder.absolute()
        task = Task(shipped, pieces, folder, claims.normal)
        for outcome in _outcomes(spark, task, staged.ledger):
            for table in _tables(outcome.results):
                results.write(table)
                step(table.num_rows)
            results.write_bad(_entries(outcome.results))
            tally.include(outcome.tally)
            run.sample.include(outcome.sample, staged, options.language)
        if not tally.claims:
            results.write(run.empty())
        if options.explained:
            results.write_sample(run.explanations())
    return tally


def _outcomes(spark: Any, task: Task, ledger: bool) -> Iterator[Outcome]:
    """What became of all tasks, in order. Raises BatchError."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    count = len(task.pieces)
    if not count:
        return
    numbers = spark.range(0, count, 1, count)
    if ledger:
        frame = mapped(in_ledgers_order(mapped(numbers, task.read, named_by_place(task.normal))), task.settle, OUTCOME)
    else:
        frame = mapped(numbers, task.both, OUTCOME)
    try:
        rows = frame.collect()
    except (PySparkException, Py4JError) as error:
        raise _fault(task.folder, error) from None
    yield from (pickle.loads(row[0]) for row in rows)


_FULL = re.compile("no space left", re.IGNORECASE)


def _fault(folder: Path, error: Exception) -> BatchError:
    """What a task has left word of, or else what Spark says."""
    if (folder / _FAULT).exists():
        return BatchError(pickle.loads((folder / _FAULT).read_bytes()))
    said = [line.strip() for line in str(error).split("\n") if line.strip()]
    full = [line for line in said if _FULL.search(line)]
    return fault("table-no-room", reason=full[0]) if full else fault("spark-failed", reason=said[0])


def _tables(path: Path) -> Iterator[Any]:
    for batch in pq.ParquetFile(path).iter_batches(ROWS):
        yield pa.Table.from_batches([batch])


def _entries(path: Path) -> Iterator[Any]:
    """The rows at fault beside a task's results."""
    if bad_path(path).exists():
        with bad_path(path).open(encoding="utf-8") as file:
            yield from map(json.loads, file)
