"""What goes to Spark's Python workers: a policy as bytes, staged once in each worker however many tasks it runs.

Shipped.of(settler, openings, language)      on the driver
shipped.worker                               in a task
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import attrs
from attrs import define, field, frozen

from policyc.batch.answering.sample import Sample
from policyc.batch.answering.tally import Tally
from policyc.batch.engines import engine
from policyc.batch.openings import Before, FromTable
from policyc.batch.reading.normal import owner_of
from policyc.batch.reading.ordering import as_they_come, ordered, whole_ledgers
from policyc.batch.run import Options, Part, Run
from policyc.batch.spark.types import as_schema
from policyc.batch.staged import Staged
from policyc.batch.stretch import Stretch
from policyc.report.diagnostic import Language
from policyc.settling.settle import Settler

KEPT = 4
"""How many policies a worker keeps staged."""


@frozen
class NoClaims:
    """No claims, in the one form that a table's come in."""

    normal: Any

    @property
    def rows(self) -> int:
        return 0

    def batches(self) -> Iterator[Any]:
        """None."""
        return iter(())


@frozen
class Told:
    """How workers settle: by which engine, telling in which language, and how many claims each may explain."""

    engine: str
    language: Language
    explained: int = 0


@define(slots=False)
class Worker:
    """A policy staged in one process, with all that is worth keeping from one task to the next."""

    staged: Staged
    options: Options
    _run: Run | None = field(init=False, default=None)

    @property
    def language(self) -> Language:
        return self.options.language

    def run(self, normal: Any) -> Run:
        """A run of claims in this form, which counts from nothing; what was found out about the policy stays."""
        if self._run is None or self._run.claims.normal != normal:
            self._run = Run(self.staged, NoClaims(normal), self.options)
        self._run.tally, self._run.sample = Tally(), Sample(self.options.explained)
        return self._run

    def settled(self, run: Run, batches: Iterator[Any]) -> Iterator[Part]:
        """The results of claims that come with each ledger's together, in the one form under Spark's names."""
        claims, owner = (as_schema(batch, run.claims.normal) for batch in batches), owner_of(self.staged)
        tables: Iterator[Any] = as_they_come(claims)
        if self.staged.ledger:
            tables = (ordered(table, owner) for table in whole_ledgers(claims, owner))
        return (run.answer(Stretch(self.staged, table, self.language)) for table in tables)


@frozen
class Shipped:
    """A policy with what there was before the first claims, as bytes."""

    payload: bytes

    @classmethod
    def of(cls, settler: Settler, before: Before, told: Told) -> Shipped:
        # without what has been worked out so far: functions made at run time cannot be sent
        bare = Settler(settler.compiled, settler.make)
        if isinstance(before, FromTable):
            before = attrs.evolve(before, settler=bare)
        return cls(pickle.dumps((Staged(bare), before, told), pickle.HIGHEST_PROTOCOL))

    @property
    def worker(self) -> Worker:
        return _worker(self.payload)


@lru_cache(KEPT)
def _worker(payload: bytes) -> Worker:
    staged, before, told = pickle.loads(payload)
    # one thread: Spark runs as many tasks as it has cores
    options = Options(engine(told.engine, threads=1), told.language, before, told.explained)
    return Worker(staged, options)
