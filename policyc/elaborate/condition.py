"""Conditions: comparisons, membership, and/or/not, each as a term and, where it can be, as an exact decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from policyc.core import prelude
from policyc.core.terms import Literal, OpenTerm
from policyc.elaborate.decide import AllOf, AnyOf, Atom, Axis, Decision, Inverse
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.intervals import IntervalSet, union
from policyc.elaborate.names import named_type, read, wrong_type
from policyc.elaborate.pattern import elaborate_pattern
from policyc.elaborate.symbols import ChannelsSymbol
from policyc.elaborate.value import Value, ValueType, aligned, met_type, truth, without_divisors
from policyc.report.diagnostic import Words
from policyc.syntax.expression import Allows, And, Compare, Comparison, Expression, Is, Name, Not, Or
from policyc.types import Kind, Truth

Elaborate = Callable[[Elaboration, Expression, ValueType | None], Value | None]


def elaborate_condition(
    work: Elaboration, node: Compare | Is | Allows | Not | And | Or, elaborate: Elaborate
) -> Value | None:
    """A yes-or-no expression."""
    match node:
        case Compare():
            return _noted(work, node, _compare(work, node, elaborate))
        case Is():
            return _noted(work, node, _is(work, node, elaborate))
        case Allows():
            return _allows(work, node)
        case Not(operand):
            value = _truth(work, operand, elaborate)
            return None if value is None else inverse(value)
        case And(parts):
            values = _truths(work, parts, elaborate)
            return None if values is None else conjunction(values)
        case Or(parts):
            values = _truths(work, parts, elaborate)
            return None if values is None else disjunction(values)
        case _:
            assert_never(node)


def _noted(work: Elaboration, node: Compare | Is, value: Value | None) -> Value | None:
    if value is not None:
        work.decided[node] = value.decision
    return value


def _truths(work: Elaboration, parts: tuple[Expression, ...], elaborate: Elaborate) -> list[Value] | None:
    values = [_truth(work, part, elaborate) for part in parts]
    present = [value for value in values if value is not None]
    return present if len(present) == len(values) else None


def _truth(work: Elaboration, node: Expression, elaborate: Elaborate) -> Value | None:
    value = elaborate(work, node, None)
    if value is None:
        return None
    if not isinstance(value.type, Truth):
        wrong_type(work, node.span, Truth(), value.type)
        return None
    return value


def decision_of(value: Value) -> Decision | None:
    """How a truth can be decided: what it restates, or the column that it is."""
    if value.decision is None and value.axis is not None:
        return Atom(value.axis, IntervalSet(((1, 1),)))
    return value.decision


def inverse(value: Value) -> Value:
    decision = decision_of(value)
    return truth(prelude.is_not(value.term), None if decision is None else Inverse(decision))


def conjunction(values: list[Value]) -> Value:
    decisions = [decision_of(value) for value in values]
    whole = AllOf(tuple(part for part in decisions if part is not None))
    return truth(prelude.all_of([value.term for value in values]), None if None in decisions else whole)


def disjunction(values: list[Value]) -> Value:
    decisions = [decision_of(value) for value in values]
    whole = AnyOf(tuple(part for part in decisions if part is not None))
    return truth(prelude.any_of([value.term for value in values]), None if None in decisions else whole)


def _is(work: Elaboration, node: Is, elaborate: Elaborate) -> Value | None:
    subject = _subject(work, node.subject, elaborate)
    if subject is None:
        return None
    value = elaborate_pattern(work, subject, node.pattern, elaborate)
    if value is None:
        return None
    return inverse(value) if node.negated else value


def _subject(work: Elaboration, node: Expression, elaborate: Elaborate) -> Value | None:
    """The left side of 为, where a name may be 无."""
    return read(work, node) if isinstance(node, Name) else elaborate(work, node, None)


def _allows(work: Elaboration, node: Allows) -> Value | None:
    """Whether a channel of a block is open."""
    symbol = work.symbols.get(node.channels.key)
    work.used.add(node.channels.key)
    if symbol is None:
        work.unknown_name(node.channels)
    elif not isinstance(symbol, ChannelsSymbol):
        work.error("not-channels", node.channels.span, name=work.words(node.channels.key))
    elif node.channel.key not in symbol.channels:
        names = [work.words(key) for key in symbol.channels]
        told = Words("、".join(name.zh for name in names), ", ".join(name.en for name in names))
        block = work.words(node.channels.key)
        work.error("unknown-channel", node.channel.span, name=work.words(node.channel.key), block=block, channels=told)
    else:
        return symbol.channels[node.channel.key]
    return None


# ---- comparisons


def _compare(work: Elaboration, node: Compare, elaborate: Elaborate) -> Value | None:
    left = elaborate(work, node.left, None)
    right = elaborate(work, node.right, left.type if left is not None else None)
    if left is None or right is None:
        return None
    type = left.type if left.type == right.type else met_type(left.type, right.type)
    equality = node.comparison in (Comparison.EQUAL, Comparison.NOT_EQUAL)
    if type is None or (isinstance(type, Truth) and not equality):
        work.error("cannot-compare", node.span, left=named_type(work, left.type), right=named_type(work, right.type))
        return None
    if isinstance(type, Kind) and not type.ordered and not equality:
        work.error("kind-not-ordered", node.span, kind=work.words(type.name))
        return None
    left, right = without_divisors(left, right)
    decision = _decide(node.comparison, left, right)
    left, right = aligned(left, right)
    return truth(comparison_term(node.comparison, left.term, right.term), decision)


def comparison_term(comparison: Comparison, left: OpenTerm, right: OpenTerm) -> OpenTerm:
    match comparison:
        case Comparison.EQUAL:
            return prelude.equal(left, right)
        case Comparison.NOT_EQUAL:
            return prelude.is_not(prelude.equal(left, right))
        case Comparison.AT_MOST:
            return prelude.at_most(left, right)
        case Comparison.AT_LEAST:
            return prelude.at_most(right, left)
        case Comparison.UNDER:
            return prelude.is_not(prelude.at_most(right, left))
        case Comparison.OVER:
            return prelude.is_not(prelude.at_most(left, right))
        case _:
            assert_never(comparison)


_MIRROR = {
    Comparison.UNDER: Comparison.OVER,
    Comparison.OVER: Comparison.UNDER,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.AT_LEAST: Comparison.AT_MOST,
}


def _decide(comparison: Comparison, left: Value, right: Value) -> Decision | None:
    """Exactly decidable where one side is a plain column and the other the same for every claim."""
    if left.axis is None:
        left, right, comparison = right, left, _MIRROR.get(comparison, comparison)
    if left.axis is None or not isinstance(right.term, Literal):
        return None
    # the literal at the column's own scale, between two of its values where it is finer
    number = int(right.term.value) * 10 ** max(0, left.scale - right.scale)
    return Atom(left.axis, _accepted(comparison, left.axis, number, 10 ** max(0, right.scale - left.scale)))


def _accepted(comparison: Comparison, axis: Axis, number: int, factor: int) -> IntervalSet:
    floor, ceiling = number // factor, -(-number // factor)
    exact = union([(floor, floor)]) if floor == ceiling else IntervalSet(())
    match comparison:
        case Comparison.EQUAL:
            return exact.intersect(axis.low, axis.high)
        case Comparison.NOT_EQUAL:
            return exact.complement(axis.low, axis.high)
        case Comparison.AT_MOST:
            return union([(axis.low, floor)])
        case Comparison.UNDER:
            return union([(axis.low, ceiling - 1)])
        case Comparison.AT_LEAST:
            return union([(ceiling, axis.high)])
        case Comparison.OVER:
            return union([(floor + 1, axis.high)])
        case _:
            assert_never(comparison)
