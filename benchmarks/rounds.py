"""Timing many functions in turn, round by round, so that a slow minute of the machine falls on all of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter

from attrs import frozen


@frozen
class Ratio:
    """Of the ratios of two functions, round by round, the median, the least and the greatest."""

    median: float
    least: float
    greatest: float

    def __str__(self) -> str:
        return f"{self.median:.2f} × ({self.least:.2f}–{self.greatest:.2f})"


@frozen
class Race:
    """Seconds of every function in every round."""

    times: Mapping[str, Sequence[float]]

    def seconds(self, name: str) -> float:
        return median(self.times[name])

    def ratio(self, name: str, other: str) -> Ratio:
        """How many times as long as `other` the function `name` takes."""
        ratios = [one / another for one, another in zip(self.times[name], self.times[other], strict=True)]
        return Ratio(median(ratios), min(ratios), max(ratios))


def raced(functions: Mapping[str, Callable[[], object]], rounds: int) -> Race:
    """Every function once a round, collector off; every other round the other way about."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for at in range(rounds):
        for name in list(functions)[:: 1 if at % 2 == 0 else -1]:
            gc.collect()
            gc.disable()
            try:
                start = perf_counter()
                answer = functions[name]()
                times[name].append(perf_counter() - start)
            finally:
                gc.enable()
            del answer
    return Race(times)
