"""规则 and 表: named values, by cases or by a decision table."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause.shared import Citation, Hole, Reading, Rounding, TypeRef
from policyc.syntax.expression import Absent, Any, Conditional, Expression, Name, Pattern, Text, place


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


@frozen
class NotGiven:
    """`不给`, left of `=>` in a case: the row's claim does not give what the column speaks of."""

    span: Span = place()


Cell = Pattern | Any | Conditional | Absent | Undetermined | Refused | PatientPays | Blank | NotGiven
"""Left of `=>` a cell is a Pattern, Any or Blank, in a case also NotGiven. Right of it one plain value is a value.

The parser gives Pattern (also for a single value), Any, Undetermined, Refused, PatientPays, Blank and NotGiven; `无` is
a Pattern holding one Absent.
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
