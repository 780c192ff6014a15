"""The engine that loops the generated Python: slow, always there, exact for any width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
from attrs import define, field

from policyc.backends.python import Settle, compile_settle
from policyc.batch.engines.columns import Array, Batch
from policyc.core.known import given
from policyc.core.openings import Openings
from policyc.core.state import State
from policyc.core.terms import Sort
from policyc.core.trim import trimmed
from policyc.core.worksheet import Definition, Input, Worksheet

Records = list[dict[str, Any]]


@define(eq=False)
class PythonEngine:
    """One call of the generated function a claim; the function is made once for each worksheet and its results."""

    # by the worksheet, which is kept so that no other takes its place, and the results
    _made: dict[tuple[int, tuple[str, ...]], tuple[Worksheet, Worksheet, Settle]] = field(factory=dict)

    def settle(self, sheet: Worksheet, results: Sequence[str], batch: Batch, openings: Openings) -> Mapping[str, Array]:
        """As every engine does."""
        key = id(sheet), tuple(results)
        if key not in self._made:
            self._made[key] = sheet, trimmed(sheet, results), compile_settle(sheet, results)
        _, lean, function = self._made[key]
        tables = State.start(lean, openings).tables
        claims = records([fact for fact in lean.inputs if fact.grain is None], batch.facts, batch.count)
        grains = {column.grain for column in sheet.by_name.values() if column.grain is not None}
        lines = {grain: _lines(grain, lean, batch) for grain in grains}
        rows = [
            tuple(function(claim, tables, {grain: each[at] for grain, each in lines.items()}).values())
            for at, claim in enumerate(claims)
        ]
        columns = zip(*rows, strict=True) if rows else [()] * len(results)
        return {name: _array(values, sheet.by_name[name]) for name, values in zip(results, columns, strict=True)}


def records(inputs: Sequence[Input], facts: Mapping[str, Array], count: int) -> Records:
    """Each claim, or line, as the generated function reads it: what is missing is left out."""
    names = {fact.name for fact in inputs}
    records: Records = [{} for _ in range(count)]
    for fact in inputs:
        stem = fact.name.removesuffix(given(""))
        if stem != fact.name:
            if stem not in names:
                # only whether it is given is read, never what it is
                for record, there in zip(records, facts[fact.name].tolist(), strict=True):
                    record |= {stem: 0, fact.name: True} if there else {fact.name: False}
            continue
        values = facts[fact.name].tolist()
        if given(fact.name) in names:
            for record, value, there in zip(records, values, facts[given(fact.name)].tolist(), strict=True):
                if there:
                    record[fact.name] = value
        else:
            for record, value in zip(records, values, strict=True):
                record[fact.name] = value
    return records


def _lines(grain: str, sheet: Worksheet, batch: Batch) -> list[Records]:
    columns = batch.lines[grain]
    inputs = [fact for fact in sheet.inputs if fact.grain == grain]
    offsets = columns.offsets.tolist()
    told = records(inputs, columns.facts, offsets[-1])
    return [told[start:end] for start, end in pairwise(offsets)]


def _array(values: Sequence[Any], column: Input | Definition) -> Array:
    whole = values if column.grain is None else list(chain.from_iterable(values))
    return np.array(whole, dtype=np.bool_ if column.sort is Sort.TRUTH else np.int64)
