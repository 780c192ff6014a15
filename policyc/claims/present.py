"""Values out: as words for a reader, as exact Python values, as JSON. What is printed reads back equal."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import assert_never

from policyc.interface import KindSpec, words
from policyc.report.diagnostic import Language
from policyc.types import (
    Count,
    Date,
    Kind,
    Measure,
    Money,
    Ratio,
    Time,
    Truth,
    Type,
    Unit,
    chinese_month_text,
    month_text,
    time_text,
)


def present(value: int, type: Type, kind: KindSpec | None, language: Language) -> str:
    """`value` for a reader: 1,234.56 · 75% · 2021年1月1日 or 2021-01-01, of a month 2021年1月 or 2021-01 · 是 or yes.

    `kind` gives a member's spellings; without it members are shown by key.
    """
    zh = language is Language.ZH
    match type:
        case Money(2):
            return decimal_text(value, 2, grouped=True)
        case Money(decimals):
            return money_text(value, decimals)
        case Measure():
            return _trimmed(decimal_text(value, 4, grouped=True))
        case Ratio():
            return _trimmed(decimal_text(value, 2)) + "%"
        case Count(Unit.MONTH):
            return chinese_month_text(value) if zh else month_text(value)
        case Count():
            return str(value)
        case Date():
            day = date.fromordinal(value)
            return f"{day.year}年{day.month}月{day.day}日" if zh else day.isoformat()
        case Time():
            return time_text(value)
        case Truth():
            return ("是" if value else "否") if zh else ("yes" if value else "no")
        case Kind():
            return type.members[value] if kind is None else words(kind.members[value]).in_language(language)
        case _:
            assert_never(type)


def to_python(value: int, type: Type) -> Decimal | int | date | time | bool | str:
    """`value` as an exact Python value: Decimal for money and ratios, a month as `2024-05`, a kind's member by key."""
    match type:
        case Money(decimals):
            return Decimal(decimal_text(value, decimals))
        case Ratio() | Measure():
            return Decimal(decimal_text(value, 4))
        case Count(Unit.MONTH):
            return month_text(value)
        case Count():
            return value
        case Date():
            return date.fromordinal(value)
        case Time():
            return time(value // 60, value % 60)
        case Truth():
            return bool(value)
        case Kind():
            return type.members[value]
        case _:
            assert_never(type)


def to_json(value: int, type: Type) -> str | int | bool:
    """`value` as a JSON value; money, ratios, dates and months are strings, so that no reader makes a float of them."""
    match type:
        case Money(decimals):
            return decimal_text(value, decimals)
        case Ratio() | Measure():
            return decimal_text(value, 4)
        case Count(Unit.MONTH):
            return month_text(value)
        case Count():
            return value
        case Date():
            return date.fromordinal(value).isoformat()
        case Time():
            return time_text(value)
        case Truth():
            return bool(value)
        case Kind():
            return type.members[value]
        case _:
            assert_never(type)


def decimal_text(value: int, scale: int, *, grouped: bool = False) -> str:
    """`value` / 10**`scale` with all its decimals: 123456 at scale 2 is 1234.56."""
    whole, rest = divmod(abs(value), 10**scale)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole:,}.{rest:0{scale}d}" if grouped else f"{sign}{whole}.{rest:0{scale}d}"


def money_text(value: int, decimals: int) -> str:
    """An amount with two decimals, or as many more as it needs."""
    whole, _, part = decimal_text(value, decimals, grouped=True).partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".")
