"""断言: what must hold of every settlement."""

from __future__ import annotations

from policyc.elaborate.account import AssertionAccount
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.expression import elaborate_truth
from policyc.elaborate.names import read, wrong_type
from policyc.elaborate.value import is_amount
from policyc.syntax.clause import Assertion, NeverFalls
from policyc.syntax.expression import Expression
from policyc.types import MONEY


def elaborate_assertion(work: Elaboration, block: Assertion) -> None:
    """A truth column that a settlement must find true."""
    assert_always(work, block.condition)


def assert_always(work: Elaboration, condition: Expression) -> None:
    """A law of the policy, whoever states it."""
    value = elaborate_truth(work, condition)
    if value is None:
        return
    column = work.fresh("assertion_")
    work.define(column, value)
    work.account.assertions.append(AssertionAccount(column, condition))


def check_never_falls(work: Elaboration, block: NeverFalls) -> None:
    """`甲 不随 乙 增加而减少`: both must be amounts."""
    for name in (block.result, block.cause):
        value = read(work, name)
        if value is not None and not is_amount(value.type):
            wrong_type(work, name.span, MONEY, value.type)
