"""Whole processes at the command line, beside a bare Python."""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter

COMMANDS = {
    "bare Python": ["-c", "pass"],
    "policyc --help": ["-m", "policyc", "--help"],
    "policyc check kunshan": ["-m", "policyc", "check", "kunshan/resident_2021"],
}
ROUNDS = 7


def run() -> None:
    """The best of several runs of each command, taken in turn."""
    best = dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(ROUNDS):
        for name, arguments in COMMANDS.items():
            start = perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
            best[name] = min(best[name], perf_counter() - start)
    for name, took in best.items():
        print(f"{name:>24}  {took * 1000:>6.0f} ms")
