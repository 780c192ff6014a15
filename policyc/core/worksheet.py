"""The worksheet: named, typed, pure, total columns in order. The waist of the hourglass."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from policyc.core.terms import OpenTerm, Sort


@frozen
class Input:
    """A fact. `grain` is None for a claim's, else the name of the lines it belongs to."""

    name: str
    sort: Sort
    low: int
    high: int
    grain: str | None = None


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

    `missable` names the inputs that a row may lack; each has a companion truth input `<name>__given`, made by
    `known`. `results` are the columns a reader asks for, `openings` those whose earlier totals may have an
    opening balance.
    """

    inputs: tuple[Input, ...]
    definitions: tuple[Definition, ...]
    results: tuple[str, ...] = ()
    by_name: Mapping[str, Input | Definition] = field(init=False, eq=False, repr=False)

    @by_name.default
    def _index(self) -> Mapping[str, Input | Definition]:
        return {column.name: column for column in (*self.inputs, *self.definitions)}
