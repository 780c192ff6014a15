"""Expressions to typed terms. An error is reported once and yields None, which later errors do not repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import assert_never

from attrs import evolve

from policyc.core import calendar
from policyc.core.terms import Column, Literal
from policyc.elaborate import condition, literals
from policyc.elaborate.elaboration import Elaboration, PeriodSymbol
from policyc.elaborate.functions import apply_function, reachable
from policyc.elaborate.lines import line_total
from policyc.elaborate.names import name_value, named_type, wrong_type
from policyc.elaborate.number import factor_value, factor_without_yuan, number_value
from policyc.elaborate.totals import MOST_ROWS, earlier, last_total
from policyc.elaborate.value import (
    BARE,
    ZERO,
    Bare,
    Value,
    ValueType,
    add,
    choose,
    constant,
    divide,
    is_amount,
    met_type,
    multiply,
    subtract,
)
from policyc.elaborate.wording import number_text
from policyc.source import Span
from policyc.syntax.clause import PeriodUnit
from policyc.syntax.expression import (
    Absent,
    Allows,
    And,
    Apply,
    Branch,
    Compare,
    Conditional,
    DateLiteral,
    EarlierTotal,
    Expression,
    Is,
    LastTotal,
    LineTotal,
    MonthDay,
    MonthLiteral,
    Name,
    Not,
    Number,
    Or,
    Product,
    Sum,
    TimeLiteral,
    TruthLiteral,
    YearLiteral,
)
from policyc.types import DATE, MONEY, QUANTITY, RATIO, Count, Date, Measure, Money, Ratio, Truth, Unit

LARGEST = 10**38  # what HUGEINT and any exact 128-bit engine hold


def elaborate(work: Elaboration, node: Expression, expected: ValueType | None = None) -> Value | None:
    """The meaning of an expression. `expected` gives bare words of a kind their kind."""
    match node:
        case Name():
            return name_value(work, node, expected)
        case Number():
            return number_value(work, node, expected)
        case DateLiteral():
            return literals.day(node)
        case YearLiteral():
            return literals.year(node)
        case MonthLiteral():
            return literals.month(node)
        case TimeLiteral():
            return literals.time(node)
        case TruthLiteral():
            return literals.yes_or_no(node)
        case MonthDay():
            work.error("month-day-alone", node.span)
            return None
        case Absent():
            work.error("none-misplaced", node.span)
            return None
        case Sum():
            return _sum(work, node, expected)
        case Product():
            return _product(work, node, expected)
        case Apply():
            return apply_function(work, node, elaborate)
        case EarlierTotal():
            return _earlier_total(work, node)
        case LastTotal():
            return _last_total(work, node)
        case LineTotal():
            return line_total(work, node, elaborate)
        case Compare() | Is() | Allows() | Not() | And() | Or():
            return condition.elaborate_condition(work, node, elaborate)
        case _:
            assert_never(node)


def elaborate_conditional(work: Elaboration, node: Conditional, expected: ValueType | None = None) -> Value | None:
    """`65%，若 困难人员，否则 60%`: the branches from the last up, at one scale and type."""
    value = elaborate(work, node.otherwise, expected)
    for branch in reversed(node.branches):
        test = elaborate_truth(work, branch.test)
        then = elaborate(work, branch.value, expected)
        if value is None or test is None or then is None:
            value = None
            continue
        type = met_type(then.type, value.type)
        if type is None:
            _tell_which_differs(work, node, branch, then.type, value.type, expected)
            value = None
            continue
        if value.divisor is not None or then.divisor is not None:
            work.error("division-unrounded", node.span)
            value = None
            continue
        value = choose(_accounted(work, branch.test, test), then, value, type)
    return value


def _tell_which_differs(
    work: Elaboration,
    node: Conditional,
    branch: Branch,
    then: ValueType,
    other: ValueType,
    expected: ValueType | None,
) -> None:
    """Point at the value that is not of the type wanted there; where none is, at the one that differs from the last."""
    if expected is not None and met_type(other, expected) is None:
        wrong_type(work, node.otherwise.span, expected, other)
    else:
        wrong_type(work, branch.value.span, other if expected is None else expected, then)


def _accounted(work: Elaboration, node: Expression, test: Value) -> Value:
    """The test as a column, which tells an explainer whether it held."""
    if isinstance(test.term, Literal):
        return test
    named = work.named(f"{work.owner}__when", test)
    if isinstance(named.term, Column):
        work.account.tests[node] = named.term.name
    return named


def elaborate_truth(work: Elaboration, node: Expression) -> Value | None:
    """An expression that must be yes or no."""
    value = elaborate(work, node)
    if value is not None and not isinstance(value.type, Truth):
        wrong_type(work, node.span, Truth(), value.type)
        return None
    return value


# ---- arithmetic


def _sum(work: Elaboration, node: Sum, expected: ValueType | None) -> Value | None:
    if _told_as_one_name(work, node):
        return None
    values: list[Value | None] = []
    for part in node.parts:
        values.append(_part_of_sum(work, part, expected))
        if expected is None and values[0] is not None:
            expected = values[0].type
    if any(value is None for value in values):
        return None
    present = [value for value in values if value is not None]
    if isinstance(present[0].type, Date):
        return _date_sum(work, node, present)
    if any(isinstance(value.type, Ratio) for value in present):
        present = [_the_whole(value) for value in present]
    type: ValueType = ZERO
    for value, part in zip(present, node.parts, strict=True):
        met = met_type(type, value.type) if is_amount(value.type) else None
        if met is None:
            wrong_type(work, part.span, type, value.type)
            return None
        type = met
    plus = [value for value, minus in zip(present, node.minus, strict=True) if not minus]
    less = [value for value, minus in zip(present, node.minus, strict=True) if minus]
    total = balanced(lambda a, b: add(a, b, type), plus) if plus else constant(0, type)
    if less:
        total = subtract(total, balanced(lambda a, b: add(a, b, type), less), type)
    return within_reach(work, evolve(total, type=type), node.span)


def _told_as_one_name(work: Elaboration, node: Sum) -> bool:
    """Say of `ip-pay`, of which neither half is declared, that it is `ip_pay`."""
    for one, other, minus in zip(node.parts, node.parts[1:], node.minus[1:], strict=False):
        if minus and isinstance(one, Name) and isinstance(other, Name) and other.span.start - one.span.end == 1:
            known = {spelling for key in work.symbols for spelling in (key, work.words(key).en)}
            joined = f"{one.key}_{other.key}"
            if joined in known and one.key not in work.symbols and other.key not in work.symbols:
                work.error(
                    "name-form", Span(one.span.start, other.span.end), name=f"{one.key}-{other.key}", instead=joined
                )
                return True
    return False


def _part_of_sum(work: Elaboration, part: Expression, expected: ValueType | None) -> Value | None:
    return constant(1, BARE) if part == Number(1) else elaborate(work, part, expected)


def _the_whole(value: Value) -> Value:
    """The 1 of `1 − 先付比例`: beside a ratio, one without a unit can only be the whole."""
    return constant(1, RATIO) if value == constant(1, BARE) else value


def balanced(combine: Callable[[Value, Value], Value], values: Sequence[Value]) -> Value:
    """Values combined as a balanced tree, so that a chain of thousands stays shallow."""
    level = list(values)
    while len(level) > 1:
        level = [reduce(combine, level[i : i + 2]) for i in range(0, len(level), 2)]
    return level[0]


def within_reach(work: Elaboration, value: Value, span: Span) -> Value | None:
    """The value, unless it can grow past every exact engine: then the facts it is made of need bounds."""
    if max(abs(value.low), abs(value.high)) >= LARGEST or value.scale > 30:
        work.error("amount-too-large", span)
        return None
    return value


def _date_sum(work: Elaboration, node: Sum, values: list[Value]) -> Value | None:
    total: Value | None = values[0]
    for value, minus, part in zip(values[1:], node.minus[1:], node.parts[1:], strict=True):
        if total is None:
            return None
        if isinstance(value.type, Date) and minus and isinstance(total.type, Date):
            total = subtract(total, value, Count(Unit.DAYS))
        elif isinstance(total.type, Date):
            total = _shift(work, total, value, minus, part)
        else:
            wrong_type(work, part.span, total.type, value.type)
            return None
    return total


def _shift(work: Elaboration, day: Value, by: Value, minus: bool, part: Expression) -> Value | None:
    """A date some days, months or years later; months and years keep the day or take the month's last.

    周岁 added to a birth is the birthday, as `周岁(…)` counts it.
    """
    if by.scale or by.divisor is not None:
        work.error("date-needs-whole", part.span)
        return None
    if minus:
        by = subtract(constant(0, by.type), by, by.type)
    match by.type:
        case Count(Unit.DAYS):
            return reachable(work, add(day, by, DATE), part.span)
        case Count(Unit.AGE):
            origin = work.named(f"{work.owner}__date", day)
            term = calendar.birthday(origin.term, by.term)
            reached = Value(term, DATE, 0, day.low + by.low * 366 - 366, day.high + by.high * 366 + 366)
            return reachable(work, reached, part.span)
        case Count(Unit.MONTHS | Unit.YEARS):
            factor = 1 if by.type == Count(Unit.MONTHS) else 12
            months = multiply(by, constant(factor, BARE), by.type)
            origin = work.named(f"{work.owner}__date", day)
            term = calendar.months_after(origin.term, months.term)
            earliest, latest = day.low + min(_month_days(months.low)), day.high + max(_month_days(months.high))
            return reachable(work, Value(term, DATE, 0, earliest, latest), part.span)
        case Count(Unit.WORKDAYS):
            work.error("working-days-calendar", part.span)
        case Bare():
            work.error("date-needs-unit", part.span)
        case _:
            wrong_type(work, part.span, Count(Unit.DAYS), by.type)
    return None


def _month_days(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months can be, as they lie."""
    return 28 * months, 31 * months


def _product(work: Elaboration, node: Product, expected: ValueType | None) -> Value | None:
    values = [factor_value(work, part) if isinstance(part, Number) else elaborate(work, part) for part in node.parts]
    if any(value is None for value in values):
        return None
    present = [value for value in values if value is not None]
    for value, part in zip(present, node.parts, strict=True):
        if not is_amount(value.type):
            wrong_type(work, part.span, RATIO, value.type)
            return None
    if isinstance(expected, Money) and (plain := factor_without_yuan(node, present)) is not None:
        work.error("factor-without-unit", plain.span, found=number_text(plain.digits, plain.decimals))
        return None
    return _over(work, node, present)


def _over(work: Elaboration, node: Product, values: list[Value]) -> Value | None:
    above = [value for value, over in zip(values, node.over, strict=True) if not over]
    below = [value for value, over in zip(values, node.over, strict=True) if over]
    total = _times(work, node, above)
    if total is None or not below:
        return total
    divisor = _times(work, node, below)
    if divisor is None:
        return None
    if divisor.low <= 0:
        work.error("divisor-may-be-zero", node.span)
        return None
    type = _quotient_type(total.type, divisor.type)
    if type is None:
        wrong_type(work, node.span, total.type, divisor.type)
        return None
    return divide(total, divisor, type)


def _times(work: Elaboration, node: Product, values: list[Value]) -> Value | None:
    type: ValueType = BARE
    size = 1
    for value in values:
        met = _product_type(type, value.type)
        size *= max(abs(value.low), abs(value.high), 1)
        if met is None:
            work.error("cannot-multiply", node.span, left=named_type(work, type), right=named_type(work, value.type))
            return None
        if size >= LARGEST:
            work.error("amount-too-large", node.span)
            return None
        type = met
    return within_reach(work, evolve(balanced(lambda a, b: multiply(a, b, type), values), type=type), node.span)


def _product_type(left: ValueType, right: ValueType) -> ValueType | None:
    """money × ratio or number is money, a price so many times an amount; ratio × ratio is a ratio; money × money is
    nothing."""
    if isinstance(left, Bare):
        return right
    if isinstance(right, Bare):
        return left
    match left, right:
        case (Money(), Money()):
            return None
        case (Money() as money, Ratio()) | (Ratio(), Money() as money):
            return money
        case (Money(), _) | (_, Money()):
            return MONEY
        case (Ratio(), _) | (_, Ratio()):
            return RATIO if isinstance(left, Ratio) and isinstance(right, Ratio) else _other(left, right)
        case (Measure(), Count()) | (Count(), Measure()):
            return QUANTITY
        case (Count(), Count()):
            return left if left == right or right == Count(Unit.TIMES) else None
        case _:
            return None


def _other(left: ValueType, right: ValueType) -> ValueType:
    return right if isinstance(left, Ratio) else left


def _quotient_type(left: ValueType, right: ValueType) -> ValueType | None:
    if isinstance(right, Bare):
        return left
    if left == right or (isinstance(left, Money) and isinstance(right, Money)):
        return RATIO if isinstance(left, Money | Ratio | Measure) else BARE
    if isinstance(right, Ratio | Measure | Count):
        return left
    return None


# ---- totals


def _earlier_total(work: Elaboration, node: EarlierTotal) -> Value | None:
    """The total of a name over the member's earlier claims of the period; 含本次 adds this claim's own."""
    period = work.symbols.get(node.period.key)
    work.used.update((node.period.key, node.of.key))
    if not isinstance(period, PeriodSymbol):
        work.error("not-a-period", node.period.span, name=work.words(node.period.key))
        return None
    total = work.totals.find(work, node.of, period)
    if total is None or (period.value is None and period.by is not None) or (period.per and period.failed):
        return None
    column, type, scale, high = total
    like = Value(Literal(0), type, scale, 0, high // MOST_ROWS)
    benefit = node.of.key if node.of.key in work.totals.payments else None
    before = earlier(work, column, period, node.of.key, benefit, like, f"{node.of.key}__earlier_{period.key}")
    if not node.including_this:
        return before
    own = name_value(work, node.of, None)
    if own is not None and column in work.columns:
        own = evolve(own, term=Column(column), axis=None)
        work.account.included[node] = column
    return None if own is None else add(before, own, type)


def _last_total(work: Elaboration, node: LastTotal) -> Value | None:
    """The total of a name over the year, month or day before this claim's."""
    period = work.symbols.get(node.period.key)
    work.used.update((node.period.key, node.of.key))
    if not isinstance(period, PeriodSymbol):
        work.error("not-a-period", node.period.span, name=work.words(node.period.key))
        return None
    if period.unit in (PeriodUnit.LIFETIME, PeriodUnit.ROLLING):
        work.error("no-last-period", node.period.span, name=work.words(node.period.key))
        return None
    total = work.totals.find(work, node.of, period)
    if total is None or period.value is None:
        return None
    column, type, scale, high = total
    like = Value(Literal(0), type, scale, 0, high // MOST_ROWS)
    benefit = node.of.key if node.of.key in work.totals.payments else None
    # this period's own total is kept too: it is the last one of the next
    earlier(work, column, period, node.of.key, benefit, like, f"{node.of.key}__earlier_{period.key}")
    return last_total(work, node, period, column, like)
