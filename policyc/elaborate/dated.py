"""Choosing by a date among what stands for a name in each of its versions."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from policyc.core import prelude
from policyc.core.terms import Literal, OpenTerm
from policyc.elaborate.value import Value, ValueType, choose, truth
from policyc.syntax.clause import Version


@frozen
class Stretch:
    """A version from its first day, a day number (None: from any), and its value; None where it stands for nothing."""

    version: Version
    since: int | None
    value: Value | None


def by_date(by: Value, stretches: Sequence[Stretch], values: Sequence[Value], type: ValueType) -> Value:
    """The value of the version whose days the date is in: each holds until the next begins."""
    chosen = values[0]
    for one, value in zip(stretches[1:], values[1:], strict=True):
        assert one.since is not None
        if value.term == chosen.term and value.scale == chosen.scale:
            continue
        chosen = choose(truth(_reached(by, one.since)), value, chosen, type)
    return chosen


def _reached(by: Value, day: int) -> OpenTerm:
    return prelude.at_most(Literal(day), by.term)
