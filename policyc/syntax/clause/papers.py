"""材料 and 渠道: the papers a claim must hand in, and the channels it may go through."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause.shared import Citation, Hole, Reading
from policyc.syntax.expression import Expression, Name, place


class Quantifier(Enum):
    ANY_OF = "any_of"  # 任一
    ALL_OF = "all_of"  # 全部


@frozen
class Requirement:
    """`任一：甲、乙`, `若 急诊：全部 甲`. Without a test it is asked of every claim."""

    test: Expression | None
    quantifier: Quantifier
    papers: tuple[Name, ...]
    span: Span = place()


@frozen
class Checklist:
    """`材料 门诊报销材料`: what must be handed in."""

    name: Name
    statements: tuple[Citation | Reading | Hole, ...]
    requirements: tuple[Requirement, ...]
    span: Span = place()


@frozen
class Channel:
    """`区镇报销点：单笔金额 10万以下`. Without a condition it is open to every claim."""

    name: Name
    condition: Expression | None
    span: Span = place()


@frozen
class Channels:
    """`渠道 报销受理点`: which ways are open."""

    name: Name
    statements: tuple[Citation | Reading | Hole, ...]
    channels: tuple[Channel, ...]
    span: Span = place()
