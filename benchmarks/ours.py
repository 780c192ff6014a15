"""policyc over many claims: its machine code on arrays in memory, and `policyc run` from file to file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from attrs import field, frozen

import policyc
from benchmarks.by_c import STAYS, VISITS
from benchmarks.generated import FIRST_DAY, Array, Columns
from policyc.batch.engines import engine
from policyc.batch.engines.by_kernel import Kernel, widths_of
from policyc.batch.engines.columns import Batch
from policyc.batch.file_to_file import settle_file
from policyc.batch.openings import ALL_NEW
from policyc.batch.reading.convert import EPOCH
from policyc.batch.run import Options
from policyc.batch.writing.places import Files, working_folder
from policyc.core.openings import ZERO
from policyc.policy import Policy
from policyc.report.diagnostic import Language
from policyc.stages import closed

HERE = Path(__file__).parent
STAYS_POLICY, VISITS_POLICY = HERE / "inpatient.zh.pol", HERE / "outpatient.zh.pol"


@frozen(eq=False)
class InMemory:
    """A policy's machine code and the claims that it is run over, as arrays of its facts."""

    policy: Policy
    results: Sequence[str]
    batch: Batch
    kernel: Kernel = field(init=False)

    @kernel.default
    def _translated(self) -> Kernel:
        sheet, _ = closed(self.policy.compiled)
        return Kernel(sheet, self.results, widths_of(self.batch))

    def settle(self, threads: int, order: Array | None = None, into: Mapping[str, Array] | None = None) -> Columns:
        self.kernel.threads = threads
        return dict(self.kernel.settle(self.batch, ZERO, order, into))


def stays_in_memory(columns: Columns) -> InMemory:
    facts = {
        "group": columns["is_student"].view(np.int8),
        "hospital_level": columns["level"],
        "admission_no": columns["admission_no"],
        "cost": columns["cost_fen"],
    }
    return InMemory(policyc.load(STAYS_POLICY), STAYS, Batch(len(columns["cost_fen"]), facts, {}))


def visits_in_memory(columns: Columns) -> InMemory:
    facts = {
        "member": columns["member"],
        "service_date": columns["day"] + np.int32(EPOCH),
        "level": columns["level"],
        "consult_cost": columns["consult_fen"],
        "other_cost": columns["other_fen"],
        "selected": columns["selected"],
        "emergency": columns["emergency"],
    }
    return InMemory(policyc.load(VISITS_POLICY), VISITS, Batch(len(columns["member"]), facts, {}))


def order_of(day: Array) -> Array:
    """The ledger's order of visits that stand in no order: by the day, and within a day as they stand."""
    return np.argsort((day - FIRST_DAY).astype(np.uint16), kind="stable").astype(np.int32)


def asking(path: Path, results: Sequence[str]) -> Policy:
    """A policy that answers for these results only, as `policyc run --result` does."""
    return policyc.load(path).asking(*results)


def file_to_file(policy: Policy, claims: Path, output: Path) -> None:
    """`policyc run`, all members new, but for reading the policy."""
    options = Options(engine(), Language.EN, ALL_NEW)
    with working_folder(output) as folder:
        files = Files(claims, {}, output, Path(folder))
        settle_file(policy.settler, files, options, lambda total: lambda done: None)
