"""Histories as batches: their facts as columns of integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from policyc.batch.engines.columns import Batch, LineColumns
from policyc.core.known import given
from policyc.core.terms import Sort
from policyc.core.worksheet import Input, Worksheet, stand_in

History = Sequence[tuple[Mapping[str, Any], Mapping[str, Sequence[Mapping[str, Any]]]]]
"""Claims in the ledger's order: facts, and lines by grain, as the backends read them."""


def batch_of(sheet: Worksheet, claims: History) -> Batch:
    """The claims of a history, which stand in the ledger's order, as a batch for `sheet`."""
    grains = dict.fromkeys(fact.grain for fact in sheet.inputs if fact.grain is not None)
    return Batch(
        len(claims),
        _facts(sheet, None, [facts for facts, _ in claims]),
        {grain: _lines(sheet, grain, [lines.get(grain, ()) for _, lines in claims]) for grain in grains},
    )


def _lines(sheet: Worksheet, grain: str, lines: list[Any]) -> LineColumns:
    offsets = numpy.cumsum([0, *map(len, lines)], dtype=numpy.int64)
    return LineColumns(offsets, _facts(sheet, grain, [line for each in lines for line in each]))


def _facts(sheet: Worksheet, grain: str | None, rows: list[Any]) -> dict[str, Any]:
    own = [fact for fact in sheet.inputs if fact.grain == grain]
    asking = {given(fact.name): fact.name for fact in own}
    return {fact.name: _column(fact, asking.get(fact.name), rows) for fact in own}


def _column(fact: Input, asked: str | None, rows: list[Any]) -> Any:
    kind = bool if fact.sort is Sort.TRUTH else numpy.int64
    if asked is not None:
        return numpy.array([asked in row for row in rows], bool)
    return numpy.array([row.get(fact.name, stand_in(fact)) for row in rows], kind)
