"""Totals over the lines of a claim."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from policyc.core import prelude
from policyc.core.terms import Column, Literal, Total
from policyc.elaborate.elaboration import AmountSymbol, Elaboration
from policyc.elaborate.names import wrong_type
from policyc.elaborate.value import Value, ValueType, choose, constant
from policyc.elaborate.walk import names_read
from policyc.syntax.expression import Expression, LineTotal, Name
from policyc.types import TRUTH, Count, Money, Truth

Elaborate = Callable[[Elaboration, Expression, ValueType | None], Value | None]

MOST_LINES = 10_000


def listed(lines: str) -> str:
    """The input that says whether the claim gives this block of lines at all: no list is not an empty list."""
    return f"{lines}__listed"


def line_total(work: Elaboration, node: LineTotal, elaborate: Elaborate) -> Value | None:
    """合计(行金额 其中 类别 为 诊查费): a line column that is 0 where the condition fails, added up."""
    grain = _grain(work, node)
    if grain is None:
        return None
    outer, work.grain = work.grain, grain
    try:
        amount = elaborate(work, node.of, None)
        test = None if node.where is None else elaborate(work, node.where, TRUTH)
    finally:
        work.grain = outer
    if amount is None or (node.where is not None and test is None):
        return None
    if not isinstance(amount.type, Money | Count):
        wrong_type(work, node.span, Money(), amount.type)
        return None
    if amount.divisor is not None:
        work.error("division-unrounded", node.span)
        return None
    if test is not None and not isinstance(test.type, Truth):
        wrong_type(work, node.span, TRUTH, test.type)
        return None
    counted = amount if test is None else choose(test, amount, constant(0, amount.type), amount.type)
    line = work.define(work.fresh(f"{work.owner}__line"), counted, grain)
    work.account.line_totals[node] = line_column(line)
    low, high = min(0, line.low) * MOST_LINES, max(0, line.high) * MOST_LINES
    term = prelude.choose(Column(listed(grain)), Total(line_column(line)), Literal(0))
    return evolve(line, term=term, low=low, high=high, axis=None, absent=None)


def line_column(line: Value) -> str:
    assert isinstance(line.term, Column)
    return line.term.name


def _grain(work: Elaboration, node: LineTotal) -> str | None:
    """The one block of lines whose facts the total reads."""
    if work.grain is not None:
        work.error("total-in-total", node.span)
        return None
    read = names_read((node.of, node.where), work.symbols)
    grains = {
        symbol.grain
        for key in read
        if isinstance(symbol := work.symbols.get(key), AmountSymbol) and symbol.grain is not None
    }
    if len(grains) == 1:
        return grains.pop()
    if not grains and isinstance(node.of, Name) and node.of.key in read:
        work.error("total-of-one", node.span, name=work.words(node.of.key))
    else:
        work.error("total-needs-lines", node.span)
    return None
