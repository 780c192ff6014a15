"""The ledger's order over any number of claims: owner, settlement time, claim number; whole ledgers at a time.

The owner is a member or a family, by the column that says whose ledger a claim is in. Claims that fit into memory are
put in order there. Beyond that a database brings each ledger's together, spilling to disk, and what it gives is put in
order piece by piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from policyc.batch.engines.columns import Array
from policyc.batch.reading.ahead import ahead
from policyc.batch.reading.database import database
from policyc.batch.reading.normal import NUMBER, ROW, SETTLED_AT
from policyc.batch.reading.sources import READ_ROWS

ROWS = 200_000
"""About how many claims are settled at once."""

HELD = 250_000_000
"""Bytes of claims that are put in order in memory."""

_UNITS = (86_400_000_000, 1_000_000, 1)
"""Microseconds of a day, of a second, and one: times of settlement are mostly whole days or seconds."""

_FIRST = 1000


def in_order(batches: Iterator[Any], schema: Any, owner: str, folder: str) -> Iterator[Any]:
    """The same claims in the ledger's order, as tables of whole ledgers. What does not fit is kept in `folder`."""
    held: list[Any] = []
    size = 0
    for batch in batches:
        held.append(batch)
        size += batch.nbytes
        if size > HELD:
            tables = whole_ledgers(_together(chain(held, batches), schema, owner, folder), owner)
            yield from ahead(partial(ordered, table, owner) for table in tables)
            return
    if held:
        yield from _cut(_combined(held, schema), owner)


def _together(batches: Iterator[Any], schema: Any, owner: str, folder: str) -> Iterator[Any]:
    """The same rows, each ledger's together, as record batches."""
    with database(folder) as opened:
        opened.give("claims", schema, batches)
        query = opened.connection.sql(f"SELECT * FROM claims ORDER BY {owner} NULLS FIRST")
        yield from query.to_arrow_reader(READ_ROWS)


def _combined(batches: list[Any], schema: Any) -> Any:
    """Record batches as one table without seams; each column's parts go as soon as they are joined."""
    parts = [batch.columns for batch in batches]
    batches.clear()
    columns = []
    for at in range(len(schema)):
        columns.append(pa.concat_arrays([of[at] for of in parts]))
        for of in parts:
            of[at] = None
    return pa.Table.from_arrays(columns, schema=schema)


def _cut(table: Any, owner: str) -> Iterator[Any]:
    """A table in the ledger's order, in pieces of whole ledgers, of about ROWS claims each."""
    order = ledger_order(table, owner)
    begins = np.append(order.begins, len(table))

    def pieces() -> Iterator[Callable[[], Any]]:
        cut = 0
        while cut < len(table):
            # a piece ends where a ledger begins, the first one that makes it long enough
            end = int(begins[np.searchsorted(begins, min(cut + ROWS, len(table)))])
            yield partial(taken, table, order.places[cut:end])
            cut = end

    return ahead(pieces())


def ordered(table: Any, owner: str) -> Any:
    """A table of whole ledgers in order."""
    return taken(table, ledger_order(table, owner).places)


def taken(table: Any, places: Array) -> Any:
    """Rows of a table by their places; a column of which nothing is told is not looked at."""
    at = pa.array(places)
    columns = [
        pa.nulls(len(at), column.type) if column.null_count == len(column) else column.take(at).combine_chunks()
        for column in table.columns
    ]
    return pa.Table.from_arrays(columns, schema=table.schema)


# ---- the order


@frozen(eq=False)
class Order:
    """The places of claims in order, and where in it each ledger's begin."""

    places: Array
    begins: Array


def ledger_order(table: Any, owner: str) -> Order:
    """Claims as a ledger takes them; what is not told comes first, and of two alike the earlier row."""
    owners, most = _from_zero(table.column(owner).combine_chunks(), (1,))
    times, last = _from_zero(table.column(SETTLED_AT).combine_chunks(), _UNITS)
    if (most + 1) * (last + 1) >= 2**63:
        (owners, most), (times, last) = _dense(owners), _dense(times)
    places, keys = _sorted(owners * (last + 1) + times, (most + 1) * (last + 1))
    alone = np.append(True, np.diff(keys) != 0)[: len(places)]
    if not alone.all():
        tied = np.flatnonzero(~alone | np.append(~alone[1:], False))
        places[tied] = places[tied][_by_number(table, places[tied], np.cumsum(alone)[tied])]
    begins = np.append(True, np.diff(keys // (last + 1)) != 0)[: len(places)]
    return Order(places, np.flatnonzero(begins))


def _sorted(keys: Array, limit: int) -> tuple[Array, Array]:
    """The places of keys from 0 up to a limit in their order, and the keys in it."""
    bits = len(keys).bit_length()
    if limit << bits < 2**63:
        # a key and its place in one number: sorting numbers is far quicker than sorting places by them
        both = np.sort((keys << bits) | np.arange(len(keys)))
        return both & ((1 << bits) - 1), both >> bits
    # so much of a key as leaves room for its place; the few that agree in that are then put in order by all of it
    left_out = (limit << bits).bit_length() - 63
    both = np.sort(((keys >> left_out) << bits) | np.arange(len(keys)))
    places = both & ((1 << bits) - 1)
    found = keys[places]
    alike = np.diff(both >> bits) == 0
    if alike.any():
        tied = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
        order = np.argsort(found[tied], kind="stable")
        places[tied], found[tied] = places[tied][order], found[tied][order]
    return places, found


def _by_number(table: Any, places: Array, group: Array) -> Array:
    """Claims of one ledger settled at one time go by their numbers as texts, then as they stand in the table."""
    at = pa.array(places)
    numbers, rows = (table.column(name).take(at) for name in (NUMBER, ROW))
    tied = pa.table({"group": group, "number": numbers.cast(pa.string()), "row": rows})
    keys = [(name, "ascending", "at_start") for name in tied.column_names]
    found: Array = pc.sort_indices(tied, sort_keys=keys).to_numpy()
    return found


def _from_zero(column: Any, units: tuple[int, ...]) -> tuple[Array, int]:
    """A column's values as small numbers in the same order, 0 where there is none, and the largest of them."""
    if pa.types.is_string(column.type):
        column = _ranks(column)
    valid = column.is_valid().to_numpy(zero_copy_only=False)
    least, most = (int(end.as_py() or 0) for end in pc.min_max(column).values())
    values = column.fill_null(least).to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    if most - least >= 2**62:
        found, _ = _dense(values)
        found = found + 1
    else:
        unit = next(unit for unit in units if unit == 1 or _multiples(values, unit))
        found = (values - least) // unit + 1 if unit > 1 else values - least + 1
    found[~valid] = 0
    return found, int(found.max(initial=0))


def _multiples(values: Array, unit: int) -> bool:
    """Are all values whole multiples of a unit? Mostly the first ones tell."""
    return not ((values[:_FIRST] % unit).any() or (values % unit).any())


def _dense(values: Array) -> tuple[Array, int]:
    """Values as their places among all different ones, and the last place."""
    different, found = np.unique(values, return_inverse=True)
    return found, len(different)


def _ranks(column: Any) -> Any:
    """Texts as the places that they have among all of them in order."""
    encoded = column.dictionary_encode()
    ranks = np.empty(len(encoded.dictionary), np.int64)
    ranks[pc.sort_indices(encoded.dictionary).to_numpy()] = np.arange(len(ranks))
    return pa.array(ranks).take(encoded.indices)


# ---- pieces


def whole_ledgers(batches: Iterator[Any], owner: str) -> Iterator[Any]:
    """Record batches that have each ledger's claims together, as tables of whole ledgers of about ROWS claims each."""
    held: list[Any] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += len(batch)
        if count >= ROWS:
            table = pa.Table.from_batches(held)
            cut = _last_ledger(table.column(owner))
            if cut:
                yield table.slice(0, cut).combine_chunks()
                table = table.slice(cut).combine_chunks()
            held, count = table.to_batches(), len(table)
    if held:
        yield pa.Table.from_batches(held).combine_chunks()


def as_they_come(batches: Iterator[Any]) -> Iterator[Any]:
    """Record batches as tables, where no claim rests on another."""
    for batch in batches:
        yield pa.Table.from_batches([batch])


def _last_ledger(column: Any) -> int:
    """Where the last ledger's rows begin: more of them may follow."""
    last = column[len(column) - 1]
    return int(pc.index(column, last).as_py()) if last.is_valid else 0
