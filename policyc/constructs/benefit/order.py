"""支付顺序 for a payer that is a benefit: the last step of its payment, what those before it left."""

from __future__ import annotations

from attrs import evolve

from policyc.constructs.benefit.chain import Chain, column_of, shown
from policyc.core import prelude
from policyc.elaborate.account import Equation, Operate, Shown
from policyc.elaborate.coerce import coerce
from policyc.elaborate.expression import elaborate
from policyc.elaborate.symbols import OrderPlace
from policyc.elaborate.value import least, truth
from policyc.syntax.expression import Name, Sum
from policyc.types import MONEY


def elaborate_order(chain: Chain, place: OrderPlace) -> bool:
    """The payment, at most what is left; it and all that reads it see no more than that."""
    work, amount = chain.work, chain.amount
    value = elaborate(work, place.left, MONEY)
    value = None if value is None else coerce(work, value, MONEY, place.left.span)
    if value is None or amount is None:
        return False
    left = work.named(f"{chain.key}__left", value)
    chain.catch(place.left, left)
    limited = least(amount, left, MONEY)
    # an amount below zero would leave less than nothing: the order's assertion tells it
    term = prelude.most(limited.term, prelude.ZERO) if left.low < 0 else limited.term
    paid = chain.column("paid", evolve(limited, term=term, low=0, high=max(0, amount.high), axis=None))
    bound = column_of(chain.column("bound", truth(prelude.less(paid.term, amount.term))))
    equations = [Equation(column_of(paid), Operate("min", (shown(amount), shown(left))))]
    if isinstance(place.left, Sum):
        parts = tuple(Shown(part.key) for part in place.left.parts if isinstance(part, Name))
        equations.insert(0, Equation(column_of(left), Operate("−", parts)))
    chain.step(place.order, "order", paid, *equations, bound=bound)
    return True
