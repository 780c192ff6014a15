"""What stands beside the facts in a table: whose and which claim, times of settlement, papers handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policyc.batch.engines.columns import Array
from policyc.batch.reading.convert import EPOCH, ArrowArray
from policyc.claims.moment import read_moment
from policyc.claims.papers import paper_names, separated
from policyc.claims.reader import ClaimReader, Reserved
from policyc.interface import PaperSpec

_PLAIN_NAME = r"^[0-9A-Za-z_.\-]{1,200}$"
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2})?$"
_SHORT = (
    (r"^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})", r"\1-\2-\3"),
    (r"^([0-9]{4})-([0-9])-", r"\1-0\2-"),
    (r"^([0-9]{4}-[0-9]{2})-([0-9])([T ]|$)", r"\1-0\2\3"),
    (r"^([0-9]{4}-[0-9]{2}-[0-9]{2}[T ])([0-9]):", r"\10\2:"),
    (r"^([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2})$", r"\1:00"),
)
"""How times of settlement are written short, and in full."""
_BEIJING = 8 * 3_600_000_000
_MICROSECONDS = {"s": 1_000_000, "ms": 1000, "us": 1}
_FIRST, _LAST = ((datetime(year, 1, 1) - datetime(1970, 1, 1)) // timedelta(microseconds=1) for year in (1900, 2200))


def takes_beside(word: Reserved, type: Any) -> bool:
    """Can what a claim says beside its facts be given in a column of this Arrow type?"""
    if pa.types.is_string(type) or pa.types.is_null(type):
        return True
    if word is Reserved.SETTLED_AT:
        return bool(pa.types.is_timestamp(type) or pa.types.is_date(type))
    if word is Reserved.DOCUMENTS:
        return bool(pa.types.is_list(type))
    return bool(pa.types.is_integer(type))


def micros(moment: datetime) -> int:
    """A moment in Beijing as microseconds since 1970."""
    return (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def moment_of(value: int) -> datetime:
    return datetime(1970, 1, 1) + timedelta(microseconds=value)


def read_names(word: Reserved, reader: ClaimReader, array: ArrowArray) -> tuple[ArrowArray, Array]:
    """Families, members or claim numbers, and where they take a second look. Whole numbers stand for their digits."""
    if not pa.types.is_string(array.type):
        return array, np.zeros(len(array), np.bool_)
    wellformed = pc.fill_null(pc.match_substring_regex(array, _PLAIN_NAME), True)
    doubtful = ~wellformed.to_numpy(zero_copy_only=False)
    if doubtful.any():
        key = word.value.en
        same = _by_value(lambda text: _unchanged(reader, key, text), array.filter(pa.array(doubtful)))
        doubtful[doubtful] = ~same
    return array, doubtful


def _unchanged(reader: ClaimReader, key: str, text: object) -> bool:
    claim, _ = reader.read({key: text})
    return claim is not None and text in (claim.family, claim.member, claim.number)


def _by_value(answer: Callable[[object], bool], array: ArrowArray) -> Array:
    encoded = array.dictionary_encode()
    answers = np.array([answer(value) for value in encoded.dictionary.to_pylist()] or [False])
    found: Array = answers[encoded.indices.to_numpy(zero_copy_only=False)]
    return found


def read_moments(array: ArrowArray) -> tuple[ArrowArray, Array]:
    """Times of settlement as microseconds since 1970 in Beijing, and where they take a second look."""
    if pa.types.is_null(array.type):
        return array.cast(pa.int64()), np.zeros(len(array), np.bool_)
    if pa.types.is_date(array.type):
        array = array.cast(pa.timestamp("us"))
    if pa.types.is_string(array.type):
        return _written_moments(array)
    values = array.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    if array.type.unit == "ns":
        right, values = values % 1000 == 0, values // 1000
    else:
        right, values = np.ones(len(array), np.bool_), values * _MICROSECONDS[array.type.unit]
    if array.type.tz is not None:
        values = values + _BEIJING
    right &= (values >= _FIRST) & (values < _LAST)
    given = array.is_valid().to_numpy(zero_copy_only=False)
    return pa.array(values, mask=~(given & right)), given & ~right


def _written_moments(array: ArrowArray) -> tuple[ArrowArray, Array]:
    given = array.is_valid().to_numpy(zero_copy_only=False)
    plain = pc.fill_null(pc.match_substring_regex(array, _MOMENT), False)
    if not pc.all(pc.or_(plain, array.is_null())).as_py():
        array = pc.if_else(plain, array, _as_spreadsheets_do_not(array))
        plain = pc.fill_null(pc.match_substring_regex(array, _MOMENT), False)
    try:
        moments = pc.if_else(plain, array, pa.scalar(None, pa.string())).cast(pa.timestamp("us"))
        values, doubtful = read_moments(moments)
        return values, doubtful | (given & ~plain.to_numpy(zero_copy_only=False))
    except pa.ArrowInvalid:  # one of them names no day that there is
        read = [None if text is None else read_moment(text) for text in array.to_pylist()]
        found = pa.array([None if moment is None else micros(moment) for moment in read], pa.int64())
        return found, given & found.is_null().to_numpy(zero_copy_only=False)


def _as_spreadsheets_do_not(array: ArrowArray) -> ArrowArray:
    """`2024/3/1 9:30` as `2024-03-01 09:30:00`, and what else is written short; all other texts as they are."""
    for short, whole in _SHORT:
        array = pc.replace_substring_regex(array, short, whole)
    return array


def read_handed_in(papers: tuple[PaperSpec, ...], array: ArrowArray) -> tuple[Mapping[str, ArrowArray], Array]:
    """For each paper's column whether it is handed in, null where a claim gives no list, and where to look twice."""
    given = array.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_list(array.type):
        # a list that is null may still hold something
        lengths = pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False)
        rows, names = pa.array(np.repeat(np.arange(len(array)), lengths)), array.flatten()
    else:
        encoded = array.dictionary_encode()
        lists = pa.array([_papers_of(text) for text in encoded.dictionary.to_pylist()], pa.list_(pa.string()))
        lists = lists.take(encoded.indices)
        rows, names = pc.list_parent_indices(lists), lists.flatten()
    spelled = paper_names(papers)
    doubtful = np.zeros(len(array), np.bool_)
    there = {paper.key: np.zeros(len(array), np.bool_) for paper in papers}
    encoded = names.dictionary_encode()
    places, of_row = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False), rows.to_numpy()
    doubtful[of_row[places < 0]] = True
    for at, text in enumerate(encoded.dictionary.to_pylist()):
        key = spelled.get(text)
        (doubtful if key is None else there[key])[of_row[places == at]] = True
    found = {paper.column: pa.array(there[paper.key], mask=~(given & ~doubtful)) for paper in papers}
    return found, doubtful


def _papers_of(text: str) -> list[str]:
    names = separated(text)
    return [] if isinstance(names, str) else names


def day_of(value: int) -> int:
    """The day number of a time of settlement."""
    return value // 86_400_000_000 + EPOCH
