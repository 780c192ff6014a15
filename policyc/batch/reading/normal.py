"""The one form that every table of claims is brought into: integers by fact, in Arrow columns that can be sorted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import pyarrow as pa

from policyc.batch.staged import Staged
from policyc.claims.reader import Reserved
from policyc.interface import FactSpec
from policyc.types import Truth

ROW, SETTLED_AT, BAD = "row", "settled_at", "bad"
"""Beside the facts: the row of the table, when it was settled, and as JSON what is wrong with it."""

FAMILY, MEMBER, NUMBER = "family", "member", "claim_number"
"""Whose claim, and which; of what family only where a policy keeps totals by family."""
NAMES: Mapping[str, Reserved] = {FAMILY: Reserved.FAMILY, MEMBER: Reserved.MEMBER, NUMBER: Reserved.NUMBER}
"""What claims call those."""

_PREFIX = "fact "


class Claims(Protocol):
    """Claims in the one form, and how many there are where that is known."""

    @property
    def normal(self) -> Any: ...

    @property
    def rows(self) -> int | None: ...

    def batches(self) -> Iterator[Any]: ...


def column_of(key: str) -> str:
    """What a fact's, a paper's or a block's column is called here; no name of a policy has a space."""
    return _PREFIX + key


def names_of(staged: Staged) -> tuple[str, ...]:
    """The columns that say whose and which claim it is."""
    return (FAMILY, MEMBER, NUMBER) if staged.of_families else (MEMBER, NUMBER)


def owner_of(staged: Staged) -> str:
    """The column that says in whose ledger a claim is."""
    return staged.owner.value.en


def schema_of(staged: Staged, names: Mapping[str, Any]) -> Any:
    """The columns; `names` are the types in which the table gives whose and which claim it is."""
    fields = [
        pa.field(ROW, pa.int64()),
        *(pa.field(name, names[name]) for name in names_of(staged)),
        pa.field(SETTLED_AT, pa.int64()),
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
