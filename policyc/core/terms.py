"""Terms: what a column of the worksheet is defined by.

A closed term is built of Literal, Column, Call, Choose, Prior and Total. An open term may also hold Hole,
Refusal, Caught and Settled, which `known` removes before any backend sees them.
"""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from policyc.core.basis import Operation


class Sort(Enum):
    """What a term yields: an integer or a truth."""

    INTEGER = "integer"
    TRUTH = "truth"


class Fold(Enum):
    """How a Prior or Total gathers earlier rows or lines. SUM of none is 0, MAX of none is 0."""

    SUM = "sum"
    MAX = "max"
    OPENED = "opened"  # Prior only, a truth: was an opening balance given for this column and key?


@frozen
class Window:
    """Only earlier rows whose `axis` value lies between this row's columns `first` and `last`, both included."""

    axis: str
    first: str
    last: str


@frozen
class Literal:
    """An integer, or a truth when `value` is a bool."""

    value: int | bool


@frozen
class Column:
    """The value of an input or of a column defined above, by name."""

    name: str


@frozen
class Call:
    operation: Operation
    arguments: tuple[OpenTerm, ...]


@frozen
class Choose:
    test: OpenTerm
    then: OpenTerm
    other: OpenTerm


@frozen
class Prior:
    """The fold of `column` over the strictly earlier claims: over their rows that agree with this one on all of `by`.

    `by` names inputs or columns of this grain or of the claim, defined above. The opening balance of the key is
    the start of a SUM. `column` may be any column of the sheet, this one included: earlier claims are finished.
    With `at` the key looked up is not this row's own `by` but these columns of it: last year's, beside this year's.

    In a line column the earlier lines of the same claim are earlier rows too, in line order; `column` is then of the
    same lines, and waits for nothing that adds up what it gathers.
    """

    column: str
    by: tuple[str, ...]
    fold: Fold = Fold.SUM
    window: Window | None = None
    at: tuple[str, ...] | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of this row that make up the key looked up."""
        return self.by if self.at is None else self.at

    @property
    def asks(self) -> tuple[str, ...]:
        """The columns of this row that say which earlier rows are meant."""
        return self.key if self.window is None else (*self.key, self.window.first, self.window.last)

    @property
    def keeps(self) -> tuple[str, ...]:
        """The columns of an earlier row by which it is found."""
        return self.by if self.window is None else (*self.by, self.window.axis)


@frozen
class Total:
    """The fold of a line column over the claim's lines."""

    column: str
    fold: Fold = Fold.SUM


@frozen
class Hole:
    """No value: the source leaves it open. `key` names what is missing; `stand_in` is any value in range."""

    key: str
    stand_in: int | bool


@frozen
class Refusal:
    """No value: the claim is refused here, for the reason `key`. `stand_in` is any value in range."""

    key: str
    stand_in: int | bool


@frozen
class Caught:
    """A truth: is `column` refused? Unknown where the column is unknown; never itself refused."""

    column: str


@frozen
class Settled:
    """`term`, from here on never counted as refused: its refusals have been caught beside it."""

    term: OpenTerm


Term = Literal | Column | Call | Choose | Prior | Total
OpenTerm = Term | Hole | Refusal | Caught | Settled
