"""Converters: one function per fact, from what a claim gives to the integer at the fact's scale, or a diagnostic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from policyc.claims.finding import hidden_character
from policyc.claims.numeral import Fault, Numeral, half_width, scaled
from policyc.claims.present import present
from policyc.claims.shown import shown
from policyc.claims.wanted import Number, instead, number_words
from policyc.interface import FactSpec, Interface, KindSpec, MemberSpec, spellings, words
from policyc.report.diagnostic import Argument, Diagnostic, Language, Words
from policyc.report.visible import first_hidden
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, Type, range_of, scale_of

Converter = Callable[[object], int | Diagnostic]

_TRUTHS = {"true": 1, "false": 0, "是": 1, "否": 0, "yes": 1, "no": 0}
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII)
_TIME = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})|(?P<hour_only>\d{1,2})时(?:(?P<minute_only>\d{1,2})分)?", re.ASCII
)
_HAN_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)
_DATE_LENGTH = 11
_NAMED_MEMBERS = 12


def fact_converter(spec: FactSpec, interface: Interface) -> Converter:
    """The converter of one fact, for what is not 无."""
    low, high = bounds(spec)
    kind = interface.kind(spec.type.name) if isinstance(spec.type, Kind) else None
    return converter(words(spec), spec.type, low, high, kind)


def bounds(spec: FactSpec) -> tuple[int, int]:
    """The least and greatest value a fact may have, declared or its type's own."""
    low, high = range_of(spec.type)
    return (low if spec.low is None else spec.low), (high if spec.high is None else spec.high)


def converter(name: Words, type: Type, low: int, high: int, kind: KindSpec | None = None) -> Converter:
    """A converter for values of `type` within `low` and `high`, both included; `name` is how messages call the fact."""
    match type:
        case Money() | Ratio() | Measure() | Count():
            return _number_converter(name, type, low, high)
        case Date():
            return _date_converter(name, low, high)
        case Time():
            return _time_converter(name, low, high)
        case Truth():
            return _truth_converter(name)
        case Kind():
            assert kind is not None
            return _kind_converter(name, kind)
        case _:
            assert_never(type)


# ---- numbers


def _number_converter(name: Words, type: Number, low: int, high: int) -> Converter:
    scale = scale_of(type)
    read = _exact_ratio if isinstance(type, Ratio) else _exact

    def convert(value: object) -> int | Diagnostic:
        number = read(value, scale)
        if isinstance(number, int) and low <= number <= high:
            return number
        return _number_refused(number, value, name, type, low, high)

    return convert


def _exact(value: object, scale: int) -> int | Fault:
    if isinstance(value, str):
        number = scaled(value, scale)
        return scaled(half_width(value), scale) if number is Fault.NOT_A_NUMBER else number
    if isinstance(value, int) and not isinstance(value, bool):
        whole: int = int(value) * 10**scale
        return whole
    if isinstance(value, Numeral):
        return scaled(value.text, scale)
    if isinstance(value, Decimal):
        return scaled(str(value), scale)
    return Fault.FLOAT if isinstance(value, float) else Fault.NOT_A_NUMBER


def _exact_ratio(value: object, scale: int) -> int | Fault:
    if isinstance(value, str) and value.rstrip().endswith(("%", "％")):
        return scaled(half_width(value)[:-1].rstrip(), scale - 2)
    return _exact(value, scale)


def _number_refused(number: int | Fault, value: object, name: Words, type: Number, low: int, high: int) -> Diagnostic:
    match number:
        case Fault.FLOAT:
            return Diagnostic("claim-float", None, {"fact": name, "given": shown(value)})
        case Fault.NOT_A_NUMBER:
            wanted, example = number_words(type), instead(value, type)
            return _unreadable("claim-not-a-number", value, name, wanted=wanted, instead=example)
        case Fault.TOO_PRECISE:
            return _too_precise(value, name, type)
        case Fault.TOO_LARGE | int():
            return _out_of_bounds(value, name, type, low, high)
        case _:
            assert_never(number)


def _too_precise(value: object, name: Words, type: Number) -> Diagnostic:
    if isinstance(type, Count):
        return _unreadable("claim-not-a-number", value, name, wanted=number_words(type), instead=instead(None, type))
    return _unreadable("claim-too-precise", value, name, decimals=scale_of(type))


def _out_of_bounds(value: object, name: Words, type: Type, low: int, high: int) -> Diagnostic:
    lowest, highest = (
        Words(present(bound, type, None, Language.ZH), present(bound, type, None, Language.EN)) for bound in (low, high)
    )
    return _unreadable("claim-out-of-bounds", value, name, low=lowest, high=highest)


def _unreadable(code: str, value: object, name: Words, **arguments: Argument) -> Diagnostic:
    """The diagnostic `code` for a value, unless the value hides a character: then that is what is wrong."""
    if isinstance(value, str) and (character := first_hidden(value)) is not None:
        return hidden_character(name, character)
    return Diagnostic(code, None, {"fact": name, "given": shown(value), **arguments})


# ---- dates and truths


def read_day(value: object) -> int | None:
    """The day number of a date as written; 0 if there is no such day, None if it is no date.

    Year, month and day stand in this order, with - or / between them, or as 年月日: no other order is guessed at.
    """
    if isinstance(value, str):
        return _short_day(value) if len(value) <= _DATE_LENGTH else _written_day(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.toordinal()
    return None


def _written_day(text: str) -> int | None:
    match = _DATE.fullmatch(text) or _HAN_DATE.fullmatch(half_width(text))
    if match is None:
        plain = half_width(text)
        return None if plain == text else _written_day(plain)
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return 0


_short_day = lru_cache(maxsize=4096)(_written_day)
"""The dates of many claims are few; only texts as short as a date are kept."""


def _date_converter(name: Words, low: int, high: int) -> Converter:
    def convert(value: object) -> int | Diagnostic:
        day = read_day(value)
        if day is None:
            return _unreadable("claim-not-a-date", value, name)
        if day == 0:
            return _unreadable("claim-no-such-date", value, name)
        return day if low <= day <= high else _out_of_bounds(value, name, Date(), low, high)

    return convert


def _time_converter(name: Words, low: int, high: int) -> Converter:
    def convert(value: object) -> int | Diagnostic:
        minutes = _minutes(value)
        if minutes is None:
            return _unreadable("claim-not-a-time-of-day", value, name)
        return minutes if low <= minutes <= high else _out_of_bounds(value, name, Time(), low, high)

    return convert


def _minutes(value: object) -> int | None:
    """Minutes after midnight; None for what is no time, or falls between two minutes."""
    if isinstance(value, time):
        return (
            value.hour * 60 + value.minute if value.tzinfo is None and not (value.second or value.microsecond) else None
        )
    match = _TIME.fullmatch(half_width(value)) if isinstance(value, str) else None
    if match is None:
        return None
    hour, minute = int(match["hour"] or match["hour_only"]), int(match["minute"] or match["minute_only"] or 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _truth_converter(name: Words) -> Converter:
    def convert(value: object) -> int | Diagnostic:
        if value is True or value is False:
            return int(value)
        truth = _TRUTHS.get(value.strip()) if isinstance(value, str) else None
        return _unreadable("claim-not-yes-or-no", value, name) if truth is None else truth

    return convert


# ---- kinds


def _kind_converter(name: Words, kind: KindSpec) -> Converter:
    written, numbered = _spelled(kind), _numbered(kind)

    def convert(value: object) -> int | Diagnostic:
        found: int | None = None
        if isinstance(value, str):
            found = written.get(value)
            if found is None:
                found = written.get(half_width(value))
        elif isinstance(value, int) and not isinstance(value, bool):
            found = numbered.get(value)
        return _unreadable("claim-not-of-kind", value, name, members=_members(kind)) if found is None else found

    return convert


def _spelled(kind: KindSpec) -> Mapping[str, int]:
    """Members by spelling and code; a spelling wins over another member's code."""
    codes = {member.code: position for position, member in enumerate(kind.members) if member.code is not None}
    names = {spelling: place for place, member in enumerate(kind.members) for spelling in spellings(member)}
    return codes | names


def _numbered(kind: KindSpec) -> Mapping[int, int]:
    """Members by their code as a number, where only one member has it: a number has no leading zeros."""
    places: dict[int, list[int]] = {}
    for place, member in enumerate(kind.members):
        if member.code is not None and member.code.isdecimal():
            places.setdefault(int(member.code), []).append(place)
    return {code: found[0] for code, found in places.items() if len(found) == 1}


def _members(kind: KindSpec) -> Words:
    named = kind.members[:_NAMED_MEMBERS]
    more = "…" if len(kind.members) > _NAMED_MEMBERS else ""
    return Words("、".join(map(_member_zh, named)) + more, ", ".join(map(_member_en, named)) + more)


def _member_zh(member: MemberSpec) -> str:
    return words(member).zh


def _member_en(member: MemberSpec) -> str:
    return words(member).en
