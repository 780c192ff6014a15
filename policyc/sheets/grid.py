"""A sheet as a grid of texts: addresses, areas, merged cells. Where it came from no longer matters here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import frozen

from policyc.report.diagnostic import Diagnostic, Words
from policyc.sheets.fault import fault

MOST_ROWS = 1000
MOST_COLUMNS = 60
"""A benefit schedule that is longer or wider is not one table."""

_ADDRESS = r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})"
_AREA = re.compile(rf"{_ADDRESS}:{_ADDRESS}")

Place = tuple[int, int]
"""Row and column, both from 1."""


def address(place: Place) -> str:
    """`A1` for (1, 1)."""
    row, column = place
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@frozen
class Area:
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{address((self.top, self.left))}:{address((self.bottom, self.right))}"

    def __contains__(self, place: Place) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)


def read_area(text: str) -> Area:
    """`A1:H9`. Raises SheetError where it is not two addresses."""
    match = _AREA.fullmatch(text.strip())
    if match is None:
        raise fault("sheet-range-form", given=text)
    left, right = sorted((column_number(match[1]), column_number(match[3])))
    top, bottom = sorted((int(match[2]), int(match[4])))
    return Area(top, left, bottom, right)


@frozen
class SheetCell:
    """A cell's text as it is to be read. `fault` says why its value cannot be taken; told only if it is needed."""

    text: str
    fault: Diagnostic | None = None


EMPTY = SheetCell("")


@frozen(slots=False)
class Sheet:
    """The cells that hold something, and which were merged: a merged value stands in its area's first cell."""

    name: str
    cells: Mapping[Place, SheetCell]
    merges: tuple[Area, ...] = ()

    @cached_property
    def _merged(self) -> dict[Place, Area]:
        return {(row, column): area for area in self.merges for row in area.rows for column in area.columns}

    def merge_of(self, place: Place) -> Area | None:
        """The merged cell that covers a place."""
        return self._merged.get(place)

    def at(self, place: Place) -> SheetCell:
        """What a cell holds; one covered by a merged cell holds its value."""
        area = self.merge_of(place)
        return self.cells.get(place if area is None else (area.top, area.left), EMPTY)

    def within(self, wanted: Area | None) -> Area:
        """The area asked for, or all that holds something. Raises SheetError where that is nothing or too much."""
        held = [place for place, cell in self.cells.items() if cell != EMPTY and (wanted is None or place in wanted)]
        if not held:
            raise fault("sheet-nothing-there", sheet=self.name, area="" if wanted is None else str(wanted))
        if wanted is None:
            reached = [*held, *((area.bottom, area.right) for area in self.merges if (area.top, area.left) in held)]
            wanted = Area(
                min(row for row, _ in held),
                min(column for _, column in held),
                max(row for row, _ in reached),
                max(column for _, column in reached),
            )
        if len(wanted.rows) > MOST_ROWS or len(wanted.columns) > MOST_COLUMNS:
            raise too_large(
                Words(
                    f"{wanted} 有 {len(wanted.rows)} 行、{len(wanted.columns)} 列",
                    f"{wanted} has {len(wanted.rows)} rows and {len(wanted.columns)} columns",
                ),
                Words(f"{MOST_ROWS} 行、{MOST_COLUMNS} 列", f"{MOST_ROWS} rows and {MOST_COLUMNS} columns"),
            )
        return wanted


def too_large(found: Words, limit: Words) -> Exception:
    return fault("sheet-too-large", found=found, limit=limit)


def addresses(places: Iterable[Place]) -> str:
    """`A1, A2, B3`, in reading order, runs down a column as `C3:C7`."""
    runs: list[list[Place]] = []
    for place in sorted(places, key=lambda one: (one[1], one[0])):
        if runs and runs[-1][-1] == (place[0] - 1, place[1]):
            runs[-1].append(place)
        else:
            runs.append([place])
    told = [address(run[0]) if len(run) == 1 else f"{address(run[0])}:{address(run[-1])}" for run in runs]
    return ", ".join(told)
