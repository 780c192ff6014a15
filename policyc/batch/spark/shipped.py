"""What goes to Spark's Python workers: a policy as bytes, staged once in each worker however many tasks it runs.

Shipped.of(settler, openings, language)      on the driver
shipped.worker                               in a task
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import attrs
from attrs import define, field, frozen

from policyc.batch.by_python import PythonEngine
from policyc.batch.claims import Stretch
from policyc.batch.columns import Engine
from policyc.batch.openings import Before, FromTable
from policyc.batch.run import Options, Part, Run
from policyc.batch.staged import Staged
from policyc.batch.tally import Tally
from policyc.report.diagnostic import Language
from policyc.settle import Settler

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


@define(slots=False)
class Worker:
    """A policy staged in one process, with all that is worth keeping from one task to the next."""

    staged: Staged
    before: Before
    language: Language
    engine: Engine
    _run: Run | None = field(init=False, default=None)

    def run(self, normal: Any) -> Run:
        """A run of claims in this form, which counts from nothing; what was found out about the policy stays."""
        if self._run is None or self._run.claims.normal != normal:
            self._run = Run(self.staged, NoClaims(normal), Options(self.engine, self.language, self.before))
        self._run.tally = Tally()
        return self._run

    def answers(self, run: Run, tables: Iterator[Any]) -> Iterator[Part]:
        """The results of stretches of whole members, each a table in the one form."""
        return (run.answer(Stretch(self.staged, table, self.language)) for table in tables)


@frozen
class Shipped:
    """A policy with what there was before the first claims, as bytes."""

    payload: bytes

    @classmethod
    def of(cls, settler: Settler, before: Before, language: Language) -> Shipped:
        # without what has been worked out so far: functions made at run time cannot be sent
        bare = Settler(settler.compiled, settler.make)
        if isinstance(before, FromTable):
            before = attrs.evolve(before, settler=bare)
        return cls(pickle.dumps((Staged(bare), before, language), pickle.HIGHEST_PROTOCOL))

    @property
    def worker(self) -> Worker:
        return _worker(self.payload)


@lru_cache(KEPT)
def _worker(payload: bytes) -> Worker:
    staged, before, language = pickle.loads(payload)
    return Worker(staged, before, language, _engine())


def _engine() -> Engine:
    """The fastest there is, on one thread: Spark runs as many tasks as it has cores."""
    if find_spec("llvmlite") is None:
        return PythonEngine()
    from policyc.batch.by_kernel import KernelEngine

    return KernelEngine(threads=1)
