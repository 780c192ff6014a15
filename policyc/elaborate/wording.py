"""Types and values in words, for messages."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from policyc.elaborate.value import Bare, ValueType
from policyc.report.diagnostic import Words
from policyc.types import (
    Count,
    Date,
    Kind,
    Measure,
    Money,
    Ratio,
    Time,
    Truth,
    Unit,
    chinese_month_text,
    month_text,
    time_text,
)

_COUNTS = {
    Unit.TIMES: Words("次数", "count"),
    Unit.AGE: Words("周岁", "age"),
    Unit.YEARS: Words("年数", "years"),
    Unit.MONTHS: Words("月数", "months"),
    Unit.DAYS: Words("天数", "days"),
    Unit.WORKDAYS: Words("工作日数", "working days"),
    Unit.YEAR: Words("年份", "year"),
    Unit.MONTH: Words("年月", "calendar month"),
}


def type_words(type: ValueType, kind_words: Words | None = None) -> Words:
    """A type as an author writes it; a kind by its name."""
    match type:
        case Money(2):
            return Words("金额", "money")
        case Money():
            return Words("单价", "unit price")
        case Measure():
            return Words("数量", "quantity")
        case Ratio():
            return Words("比例", "ratio")
        case Count(unit):
            return _COUNTS[unit]
        case Date():
            return Words("日期", "date")
        case Time():
            return Words("时刻", "time of day")
        case Truth():
            return Words("是否", "yes or no")
        case Kind(name):
            return kind_words or Words(name, name)
        case Bare():
            return Words("没有单位的数", "a number without a unit")
        case _:
            assert_never(type)


def number_text(value: int, scale: int) -> str:
    """An integer of a scale as a decimal, without trailing zeros after the point."""
    sign, digits = ("-" if value < 0 else ""), str(abs(value)).rjust(scale + 1, "0")
    whole, part = digits[: len(digits) - scale], digits[len(digits) - scale :].rstrip("0")
    grouped = f"{int(whole):,}"
    return f"{sign}{grouped}.{part}" if part else f"{sign}{grouped}"


def value_words(value: int, scale: int, type: ValueType, members: tuple[Words, ...] = ()) -> Words:
    """A value as an author would write it."""
    match type:
        case Money():
            text = number_text(value, scale)
            return Words(f"{text} 元", f"{text} yuan")
        case Ratio():
            text = number_text(value * 100, scale)
            return Words(f"{text}%", f"{text}%")
        case Date():
            day = date.fromordinal(value)
            return Words(f"{day.year}年{day.month}月{day.day}日", day.isoformat())
        case Time():
            return Words(time_text(value), time_text(value))
        case Truth():
            return Words("是", "yes") if value else Words("否", "no")
        case Kind():
            return members[value]
        case Count(Unit.MONTH):
            return Words(chinese_month_text(value), month_text(value))
        case Measure() | Count() | Bare():
            text = number_text(value, scale)
            return Words(text, text)
        case _:
            assert_never(type)
