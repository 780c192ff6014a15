"""The one form that every table of claims is brought into: integers by fact, in Arrow columns that can be sorted."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from policyc.batch.staged import Staged
from policyc.interface import FactSpec
from policyc.types import Truth

ROW, MEMBER, SETTLED_AT, NUMBER, BAD = "row", "member", "settled_at", "claim_number", "bad"
"""Beside the facts: the row of the table, whose claim, when, which, and as JSON what is wrong with it."""

_PREFIX = "fact "


def column_of(key: str) -> str:
    """What a fact's, a paper's or a block's column is called here; no name of a policy has a space."""
    return _PREFIX + key


def schema_of(staged: Staged, member: Any, number: Any) -> Any:
    """The columns, with members and claim numbers of the types in which the table gives them."""
    fields = [
        pa.field(ROW, pa.int64()),
        pa.field(MEMBER, member),
        pa.field(SETTLED_AT, pa.int64()),
        pa.field(NUMBER, number),
        pa.field(BAD, pa.string()),
    ]
    fields += [pa.field(column_of(spec.key), type_of(staged, spec)) for spec in staged.facts]
    fields += [pa.field(column_of(paper.column), pa.bool_()) for paper in staged.papers]
    for block, facts in staged.lines:
        inner = pa.struct([pa.field(spec.key, type_of(staged, spec)) for spec in facts])
        fields.append(pa.field(column_of(block.key), pa.list_(inner)))
    return pa.schema(fields)


def type_of(staged: Staged, spec: FactSpec) -> Any:
    """The narrowest type that holds every value of a fact."""
    if isinstance(spec.type, Truth):
        return pa.bool_()
    own = staged.input(spec.key)
    for type, bits in ((pa.int8(), 7), (pa.int16(), 15), (pa.int32(), 31)):
        if -(2**bits) <= own.low and own.high < 2**bits:
            return type
    return pa.int64()
