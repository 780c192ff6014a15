"""A file of claims settled by Spark into a file of results, with the rows at fault beside it.

Tasks write the results of what they settle, each into a file of its own in the folder for what is not yet whole; what
they settled goes into the one file that is asked for. The folders of claims and results are those of all machines.
"""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

from policyc.batch.answering.sample import Kept
from policyc.batch.answering.tally import Tally
from policyc.batch.engines import AUTO
from policyc.batch.fault import BatchError, fault
from policyc.batch.file_to_file import Progress, claims_in
from policyc.batch.reading.normal import owner_of
from policyc.batch.reading.ordering import ROWS
from policyc.batch.run import Options, Run
from policyc.batch.spark.frame import Batches, mapped, together
from policyc.batch.spark.pieces import Piece, pieces_of
from policyc.batch.spark.session import session
from policyc.batch.spark.shipped import NoClaims, Shipped, Told
from policyc.batch.spark.types import as_schema, named_by_place
from policyc.batch.staged import Staged
from policyc.batch.writing.places import Files, bad_path
from policyc.batch.writing.results import ResultFiles
from policyc.settling.settle import Settler

_FAULT = "fault"
_FULL = re.compile("no space left", re.IGNORECASE)
OUTCOME = pa.schema([("outcome", pa.binary())])


@frozen
class Outcome:
    """What a task settled: where it is, what it comes to, and the claims of it that may be explained."""

    results: Path
    tally: Tally
    sample: Kept


@frozen
class Task:
    """What all tasks of a run go by. `folder` is where they write.

    What keeps a table from being settled a task leaves word of there, and ends; so do those after it. Raised, it would
    be tried again, and told in Spark's way.
    """

    shipped: Shipped
    pieces: Sequence[Piece]
    folder: Path
    normal: Any

    def read(self, numbers: Batches) -> Batches:
        """The pieces of these numbers in the one form."""
        worker, plain = self.shipped.worker, named_by_place(self.normal)
        with self._telling():
            for number in chain.from_iterable(batch.column(0).to_pylist() for batch in numbers):
                for batch in self.pieces[number].batches(worker.staged, worker.language, self.normal):
                    yield as_schema(batch, plain)

    def settle(self, batches: Batches) -> Batches:
        """Claims in the one form, settled; where their results are."""
        if self.fault is not None:
            return
        worker = self.shipped.worker
        run = worker.run(self.normal)
        parts = worker.settled(run, batches)
        # a task that is tried again starts anew
        own = Path(mkdtemp(dir=self.folder))
        output = own / "part.parquet"
        with self._telling():
            first = next(parts, None)
            if first is None:
                return
            with ResultFiles(output, own) as results:
                for part in chain([first], parts):
                    results.write(part.results)
                    results.write_bad(part.bad)
            outcome = Outcome(output, run.tally, run.sample.kept())
            yield pa.RecordBatch.from_pydict({"outcome": [pickle.dumps(outcome)]}, schema=OUTCOME)

    def both(self, numbers: Batches) -> Batches:
        """The pieces of these numbers, settled as they are read."""
        return self.settle(self.read(numbers))

    @property
    def fault(self) -> BatchError | None:
        """What a task has left word of."""
        try:
            return BatchError(pickle.loads((self.folder / _FAULT).read_bytes()))
        except FileNotFoundError:
            return None

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except BatchError as error:
            partial = Path(mkdtemp(dir=self.folder)) / _FAULT
            partial.write_bytes(pickle.dumps(error.diagnostics))
            partial.replace(self.folder / _FAULT)


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
        for outcome in _outcomes(spark, task, staged):
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


def _outcomes(spark: Any, task: Task, staged: Staged) -> Iterator[Outcome]:
    """What became of all tasks, in order. Raises BatchError."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    count = len(task.pieces)
    if not count:
        return
    numbers = spark.range(0, count, 1, count)
    if staged.ledger:
        read = mapped(numbers, task.read, named_by_place(task.normal))
        frame = mapped(together(read, owner_of(staged)), task.settle, OUTCOME)
    else:
        frame = mapped(numbers, task.both, OUTCOME)
    try:
        rows = frame.collect()
    except (PySparkException, Py4JError) as error:
        raise _failed(error) from None
    if task.fault is not None:
        raise task.fault
    yield from (pickle.loads(row[0]) for row in rows)


def _failed(error: Exception) -> BatchError:
    """Why Spark did not finish, in a line of what it says."""
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
