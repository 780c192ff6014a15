"""What can stand where a value stands: the closed set of expression nodes.

Nodes are values: two spellings of a policy, Chinese and English, build equal nodes. Places (`span`) do not
count in equality. A name is known by its `key`: its English spelling where it has one, else the one it has.
Chains (`甲 + 乙 − 丙`, `且`, `或`) are flat, so only parentheses nest.
"""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from policyc.source import NOWHERE, Span
from policyc.types import Unit


def place() -> Span:
    """A node's place in its source: outside equality and repr."""
    return field(default=NOWHERE, eq=False, repr=False)


class NumberUnit(Enum):
    """What is written after a number: nothing, a sign or a unit word."""

    NONE = "none"
    YUAN = "yuan"  # 元
    PERCENT = "percent"  # %
    POINT = "point"  # 个百分点
    TIMES = Unit.TIMES  # 次
    AGE = Unit.AGE  # 周岁
    YEARS = Unit.YEARS  # 年 after a sum, `+ 1年`
    MONTHS = Unit.MONTHS  # 个月
    WEEKS = "weeks"  # 周, seven days each
    DAYS = Unit.DAYS  # 日, 天
    WORKDAYS = Unit.WORKDAYS  # 个工作日


@frozen
class Name:
    """A use or a declaration of a name."""

    key: str
    span: Span = place()


@frozen
class Text:
    """A sentence for readers, in one language or both."""

    zh: str | None
    en: str | None
    span: Span = place()


@frozen
class Number:
    """A literal number: `digits` / 10**`decimals`, as written, 万 and 亿 multiplied out (4.5万 is 45000)."""

    digits: int
    decimals: int = 0
    unit: NumberUnit = NumberUnit.NONE
    span: Span = place()


@frozen
class DateLiteral:
    """A date as written; the checker refuses one that does not exist."""

    year: int
    month: int
    day: int
    span: Span = place()


@frozen
class YearLiteral:
    """`2021年`, `year 2021`: a calendar year."""

    year: int
    span: Span = place()


@frozen
class MonthLiteral:
    """`2024年5月`, `2024-05`: a calendar month."""

    year: int
    month: int
    span: Span = place()


@frozen
class MonthDay:
    """`12月30日`, `Dec 30`."""

    month: int
    day: int
    span: Span = place()


@frozen
class TimeLiteral:
    """`21:00`, `21时30分`: a time of day."""

    hour: int
    minute: int
    span: Span = place()


@frozen
class TruthLiteral:
    value: bool
    span: Span = place()


@frozen
class Absent:
    """`无`, `none`: the step has no amount (no deductible, no cap)."""

    span: Span = place()


class Function(Enum):
    """The built-in functions."""

    AGE = "age"  # 周岁(出生日期，日期): full years
    MONTHS = "months"  # 月数(自，至): calendar months touched, both ends
    DAYS = "days"  # 天数(自，至): days from one date to another, the first not counted
    FIRST_DAY = "first_day"  # 起日(期间)
    LAST_DAY = "last_day"  # 末日(期间)
    DAY_OF_YEAR = "day_of_year"  # 年内日(日期，12月30日): that day in the date's calendar year
    YEAR_OF = "year_of"  # 年份(日期)
    WORKING_DAYS_AFTER = "working_days_after"  # 工作日后(日期，5个工作日，日历): the fifth working day after it
    WORKING_DAYS = "working_days"  # 工作日数(自，至，日历): from one date to another, the first not counted
    LEAST = "least"  # 取小
    MOST = "most"  # 取大


@frozen
class Apply:
    """A built-in function applied."""

    function: Function
    arguments: tuple[Expression, ...]
    span: Span = place()


@frozen
class EarlierTotal:
    """`结算年度 此前累计 X`; with `including_this`, `结算年度 含本次累计 X`."""

    period: Name
    of: Name
    including_this: bool
    span: Span = place()


@frozen
class LastTotal:
    """`结算年度 上期累计 X`: the whole of the period before the one this claim falls in."""

    period: Name
    of: Name
    span: Span = place()


@frozen
class LineTotal:
    """`合计(行金额 其中 类别 为 诊查费)`."""

    of: Expression
    where: Expression | None
    span: Span = place()


@frozen
class Sum:
    """A chain of additions and subtractions; `minus[i]` says that `parts[i]` is subtracted."""

    parts: tuple[Expression, ...]
    minus: tuple[bool, ...]
    span: Span = place()


@frozen
class Product:
    """A chain of multiplications and divisions; `over[i]` says that `parts[i]` divides."""

    parts: tuple[Expression, ...]
    over: tuple[bool, ...]
    span: Span = place()


class Comparison(Enum):
    EQUAL = "="
    NOT_EQUAL = "!="
    UNDER = "<"
    OVER = ">"
    AT_MOST = "<="
    AT_LEAST = ">="


@frozen
class Compare:
    """`甲 > 乙`, `甲 不晚于 乙`, `年龄 14周岁以下`: all are comparisons."""

    left: Expression
    comparison: Comparison
    right: Expression
    span: Span = place()


@frozen
class Is:
    """`等级 为 一级、二级`, `年龄 不为 6 至 17周岁`: a value against what a table cell may hold."""

    subject: Expression
    pattern: Pattern
    negated: bool
    span: Span = place()


@frozen
class Allows:
    """`报销受理点 含 区镇报销点`, `claim_points allows township_point`: is that channel open?"""

    channels: Name
    channel: Name
    span: Span = place()


@frozen
class Not:
    operand: Expression
    span: Span = place()


@frozen
class And:
    parts: tuple[Expression, ...]
    span: Span = place()


@frozen
class Or:
    parts: tuple[Expression, ...]
    span: Span = place()


Expression = (
    Name
    | Number
    | DateLiteral
    | YearLiteral
    | MonthLiteral
    | MonthDay
    | TimeLiteral
    | TruthLiteral
    | Absent
    | Apply
    | EarlierTotal
    | LastTotal
    | LineTotal
    | Sum
    | Product
    | Compare
    | Is
    | Allows
    | Not
    | And
    | Or
)


@frozen
class Bound:
    """An interval: `4万以下`, `4万 至 10万`, `不满 18周岁`, `2021年1月1日起`. An absent end is open."""

    low: Expression | None
    low_included: bool
    high: Expression | None
    high_included: bool
    span: Span = place()


@frozen
class Any:
    """`任意`: every value."""

    span: Span = place()


@frozen
class Yearly:
    """`每年 12月1日 至 次年 2月28日`: those days of any year; `over` where they go over into the next."""

    first: MonthDay
    last: MonthDay
    over: bool
    span: Span = place()


@frozen
class Pattern:
    """A list of values and intervals, one of which must hold: `一级、二级以下`."""

    items: tuple[Expression | Bound | Yearly, ...]
    span: Span = place()


@frozen
class Branch:
    """One arm of `65%，若 困难人员，否则 60%`."""

    test: Expression
    value: Expression


@frozen
class Conditional:
    """A value that depends: the first branch whose test holds, else `otherwise`. With no branches, just a value."""

    branches: tuple[Branch, ...]
    otherwise: Expression
    span: Span = place()
