"""Totals over the lines of a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from attrs import evolve

from policyc.core import prelude
from policyc.core.terms import Caught, Choose, Column, Literal, Total
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.names import wrong_type
from policyc.elaborate.value import Value, ValueType, choose, constant
from policyc.elaborate.walk import looked_back_at, names_read
from policyc.syntax.expression import Expression, LineTotal, Name
from policyc.types import MONEY, TRUTH, Count, Measure, Money, Truth

Elaborate = Callable[[Elaboration, Expression, ValueType | None], Value | None]

MOST_LINES = 10_000


def listed(lines: str) -> str:
    """The input that says whether the claim gives this block of lines at all: no list is not an empty list."""
    return f"{lines}__listed"


def line_total(work: Elaboration, node: LineTotal, elaborate: Elaborate) -> Value | None:
    """合计(行金额 其中 类别 为 诊查费): a line column that is 0 where the condition fails, added up."""
    read = names_read((node.of, node.where), work.symbols) | looked_back_at((node.of, node.where))
    grain = _grain(work, node, read)
    if grain is None:
        return None
    with work.at(grain), _adding_up(work):
        amount = elaborate(work, node.of, None)
        test = None if node.where is None else elaborate(work, node.where, TRUTH)
    if amount is None or (node.where is not None and test is None):
        return None
    if not isinstance(amount.type, Money | Measure | Count):
        wrong_type(work, node.span, MONEY, amount.type)
        return None
    if amount.divisor is not None:
        work.error("division-unrounded", node.span)
        return None
    if test is not None and not isinstance(test.type, Truth):
        wrong_type(work, node.span, TRUTH, test.type)
        return None
    counted = amount if test is None else choose(test, amount, constant(0, amount.type), amount.type)
    refusing = sorted(name for name in read & work.refusable if work.grain_of(name) is not None)
    with work.at(grain):
        line = work.define(work.fresh(f"{work.owner}__line"), _unless_refused(counted, refusing))
    work.account.line_totals[node] = line_column(line)
    low, high = min(0, line.low) * MOST_LINES, max(0, line.high) * MOST_LINES
    term = prelude.choose(Column(listed(grain)), Total(line_column(line)), Literal(0))
    total = evolve(line, term=term, low=low, high=high, axis=None, absent=None)
    if work.grain is None:
        return total
    with work.at(None):
        return work.named(f"{work.owner}__total", total)


@contextmanager
def _adding_up(work: Elaboration) -> Iterator[None]:
    work.adding_up = True
    try:
        yield
    finally:
        work.adding_up = False


def _unless_refused(amount: Value, refusing: Sequence[str]) -> Value:
    """A line that one of its own rules refuses adds nothing: its refusal ends here."""
    if not refusing:
        return amount
    refused = prelude.any_of(Caught(name) for name in refusing)
    low, high = min(0, amount.low), max(0, amount.high)
    return evolve(amount, term=Choose(refused, Literal(0), amount.term), low=low, high=high, axis=None, absent=None)


def line_column(line: Value) -> str:
    assert isinstance(line.term, Column)
    return line.term.name


def _grain(work: Elaboration, node: LineTotal, read: set[str]) -> str | None:
    """The one block of lines whose names the total reads."""
    if work.adding_up:
        work.error("total-in-total", node.span)
        return None
    grains = {grain for key in read if (grain := work.grain_of(key)) is not None}
    if len(grains) == 1:
        return grains.pop()
    if not grains and isinstance(node.of, Name) and node.of.key in read:
        work.error("total-of-one", node.span, name=work.words(node.of.key))
    else:
        work.error("total-needs-lines", node.span)
    return None
