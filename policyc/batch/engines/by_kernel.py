"""The engine of machine code: arrays in, the passes of a plan run over them on every core, arrays out.

KernelEngine(folder).settle(sheet, results, batch, openings)          as every engine does
Kernel(sheet, results, widths, folder).settle(batch, openings, …)     one worksheet, translated
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from attrs import define, field

from policyc.backends.kernel.arrays import Array as PassArray
from policyc.backends.kernel.arrays import Holds, bits_of
from policyc.backends.kernel.kept import Made, made
from policyc.backends.kernel.machine import Machine, loaded
from policyc.backends.kernel.plan import Plan
from policyc.backends.kernel.words import BeyondKernelError
from policyc.batch.engines.by_python import PythonEngine
from policyc.batch.engines.columns import Array, Batch
from policyc.batch.engines.opened import Totals
from policyc.core.openings import NONE, Openings
from policyc.core.terms import Sort
from policyc.core.worksheet import Worksheet
from policyc.elaborate.owner import FAMILY, MEMBER, OWNERS
from policyc.syntax.tables import cache_folder

FEWEST_APIECE = 20_000
"""Claims for which one more thread is worth its start."""


@define(slots=False, eq=False)
class Kernel:
    """One worksheet for some results, translated for facts of arrays of the given widths, in bits.

    `folder` keeps machine code from one process to the next. Raises BeyondKernelError for what only others settle.
    """

    sheet: Worksheet
    results: Sequence[str]
    widths: Mapping[str, int] = field(factory=dict)
    folder: Path | None = None
    threads: int = field(factory=lambda: os.cpu_count() or 1)

    @cached_property
    def made(self) -> Made:
        """The plan and its machine code, as they were kept or are made now."""
        return made(self.sheet, self.results, self.widths, self.folder)

    @property
    def plan(self) -> Plan:
        return self.made.plan

    @cached_property
    def machine(self) -> Machine:
        return loaded(self.made.code)

    def settle(
        self,
        batch: Batch,
        openings: Openings = NONE,
        order: Array | None = None,
        into: Mapping[str, Array] | None = None,
    ) -> Mapping[str, Array]:
        """Every result for every claim.

        `order` is the ledger's order, claims by their places; without it they stand in it, each member's together.
        `into` are arrays to write results to, of 64 bits for integers and 8 for truths.
        """
        return _Run(self, batch, openings, order, into or {}).results()


Asked = tuple[int, tuple[str, ...], tuple[tuple[str, int], ...]]
"""A worksheet, what is wanted of it, and how wide its facts come."""


@define(eq=False)
class KernelEngine:
    """Translates each worksheet once, and keeps machine code in `folder` from one process to the next.

    The generated Python settles what must be kept beyond 64 bits, and totals kept by what itself looks back.
    """

    folder: Path | None = field(factory=lambda: cache_folder() / "kernels")
    # on how many; one for each core where nothing is said
    threads: int = field(factory=lambda: os.cpu_count() or 1)
    _kernels: dict[Asked, Kernel] = field(factory=dict)
    _beyond: set[Asked] = field(factory=set)

    def settle(self, sheet: Worksheet, results: Sequence[str], batch: Batch, openings: Openings) -> Mapping[str, Array]:
        """Every result column for every claim of the batch."""
        key = id(sheet), tuple(results), tuple(sorted(widths_of(batch).items()))
        if key not in self._kernels:
            self._kernels[key] = Kernel(sheet, tuple(results), widths_of(batch), self.folder, self.threads)
        if key not in self._beyond:
            try:
                return self._kernels[key].settle(batch, openings)
            except BeyondKernelError:
                self._beyond.add(key)
        return PythonEngine().settle(sheet, results, batch, openings)


def widths_of(batch: Batch) -> Mapping[str, int]:
    """The bits of every fact's array."""
    facts = [batch.facts, *(lines.facts for lines in batch.lines.values())]
    return {name: 8 * array.itemsize for of in facts for name, array in of.items()}


Part = tuple[Array | None, int, int]
"""Of the ledger's order, or of the claims as they stand, from one to the one before another."""


class _Run:
    """One batch on its way through the passes."""

    def __init__(
        self, kernel: Kernel, batch: Batch, openings: Openings, order: Array | None, into: Mapping[str, Array]
    ) -> None:
        self.kernel = kernel
        self.batch = batch
        self.order = order
        self.sheet = kernel.plan.worksheet
        facts = [batch.facts, *(lines.facts for lines in batch.lines.values())]
        self.columns = {name: np.ascontiguousarray(array) for of in facts for name, array in of.items()}
        self.columns.update(into)
        self.totals = Totals(kernel.plan, batch, openings, self.columns)

    def results(self) -> Mapping[str, Array]:
        for name, passed in self.kernel.plan.passes:
            if passed is not self.kernel.plan.keys:
                self.totals.open()
            given = [self._array(array) for array in self.kernel.made.arrays[name]]
            function = self.kernel.machine.function(name, len(given))
            in_time = passed is self.kernel.plan.turning
            self._run(function, given, self._in_time() if in_time else self._as_they_stand())
        return {name: self._result(name) for name in self.sheet.results}

    def _run(self, function: object, arrays: Sequence[Array], parts: Sequence[Part]) -> None:
        addresses = [array.ctypes.data for array in arrays]

        def one(part: Part) -> None:
            order, first, last = part
            assert callable(function)
            function(first, last, 0 if order is None else order.ctypes.data, *addresses)

        if len(parts) == 1:
            one(parts[0])
            return
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(one, parts))

    def _array(self, array: PassArray) -> Array:
        match array.holds:
            case Holds.COLUMN:
                if array.of not in self.columns:
                    length = self.totals.length(array.of)
                    self.columns[array.of] = np.empty(length, f"int{bits_of(self.kernel.plan, array.of)}")
                return self.columns[array.of]
            case Holds.OFFSETS:
                return self.batch.lines[array.of].offsets
            case Holds.ENTRIES | Holds.TOTALS | Holds.TRUTHS:
                return self.totals.arrays[array]

    def _result(self, name: str) -> Array:
        column = self.sheet.by_name[name]
        array = self.columns[name][: self.totals.rows(column.grain)]
        return array.view(np.bool_) if column.sort is Sort.TRUTH else array

    # ---- who runs what

    def _pieces(self) -> int:
        return max(1, min(self.kernel.threads, self.batch.count // FEWEST_APIECE))

    def _as_they_stand(self) -> list[Part]:
        pieces, count = self._pieces(), self.batch.count
        return [(None, first, last) for first, last in pairwise(count * at // pieces for at in range(pieces + 1))]

    def _in_time(self) -> list[Part]:
        """The ledger's order, in as many parts as there are threads, no ledger in two of them."""
        count, pieces = self.batch.count, self._pieces()
        if self.order is not None:
            return [(self.order.astype(np.int32, copy=False), 0, count)]
        order = np.arange(count, dtype=np.int32)
        if pieces == 1 or not all(OWNERS.intersection(table.slot.by[:1]) for table in self.kernel.plan.tables):
            return [(order, 0, count)]
        ledger = self.batch.facts[FAMILY.name if FAMILY.name in self.batch.facts else MEMBER.name]
        cuts = (int(np.searchsorted(ledger, ledger[count * at // pieces])) for at in range(1, pieces))
        return [(order, first, last) for first, last in pairwise([0, *cuts, count])]
