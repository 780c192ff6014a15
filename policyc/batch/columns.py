"""Claims as columns of integers."""
from __future__ import annotations
from collections.abc import Mapping
import numpy
from attrs import frozen, field

@frozen
class LineColumns:
    offsets: numpy.ndarray
    facts: Mapping[str, numpy.ndarray]

@frozen
class Batch:
    count: int
    facts: Mapping[str, numpy.ndarray]
    lines: Mapping[str, LineColumns] = field(factory=dict)
