"""What names of a policy stand for, and what its columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from policyc.core.terms import Column, OpenTerm, Window
from policyc.core.working_days import WorkingDays
from policyc.elaborate.owner import FAMILY, MEMBER
from policyc.elaborate.value import Value, ValueType
from policyc.source import Span
from policyc.syntax.clause import KindBlock, PaymentOrder, PeriodUnit
from policyc.syntax.expression import Expression, MonthDay
from policyc.types import Kind

if TYPE_CHECKING:
    pass


@frozen
class KindSymbol:
    """A kind and where it is declared."""

    type: Kind
    block: KindBlock


@frozen
class AmountSymbol:
    """A fact, parameter, rule, table output or benefit. `value` is None until elaborated, or when it failed.

    `grain` is the line block of a line fact, and of what is reckoned from one line by line.
    """

    type: ValueType | None
    span: Span
    value: Value | None = None
    grain: str | None = None


@frozen
class PeriodSymbol:
    """A declared period: its key column, and the date it is reckoned by.

    Of a rolling one `value` is the first day that counts for this claim, and `last` the last.
    `per` is the further key that its totals are kept under, `per_value` that key once it is made; `grain` is the line
    block of such a key. `owner` is the column of who has the totals, the member or the family.
    """

    key: str
    unit: PeriodUnit
    start: MonthDay
    span: Span
    value: Value | None = None
    by: Value | None = None
    last: Value | None = None
    per: str | None = None
    per_value: Value | None = None
    grain: str | None = None
    owner: str = MEMBER.name

    @property
    def keys(self) -> tuple[str, ...]:
        """The key columns of a Prior over this period."""
        keyless = self.unit in (PeriodUnit.LIFETIME, PeriodUnit.ROLLING)
        return (self.owner, *(() if keyless else (self.key,)), *(() if self.per is None else (self.per,)))

    @property
    def whole_family(self) -> bool:
        """Are the totals those of all the family's members together?"""
        return self.owner == FAMILY.name

    @property
    def is_plain(self) -> bool:
        """Are the totals the member's, by no further key? `每年` means such a year, and `终身` such a lifetime."""
        return self.per is None and not self.whole_family

    @property
    def is_lifetime(self) -> bool:
        """Is it the lifetime, which claims call so whatever name it has?"""
        return self.unit is PeriodUnit.LIFETIME and self.is_plain

    @property
    def failed(self) -> bool:
        """Is there no key to keep totals under, for what was found wrong with it?"""
        lacks_key = self.value is None and self.unit is not PeriodUnit.LIFETIME
        return lacks_key or (self.per is not None and self.per_value is None)

    @property
    def window(self) -> Window | None:
        """The days of a rolling period, for a Prior over it."""
        match self.by, self.last:
            case Value(term=Column(axis)), Value(term=Column(last)):
                return Window(axis, self.key, last)
            case _:
                return None


@frozen
class LinesSymbol:
    """A block of claim lines."""

    key: str
    span: Span


@frozen
class DocumentSymbol:
    """A source document; `locators` are those its outline declares."""

    locators: frozenset[tuple[str, ...]]
    span: Span


@frozen
class TableSymbol:
    span: Span


@frozen
class OrderPlace:
    """A benefit's place in a payment order: `left` is what the payers before it have left of the amount split."""

    order: PaymentOrder
    left: Expression


@frozen
class ChannelsSymbol:
    """A block of channels: what says that each is open, once elaborated."""

    channels: Mapping[str, Value | None]
    span: Span


@frozen
class CalendarSymbol:
    """A calendar; without its days where it is not well formed."""

    days: WorkingDays | None
    span: Span


Symbol = (
    KindSymbol
    | AmountSymbol
    | PeriodSymbol
    | LinesSymbol
    | DocumentSymbol
    | TableSymbol
    | ChannelsSymbol
    | CalendarSymbol
)


@frozen
class ColumnInfo:
    """What a column holds, for readers of the filled worksheet."""

    type: ValueType
    scale: int
    absent: OpenTerm | None = None
