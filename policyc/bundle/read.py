"""Rows into records: total over whatever a file may hold, and strict.

read_rows(names, rows, root) -> Rows      raises MalformedError

A row refers to rows before it, so nothing is circular. How deep what is said nests, and how large everything is with
what is shared written out, is bounded here, for those who read it recurse into the one and walk the other whole.
"""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from attrs import frozen

from policyc.bundle.readers import MalformedError, Reader, Rows, reader_of
from policyc.bundle.shape import fields_of, name_of, records_under
from policyc.core.terms import OpenTerm

DEEPEST = 512  # what is said nests by parentheses alone, and the reader of policies stops at 64 of them
LARGEST_HELD = 8_000_000  # records, every one counted as often as it is referred to

_TERMS: frozenset[type] = frozenset(get_args(OpenTerm))


def read_rows(names: object, rows: object, root: type) -> Rows:
    """The records of a table as JSON gave it. Raises MalformedError for the first row that is not of its shape."""
    kinds = {name_of(kind): kind for kind in records_under(root)}
    if not isinstance(names, list) or not isinstance(rows, list):
        raise MalformedError
    if not all(isinstance(name, str) and name in kinds for name in names):
        raise MalformedError
    makers = [_maker(kinds[name]) for name in names]
    found = Rows()
    sizes: list[int] = []
    depths: list[int] = []
    for row in rows:
        if type(row) is not list or not row or type(row[0]) is not int or not 0 <= row[0] < len(makers):
            raise MalformedError
        maker = makers[row[0]]
        found.records.append(_record(maker, row, found))
        sizes.append(1 + sum([sizes[number] for number in found.referred]))
        # how deep terms nest is no matter to what they stand in: nothing recurses into them
        depths.append(0 if maker.term else 1 + max([depths[number] for number in found.referred], default=0))
        if sizes[-1] > LARGEST_HELD or depths[-1] > DEEPEST:
            raise MalformedError
        found.referred.clear()
    return found


@frozen
class _Maker:
    """How the rows of one class are read."""

    made: type
    readers: tuple[Reader, ...]
    term: bool


@cache
def _maker(made: type) -> _Maker:
    return _Maker(made, tuple(reader_of(one.shape) for one in fields_of(made)), made in _TERMS)


def _record(maker: _Maker, row: list[Any], rows: Rows) -> Any:
    if len(row) != len(maker.readers) + 1:
        raise MalformedError
    return maker.made(*[read(written, rows) for read, written in zip(maker.readers, row[1:], strict=True)])
