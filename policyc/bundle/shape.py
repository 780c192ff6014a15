"""The shape of data as its type hints say it: a closed description from which writing and reading follow.

shape_of(hint) -> Shape                   records_under(root) -> every record class that a value of `root` may hold

A record is an attrs class; its fields of `init=False` are made anew when it is. Whatever a hint says that no shape
stands for is an error of ours, raised as TypeError when the shape is made and not when a value is met.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from hashlib import sha256
from inspect import get_annotations
from typing import Annotated, Any, Union, get_args, get_origin

import attrs
from attrs import frozen

from policyc.core.worksheet import COLUMN


@frozen
class Whole:
    """An integer; a truth is none."""


@frozen
class Truth:
    """true or false."""


@frozen
class Word:
    """A text. `column` says that it is the name of a column of the worksheet."""

    column: bool = False


@frozen
class Nothing:
    """null."""


@frozen
class Member:
    """A member of an enumeration, written by its name."""

    of: type[Enum]


@frozen
class Record:
    """An attrs class, written as a row of its own and referred to by the row's number."""

    of: type


@frozen
class Numbers:
    """An attrs class of integers alone, written in place as the list of them."""

    of: type


@frozen
class Many:
    """A sequence or a set of one shape; a set is written in order."""

    made: type
    each: Shape


@frozen
class Pairs:
    """A mapping, written as pairs in its order."""

    key: Shape
    value: Shape


@frozen
class OneOf:
    """A union; what is written says which of them it is. Beside integers, records are referred to as `[number]`."""

    choices: tuple[Shape, ...]


Shape = Whole | Truth | Word | Nothing | Member | Record | Numbers | Many | Pairs | OneOf

_PLAIN: Mapping[object, Shape] = {int: Whole(), bool: Truth(), str: Word(), types.NoneType: Nothing()}
_SETS = (frozenset, set)


@cache
def shape_of(hint: Any) -> Shape:
    """The shape of a resolved type hint. Raises TypeError for what cannot be written."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return Word(column=COLUMN in arguments[1:]) if arguments[0] is str else shape_of(arguments[0])
    if origin in (Union, types.UnionType):
        return _union(tuple(dict.fromkeys(shape_of(argument) for argument in arguments)))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Member(hint)
    if isinstance(hint, type) and attrs.has(hint):
        return Numbers(hint) if _is_numbers(hint) else Record(hint)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return Many(tuple, shape_of(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return Pairs(*map(shape_of, arguments))
    if origin in (list, *_SETS):
        return Many(origin, shape_of(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return Many(tuple, shape_of(arguments[0]))
    raise TypeError(f"no shape stands for {hint}")


def _is_numbers(record: type[attrs.AttrsInstance]) -> bool:
    fields = attrs.fields(record)
    return bool(fields) and all(field.type in (int, "int") for field in fields)


def _union(choices: tuple[Shape, ...]) -> Shape:
    flat = tuple(dict.fromkeys(part for one in choices for part in (one.choices if isinstance(one, OneOf) else (one,))))
    written = [_written_as(part) for part in flat if not isinstance(part, Record)]
    referring = ["list" if Whole() in flat else "number"] * any(isinstance(part, Record) for part in flat)
    if len({*written, *referring}) < len(written) + len(referring):
        raise TypeError(f"what is written would not say which it is: {flat}")
    return flat[0] if len(flat) == 1 else OneOf(flat)


def _written_as(part: Shape) -> str:
    match part:
        case Whole():
            return "number"
        case Truth():
            return "truth"
        case Nothing():
            return "null"
        case Word() | Member():
            return "text"
        case _:
            return "list"


@frozen
class Field:
    """One field of a record."""

    name: str
    shape: Shape


@cache
def fields_of(record: type) -> tuple[Field, ...]:
    """The fields that make a record, in order."""
    hints = get_annotations(record, eval_str=True)
    return tuple(Field(field.alias, shape_of(hints[field.name])) for field in attrs.fields(record) if field.init)


@cache
def records_under(root: type) -> tuple[type, ...]:
    """`root` and every record class that its fields may hold at any distance, by name."""
    found: dict[type, None] = {}
    waiting = [root]
    while waiting:
        record = waiting.pop()
        if record not in found:
            found[record] = None
            inside = [part for field in fields_of(record) for part in parts(field.shape)]
            waiting += [part.of for part in inside if isinstance(part, Record | Numbers)]
    return tuple(sorted(found, key=name_of))


def parts(shape: Shape) -> Iterator[Shape]:
    """A shape and those inside it."""
    yield shape
    match shape:
        case Many(_, each):
            yield from parts(each)
        case Pairs(key, value):
            yield from parts(key)
            yield from parts(value)
        case OneOf(choices):
            for choice in choices:
                yield from parts(choice)
        case _:
            pass


def columns_in(record: object) -> Iterator[str]:
    """The columns that a record itself names."""
    kind: type = type(record)
    for one in fields_of(kind):
        if any(part == Word(column=True) for part in parts(one.shape)):
            value = getattr(record, one.name)
            yield from (value,) if isinstance(value, str) else value or ()


def name_of(record: type) -> str:
    """What a class is called where it is written: its module's own path, then its name."""
    return f"{record.__module__.removeprefix('policyc.')}.{record.__qualname__}"


@cache
def fingerprint(root: type) -> str:
    """16 hexadecimal digits that change with the fields of any record under `root` and the members of enumerations."""
    told = [f"{name_of(record)}({_told_fields(record)})" for record in records_under(root)]
    return sha256("\n".join(told).encode()).hexdigest()[:16]


def _told_fields(record: type) -> str:
    return ", ".join(f"{field.name}: {_told(field.shape)}" for field in fields_of(record))


def _told(shape: Shape) -> str:
    match shape:
        case Member(of):
            return f"{name_of(of)}[{' '.join(of.__members__)}]"
        case Record(of) | Numbers(of):
            return name_of(of)
        case Many(made, each):
            return f"{made.__name__}[{_told(each)}]"
        case Pairs(key, value):
            return f"pairs[{_told(key)}, {_told(value)}]"
        case OneOf(choices):
            return " | ".join(_told(choice) for choice in choices)
        case Word(column):
            return "column" if column else "text"
        case _:
            return type(shape).__name__.lower()
