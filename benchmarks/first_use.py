"""What the first use of a policy's machine code costs, once without and once with what an earlier process kept.

`python -m benchmarks.first_use POLICY FOLDER` prints the seconds of one such use, in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from attrs import frozen

import policyc
from benchmarks.ours import STAYS_POLICY, VISITS_POLICY
from policyc.batch.staged import Staged

ROOT = Path(__file__).parent.parent
POLICIES = {
    "stays": STAYS_POLICY,
    "visits": VISITS_POLICY,
    "Kunshan, the whole policy": ROOT / "policies/kunshan/resident_2021.zh.pol",
    "Shenzhen, the whole policy": ROOT / "policies/shenzhen/children_2024.zh.pol",
}


@frozen
class FirstUse:
    """Seconds to the first pass, with nothing kept and with machine code from an earlier process; imports aside."""

    translated: float
    kept: float


def of_policies() -> Mapping[str, FirstUse]:
    return {name: of_policy(path) for name, path in POLICIES.items()}


def of_policy(path: Path) -> FirstUse:
    with tempfile.TemporaryDirectory() as folder:
        first = _in_a_process(path, folder)
        return FirstUse(first, min(_in_a_process(path, folder) for _ in range(5)))


def _in_a_process(path: Path, folder: str) -> float:
    command = [sys.executable, "-m", "benchmarks.first_use", str(path), folder]
    return float(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def seconds(path: Path, folder: Path) -> float:
    """Of the reading that takes all facts as they are given, from the worksheet to functions that can be called."""
    sheet = Staged(policyc.load(path).settler).complete
    results, worksheet = sheet.columns, sheet.worksheet
    from policyc.batch.engines.by_kernel import Kernel

    start = perf_counter()
    kernel = Kernel(worksheet, results, {}, folder)
    for name, _ in kernel.plan.passes:
        kernel.machine.function(name, len(kernel.made.arrays[name]))
    return perf_counter() - start


if __name__ == "__main__":
    print(seconds(Path(sys.argv[1]), Path(sys.argv[2])))
