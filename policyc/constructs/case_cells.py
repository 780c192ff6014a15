"""What a case's cells hold: one fixed value of the column's type, 无, or a verdict where one is expected."""

from __future__ import annotations

from typing import assert_never

from policyc.claims.present import present
from policyc.constructs.case_headings import (
    Expected,
    ExpectedNames,
    Given,
    GivenFact,
    GivenLines,
    GivenMember,
    GivenNumber,
    GivenPapers,
    GivenTotal,
)
from policyc.core.terms import Literal
from policyc.elaborate.case_account import Fixed, Named, Wanted
from policyc.elaborate.coerce import coerce
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.expression import elaborate
from policyc.elaborate.names import wrong_type
from policyc.elaborate.value import Bare, Value, ValueType, constant, met_type
from policyc.report.diagnostic import Language, Words
from policyc.source import Span
from policyc.syntax.clause import Cell, Refused, Undetermined
from policyc.syntax.expression import Absent, Bound, Expression, Name, Pattern, TruthLiteral, Yearly
from policyc.types import TRUTH, Count, Truth, Type, Unit, range_of

Told = int | Absent | Named
"""What a claim gives: a value at its type's scale, 无, or the papers handed in."""


def value_node(work: Elaboration, cell: Cell) -> Expression | None:
    """The one value that a cell holds; a list, an interval or a verdict is an error."""
    match cell:
        case Pattern(items=(item,)) if not isinstance(item, Bound | Yearly):
            return item
        case _:
            work.error("cell-not-a-value", cell.span)
            return None


def given_value(work: Elaboration, given: Given, cell: Cell | Expression) -> Told | None:
    """What a claim is told by a cell, within the fact's bounds; None after an error."""
    if isinstance(given, GivenPapers):
        return _names(work, cell, frozenset(work.papers))
    node = cell if isinstance(cell, Expression) else value_node(work, cell)
    if node is None:
        return None
    match given:
        case GivenFact():
            return _fact_value(work, given, node)
        case GivenTotal(type=type):
            return _within(work, node, type, *range_of(type))
        case GivenNumber() | GivenMember():
            return _within(work, node, Count(Unit.TIMES), 1, 10**9)
        case GivenLines():
            if not isinstance(node, Absent):
                work.error("case-lines-given", node.span, name=work.words(given.key))
                return None
            return node
        case _:
            assert_never(given)


def _fact_value(work: Elaboration, given: GivenFact, node: Expression) -> Told | None:
    if not isinstance(node, Absent):
        return _within(work, node, given.type, given.value.low, given.value.high)
    if given.value.absent is None:
        work.error("never-none", node.span)
        return None
    return node


def _within(work: Elaboration, node: Expression, type: ValueType, low: int, high: int) -> int | None:
    """A fixed value between the bounds, both included."""
    if isinstance(node, Absent):
        work.error("never-none", node.span)
        return None
    value = _fixed(work, node, type)
    if value is None or not isinstance(type, Type):
        return None
    value = coerce(work, value, type, node.span)
    if value is None:
        return None
    if not low <= value.low <= high:
        shown = [Words(*(present(one, type, None, reader) for reader in Language)) for one in (value.low, low, high)]
        work.error("case-out-of-bounds", node.span, given=shown[0], low=shown[1], high=shown[2])
        return None
    return value.low


def _fixed(work: Elaboration, node: Expression, type: ValueType) -> Value | None:
    """A value of the type that is the same for every claim."""
    value = elaborate(work, node, type)
    if value is None:
        return None
    if met_type(value.type, type) is None:
        wrong_type(work, node.span, type, value.type)
        return None
    if value.divisor is not None or not isinstance(value.term, Literal):
        work.error("cell-not-fixed", node.span)
        return None
    return constant(int(value.term.value), TRUTH) if isinstance(value.type, Truth) else value


def _names(work: Elaboration, cell: Cell | Expression, known: frozenset[str]) -> Named | None:
    """The names that a cell lists, each of those that are known; of 无 no name. None after an error."""
    items = cell.items if isinstance(cell, Pattern) else (cell,)
    if len(items) == 1 and isinstance(items[0], Absent):
        return Named(frozenset())
    good = True
    for item in items:
        if not isinstance(item, Name) or item.key not in known:
            listed = [work.words(key) for key in sorted(known)]
            names = Words("、".join(one.zh for one in listed), ", ".join(one.en for one in listed))
            work.error("case-not-among", item.span, names=names)
            good = False
    return Named(frozenset(item.key for item in items if isinstance(item, Name))) if good else None


def wanted_value(work: Elaboration, expected: Expected | ExpectedNames, cell: Cell) -> Wanted | None:
    """What is expected of a column; None after an error."""
    if isinstance(cell, Refused | Undetermined):
        return cell
    if isinstance(expected, ExpectedNames):
        return _wanted_names(work, expected, cell)
    node = value_node(work, cell)
    if isinstance(node, Absent):
        if not expected.optional:
            work.error("never-none", node.span)
            return None
        return node
    return None if node is None else _wanted(work, expected, node, cell.span)


def _wanted_names(work: Elaboration, expected: ExpectedNames, cell: Cell) -> Wanted | None:
    """Names, or of a checklist 是 or 否: is it complete?"""
    match cell:
        case Pattern(items=(TruthLiteral(value=value),)) if expected.heading.key in work.account.checklists:
            return Fixed(int(value), 0)
        case _:
            return _names(work, cell, expected.known)


def _wanted(work: Elaboration, expected: Expected, node: Expression, span: Span) -> Wanted | None:
    value = _fixed(work, node, expected.type)
    if value is None:
        return None
    if value.scale > expected.scale and isinstance(expected.type, Type) and not isinstance(expected.type, Bare):
        # a decimal that the column cannot have is told here, before any claim is settled
        value = coerce(work, value, expected.type, span)
    return None if value is None else Fixed(value.low, value.scale)
