"""Sets of integers as sorted, disjoint, inclusive intervals: what a table cell or a bound accepts."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen


@frozen
class IntervalSet:
    """A finite union of inclusive integer intervals, sorted and not touching."""

    intervals: tuple[tuple[int, int], ...]

    def __contains__(self, value: int) -> bool:
        return any(low <= value <= high for low, high in self.intervals)

    @property
    def empty(self) -> bool:
        return not self.intervals

    def intersect(self, low: int, high: int) -> IntervalSet:
        return union((max(low, a), min(high, b)) for a, b in self.intervals)

    def complement(self, low: int, high: int) -> IntervalSet:
        """What of [low, high] is not in the set."""
        gaps, position = [], low
        for a, b in self.intersect(low, high).intervals:
            gaps.append((position, a - 1))
            position = b + 1
        gaps.append((position, high))
        return union(gaps)


def union(intervals: Iterable[tuple[int, int]]) -> IntervalSet:
    """The union of intervals; empty ones (low > high) are dropped."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for pair in intervals if pair[0] <= pair[1]):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return IntervalSet(tuple(merged))


def pieces(low: int, high: int, sets: Iterable[IntervalSet]) -> list[tuple[int, int]]:
    """[low, high] cut so finely that every set contains each piece whole or not at all."""
    cuts = {low}
    for values in sets:
        for a, b in values.intervals:
            cuts.update(edge for edge in (a, b + 1) if low < edge <= high)
    edges = sorted(cuts)
    return list(zip(edges, [edge - 1 for edge in edges[1:]] + [high], strict=True))
