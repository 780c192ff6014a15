"""The amount of a deductible or a limit: in fen, never negative, or 无."""

from __future__ import annotations

from attrs import evolve

from policyc.constructs.benefit.chain import Chain, column_of
from policyc.core import prelude
from policyc.core.terms import Column
from policyc.elaborate.coerce import coerce
from policyc.elaborate.expression import elaborate_conditional
from policyc.elaborate.names import read
from policyc.elaborate.value import Value, choose, truth
from policyc.syntax.expression import Conditional, Name
from policyc.types import MONEY


def limit_of(chain: Chain, node: Conditional) -> Value | None:
    """The amount of a deductible or limit in fen, as a column; it may be 无."""
    work = chain.work
    if isinstance(node.otherwise, Name) and not node.branches:
        value = read(work, node.otherwise)
    else:
        value = elaborate_conditional(work, node, MONEY)
    value = None if value is None else coerce(work, value, MONEY, node.span)
    if value is None:
        return None
    if value.low < 0:
        value = evolve(choose_most_zero(value), absent=value.absent)
    limit = value if isinstance(value.term, Column) else chain.column("limit", value)
    chain.catch(node, limit)
    return limit


def choose_most_zero(value: Value) -> Value:
    """The amount, or 0 where it is negative."""
    return evolve(value, term=prelude.most(value.term, prelude.ZERO), low=0, high=max(0, value.high), axis=None)


def unless_absent(limit: Value, then: Value, without: Value) -> Value:
    """`then`, or `without` where the limit is 无."""
    if limit.absent is None:
        return then
    return choose(truth(limit.absent), without, then, then.type)


def absent_column(chain: Chain, limit: Value) -> str | None:
    """The truth column that the limit is 无, if it can be."""
    if limit.absent is None:
        return None
    return column_of(chain.work.named(f"{chain.key}__none", truth(limit.absent)))
