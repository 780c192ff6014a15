"""How far exact numbers reach: values are combined in balance, and refused where they could grow past every engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.value import (
    Value,
)
from policyc.source import Span

LARGEST = 10**38  # what HUGEINT and any exact 128-bit engine hold


def balanced(combine: Callable[[Value, Value], Value], values: Sequence[Value]) -> Value:
    """Values combined as a balanced tree, so that a chain of thousands stays shallow."""
    level = list(values)
    while len(level) > 1:
        level = [reduce(combine, level[i : i + 2]) for i in range(0, len(level), 2)]
    return level[0]


def within_reach(work: Elaboration, value: Value, span: Span) -> Value | None:
    """The value, unless it can grow past every exact engine: then the facts it is made of need bounds."""
    if max(abs(value.low), abs(value.high)) >= LARGEST or value.scale > 30:
        work.error("amount-too-large", span)
        return None
    return value
