"""Expressions to typed terms. An error is reported once and yields None, which later errors do not repeat."""

from __future__ import annotations

from typing import assert_never

from policyc.core.terms import Column, Literal
from policyc.elaborate import condition, literals
from policyc.elaborate.earlier_totals import earlier_total, total_of_last_period
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.functions import apply_function
from policyc.elaborate.lines import line_total
from policyc.elaborate.names import name_value, wrong_type
from policyc.elaborate.number import number_value
from policyc.elaborate.product import product_value
from policyc.elaborate.sum import sum_value
from policyc.elaborate.value import (
    Value,
    ValueType,
    choose,
    met_type,
)
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
from policyc.types import Truth


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
            return sum_value(work, node, expected, elaborate)
        case Product():
            return product_value(work, node, expected, elaborate)
        case Apply():
            return apply_function(work, node, elaborate)
        case EarlierTotal():
            return earlier_total(work, node)
        case LastTotal():
            return total_of_last_period(work, node)
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
