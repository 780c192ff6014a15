"""Columns of a table into integers, in bulk where a value is plainly well formed; the rest is marked as doubtful.

A doubtful value may still be right: whoever reads claims one by one has the last word.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from policyc.batch.engines.columns import Array
from policyc.claims.value import Converter
from policyc.interface import FactSpec
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, scale_of

ArrowArray = Any

EPOCH = 719163
"""The day number of 1 January 1970."""

_FEW = 1000
_MINUTE = {"s": 60, "ms": 60_000, "us": 60_000_000, "ns": 60_000_000_000}
_DAY = {unit: minute * 1440 for unit, minute in _MINUTE.items()}


@frozen(eq=False)
class Read:
    """A column read: integers at the fact's scale, where there is a value, and where reading it takes a second look."""

    values: Array
    given: Array
    doubtful: Array


def read_column(spec: FactSpec, bounds: tuple[int, int], convert: Converter, array: ArrowArray) -> Read:
    """A column of a type that `takes` allows for the fact."""
    given = array.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_null(array.type):
        return Read(np.zeros(len(array), np.int64), given, np.zeros(len(array), np.bool_))
    if pa.types.is_dictionary(array.type):
        values, right = _each(convert, array)
    elif pa.types.is_string(array.type):
        values, right = _texts(spec, convert, array)
    elif isinstance(spec.type, Kind):
        values, right = _each(convert, array)
    else:
        values, right = _typed(spec, array)
    low, high = bounds
    if given.all() and right.all() and values.min(initial=low) >= low and values.max(initial=high) <= high:
        return Read(values, given, ~right)
    right &= (values >= low) & (values <= high)
    return Read(np.where(right & given, values, 0), given & right, given & ~right)


def takes(spec: FactSpec, type: Any) -> bool:
    """Can a fact's column be of this Arrow type?"""
    if pa.types.is_string(type) or pa.types.is_null(type):
        return True
    match spec.type:
        case Money() | Ratio() | Measure() | Count():
            return bool(pa.types.is_integer(type) or pa.types.is_decimal(type))
        case Date():
            return bool(pa.types.is_date(type) or pa.types.is_timestamp(type))
        case Time():
            return bool(pa.types.is_time(type))
        case Truth():
            return bool(pa.types.is_boolean(type))
        case Kind():
            return bool(pa.types.is_integer(type))


def packed(array: ArrowArray) -> ArrowArray:
    """A column of few different texts as it is packed, any other without its packing."""
    if pa.types.is_dictionary(array.type) and pa.types.is_string(array.type.value_type):
        few = len(array.dictionary) <= _FEW and not array.dictionary.null_count
        return array if few else array.dictionary_decode()
    return plain(array)


def plain(array: ArrowArray) -> ArrowArray:
    """A column without its packing: texts as plain strings, small decimals as 128 bits."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_large_string(array.type) or pa.types.is_string_view(array.type):
        return array.cast(pa.string())
    if pa.types.is_decimal(array.type) and not pa.types.is_decimal128(array.type):
        return array.cast(pa.decimal128(38, array.type.scale))
    if pa.types.is_date64(array.type):
        return array.cast(pa.date32())
    return array


# ---- columns that have a type


def _typed(spec: FactSpec, array: ArrowArray) -> tuple[Array, Array]:
    scale = scale_of(spec.type)
    if pa.types.is_decimal(array.type):
        return _decimals(array, scale)
    if pa.types.is_boolean(array.type):
        return _filled(array, False).astype(np.int64), _all(array)
    if pa.types.is_uint64(array.type):
        array = array.cast(pa.decimal128(20, 0))
        return _decimals(array, scale)
    if pa.types.is_integer(array.type):
        return _scaled(_integers(array), scale)
    if pa.types.is_date(array.type):
        return _integers(array.cast(pa.int32())) + EPOCH, _all(array)
    if pa.types.is_time(array.type):
        unit = _MINUTE[array.type.unit]
        values = _integers(array.cast(pa.int32() if pa.types.is_time32(array.type) else pa.int64()))
        return values // unit, values % unit == 0
    # a moment stands for its day where it is midnight, and no zone shifts it
    unit = _DAY[array.type.unit]
    values = _integers(array.cast(pa.int64()))
    return values // unit + EPOCH, (values % unit == 0) & (array.type.tz is None)


def _integers(array: ArrowArray) -> Array:
    found: Array = _filled(array, 0).astype(np.int64)
    return found


def _filled(array: ArrowArray, value: int) -> Array:
    """Its values, and this one where there is none."""
    found: Array = (array.fill_null(value) if array.null_count else array).to_numpy(zero_copy_only=False)
    return found


def _all(array: ArrowArray) -> Array:
    return np.ones(len(array), np.bool_)


def _scaled(values: Array, scale: int) -> tuple[Array, Array]:
    """Whole numbers at a scale; one too large for it is not right."""
    most = (2**62) // 10**scale
    right = (values <= most) & (values >= -most)
    return np.where(right, values, 0) * 10**scale, right


def _decimals(array: ArrowArray, scale: int) -> tuple[Array, Array]:
    """Decimals by their 128 bits: where the upper half says no more than the sign, the lower is the number."""
    halves = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset : 2 * (array.offset + len(array))]
    low, high = halves[::2], halves[1::2]
    right = high == low >> 63
    places = array.type.scale - scale
    if places == 0:
        return (np.ascontiguousarray(low) if right.all() else np.where(right, low, 0)), right
    if places < 0:
        values, small = _scaled(np.where(right, low, 0), -places)
        return values, right & small
    values, rest = np.divmod(low, 10 ** min(places, 18))
    return values, right & (rest == 0) & (places <= 18)


# ---- columns of texts and codes


def _texts(spec: FactSpec, convert: Converter, array: ArrowArray) -> tuple[Array, Array]:
    match spec.type:
        case Money() | Ratio() | Measure() | Count():
            distinct = pc.count_distinct(array.slice(0, 2 * _FEW)).as_py()
            if distinct > _FEW:
                return _numerals(array, scale_of(spec.type))
    return _each(convert, array)


def _numerals(array: ArrowArray, scale: int) -> tuple[Array, Array]:
    """Plain digits with no more decimals than the scale has."""
    decimals = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
    wellformed = pc.fill_null(pc.match_substring_regex(array, rf"^[0-9]{{1,15}}{decimals}$"), False)
    numbers = pc.if_else(wellformed, array, pa.scalar(None, pa.string())).cast(pa.decimal128(38, scale))
    values, right = _decimals(numbers, scale)
    return values, right & wellformed.to_numpy(zero_copy_only=False)


def _each(convert: Callable[[object], object], array: ArrowArray) -> tuple[Array, Array]:
    """Every different value by the one converter there is."""
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    read = [convert(value) for value in encoded.dictionary.to_pylist()]
    values = np.array([one if isinstance(one, int) else 0 for one in read] or [0], np.int64)
    right = np.array([isinstance(one, int) for one in read] or [False])
    places = _filled(encoded.indices, 0)
    return values[places], _all(array) if right.all() else right[places]
