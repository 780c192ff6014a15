"""A filled row of the worksheet: every column of one claim, or of one line of it, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

NO_LINES: Mapping[str, Sequence[Row]] = {}


class Row(Mapping[str, int | bool]):
    """The values of a claim's columns, with its lines beside them; a line also sees the columns of its claim."""

    __slots__ = ("_claim", "_places", "_values", "lines")

    def __init__(
        self,
        places: Mapping[str, int],
        values: Sequence[Any],
        lines: Mapping[str, Sequence[Row]] = NO_LINES,
        claim: Row | None = None,
    ) -> None:
        self._places = places
        self._values = values
        self._claim = claim
        self.lines = lines

    def __getitem__(self, name: str) -> int | bool:
        if self._claim is not None and name not in self._places:
            return self._claim[name]
        value: int | bool = self._values[self._places[name]]
        return value

    @property
    def claim(self) -> Row:
        """The row of the claim: this one, unless it is a line."""
        return self if self._claim is None else self._claim

    def __iter__(self) -> Iterator[str]:
        """The columns of this row's own grain."""
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __repr__(self) -> str:
        return f"Row({dict(self)})"
