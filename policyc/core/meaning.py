"""The meaning of a term, written once: every reading of a worksheet is this function into its own domain.

meaning(term, row, into) -> V             spells_all(operations) -> operations, or an error at import
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar, assert_never

from policyc.core.basis import Operation
from policyc.core.terms import (
    Call,
    Caught,
    Choose,
    Column,
    Hole,
    Literal,
    OpenTerm,
    Prior,
    Refusal,
    Settled,
    Total,
)
from policyc.core.worksheet import Definition

V = TypeVar("V")


class Domain(Protocol[V]):
    """One reading: what a literal, an operation, a choice and a look-back become in it."""

    @property
    def operations(self) -> Mapping[Operation, Callable[..., V]]: ...

    def literal(self, value: int | bool) -> V: ...

    def choose(self, test: V, then: Callable[[], V], other: Callable[[], V]) -> V: ...

    def prior(self, prior: Prior) -> V: ...

    def total(self, total: Total) -> V: ...

    def define(self, definition: Definition, value: V) -> V:
        """What later columns see when they name `definition`, whose term has the meaning `value`."""
        ...


def meaning(term: OpenTerm, row: Mapping[str, V], into: Domain[V]) -> V:
    """What the closed `term` is in the domain `into`, where `row` gives the meaning of each column it may name."""
    match term:
        case Literal(value):
            return into.literal(value)
        case Column(name):
            return row[name]
        case Call(operation, arguments):
            return into.operations[operation](*[meaning(argument, row, into) for argument in arguments])
        case Choose(test, then, other):
            return into.choose(
                meaning(test, row, into),
                lambda: meaning(then, row, into),
                lambda: meaning(other, row, into),
            )
        case Prior():
            return into.prior(term)
        case Total():
            return into.total(term)
        case Hole() | Refusal() | Caught() | Settled():
            raise AssertionError("an open term has no meaning until `known` has closed it")
        case _:
            assert_never(term)


def spells_all(operations: Mapping[Operation, Callable[..., V]]) -> Mapping[Operation, Callable[..., V]]:
    """`operations`, once it is sure that none is missing. Raises AssertionError naming those that are."""
    missing = [operation.value for operation in Operation if operation not in operations]
    if missing:
        raise AssertionError(f"operations without a spelling: {', '.join(missing)}")
    return operations
