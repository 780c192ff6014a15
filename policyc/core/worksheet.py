"""The worksheet: named, typed, pure, total columns in order. The waist of the hourglass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from attrs import field, frozen

from policyc.core.terms import OpenTerm, Sort

COLUMN = "column"
ColumnName = Annotated[str, COLUMN]
"""A text that names a column of a worksheet, for who must know that there is such a column."""


@frozen
class Input:
    """A fact. `grain` is None for a claim's, else the name of the lines it belongs to."""

    name: str
    sort: Sort
    low: int
    high: int
    grain: str | None = None


def stand_in(fact: Input) -> int | bool:
    """What a missing fact reads as, so that every column still computes: its lowest value."""
    return bool(fact.low) if fact.sort is Sort.TRUTH else fact.low


@frozen
class Definition:
    """A column: `name = term`. `low` and `high` bound every value it can take."""

    name: str
    sort: Sort
    term: OpenTerm
    low: int
    high: int
    grain: str | None = None


@frozen
class Worksheet:
    """Columns in order, each over inputs and the columns above it.

    `results` are the columns a reader asks for, `openings` those whose earlier totals take an opening balance; the
    totals of any other column start at zero and count as opened.
    """

    inputs: tuple[Input, ...]
    definitions: tuple[Definition, ...]
    results: tuple[str, ...] = ()
    openings: frozenset[str] = frozenset()
    by_name: Mapping[str, Input | Definition] = field(init=False, eq=False, repr=False)

    @by_name.default
    def _index(self) -> Mapping[str, Input | Definition]:
        columns: tuple[Input | Definition, ...] = (*self.inputs, *self.definitions)
        return {column.name: column for column in columns}
