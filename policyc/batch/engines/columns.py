"""The seam between reading a table and settling it: claims as columns, and the engine that fills result columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from attrs import frozen

from policyc.core.openings import Openings
from policyc.core.worksheet import Worksheet

Array = np.ndarray[Any, Any]


@frozen(eq=False)
class LineColumns:
    """The lines of all claims of a batch, one after another: those of claim i are rows offsets[i] to offsets[i + 1]."""

    offsets: Array  # int64, count + 1
    facts: Mapping[str, Array]


@frozen(eq=False)
class Batch:
    """Claims as columns of integers and truths, those of every ledger together and in its order.

    `facts` has every input of the worksheet it is for: int64 arrays (narrower integer arrays are allowed: int8…int64),
    bool arrays for truths (`x__given`, `x__present`, `…__handed_in`, `…__listed` included); where a fact is missing its
    column holds the input's stand-in (core.worksheet.stand_in) and `x__given` is False. `member` is a
    number, the same for one member's claims; it rises from 0, or where `family` does is one that no family has.
    """

    count: int
    facts: Mapping[str, Array]
    lines: Mapping[str, LineColumns]


class Engine(Protocol):
    """Settles a batch; `results` are columns of the closed worksheet `sheet`."""

    def settle(self, sheet: Worksheet, results: Sequence[str], batch: Batch, openings: Openings) -> Mapping[str, Array]:
        """Every result column for every claim of the batch (a line column: one value a line).

        Keys of `openings` begin with the batch's numbers of members and families.
        """
        ...
