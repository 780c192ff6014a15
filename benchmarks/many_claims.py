"""Many claims at once: policyc beside what would be written by hand, every answer compared to the fen.

    python -m benchmarks many --claims 1e6 [--page docs/benchmarks.md]

Sizes grow tenfold from 10⁴ to the one asked for. Of each size all who settle it run in turn, round by round.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from attrs import frozen

from benchmarks import exact, first_use, generated
from benchmarks.contenders import STAYS, VISITS, Contender, Work, file_to_file, file_to_file_whole, in_memory
from benchmarks.generated import Columns
from benchmarks.rounds import Race, raced

LEAST = 10_000
EXACTLY = 20_000
"""Claims on which C itself is compared with fractions."""

WORKS: Mapping[str, Work] = {"stays": STAYS, "visits": VISITS}


@frozen
class Measured:
    """All that was found: of each work, place and size a race, peak memory in bytes, and what first use costs."""

    races: Mapping[tuple[str, str, int], Race]
    sizes: tuple[int, ...]
    peaks: Mapping[str, int]
    first_uses: Mapping[str, first_use.FirstUse]

    @property
    def largest(self) -> int:
        return self.sizes[-1]


def measured(most: int) -> Measured:
    """Everything, up to so many claims. Raises AssertionError where any answer is a fen off."""
    check_c()
    sizes = tuple(size for size in (LEAST * 10**power for power in range(6)) if size <= most)
    races: dict[tuple[str, str, int], Race] = {}
    peaks: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="policyc-bench-") as folder:
        for name, work in WORKS.items():
            for size in sizes:
                source, output = Path(folder) / f"{name}.parquet", Path(folder) / "settled.parquet"
                columns = claims_of(name, size, source)
                expected = work.by_c(columns)
                races[name, "memory", size] = race(name, in_memory(work, columns, source), expected, size)
                del columns
                races[name, "file", size] = race(name, file_to_file(work, source, output), expected, size)
                races[name, "whole", size] = race(name, file_to_file_whole(work, source, output), expected, size)
            peaks[name] = peak(work, source, output)
    return Measured(races, sizes, peaks, first_use.of_policies())


def claims_of(name: str, size: int, source: Path) -> Columns:
    """So many claims of a work, which are then in the file too."""
    columns: Columns = getattr(generated, name)(size)
    generated.written(getattr(generated, f"{name}_table")(columns), source)
    return columns


def check_c() -> None:
    """C is what all others are compared with, so it is compared with fractions first."""
    for name, work in WORKS.items():
        columns: Columns = getattr(generated, name)(EXACTLY)
        expected = getattr(exact, name)(columns)
        found = work.by_c(columns)
        assert all((found[result] == expected[result]).all() for result in work.results), f"C is wrong about {name}"


def race(name: str, contenders: Mapping[str, Contender], expected: Columns, size: int) -> Race:
    """All in turn, once their answers are compared."""
    for who, contender in contenders.items():
        given = contender.settle()
        if contender.answers is not None:
            found = contender.answers(given)
            wrong = {result: int(np.sum(found[result] != values)) for result, values in expected.items()}
            assert not any(wrong.values()), f"{who} on {size:,} {name}: {wrong} wrong"
    found = raced({who: contender.settle for who, contender in contenders.items()}, 5 if size > 1_000_000 else 9)
    told = ", ".join(f"{who} {found.seconds(who) * 1000:,.1f} ms" for who in contenders)
    print(f"{name:>7} {size:>12,}  {told}", flush=True)
    return found


_WATCHING = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
"""A small process starts what is watched: of what a large one starts the system counts that one's memory too."""


def peak(work: Work, source: Path, output: Path) -> int:
    """The most memory that `policyc run` held, in bytes, in a process of its own."""
    asked = [part for result in work.results for part in ("--result", result)]
    command = [sys.executable, "-m", "policyc", "run", str(work.policy), str(source), "-o", str(output)]
    process = subprocess.run(
        [sys.executable, "-c", _WATCHING, *command, "--openings", "none", *asked], check=True, stdout=subprocess.PIPE
    )
    return int(process.stdout) * 1024


def run(most: int, page: Path | None) -> None:
    # what draws the page had better be there before minutes of measuring
    from benchmarks.page import section, told, written

    found = measured(most)
    print(told(found))
    if page is not None:
        written(section(found), found, page)
