"""参数: a figure by effective date, and the formula that must reproduce it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import evolve, frozen

from policyc.constructs.source import cite
from policyc.core import prelude
from policyc.core.terms import Literal
from policyc.elaborate.coerce import coerce
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.expression import elaborate
from policyc.elaborate.names import read, resolve_type, wrong_type
from policyc.elaborate.symbols import AmountSymbol
from policyc.elaborate.value import Value, aligned, choose, multiply, truth
from policyc.elaborate.wording import number_text
from policyc.report.diagnostic import Label, Words
from policyc.syntax.clause import Parameter, ParameterValue, Policy
from policyc.syntax.expression import DateLiteral, YearLiteral
from policyc.types import DATE, Date, Type


@frozen
class Dated:
    """A value in force from `first` to `last`, day numbers; `last` is None where nothing ends it."""

    first: int
    last: int | None
    value: Value
    node: ParameterValue


def declare_parameter(work: Elaboration, block: Parameter) -> None:
    work.declare(block.name, AmountSymbol(resolve_type(work, block.type), block.name.span))


def elaborate_parameter(work: Elaboration, block: Parameter, policy: Policy | None) -> None:
    """The figure in force: a literal, or a choice by date over rows that leave no day out."""
    cite(work, block.statements)
    symbol = work.symbols.get(block.name.key)
    if not isinstance(symbol, AmountSymbol) or not isinstance(symbol.type, Type):
        return
    if not block.values:
        work.error("nothing-given", block.name.span, name=work.words(block.name.key))
    rows = _rows(work, block, symbol.type)
    if not rows or not _in_order(work, rows):
        return
    work.parameters[block.name.key] = tuple((row.first, row.last, row.value) for row in rows)
    for row in rows:
        _reproduces(work, row)
    value = _fixed(work, block, rows, policy) if block.by is None else _by_date(work, block, rows)
    if value is not None:
        work.set_value(block.name.key, work.define(block.name.key, value))


def _rows(work: Elaboration, block: Parameter, type: Type) -> list[Dated]:
    rows: list[Dated] = []
    for node in block.values:
        value = elaborate(work, node.value, type)
        value = None if value is None else coerce(work, value, type, node.span)
        first = _first_day(node.since)
        if value is None or first is None:
            return []
        if not isinstance(value.term, Literal):
            work.error("cell-not-fixed", node.span)
            return []
        last = date(node.since.year, 12, 31).toordinal() if isinstance(node.since, YearLiteral) else None
        rows.append(Dated(first, last, value, node))
    return rows


def _first_day(since: YearLiteral | DateLiteral) -> int | None:
    try:
        month, day = (1, 1) if isinstance(since, YearLiteral) else (since.month, since.day)
        return date(since.year, month, day).toordinal()
    except ValueError:
        return None


def _in_order(work: Elaboration, rows: list[Dated]) -> bool:
    """Each row starts after the one above; an open row ends where the next begins. Updates `rows` with the ends."""
    good = True
    for number in range(1, len(rows)):
        above, row = rows[number - 1], rows[number]
        if row.first <= above.first or (above.last is not None and row.first <= above.last):
            work.error(
                "effective-dates-overlap", row.node.span, (Label(above.node.span, "first"),), day=_day(row.first)
            )
            good = False
        elif above.last is None:
            rows[number - 1] = evolve(above, last=row.first - 1)
        elif row.first > above.last + 1:
            work.error("effective-dates-gap", row.node.span, day=_day(above.last + 1))
            good = False
    return good


def _day(number: int) -> Words:
    day = date.fromordinal(number)
    return Words(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def _fixed(work: Elaboration, block: Parameter, rows: Sequence[Dated], policy: Policy | None) -> Value | None:
    """Without 按 there is one value, and it is in force as long as the policy is."""
    row = rows[0]
    if len(rows) > 1:
        work.error("parameter-needs-date", block.span, name=work.words(block.name.key))
        return None
    start = None if policy is None or policy.in_force_from is None else _first_day(policy.in_force_from)
    end = None if policy is None or policy.in_force_to is None else _first_day(policy.in_force_to)
    if start is None or row.first > start:
        work.error("parameter-needs-date", row.node.span, name=work.words(block.name.key))
        return None
    if row.last is not None and (end is None or row.last < end):
        work.error("parameter-needs-date", row.node.span, name=work.words(block.name.key))
        return None
    return row.value


def _by_date(work: Elaboration, block: Parameter, rows: Sequence[Dated]) -> Value | None:
    """The row in force on the date; every day the date's bounds allow must have one."""
    assert block.by is not None
    by = read(work, block.by)
    if by is None:
        return None
    if not isinstance(by.type, Date):
        wrong_type(work, block.by.span, DATE, by.type)
        return None
    if by.absent is not None:
        work.error("date-may-be-none", block.by.span, date=work.words(block.by.key))
        return None
    last = rows[-1].last
    gap = by.low if by.low < rows[0].first else None if last is None or by.high <= last else last + 1
    if gap is not None:
        work.error("date-without-value", block.span, date=work.words(block.by.key), day=_day(gap))
        return None
    value = rows[-1].value
    for above, row in zip(reversed(rows[:-1]), reversed(rows[1:]), strict=True):
        since = truth(prelude.at_most(Literal(row.first), by.term))
        value = choose(since, value, above.value, value.type)
    return value


def _reproduces(work: Elaboration, row: Dated) -> None:
    """应等于: the formula over the parameters in force from that day gives the figure exactly."""
    if row.node.must_equal is None:
        return
    work.parameter_day = row.first
    formula = elaborate(work, row.node.must_equal)
    work.parameter_day = None
    if formula is None:
        return
    given = row.value if formula.divisor is None else multiply(row.value, formula.divisor, row.value.type)
    left, right = aligned(given, formula)
    if not isinstance(right.term, Literal) or not isinstance(left.term, Literal):
        work.error("must-equal-not-fixed", row.node.must_equal.span)
    elif left.term.value != right.term.value:
        found = number_text(formula.low, formula.scale) if formula.divisor is None else "÷"
        work.error(
            "figure-not-reproduced", row.node.span, figure=number_text(row.value.low, row.value.scale), found=found
        )
