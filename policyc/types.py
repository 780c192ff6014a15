"""The types a policy speaks of. Every value is an integer; its type fixes the scale.

A value v of scale s stands for v / 10**s. Dates are day numbers (1 = 1 January of year 1, the
proleptic Gregorian ordinal); kinds are the 0-based position of a member.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import frozen


class Unit(Enum):
    """What a plain number counts."""

    TIMES = "times"  # 次数
    AGE = "age"  # 周岁
    YEARS = "years"  # 年数
    MONTHS = "months"  # 月数
    DAYS = "days"  # 天数
    WORKDAYS = "workdays"  # 个工作日
    YEAR = "year"  # 年份, a calendar year
    MONTH = "month"  # 年月, a calendar month, as 12 × year + month − 1


@frozen
class Money:
    """An amount of money in yuan: to the fen, or as a price of one unit with more decimals."""

    decimals: int = 2


@frozen
class Ratio:
    """A ratio, scale 4, as the national interface carries it (domain.md §4.1: numeric(5,4))."""


@frozen
class Measure:
    """How much of something, in parts of a unit: scale 4."""


@frozen
class Count:
    """A whole number of something."""

    unit: Unit


@frozen
class Date:
    """A calendar date, as a day number."""


@frozen
class Time:
    """A time of day, in minutes after midnight: 00:00 to 23:59."""


@frozen
class Truth:
    """Yes or no."""


@frozen
class Kind:
    """A closed vocabulary; `members` are the names' keys in the order declared."""

    name: str
    members: tuple[str, ...]
    ordered: bool


Type = Money | Ratio | Measure | Count | Date | Time | Truth | Kind

MONEY = Money()
UNIT_PRICE = Money(6)
"""A price of one unit, as the national interface carries it (domain.md §4.1: numeric(16,6))."""
QUANTITY = Measure()
RATIO = Ratio()
DATE = Date()
TIME = Time()
TRUTH = Truth()

FIRST_DAY = date(1900, 1, 1).toordinal()
LAST_DAY = date(2199, 12, 31).toordinal()


def time_text(value: int) -> str:
    """Minutes after midnight as `20:59`."""
    return f"{value // 60:02d}:{value % 60:02d}"


def month_text(value: int) -> str:
    """A calendar month, 12 × year + month − 1, as `2024-05`."""
    return f"{value // 12:04d}-{value % 12 + 1:02d}"


def chinese_month_text(value: int) -> str:
    """The same as `2024年5月`."""
    return f"{value // 12}年{value % 12 + 1}月"


def scale_of(type: Type) -> int:
    """How many decimal places a value of this type keeps."""
    match type:
        case Money(decimals):
            return decimals
        case Ratio() | Measure():
            return 4
        case _:
            return 0


def range_of(type: Type) -> tuple[int, int]:
    """The widest values a *fact* of this type may have when its declaration gives no bound; beyond it is refused.

    Money 0 to 10 thousand million yuan, unit prices 0 to 100 million, quantities and counts 0 to a million, ratios 0
    to 100 %, ages and years 0 to 200, calendar years and dates 1900 to 2199, times 00:00 to 23:59.
    """
    match type:
        case Money(2):
            return 0, 10**12
        case Money(decimals):
            return 0, 10 ** (8 + decimals)
        case Measure():
            return 0, 10**10
        case Ratio():
            return 0, 10**4
        case Count(Unit.AGE | Unit.YEARS):
            return 0, 200
        case Count(Unit.YEAR):
            return 1900, 2199
        case Count():
            return 0, 10**6
        case Date():
            return FIRST_DAY, LAST_DAY
        case Time():
            return 0, 24 * 60 - 1
        case Truth():
            return 0, 1
        case Kind():
            return 0, len(type.members) - 1
