"""How each shape is read from what JSON gave: one function a shape, strict, made once.

reader_of(shape) -> Reader                a Reader gives the value, or raises MalformedError

A value of another shape than its field's is refused; so is a text that no file or screen can take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType
from typing import Any, assert_never

from attrs import define, field

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
)

LARGEST_WHOLE = 10**60  # past any bound of a column: amounts are refused at 10**38


class MalformedError(Exception):
    """What is written is not of its shape."""


@define
class Rows:
    """The records read so far, and what the row at hand has referred to."""

    records: list[Any] = field(factory=list)
    columns: set[str] = field(factory=set)  # every text that is to name a column
    numbers: list[Any] = field(factory=list)  # every value of integers alone
    referred: list[int] = field(factory=list)


Reader = Callable[[Any, Rows], Any]


@cache
def reader_of(shape: Shape) -> Reader:
    match shape:
        case Whole():
            return _whole
        case Truth():
            return _exactly(bool)
        case Nothing():
            return _exactly(NoneType)
        case Word(column):
            return _column if column else _word
        case Member(of):
            return _member(of.__members__)
        case Record(of):
            return _reference(frozenset({of}))
        case Numbers(of):
            return _numbers(of, len(fields_of(of)))
        case Many(made, each):
            return _many(made, reader_of(each))
        case Pairs(key, value):
            return _pairs(reader_of(key), reader_of(value))
        case OneOf():
            return _one_of(shape)
        case _:
            assert_never(shape)


def _whole(written: Any, _: Rows) -> int:
    if type(written) is not int or not -LARGEST_WHOLE <= written <= LARGEST_WHOLE:
        raise MalformedError
    return written


def _exactly(kind: type) -> Reader:
    def read(written: Any, _: Rows) -> Any:
        if type(written) is not kind:
            raise MalformedError
        return written

    return read


def _word(written: Any, _: Rows) -> str:
    if type(written) is not str:
        raise MalformedError
    if not written.isprintable():
        _encodable(written)
    return written


def _encodable(text: str) -> None:
    """JSON can write half a character, which no file or screen can take."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise MalformedError from None


def _column(written: Any, rows: Rows) -> str:
    rows.columns.add(_word(written, rows))
    return str(written)


def _member(members: Mapping[str, Any]) -> Reader:
    def read(written: Any, _: Rows) -> Any:
        if type(written) is not str or written not in members:
            raise MalformedError
        return members[written]

    return read


def _reference(allowed: frozenset[type]) -> Reader:
    def read(written: Any, rows: Rows) -> Any:
        if type(written) is not int:
            raise MalformedError
        if not 0 <= written < len(rows.records):
            raise MalformedError
        rows.referred.append(written)
        record = rows.records[written]
        if type(record) not in allowed:
            raise MalformedError
        return record

    return read


def _listed(reference: Reader) -> Reader:
    def read(written: Any, rows: Rows) -> Any:
        if type(written) is not list or len(written) != 1:
            raise MalformedError
        return reference(written[0], rows)

    return read


def _numbers(made: type, count: int) -> Reader:
    def read(written: Any, rows: Rows) -> Any:
        if type(written) is not list or len(written) != count:
            raise MalformedError
        value = made(*[_whole(one, rows) for one in written])
        rows.numbers.append(value)
        return value

    return read


def _many(made: type, each: Reader) -> Reader:
    def read(written: Any, rows: Rows) -> Any:
        if type(written) is not list:
            raise MalformedError
        return made([each(one, rows) for one in written])

    return read


def _pairs(key: Reader, value: Reader) -> Reader:
    def read(written: Any, rows: Rows) -> dict[Any, Any]:
        if type(written) is not list or not all(type(pair) is list and len(pair) == 2 for pair in written):
            raise MalformedError
        found = {key(one, rows): value(other, rows) for one, other in written}
        if len(found) < len(written):
            raise MalformedError
        return found

    return read


def _one_of(union: OneOf) -> Reader:
    """By what JSON gave: each of its types stands for one of the choices, and a reference for all the records."""
    readers: dict[type, Reader] = {}
    for one in union.choices:
        match one:
            case Whole():
                readers[int] = _whole
            case Truth():
                readers[bool] = reader_of(one)
            case Nothing():
                readers[NoneType] = reader_of(one)
            case Word() | Member():
                readers[str] = reader_of(one)
            case Many() | Pairs() | Numbers():
                readers[list] = reader_of(one)
            case Record() | OneOf():
                pass
            case _:
                assert_never(one)
    records = frozenset(one.of for one in union.choices if isinstance(one, Record))
    if records:
        reference = _reference(records)
        readers.setdefault(int, reference)
        if readers[int] is not reference:
            readers[list] = _listed(reference)

    def read(written: Any, rows: Rows) -> Any:
        reader = readers.get(type(written))
        if reader is None:
            raise MalformedError
        return reader(written, rows)

    return read
