"""种类, 事实, 明细, 期间, 参数: the words of a policy and what claims say."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause.shared import Citation, Hole, Reading, TypeRef
from policyc.syntax.expression import Bound, DateLiteral, Expression, MonthDay, Name, Number, Text, YearLiteral, place


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
    ROLLING = "rolling"  # 近12个月


@frozen
class Rolling:
    """`近12个月，含当日`: so much time up to the claim's date; `day_included` is None where it was not said."""

    length: Number
    day_included: bool | None
    span: Span = place()


@frozen
class PeriodBlock:
    """`期间 结算年度：年，始于 1月1日，按 计入日期`. A lifetime has neither start nor date.

    `per` is a further key, `每 项目`: totals are then kept for each of its values. Those of `whole_family` (`全家累计`)
    are of all its members together.
    """

    name: Name
    unit: PeriodUnit
    start: MonthDay | None
    by: Name | None
    # how long a rolling period is
    rolling: Rolling | None = None
    per: Name | None = None
    whole_family: bool = False
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
