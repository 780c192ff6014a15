"""Timing two functions in turn, so that a slow minute of the machine falls on both."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from time import process_time

from attrs import frozen

ROUNDS = 9


@frozen
class Timed:
    """Seconds a call of each function, and the median of the paired ratios first / second."""

    first: float
    second: float
    ratio: float


def paired(first: Callable[[], object], second: Callable[[], object], calls: int) -> Timed:
    """Both functions called `calls` times a round, in turn, collector off."""
    firsts, seconds = [], []
    gc.disable()
    try:
        for _ in range(ROUNDS):
            firsts.append(per_call(first, calls))
            seconds.append(per_call(second, calls))
    finally:
        gc.enable()
    ratios = [a / b for a, b in zip(firsts, seconds, strict=True)]
    return Timed(median(firsts), median(seconds), median(ratios))


def per_call(function: Callable[[], object], calls: int) -> float:
    """Seconds of this process a call takes, over `calls` of them: what others on the machine take is not counted."""
    start = process_time()
    for _ in range(calls):
        function()
    return (process_time() - start) / calls
