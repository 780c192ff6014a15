"""Rows as the exact reading keeps them: where each column stands, how facts come in, how finished rows are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from policyc.core.known import given
from policyc.core.state import Slot, slots
from policyc.core.terms import Fold
from policyc.core.worksheet import Input, Worksheet, stand_in

Values = list[Any]
"""A row while it is filled: its context first, then inputs, then columns, in the worksheet's order."""
Formula = Callable[[Values], Any]
Facts = Mapping[str, int | bool]
Lines = Mapping[str, Sequence[Facts]]

NO_FACTS: Lines = {}


class Layout:
    """Where each column stands in the rows of its grain: place 0 is the context, then inputs, then definitions."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self.kept = slots(worksheet)
        grains = (column.grain for column in worksheet.by_name.values())
        self.grains = tuple(dict.fromkeys(grain for grain in grains if grain is not None))
        self.places = {grain: self._places(grain) for grain in (None, *self.grains)}

    def _places(self, grain: str | None) -> dict[str, int]:
        names = [name for name, column in self.worksheet.by_name.items() if column.grain == grain]
        return {name: at for at, name in enumerate(names, start=1)}

    def column(self, name: str, grain: str | None) -> Formula:
        """How a row of `grain` reads a column of its own or of its claim."""
        if name in self.places[grain]:
            return itemgetter(self.places[grain][name])
        at = self.places[None][name]
        return lambda line: line[0][at]

    def key(self, by: tuple[str, ...], grain: str | None) -> Formula:
        """The tuple of the columns `by`."""
        if len(by) >= 2 and all(name in self.places[grain] for name in by):
            return itemgetter(*(self.places[grain][name] for name in by))
        columns = [self.column(name, grain) for name in by]
        if len(columns) == 1:
            only = columns[0]
            return lambda row: (only(row),)
        return lambda row: tuple([column(row) for column in columns])


Record = Callable[[Any, Values], None]


def record(layout: Layout, slot: Slot) -> Record:
    """How a finished row enters the table of `slot`."""
    grain = layout.worksheet.by_name[slot.column].grain
    column, key = layout.column(slot.column, grain), layout.key(slot.by, grain)
    if slot.axis is not None:
        axis = layout.column(slot.axis, grain)

        def keep(table: Any, row: Values) -> None:
            table.setdefault(key(row), []).append((axis(row), column(row)))

        return keep
    if slot.fold is Fold.SUM:

        def add(table: Any, row: Values) -> None:
            here = key(row)
            table[here] = table.get(here, 0) + column(row)

        return add

    def raise_to(table: Any, row: Values) -> None:
        here, value = key(row), column(row)
        table[here] = max(table.get(here, value), value)

    return raise_to


def grain_at(layout: Layout, slot: Slot) -> int | None:
    grain = layout.worksheet.by_name[slot.column].grain
    return None if grain is None else layout.grains.index(grain)


def reader(inputs: Sequence[Input], grain: str | None) -> Callable[[Facts], list[int | bool]]:
    """How the inputs of a grain are taken from facts: a missable one that is absent reads as its lowest value."""
    own = [fact for fact in inputs if fact.grain == grain]
    names = {fact.name for fact in own}
    companions = {given(fact.name): fact.name for fact in own if given(fact.name) in names}
    missable = set(companions.values())
    if not companions:
        plain = [fact.name for fact in own]
        return lambda facts: [facts[name] for name in plain]
    plan = [
        (companions.get(fact.name, fact.name), fact.name in companions, fact.name in missable, stand_in(fact))
        for fact in own
    ]

    def read(facts: Facts) -> list[int | bool]:
        return [
            name in facts if asks else facts.get(name, low) if may_lack else facts[name]
            for name, asks, may_lack, low in plan
        ]

    return read
