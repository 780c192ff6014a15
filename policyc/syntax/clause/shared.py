"""What many blocks share: places in a source, readings, roundings, type words."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from policyc.source import Span
from policyc.syntax.expression import Name, Text, place


@frozen
class Hole:
    """A statement that could not be read; its diagnostic has been given."""

    span: Span = place()


@frozen
class Locator:
    """A place in a source document: `一.4`, `表2`. `parts` are the words as written."""

    parts: tuple[str, ...]
    span: Span = place()


@frozen
class Citation:
    """`来源：指南 一.4 表2、三.3`."""

    document: Name
    locators: tuple[Locator, ...]
    span: Span = place()


@frozen
class Reading:
    """`读法："…"`: the reading taken where the source is unclear."""

    text: Text
    span: Span = place()


class RoundingMode(Enum):
    HALF_UP = "half_up"  # 四舍五入
    HALF_EVEN = "half_even"  # 四舍六入五成双
    DOWN = "down"  # 舍去
    UP = "up"  # 进位


class RoundingUnit(Enum):
    """To what an amount is rounded; the value is its scale."""

    FEN = 2  # 到分
    JIAO = 1  # 到角
    YUAN = 0  # 到元


@frozen
class Rounding:
    """`到分，四舍五入`."""

    unit: RoundingUnit
    mode: RoundingMode
    span: Span = place()


class TypeWord(Enum):
    """The words for types; a kind is written by its name."""

    MONEY = "money"  # 金额
    UNIT_PRICE = "unit price"  # 单价
    QUANTITY = "quantity"  # 数量
    RATIO = "ratio"  # 比例
    COUNT = "count"  # 次数
    DATE = "date"  # 日期
    TIME = "time"  # 时刻
    AGE = "age"  # 周岁
    YEARS = "years"  # 年数
    MONTHS = "months"  # 月数
    DAYS = "days"  # 天数
    WORKDAYS = "workdays"  # 工作日数
    YEAR = "year"  # 年份
    TRUTH = "truth"  # 是否


@frozen
class TypeRef:
    """A type as written: a type word, or a kind's name."""

    type: TypeWord | Name
    span: Span = place()
