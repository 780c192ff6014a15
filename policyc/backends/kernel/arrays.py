"""The arrays that a pass reads and writes, by name.

`column x` holds a column, of claims or of lines; `offsets g` where each claim's lines of a block begin. Of totals:
`place …` holds for every claim or line the entry of a key, `table …` the total of every entry; along an axis `head …`
holds the last earlier row of an entry, and `link …` of every row the one before it. `opened …` are truths.
"""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from policyc.backends.kernel.plan import Pass, Place, Plan, Table, priors
from policyc.backends.kernel.words import WHOLE, BeyondKernelError, width_of
from policyc.core.loops import reads_here
from policyc.core.state import slot_of
from policyc.core.terms import Fold, Prior, Sort, Total
from policyc.core.walk import subterms
from policyc.core.worksheet import Definition


class Holds(Enum):
    """What an array is of; a column of as many bits as `bits_of` says, offsets and totals of 64, entries of 32."""

    COLUMN = "column"
    OFFSETS = "offsets"
    ENTRIES = "entries"
    TOTALS = "totals"
    TRUTHS = "truths"


@frozen
class Array:
    """One array: its name, what it holds, and of which column or block of lines."""

    name: str
    holds: Holds
    of: str = ""


def column_array(name: str) -> Array:
    return Array(f"column {name}", Holds.COLUMN, name)


def offsets_array(grain: str) -> Array:
    return Array(f"offsets {grain}", Holds.OFFSETS, grain)


def place_array(place: Place) -> Array:
    return Array(f"place {', '.join(place.by)} of {place.grain or 'claims'}", Holds.ENTRIES)


def table_array(table: Table) -> Array:
    return Array(f"table {_told(table)}", Holds.TOTALS)


def head_array(table: Table) -> Array:
    return Array(f"head {_told(table)}", Holds.ENTRIES)


def link_array(table: Table) -> Array:
    return Array(f"link {_told(table)}", Holds.ENTRIES)


def opened_array(prior: Prior, grain: str | None) -> Array:
    first = "" if prior.window is None else f" from {prior.window.first}"
    return Array(f"opened {slot_of(prior).name} at {', '.join(prior.key)}{first} of {grain or 'claims'}", Holds.TRUTHS)


def _told(table: Table) -> str:
    return table.slot.name + ("" if table.stretch is None else f" in stretch {table.stretch}")


def bits_of(plan: Plan, name: str) -> int:
    """How many bits a claim's value has in the array of a column. Raises BeyondKernelError where 64 do not hold it."""
    column = plan.worksheet.by_name[name]
    if column.sort is Sort.TRUTH:
        return 8
    if width_of((column.low, column.high)) is not WHOLE:
        raise BeyondKernelError(f"`{name}` does not fit in 64 bits")
    return 64


def counted_place(plan: Plan, table: Table) -> Place:
    """Where a row of the table's column is counted."""
    return Place(table.slot.by, plan.worksheet.by_name[table.slot.column].grain)


def arrays_of(plan: Plan, passed: Pass) -> tuple[Array, ...]:
    """The arrays of a pass, in the order in which its function takes them."""
    found: dict[Array, None] = {}
    alive = {one.name for one in passed.definitions if one.grain is None}
    for definition in passed.definitions:
        found.update(dict.fromkeys(map(column_array, sorted(reads_here(definition.term) - alive))))
        found.update(dict.fromkeys(map(offsets_array, _grains(plan, definition))))
        for prior in priors([definition]):
            place = place_array(Place(prior.key, definition.grain))
            found[opened_array(prior, definition.grain) if prior.fold is Fold.OPENED else place] = None
    found.update(dict.fromkeys(map(column_array, sorted(passed.leaves))))
    for table in plan.tables if passed is plan.turning else ():
        found.update(dict.fromkeys(_kept_by(plan, passed, table)))
    return tuple(found)


def _grains(plan: Plan, definition: Definition) -> list[str]:
    """The blocks of lines that a column runs over."""
    totals = [term for term in subterms(definition.term) if isinstance(term, Total)]
    grains = [definition.grain, *(plan.worksheet.by_name[total.column].grain for total in totals)]
    return [grain for grain in grains if grain is not None]


def _kept_by(plan: Plan, passed: Pass, table: Table) -> list[Array]:
    """What counting in a table takes: along an axis the columns as they stand in memory, for they are read again."""
    slot, own = table.slot, {one.name for one in passed.definitions}
    place = place_array(counted_place(plan, table))
    if slot.axis is not None:
        return [place, head_array(table), link_array(table), column_array(slot.column), column_array(slot.axis)]
    return [place, table_array(table), *([] if slot.column in own else [column_array(slot.column)])]
