"""A closed worksheet staged once, as generated Python, to fill every column of a claim's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from attrs import define, field

from policyc.backends.python import Settle, compile_settle
from policyc.core.known import KnownWorksheet
from policyc.core.openings import NONE, Openings
from policyc.core.row import Row
from policyc.core.state import Slot, State, slots
from policyc.core.worksheet import Worksheet

Facts = Mapping[str, int]
Lines = Mapping[str, Sequence[Mapping[str, int]]]


@define(slots=False)
class Filling:
    """The worksheet for claims that give all their facts, or for those that may not, ready to run.

    Its answers are those of the exact reading: the same meaning in another domain, tested against it.
    """

    known: KnownWorksheet
    _settle: Settle = field(init=False)
    _slots: tuple[Slot, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._settle = compile_settle(self.worksheet, tuple(self.worksheet.by_name))
        self._slots = slots(self.worksheet)

    @property
    def worksheet(self) -> Worksheet:
        return self.known.worksheet

    def start(self, openings: Openings = NONE) -> State:
        """The totals before the first claim."""
        return State.start(self.worksheet, openings, self._slots)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self.worksheet.by_name)}

    @cached_property
    def _grains(self) -> Mapping[str, tuple[str, ...]]:
        """The columns of each block of lines."""
        found: dict[str, list[str]] = {}
        for name, column in self.worksheet.by_name.items():
            if column.grain is not None:
                found.setdefault(column.grain, []).append(name)
        return {grain: tuple(names) for grain, names in found.items()}

    def fill(self, state: State, facts: Facts, lines: Lines) -> Row:
        """The filled row of one claim, which then counts as earlier in `state`."""
        filled = self._settle(facts, state.tables, {grain: lines.get(grain, ()) for grain in self._grains})
        row = Row(self._places, list(filled.values()))
        if self._grains:
            row.lines = {grain: self._line_rows(row, grain, len(lines.get(grain, ()))) for grain in self._grains}
        return row

    def _line_rows(self, claim: Row, grain: str, count: int) -> list[Row]:
        names = self._grains[grain]
        places = {name: at for at, name in enumerate(names)}
        columns: list[Any] = [claim[name] for name in names]
        return [Row(places, [column[number] for column in columns], claim=claim) for number in range(count)]
