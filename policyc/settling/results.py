"""What a settlement is made of: each answer of a benefit, what is missing, papers that lack, channels that are open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum

from attrs import frozen

from policyc.report.diagnostic import Words
from policyc.syntax.clause import Quantifier

PythonValue = Decimal | int | date | time | bool | str


Totals = Mapping[str, PythonValue | Mapping[str, PythonValue | None] | None]
"""Totals of a period by name, or by further key and name."""


class Status(Enum):
    """A benefit's answer. A zero that a deductible or a cap makes is still paid."""

    PAID = "paid"
    REFUSED = "refused"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


def status_of(known: bool, applies: bool, refused: bool) -> Status:
    """A benefit's answer, by whether its payment has a value, it is for this kind of claim, and it refuses."""
    if not known:
        return Status.UNDETERMINED
    if not applies:
        return Status.NOT_APPLICABLE
    return Status.REFUSED if refused else Status.PAID


@frozen
class Missing:
    """Something without which there is no answer: a fact, an opening balance, or a hole in the source.

    `kind` is "fact", "lines", "documents" (the list of papers), "opening", "source", "absent" (a fact that is 无, yet
    needed) or "earlier"; `key` the fact's or accumulator's name where there is one, `period` the accumulator's.
    """

    kind: str
    words: Words
    key: str | None = None
    period: str | None = None
    # the key of the accumulator's period, as claims write it, where it is not this claim's own
    at: str | None = None


@frozen
class BenefitResult:
    """One benefit's answer: its payment in fen, None while undetermined, and why not where it does not pay."""

    name: str
    status: Status
    fen: int | None
    reasons: tuple[Words, ...]
    missing: tuple[Missing, ...]

    @property
    def payment(self) -> Decimal | None:
        """The payment in yuan."""
        return None if self.fen is None else Decimal(self.fen).scaleb(-2)


@frozen
class Unanswered:
    """A result, not a benefit, that has no value: refused for these reasons, or undetermined for want of these."""

    name: str
    status: Status
    reasons: tuple[Words, ...]
    missing: tuple[Missing, ...]


@frozen
class Lacking:
    """What a checklist still asks for: any of, or all of, these papers, by key."""

    quantifier: Quantifier
    papers: tuple[str, ...]


@frozen
class ChecklistResult:
    """Are all papers handed in that must be? None while that is not known; `lacking` is what surely is not."""

    name: str
    complete: bool | None
    lacking: tuple[Lacking, ...]
    missing: tuple[Missing, ...]


@frozen
class ChannelsResult:
    """The channels open to this claim, in the order written; those closed, each with the condition it did not meet."""

    name: str
    permitted: tuple[str, ...]
    closed: tuple[tuple[str, Words], ...]
    undetermined: tuple[str, ...]
    missing: tuple[Missing, ...]
