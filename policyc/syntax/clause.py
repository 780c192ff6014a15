"""What a policy says, block by block: the nodes of a parsed file.

A `Hole` stands where a statement could not be read, so that the rest is still checked.
"""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from policyc.source import Span
from policyc.syntax.expression import (
    Absent,
    Any,
    Bound,
    Conditional,
    DateLiteral,
    Expression,
    MonthDay,
    Name,
    Pattern,
    Text,
    YearLiteral,
    place,
)


@frozen
class Hole:
    """A statement that could not be read; its diagnostic has been given."""

    span: Span = place()


# ---- what many blocks share


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
    RATIO = "ratio"  # 比例
    COUNT = "count"  # 次数
    DATE = "date"  # 日期
    AGE = "age"  # 周岁
    YEARS = "years"  # 年数
    MONTHS = "months"  # 月数
    DAYS = "days"  # 天数
    YEAR = "year"  # 年份
    TRUTH = "truth"  # 是否


@frozen
class TypeRef:
    """A type as written: a type word, or a kind's name."""

    type: TypeWord | Name
    span: Span = place()


# ---- the policy and its source


@frozen
class Policy:
    """`政策 名` and its clauses. `in_force_to` is absent when the policy is open-ended."""

    name: Name
    title: Text | None
    in_force_from: DateLiteral | None
    in_force_to: DateLiteral | None
    rounding: Rounding | None
    statements: tuple[Citation | Reading | Hole, ...]
    span: Span = place()


@frozen
class OutlineEntry:
    """A line of a source's outline: `一.4 住院待遇`. The heading is the source's own and is not translated."""

    locator: Locator
    heading: str
    span: Span = place()


@frozen
class Document:
    """`来源 指南 (guide)："…"` and its outline."""

    name: Name
    title: Text
    outline: tuple[OutlineEntry, ...]
    span: Span = place()


@frozen
class Note:
    """`说明 指南 二.4："…"`: a section that computes nothing, and why."""

    document: Name
    locators: tuple[Locator, ...]
    text: Text
    span: Span = place()


# ---- words and facts


@frozen
class Member:
    """A member of a kind, with its national code if given (digits as written, leading zeros kept)."""

    name: Name
    code: str | None
    span: Span = place()


@frozen
class KindBlock:
    name: Name
    ordered: bool
    members: tuple[Member, ...]
    span: Span = place()


@frozen
class Fact:
    """A fact of the claim or of a line. `optional` (`可缺`): its absence is a value, tested with `为 无`."""

    name: Name
    type: TypeRef
    bound: Bound | None
    question: Text | None
    optional: bool
    span: Span = place()


@frozen
class Facts:
    facts: tuple[Fact | Hole, ...]
    span: Span = place()


@frozen
class Lines:
    """`明细 门诊费用 (op_line)`: repeated records of a claim."""

    name: Name
    facts: tuple[Fact | Hole, ...]
    span: Span = place()


class PeriodUnit(Enum):
    YEAR = "year"  # 年
    MONTH = "month"  # 月
    DAY = "day"  # 日
    LIFETIME = "lifetime"  # 终身


@frozen
class PeriodBlock:
    """`期间 结算年度：年，始于 1月1日，按 计入日期`. A lifetime has neither start nor date."""

    name: Name
    unit: PeriodUnit
    start: MonthDay | None
    by: Name | None
    span: Span = place()


@frozen
class ParameterValue:
    """A value and the day from which it holds; `must_equal` is the formula over parameters that reproduces it."""

    since: YearLiteral | DateLiteral
    value: Expression
    must_equal: Expression | None
    span: Span = place()


@frozen
class Parameter:
    """`参数 X (x)：金额，按 日期`. Without `by` there must be one value, in force throughout."""

    name: Name
    type: TypeRef
    by: Name | None
    statements: tuple[Citation | Reading | Hole, ...]
    values: tuple[ParameterValue, ...]
    span: Span = place()


# ---- rules and tables


@frozen
class Undetermined:
    """`未规定 "…"` as a value; in a cell it may stand without a text."""

    text: Text | None
    span: Span = place()


@frozen
class Refused:
    """`不予支付 "…"` as a value; in a cell it may stand without a text."""

    text: Text | None
    span: Span = place()


@frozen
class PatientPays:
    """`自付 10%` in a cell or band: the fund pays the rest."""

    share: Expression
    span: Span = place()


Outcome = Conditional | Undetermined | Refused


@frozen
class If:
    """`若 条件：值，到分，四舍五入`."""

    test: Expression
    outcome: Outcome
    rounding: Rounding | None
    span: Span = place()


@frozen
class Otherwise:
    outcome: Outcome
    rounding: Rounding | None
    span: Span = place()


@frozen
class Formula:
    """`公式：甲 × 乙 ÷ 12，到分，四舍五入`: the whole rule."""

    value: Expression
    rounding: Rounding | None
    span: Span = place()


@frozen
class Rule:
    name: Name
    type: TypeRef
    statements: tuple[Citation | Reading | Hole, ...]
    steps: tuple[If | Otherwise | Formula | Hole, ...]
    span: Span = place()


class BlankCells(Enum):
    """What `空白：…` says a blank cell means."""

    AS_ABOVE = "as_above"  # 同上
    UNDETERMINED = "undetermined"  # 未规定
    ANY = "any"  # 任意
    UNCHECKED = "unchecked"  # 不核对, in a case


@frozen
class Blank:
    """A cell with nothing in it."""

    span: Span = place()


Cell = Pattern | Any | Conditional | Absent | Undetermined | Refused | PatientPays | Blank
"""Left of `=>` a cell is a Pattern, Any or Blank. Right of it a Pattern of one plain value is a value.

The parser gives Pattern (also for a single value), Any, Undetermined, Refused, PatientPays and Blank; `无` is a
Pattern holding one Absent.
"""


@frozen
class Column:
    """A column's heading: a name, or an earlier total in a case."""

    heading: Expression  # Name | EarlierTotal
    span: Span = place()


@frozen
class Row:
    cells: tuple[Cell, ...]
    span: Span = place()


@frozen
class Grid:
    """A table as laid out; `outputs` is the index of the first column after `=>`, or None where there is no arrow."""

    blank: BlankCells | None
    columns: tuple[Column, ...]
    outputs: int | None
    rows: tuple[Row | Hole, ...]
    span: Span = place()


@frozen
class Table:
    name: Name
    statements: tuple[Citation | Reading | Hole, ...]
    grid: Grid | None
    span: Span = place()


# ---- benefits


@frozen
class Applies:
    """`适用：条件`: a claim for which it does not hold is not this benefit's at all."""

    condition: Expression
    span: Span = place()


@frozen
class Require:
    """`条件：c，否则 "…"`."""

    condition: Expression
    reason: Text
    span: Span = place()


@frozen
class Refuse:
    """`不予支付：c，除非 d，理由 "…"`."""

    condition: Expression
    unless: Expression | None
    reason: Text
    span: Span = place()


@frozen
class Unprovided:
    """`未规定：c，缺 "…"`: the source leaves a hole here."""

    condition: Expression
    missing: Text
    span: Span = place()


class Base(Enum):
    COST = "cost"  # 费用
    PAYMENT = "payment"  # 支付


@frozen
class PerClaim:
    """`每次`, `per claim`."""

    span: Span = place()


Per = PerClaim | Name
"""Over what a limit runs: each claim, or a declared period; `每日` and `每 年` name the built-in keys `day`, `year`."""


@frozen
class Expense:
    """`费用：式`."""

    value: Conditional
    span: Span = place()


@frozen
class Upfront:
    """`先行自付：10%`."""

    share: Conditional
    span: Span = place()


@frozen
class Deductible:
    """`起付线：每次，额`, `起付线：每 结算年度，额`."""

    per: Per
    amount: Conditional
    span: Span = place()


@frozen
class RatioStep:
    """`比例：式`, or `比例：自付 10%`."""

    share: Conditional | PatientPays
    span: Span = place()


@frozen
class Band:
    """`4万 至 10万：80%`."""

    bound: Bound
    share: Conditional | PatientPays
    span: Span = place()


@frozen
class Bands:
    """`分段累进：费用，每 结算年度，含起付线` and its bands; `marginal` is false for 分段全额."""

    marginal: bool
    base: Base
    per: Per
    deductible_included: bool | None
    bands: tuple[Band | Hole, ...]
    span: Span = place()


@frozen
class Cap:
    """`封顶：费用，每 结算年度，35万`. `base` or `per` is None where it was left out, for the checker to ask."""

    base: Base | None
    per: Per | None
    amount: Conditional
    span: Span = place()


@frozen
class Floor:
    """`保底：支付，每次，50 元`."""

    base: Base | None
    per: Per | None
    amount: Conditional
    span: Span = place()


@frozen
class RoundStep:
    """`取整：到分，四舍五入` of this benefit alone."""

    rounding: Rounding
    span: Span = place()


Step = (
    Applies
    | Require
    | Refuse
    | Unprovided
    | Expense
    | Upfront
    | Deductible
    | RatioStep
    | Bands
    | Cap
    | Floor
    | RoundStep
)


@frozen
class Benefit:
    name: Name
    steps: tuple[Step | Citation | Reading | Hole, ...]
    span: Span = place()


# ---- laws and cases


@frozen
class Assertion:
    """`断言：条件`."""

    condition: Expression
    span: Span = place()


@frozen
class NeverFalls:
    """`断言：甲 不随 乙 增加而减少`."""

    result: Name
    cause: Name
    span: Span = place()


@frozen
class Given:
    """`甲 为 1` in a case's `已知`."""

    heading: Expression  # Name | EarlierTotal
    value: Expression
    span: Span = place()


class CaseMode(Enum):
    IN_ORDER = "in_order"  # 同一人依次
    EACH_ALONE = "each_alone"  # 各自独立


@frozen
class Case:
    name: Name
    mode: CaseMode | None
    given: tuple[Given, ...]
    grid: Grid | None
    statements: tuple[Citation | Reading | Hole, ...] = field(default=())
    span: Span = place()


Block = (
    Policy
    | Document
    | Note
    | KindBlock
    | Facts
    | Lines
    | PeriodBlock
    | Parameter
    | Rule
    | Table
    | Benefit
    | Assertion
    | NeverFalls
    | Case
    | Hole
)


@frozen
class Spelling:
    """How a name is written: in Chinese, in English, or both."""

    zh: str | None
    en: str | None


@frozen
class File:
    """A whole parsed file. `spellings` maps each key to its spellings, for every name that is given both."""

    blocks: tuple[Block, ...]
    spellings: dict[str, Spelling]
    span: Span = place()
