"""Values into rows: every record once, after all that it holds.

table_of(root) -> Table
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, assert_never

import attrs
from attrs import define, field, frozen

from policyc.bundle.shape import (
    Many,
    Member,
    Nothing,
    Numbers,
    OneOf,
    Pairs,
    Record,
    Shape,
    Truth,
    Whole,
    Word,
    fields_of,
    name_of,
    shape_of,
)

Written = Any
"""What JSON can say: null, truths, integers, texts and lists of them."""


@frozen
class Table:
    """`rows[i]` is `[k, …]`: the number of its class in `records`, then its fields; it refers to earlier rows alone.

    `root` is the number of the row that the others are written for.
    """

    records: tuple[str, ...]
    rows: tuple[list[Written], ...]
    root: int


def table_of(root: Any) -> Table:
    """A record and all that it holds, as rows; what is equal, places included, is written once."""
    writer = _Writer()
    number = writer.write(root)
    names = sorted({name_of(kind) for kind, _ in writer.rows})
    place = {name: at for at, name in enumerate(names)}
    return Table(tuple(names), tuple([place[name_of(kind)], *fields] for kind, fields in writer.rows), number)


@define
class _Writer:
    """The rows so far. A record is known by its identity, a row by its text: nothing nested is ever compared."""

    rows: list[tuple[type, list[Written]]] = field(factory=list)
    _number_of: dict[int, int] = field(factory=dict)
    _row_of: dict[str, int] = field(factory=dict)

    def write(self, root: Any) -> int:
        """The number of a record's row, on a stack of our own: terms nest thousands deep."""
        pending: list[tuple[Any, bool]] = [(root, False)]
        while pending:
            here, opened = pending.pop()
            if id(here) in self._number_of:
                continue
            if not opened:
                pending.append((here, True))
                pending.extend((inner, False) for inner in reversed(list(_held(_values(here)))))
                continue
            row = self._row(here)
            number = self._row_of.setdefault(f"{type(here)}{row}", len(self.rows))
            if number == len(self.rows):
                self.rows.append((type(here), row))
            self._number_of[id(here)] = number
        return self._number_of[id(root)]

    def _row(self, record: Any) -> list[Written]:
        kind: type = type(record)
        fields = zip(_values(record), fields_of(kind), strict=True)
        return [self._written(value, one.shape) for value, one in fields]

    def _written(self, value: Any, shape: Shape) -> Written:
        match shape:
            case Whole() | Truth() | Word() | Nothing():
                return value
            case Member():
                return value.name
            case Record():
                return self._number_of[id(value)]
            case Numbers():
                return _values(value)
            case Many(made, each):
                written = [self._written(one, each) for one in value]
                return sorted(written) if issubclass(made, set | frozenset) else written
            case Pairs(key, of):
                return [[self._written(one, key), self._written(other, of)] for one, other in value.items()]
            case OneOf():
                return self._chosen(value, shape)
            case _:
                assert_never(shape)

    def _chosen(self, value: Any, union: OneOf) -> Written:
        if _is_record(value):
            number = self._number_of[id(value)]
            return [number] if Whole() in union.choices else number
        return self._written(value, next(one for one in union.choices if _is_of(value, one)))


def _is_of(value: object, shape: Shape) -> bool:
    match shape:
        case Whole():
            return type(value) is int
        case Truth():
            return type(value) is bool
        case Word():
            return type(value) is str
        case Nothing():
            return value is None
        case Member(of):
            return isinstance(value, of)
        case Many(made) | Numbers(made):
            return isinstance(value, made)
        case _:
            return isinstance(value, Mapping)


def _values(record: Any) -> list[Any]:
    """The values of a record's fields, in the order of its shape."""
    return [getattr(record, one.name) for one in attrs.fields(type(record)) if one.init]


def _held(values: Iterable[Any]) -> Iterable[Any]:
    """The records directly inside some values."""
    for value in values:
        if isinstance(value, tuple | list | set | frozenset):
            yield from _held(value)
        elif isinstance(value, Mapping):
            yield from _held(value.keys())
            yield from _held(value.values())
        elif _is_record(value):
            yield value


def _is_record(value: object) -> bool:
    kind: type = type(value)
    return _is_written_as_row(kind)


@cache
def _is_written_as_row(kind: type) -> bool:
    return attrs.has(kind) and isinstance(shape_of(kind), Record)
