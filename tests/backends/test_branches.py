"""What is a limit is written as one, and no other branch is."""

from __future__ import annotations

import pytest

from policyc.backends.sql_branches import without_branches
from policyc.core.basis import Operation
from policyc.core.prelude import least, literal, most, subtract
from policyc.core.terms import Call, Choose, Column, OpenTerm, Sort
from policyc.core.worksheet import Definition, Input, Worksheet
from tests.backends.readings import by_exact

X, Y, ZERO = Column("x"), Column("y"), literal(0)


def beyond(start: int, then: OpenTerm, amount: OpenTerm = X) -> OpenTerm:
    return Choose(Call(Operation.LE, (amount, literal(start))), ZERO, then)


def sheet_of(term: OpenTerm) -> Worksheet:
    inputs = (Input("x", Sort.INTEGER, -50, 50), Input("y", Sort.INTEGER, -50, 50))
    return Worksheet(inputs, (Definition("answer", Sort.INTEGER, term, -100, 100),))


LIMITS = [
    beyond(10, subtract(X, literal(10))),
    beyond(10, subtract(least(X, literal(20)), literal(10))),
    beyond(10, subtract(least(literal(10), X), literal(10))),
    beyond(-10, subtract(X, literal(-10))),
    beyond(0, X),
    beyond(0, least(X, literal(20))),
]
BRANCHES = [
    beyond(10, subtract(X, literal(9))),
    beyond(10, subtract(least(X, literal(5)), literal(10))),
    beyond(10, X),
    beyond(0, Y),
    beyond(0, least(Y, literal(20))),
    beyond(5, subtract(Y, literal(5))),
    Choose(Call(Operation.LE, (X, literal(10))), literal(1), subtract(X, literal(10))),
    most(X, ZERO),
]


@pytest.mark.parametrize("term", [*LIMITS, *BRANCHES])
def test_the_values_are_the_same(term: OpenTerm) -> None:
    claims = [({"x": x, "y": y}, {}) for x in range(-50, 51) for y in (-3, 4)]
    assert by_exact(without_branches(sheet_of(term)), claims) == by_exact(sheet_of(term), claims)


@pytest.mark.parametrize("term", LIMITS)
def test_limits_lose_their_branch(term: OpenTerm) -> None:
    assert not isinstance(without_branches(sheet_of(term)).definitions[0].term, Choose)


@pytest.mark.parametrize("term", BRANCHES)
def test_other_branches_stay(term: OpenTerm) -> None:
    assert without_branches(sheet_of(term)) == sheet_of(term)
