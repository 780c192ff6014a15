"""Result columns of a stretch as a table: every result by its key, and of each benefit its status and why."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import define

from policyc.batch.engines.columns import Array, Batch
from policyc.batch.reading.convert import EPOCH, ArrowArray
from policyc.batch.staged import Sheet
from policyc.core.terms import Column, Literal, OpenTerm
from policyc.elaborate.account import AssertionAccount
from policyc.interface import ResultSpec
from policyc.settling.results import Status, status_of
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, Type, Unit, month_text, scale_of

STATUSES = tuple(Status)
_STATUS_OF = np.array(
    [STATUSES.index(status_of(bool(bits & 1), bool(bits & 2), bool(bits & 4))) for bits in range(8)], np.int8
)
"""The place of a status by the three truths that it depends on."""

DIGITS = 18


@define(slots=False)
class Answers:
    """What an engine found for a batch, and how the policy reads it."""

    sheet: Sheet
    batch: Batch
    found: Mapping[str, Array]

    def column(self, name: str) -> Array:
        """A column of the claim as the engine filled it, or an input as it was given."""
        return self.found[name] if name in self.found else self.batch.facts[name]

    def holds(self, term: OpenTerm | None) -> Array:
        """A flag of the worksheet, which is a literal or a column."""
        match term:
            case None:
                return np.zeros(self.batch.count, np.bool_)
            case Literal(value):
                return np.full(self.batch.count, bool(value))
            case Column(name):
                return self.column(name)
            case _:
                raise AssertionError(term)

    def known(self, name: str) -> Array:
        """Where a result has a value."""
        return self.holds(self.sheet.known.ok[name]) & ~self.holds(self.sheet.absent(name))

    def value(self, name: str, at: int) -> int | None:
        """A fact or result of one claim; None where it has none, or the engine was not asked for it."""
        needed = [
            name,
            *(one.name for one in (self.sheet.known.ok[name], self.sheet.absent(name)) if isinstance(one, Column)),
        ]
        if not all(one in self.found or one in self.batch.facts for one in needed):
            return None
        return int(self.column(name)[at]) if self.known(name)[at] else None

    @cached_property
    def statuses(self) -> Mapping[str, Array]:
        """Of each benefit the place of its status in STATUSES, claim by claim."""
        found: dict[str, Array] = {}
        for key, entry in self.sheet.compiled.account.benefits.items():
            known = self.holds(self.sheet.known.ok[entry.payment]).astype(np.int8)
            applies = np.ones_like(known) if entry.applies is None else self.column(entry.applies).astype(np.int8)
            refused = np.zeros_like(known) if entry.refused is None else self.column(entry.refused).astype(np.int8)
            status = _STATUS_OF[known + 2 * applies + 4 * refused]
            found[key] = status
        return found

    @cached_property
    def broken(self) -> tuple[tuple[AssertionAccount, Array], ...]:
        """For each law of the policy the claims that do not keep it."""
        laws = self.sheet.compiled.account.assertions
        return tuple((law, self.holds(self.sheet.known.ok[law.column]) & ~self.column(law.column)) for law in laws)

    def result(self, spec: ResultSpec) -> ArrowArray:
        """A result as a column of its type; null where it has no value."""
        column = self.sheet.known.worksheet.by_name[spec.key]
        return arrow(self.column(spec.key), self.known(spec.key), spec.type, digits_of(column.low, column.high))


def status_column(places: Array) -> ArrowArray:
    names = pa.array([status.value for status in STATUSES])
    return pa.DictionaryArray.from_arrays(pa.array(places), names)


def digits_of(low: int, high: int) -> int:
    """How many digits amounts between these need: more than the usual only where a policy's amounts could have them."""
    return DIGITS if low > -(10**DIGITS) and high < 10**DIGITS else DIGITS + 1


def arrow_type(type: Type, digits: int = DIGITS) -> Any:
    """How values of a type stand in a table of results."""
    match type:
        case Money() | Ratio() | Measure():
            # as they are reckoned, for widened they would be twice as much to move, only to be written narrow again
            return (pa.decimal64 if digits <= DIGITS else pa.decimal128)(digits, scale_of(type))
        case Count(Unit.MONTH):
            return pa.string()
        case Count():
            return pa.int64()
        case Date():
            return pa.date32()
        case Time():
            return pa.time32("s")
        case Truth():
            return pa.bool_()
        case Kind():
            return pa.dictionary(pa.int32(), pa.string())


def arrow(values: Array, known: Array, type: Type, digits: int = DIGITS) -> ArrowArray:
    """Integers at a type's scale as a column of `arrow_type`."""
    missing = ~known
    match type:
        case Money() | Ratio() | Measure():
            return _decimals(values, missing, arrow_type(type, digits))
        case Date():
            return pa.array((values - EPOCH).astype(np.int32), mask=missing).cast(pa.date32())
        case Time():
            return pa.array((values * 60).astype(np.int32), mask=missing).cast(pa.time32("s"))
        case Kind():
            places = pa.array(np.where(known, values, 0).astype(np.int32), mask=missing)
            return pa.DictionaryArray.from_arrays(places, pa.array(type.members))
        case Truth():
            return pa.array(values.astype(np.bool_), mask=missing)
        case Count(Unit.MONTH):
            months, places = np.unique(np.where(known, values, 0), return_inverse=True)
            written = pa.array([month_text(month) for month in months.tolist()], pa.string())
            return written.take(pa.array(places.astype(np.int32), mask=missing))
        case Count():
            return pa.array(values.astype(np.int64), mask=missing)


def _decimals(values: Array, missing: Array, type: Any) -> ArrowArray:
    """Whole numbers as decimals of 64 bits, or widened to 128 by the sign."""
    some = bool(missing.any())
    low = (np.where(missing, 0, values) if some else values).astype(np.int64, copy=False)
    held = np.ascontiguousarray(low) if pa.types.is_decimal64(type) else np.stack([low, low >> 63], axis=1)
    validity = pa.array(~missing).buffers()[1] if some else None
    return pa.Array.from_buffers(type, len(low), [validity, pa.py_buffer(held)])
