"""断言 and 案例: what must hold, and worked examples."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from policyc.source import Span
from policyc.syntax.clause.rules import Grid
from policyc.syntax.clause.shared import Citation, Hole, Reading
from policyc.syntax.expression import Expression, Name, Pattern, place


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
    """`甲 为 1` in a case's `已知`; of papers `材料 为 社保卡、费用清单`, all of them in one pattern."""

    heading: Expression  # Name | EarlierTotal
    value: Expression | Pattern
    span: Span = place()


class CaseMode(Enum):
    IN_ORDER = "in_order"  # 同一人依次
    FAMILY_IN_ORDER = "family_in_order"  # 同一家庭依次
    EACH_ALONE = "each_alone"  # 各自独立


@frozen
class Case:
    name: Name
    mode: CaseMode | None
    given: tuple[Given, ...]
    grid: Grid | None
    statements: tuple[Citation | Reading | Hole, ...] = field(default=())
    span: Span = place()
