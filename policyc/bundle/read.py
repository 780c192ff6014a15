"""Rows into values: total over whatever a file may hold, and strict.

records_of(records, rows, root) -> Records, or Malformed naming the row

A row refers to rows before it, so nothing is circular; a value of another shape than its field's is refused, a text
that is no text too. How deep and how large what the rows say is, with everything shared written out, is bounded
here, for those who read it recurse into it or walk it whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Any, assert_never, get_args

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
    records_under,
)
from policyc.core.terms import OpenTerm

LARGEST_WHOLE = 10**60  # past any bound of a column: amounts are refused at 10**38
DEEPEST = 512  # what is said nests by parentheses alone, and the reader of policies stops at 64 of them
DEEPEST_TERM = 100_000
LARGEST_HELD = 8_000_000  # records, every one counted as often as it is referred to

_TERMS: frozenset[type] = frozenset(get_args(OpenTerm))


class MalformedError(Exception):
    """What is written is not of its shape."""


@define
class Rows:
    """The records read so far, and what the row at hand has referred to."""

    records: list[Any] = field(factory=list)
    columns: set[str] = field(factory=set)  # every text that is to name a column
    numbers: list[Any] = field(factory=list)  # every value of integers alone
    depths: list[int] = field(factory=list)
    sizes: list[int] = field(factory=list)
    referred: list[int] = field(factory=list)

    def add(self, record: Any, maker: _Maker) -> None:
        """The row at hand is read. How deep terms nest is no matter to what they stand in."""
        depth, size = 1, 1
        for number in self.referred:
            size += self.sizes[number]
            depth = max(depth, 1 + self.depths[number])
        if size > LARGEST_HELD or depth > (DEEPEST_TERM if maker.term else DEEPEST):
            raise MalformedError
        self.records.append(record)
        self.depths.append(depth)
        self.sizes.append(size)
        self.referred.clear()


Reader = Callable[[Any, Rows], Any]


def read_rows(names: object, rows: object, root: type) -> Rows:
    """The records of a table as JSON gave it. Raises MalformedError for the first row that is not of its shape."""
    kinds = {name_of(kind): kind for kind in records_under(root)}
    if not isinstance(names, list) or not isinstance(rows, list):
        raise MalformedError
    if not all(isinstance(name, str) and name in kinds for name in names):
        raise MalformedError
    makers = [_maker(kinds[name]) for name in names]
    found = Rows()
    for row in rows:
        if type(row) is not list or not row or type(row[0]) is not int or not 0 <= row[0] < len(makers):
            raise MalformedError
        maker = makers[row[0]]
        found.add(maker.read(row, found), maker)
    return found


@frozen
class _Maker:
    """How the rows of one class are read."""

    made: type
    readers: tuple[Reader, ...]
    term: bool

    def read(self, row: Sequence[Any], rows: Rows) -> Any:
        fields = iter(row)
        next(fields)
        if len(row) != len(self.readers) + 1:
            raise MalformedError
        return self.made(*[read(written, rows) for read, written in zip(self.readers, fields, strict=True)])


@cache
def _maker(made: type) -> _Maker:
    return _Maker(made, tuple(_reader(one.shape) for one in fields_of(made)), made in _TERMS)


@cache
def _reader(shape: Shape) -> Reader:
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
            return _many(made, _reader(each))
        case Pairs(key, value):
            return _pairs(_reader(key), _reader(value))
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
                readers[bool] = _reader(one)
            case Nothing():
                readers[NoneType] = _reader(one)
            case Word() | Member():
                readers[str] = _reader(one)
            case Many() | Pairs() | Numbers():
                readers[list] = _reader(one)
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
