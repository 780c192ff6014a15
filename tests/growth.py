"""How the time of some work grows with its size. Two sizes are compared, so a slow or busy machine does not matter."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import TypeVar

T = TypeVar("T")

TIMES = 8
"""How much larger the larger size should be."""

IN_PROPORTION = 24
"""What work of eight times the size may take, as a multiple: work that grows by the square takes sixty-four."""

_NOTICED = 0.02
"""Seconds under which processor time is mostly chance."""


def growth(work: Callable[[T], object], small: T, large: T) -> float:
    """How many times the processor time of `small` `large` takes, each at its best of three."""
    return _best(work, large) / max(_best(work, small), _NOTICED)


def _best(work: Callable[[T], object], given: T) -> float:
    return min(_took(work, given) for _ in range(3))


def _took(work: Callable[[T], object], given: T) -> float:
    start = process_time()
    work(given)
    return process_time() - start
