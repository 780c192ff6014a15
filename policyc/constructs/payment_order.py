"""支付顺序: payers one after another, each taking of an amount what those before it left, and who takes the rest.

A payer that is a benefit is limited in its own chain (constructs.benefit.order); every other part is a rule.
"""

from __future__ import annotations

from policyc.constructs.assertion import assert_always
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import AmountSymbol, OrderPlace
from policyc.report.diagnostic import Label
from policyc.source import Span
from policyc.syntax.clause import Formula, PaymentOrder, Rule, TypeRef, TypeWord
from policyc.syntax.expression import (
    And,
    Apply,
    Compare,
    Comparison,
    Expression,
    Function,
    Name,
    Number,
    NumberUnit,
    Sum,
)
from policyc.types import MONEY, Money

ZERO = Number(0, unit=NumberUnit.YUAN)


def declare_payment_order(work: Elaboration, block: PaymentOrder) -> None:
    """The new amounts: payers that take up to an amount, and the one that takes the rest."""
    for name in block.new_names:
        work.declare(name, AmountSymbol(MONEY, name.span))


def rules_of(work: Elaboration, block: PaymentOrder) -> list[Rule]:
    """The new amounts as rules, once the benefits among the payers have their places; none where the order is wrong."""
    if not _well_formed(work, block):
        return []
    rules: list[Rule] = []
    before: list[Name] = []
    for payer in block.payers:
        left = left_after(block.split, tuple(before))
        if payer.most is None:
            work.orders[payer.name.key] = OrderPlace(block, left)
        else:
            taken = Apply(Function.LEAST, (payer.most, left), payer.span)
            rules.append(_rule(block, payer.name, taken))
        before.append(payer.name)
    return [*rules, _rule(block, block.rest, left_after(block.split, tuple(before)))]


def left_after(split: Name, before: tuple[Name, ...]) -> Expression:
    """What payers have left of an amount."""
    return Sum((split, *before), (False, *(True for _ in before)), split.span) if before else split


def _rule(block: PaymentOrder, name: Name, value: Expression) -> Rule:
    return Rule(
        name, TypeRef(TypeWord.MONEY, name.span), block.statements, (Formula(value, None, name.span),), name.span
    )


def _well_formed(work: Elaboration, block: PaymentOrder) -> bool:
    """Every payer a benefit or one with a limit, each in one place."""
    good = True
    for payer in block.payers:
        key = payer.name.key
        first = work.orders.get(key)
        if payer.most is None and key not in work.totals.payments:
            work.error("payer-without-limit", payer.name.span, name=work.words(key))
            good = False
        elif first is not None or sum(other.name.key == key for other in block.payers) > 1:
            place = block.span if first is None else first.order.span
            work.error("payer-twice", payer.name.span, (Label(place, "first"),), name=work.words(key))
            return False
    symbol = work.symbols.get(block.split.key)
    if isinstance(symbol, AmountSymbol) and symbol.type is not None and not isinstance(symbol.type, Money):
        work.error("split-not-money", block.split.span, name=work.words(block.split.key))
        good = False
    return good


def check_payment_order(work: Elaboration, block: PaymentOrder) -> None:
    """The parts add up to the amount, and none is less than nothing: so by construction, and asserted all the same."""
    names = (*(payer.name for payer in block.payers), block.rest)
    span = Span(block.span.start, block.rest.span.end)
    whole = Compare(Sum(names, tuple(False for _ in names)), Comparison.EQUAL, block.split, span)
    parts = [Compare(name, Comparison.AT_LEAST, ZERO, span) for name in block.new_names]
    if all(getattr(work.symbols.get(name.key), "value", None) is not None for name in (*names, block.split)):
        assert_always(work, And((whole, *parts), span))
