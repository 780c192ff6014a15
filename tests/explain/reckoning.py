"""Reads the equations of an explanation as they are written, and works them out again with nothing of policyc.

`worked(text)` gives the value of a working in either language: fractions for numbers, dates for dates. Periods'
first and last days are not in the text: they follow from `start`, the month and day on which the period begins.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import count as count_from

Value = Fraction | date | tuple[str, int] | tuple[int, int] | bool

MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
FUNCTIONS = {
    "取小": "least",
    "取大": "most",
    "周岁": "age",
    "月数": "months",
    "天数": "days",
    "起日": "first_day",
    "末日": "last_day",
    "年内日": "day_of_year",
    "年份": "year_of",
    "工作日后": "working_days_after",
    "工作日数": "working_days",
}
ROUNDINGS = {
    "四舍五入": "half up",
    "四舍六入五成双": "half even",
    "舍去": "down",
    "进位": "up",
}
UNITS = {"分": 2, "角": 1, "元": 0, "fen": 2, "jiao": 1, "yuan": 0}

TOKEN = re.compile(
    rf"""\s*(?:
    (?P<date>\d{{4}}年\d{{1,2}}月\d{{1,2}}日|\d{{4}}-\d{{2}}-\d{{2}})
  | (?P<month>\d{{4}}年\d{{1,2}}月|\d{{4}}-\d{{2}})
  | (?P<monthday>\d{{1,2}}月\d{{1,2}}日|(?:{"|".join(MONTHS)})\ \d{{1,2}})
  | (?P<span>\d+\s*(?:个月|个工作日|个星期|周岁|周|年|日|天
      |months?|years\ old|years?|weeks?|working\ days?|days?)(?![a-z]))
  | (?P<number>\d[\d,]*(?:\.\d+)?%?(?:\s*个百分点|\s*points?)?)
  | (?P<round>(?:{"|".join(ROUNDINGS)})到[分角元]|round\ (?:half\ up|half\ even|down|up)\ to\ (?:fen|jiao|yuan))
  | (?P<word>[一-鿿]+|[a-z_]+)
  | (?P<mark>[()+−×÷，,])
    )""",
    re.VERBOSE,
)


class UnreadableError(Exception):
    """What is written is no equation."""


def tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise UnreadableError(text[at:])
        kind = match.lastgroup or ""
        word = match[kind]
        # a comma between arguments is followed by a space; one inside a number is not
        if kind == "number" and word.endswith(","):
            word, at = word[:-1], match.end() - 1
        else:
            at = match.end()
        found.append((kind, word))
    return found


def value_of(text: str) -> Value:
    """A value as it is shown by itself."""
    if text in ("是", "yes", "否", "no"):
        return text in ("是", "yes")
    return worked(text)


def number(word: str) -> Fraction:
    percent = "%" in word or "个百分点" in word or "point" in word
    plain = re.sub(r"[^\d.]", "", word)
    return Fraction(plain) / (100 if percent else 1)


def month(word: str) -> Fraction:
    """A calendar month, counted from the year 0."""
    year, number_in_year = map(int, re.findall(r"\d+", word))
    return Fraction(12 * year + number_in_year - 1)


def day(word: str) -> date:
    year, month, dom = map(int, re.findall(r"\d+", word))
    return date(year, month, dom)


class Reckoner:
    """A working read from left to right: sums of products of numbers, brackets and functions."""

    def __init__(self, text: str, start: tuple[int, int], off: frozenset[date], on: frozenset[date]) -> None:
        self.off, self.on = off, on
        self.tokens = tokens(text)
        self.at = 0
        self.start = start

    def whole(self) -> Value:
        value = self.sum()
        if self.at != len(self.tokens):
            raise UnreadableError(str(self.tokens[self.at :]))
        return value

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise UnreadableError("ends early")
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self) -> Value:
        if self.peek() == "−":
            self.take()
            value: Value = negative(self.product())
        else:
            value = self.product()
        while self.peek() in ("+", "−"):
            _, sign = self.take()
            right = self.product()
            value = added(value, right if sign == "+" else negative(right))
        return value

    def product(self) -> Value:
        value = self.atom()
        while self.peek() in ("×", "÷"):
            _, sign = self.take()
            right = self.atom()
            assert isinstance(value, Fraction)
            assert isinstance(right, Fraction)
            value = value * right if sign == "×" else value / right
        return value

    def atom(self) -> Value:
        kind, word = self.take()
        match kind, word:
            case "number", _:
                return number(word)
            case "month", _:
                return month(word)
            case "date", _:
                return day(word)
            case "span", _:
                return re.sub(r"[\d\s]", "", word), int(re.findall(r"\d+", word)[0])
            case "monthday", _:
                return month_and_day(word)
            case "mark", "(":
                value = self.sum()
                self.expect(")")
                return value
            case "round", _:
                return rounded(word, self.arguments()[0])
            case "word", _ if FUNCTIONS.get(word, word) in FUNCTIONS.values():
                return self.function(FUNCTIONS.get(word, word), self.arguments())
            case "word", _ if self.peek() == ")":
                return "calendar", 0  # a working's last name: the one calendar of its policy
            case _:
                raise UnreadableError(word)

    def expect(self, mark: str) -> None:
        if self.take()[1] != mark:
            raise UnreadableError(f"{mark} wanted")

    def arguments(self) -> list[Value]:
        self.expect("(")
        found = [self.sum()]
        while self.peek() in ("，", ","):
            self.take()
            found.append(self.sum())
        self.expect(")")
        return found

    def function(self, name: str, given: list[Value]) -> Value:
        if name in ("least", "most"):
            return (min if name == "least" else max)(given)
        if name in ("first_day", "last_day"):
            return self.period_end(name, given[0])
        first = given[0]
        assert isinstance(first, date)
        if name == "year_of":
            return Fraction(first.year)
        second = given[1]
        if name == "working_days_after":
            count = second[1] if isinstance(second, tuple) else second
            return next(last for last in self.later(first) if self.worked_between(first, last) == count)
        if name == "day_of_year":
            assert isinstance(second, tuple)
            month, dom = second
            assert isinstance(month, int)
            return date(first.year, month, min(dom, calendar.monthrange(first.year, month)[1]))
        assert isinstance(second, date)
        if name == "working_days":
            passed = self.worked_between(min(first, second), max(first, second))
            return Fraction(passed if first <= second else -passed)
        if name == "days":
            return Fraction((second - first).days)
        if name == "months":
            return Fraction(12 * (second.year - first.year) + second.month - first.month + 1)
        return Fraction(second.year - first.year - ((second.month, second.day) < (first.month, first.day)))

    def later(self, first: date) -> Iterator[date]:
        return (first + timedelta(number) for number in count_from(1))

    def worked_between(self, first: date, last: date) -> int:
        days = [first + timedelta(number) for number in range(1, (last - first).days + 1)]
        return sum(one in self.on if one.isoweekday() > 5 else one not in self.off for one in days)

    def period_end(self, name: str, key: Value) -> Value:
        """The first or last day of a year's, month's or day's period."""
        if isinstance(key, date):
            return key
        assert isinstance(key, Fraction)
        months = key >= 12 * 1900
        first = date(int(key) // 12, int(key) % 12 + 1, 1) if months else date(int(key), *self.start)
        return first if name == "first_day" else months_after(first, 1 if months else 12) - timedelta(1)


def month_and_day(word: str) -> tuple[int, int]:
    if "月" in word:
        month, dom = map(int, re.findall(r"\d+", word))
        return month, dom
    name, dom_text = word.split()
    return MONTHS[name], int(dom_text)


def negative(value: Value) -> Value:
    if isinstance(value, tuple) and isinstance(value[0], str):
        return value[0], -value[1]
    if isinstance(value, date):
        return "since", value.toordinal()
    assert isinstance(value, Fraction)
    return -value


def added(left: Value, right: Value) -> Value:
    if isinstance(left, date):
        assert isinstance(right, tuple)
        unit, count = right
        if unit == "since":
            return Fraction(left.toordinal() - count)
        assert isinstance(unit, str)
        if unit.rstrip("s") in ("个月", "month"):
            return months_after(left, count)
        if unit in ("周岁", "yearsold"):
            # someone born on 29 February turns on 1 March in common years
            return months_after(left, 12 * count) + timedelta(months_after(left, 12 * count).day != left.day)
        if unit.rstrip("s") in ("年", "year"):
            return months_after(left, 12 * count)
        return left + timedelta(7 * count if unit.rstrip("s") in ("周", "个星期", "week") else count)
    assert isinstance(left, Fraction)
    assert isinstance(right, Fraction)
    return left + right


def months_after(start: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    year, month = divmod(12 * start.year + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def rounded(how: str, value: Value) -> Fraction:
    """As the words say: `四舍五入到分`, `round half up to fen`."""
    assert isinstance(value, Fraction)
    unit = next(places for word, places in UNITS.items() if how.endswith(word))
    mode = next(
        english for chinese, english in ROUNDINGS.items() if how.startswith(chinese) or f"round {english} " in how
    )
    scaled = value * 10**unit
    whole, rest = divmod(abs(scaled), 1)
    up = {
        "half up": rest >= Fraction(1, 2),
        "half even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1),
        "down": False,
        "up": rest > 0,
    }[mode]
    size = Fraction(int(whole) + up, 10**unit)
    return -size if scaled < 0 else size


def worked(
    text: str,
    start: tuple[int, int] = (1, 1),
    off: frozenset[date] = frozenset(),
    on: frozenset[date] = frozenset(),
) -> Value:
    """`off` and `on` are the days that the policy's calendar lists, apart from weekends as they are."""
    return Reckoner(text, start, off, on).whole()
