"""Keys numbered: one entry for one key, whatever the widths and the spread of the columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from policyc.batch.engines.entries import Keys, entries_of

VALUES = {np.int8: st.integers(-128, 127), np.int64: st.integers(-3, 3) | st.integers(-(2**40), 2**40)}
"""A narrow column may go from one end of its width to the other; a wide one has few values, or too many for a table."""


@st.composite
def counted_and_others(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int]], list[Any]]:
    """Columns of the keys counted under, columns of other keys, and each column's type."""
    kinds = draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=3))
    rows, more = draw(st.integers(0, 12)), draw(st.integers(0, 6))
    own = [draw(st.lists(VALUES[kind], min_size=rows, max_size=rows)) for kind in kinds]
    # some that occur and some that do not
    further = [
        draw(st.lists(st.sampled_from(column) | VALUES[kind] if column else VALUES[kind], min_size=more, max_size=more))
        for column, kind in zip(own, kinds, strict=True)
    ]
    return own, further, kinds


def keys_of(columns: list[list[int]], kinds: list[Any]) -> Keys:
    arrays = tuple(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True))
    return Keys(len(columns[0]), arrays)


@settings(max_examples=300, deadline=None)
@given(counted_and_others())
def test_one_key_has_one_entry(given: tuple[list[list[int]], list[list[int]], list[Any]]) -> None:
    own, further, kinds = given
    counted = keys_of(own, kinds)
    entries = entries_of(counted, [counted, keys_of(further, kinds)])
    places, others = (one.tolist() for one in entries.places)
    entry_of = dict(zip(zip(*own, strict=True), places, strict=True))
    assert [entry_of[key] for key in zip(*own, strict=True)] == places
    assert len(set(entry_of.values())) == len(entry_of)
    assert all(0 <= place < entries.count for place in places)
    for key, place in zip(zip(*further, strict=True), others, strict=True):
        assert place == entry_of[key] if key in entry_of else place not in entry_of.values()
