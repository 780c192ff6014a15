"""Branches that are only limits, as limits: an engine takes the greater of two columns faster than a branch row by row.

without_branches(worksheet) -> Worksheet with the same columns and the same values
"""

from __future__ import annotations

from attrs import evolve

from policyc.core.basis import Operation
from policyc.core.terms import Call, Choose, Literal, OpenTerm
from policyc.core.walk import fold, rebuild
from policyc.core.worksheet import Worksheet

ZERO = Literal(0)


def without_branches(worksheet: Worksheet) -> Worksheet:
    """`worksheet` where `if x <= a then 0 else least(x, b) - a` is the greater of 0 and that difference."""
    definitions = tuple(evolve(one, term=fold(one.term, _limited)) for one in worksheet.definitions)
    return evolve(worksheet, definitions=definitions)


def _limited(here: OpenTerm, inner: list[OpenTerm]) -> OpenTerm:
    term = rebuild(here, tuple(inner)) if inner else here
    match term:
        case Choose(Call(Operation.LE, (amount, Literal() as start)), Literal(0), beyond) if _rises(
            amount, start, beyond
        ):
            return Call(Operation.MOST, (ZERO, beyond))
        case _:
            return term


def _rises(amount: OpenTerm, start: Literal, beyond: OpenTerm) -> bool:
    """Is `beyond` at most 0 up to `start` and at least 0 from there: `amount` itself, up to a bound, less `start`?"""
    match beyond:
        case Call(Operation.SUB, (upper, Literal() as taken)):
            return taken == start and _up_to(amount, start, upper)
        case _:
            return start.value == 0 and _up_to(amount, start, beyond)


def _up_to(amount: OpenTerm, start: Literal, upper: OpenTerm) -> bool:
    """Is `upper` the amount, or the lesser of it and a bound that is not before `start`?"""
    match upper:
        case Call(Operation.LEAST, (first, Literal(bound))):
            return first == amount and bound >= start.value
        case Call(Operation.LEAST, (Literal(bound), second)):
            return second == amount and bound >= start.value
        case _:
            return upper == amount
