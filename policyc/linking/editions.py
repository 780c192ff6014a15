"""A policy and those that amended it: which block each name stands for, edition by edition."""

from __future__ import annotations

from attrs import define, field, frozen

from policyc.source import Span
from policyc.syntax.clause import (
    Assertion,
    Benefit,
    Block,
    Calendar,
    Channels,
    Checklist,
    Document,
    Fact,
    KindBlock,
    Lines,
    NeverFalls,
    Note,
    Parameter,
    PaymentOrder,
    PeriodBlock,
    Policy,
    Rule,
    Table,
)
from policyc.syntax.expression import DateLiteral, Name

Part = (
    KindBlock
    | Fact
    | Lines
    | PeriodBlock
    | Calendar
    | Parameter
    | Rule
    | Table
    | Benefit
    | PaymentOrder
    | Checklist
    | Channels
    | Document
)
"""What has a name that an amendment may speak of; a fact by itself, not its block."""

DATED = Parameter | Rule | Table | Benefit
"""What may change from a day on; the rest is the shape of claims and of totals, one for all days."""

Place = tuple[bool, str]
"""A kind and a fact may bear one name (`人群：人群`): whether a kind is meant, and the name."""


@frozen
class Law:
    """An assertion, and the edition that brought it in."""

    node: Assertion | NeverFalls
    edition: int


@frozen
class Edition:
    """One policy of the chain, and the day it takes over; None for the first, and where nothing says 按."""

    policy: Policy
    since: DateLiteral | None


@define
class Editions:
    """What has been said so far. `parts[place][n]` is what holds from edition n on; None is 删去."""

    editions: list[Edition]
    by: Name | None
    parts: dict[Place, dict[int, Part | None]] = field(factory=dict)
    laws: list[Law] = field(factory=list)
    notes: list[Note] = field(factory=list)
    # blocks that only the last file has a say in: its cases, and what could not be read
    own: list[Block] = field(factory=list)

    def at(self, place: Place, edition: int) -> Part | None:
        """What stands at a place in an edition."""
        found = self.parts.get(place, {})
        known = [number for number in found if number <= edition]
        return found[max(known)] if known else None

    def now(self, place: Place) -> Part | None:
        return self.at(place, len(self.editions) - 1)

    def put(self, part: Part) -> None:
        self.parts.setdefault(place_of(part), {})[0] = part


def place_of(part: Part) -> Place:
    return isinstance(part, KindBlock), name_of(part).key


def name_of(part: Part) -> Name:
    """The name that an amendment speaks of a part by: of a payment order that of what is left at its end."""
    return part.rest if isinstance(part, PaymentOrder) else part.name


def names_of(part: Part) -> list[Name]:
    """Every name that a part declares."""
    match part:
        case Table(name=name, grid=grid) if grid is not None and grid.outputs is not None:
            headings = [column.heading for column in grid.columns[grid.outputs :]]
            return [name, *(heading for heading in headings if isinstance(heading, Name))]
        case Lines(name=name, facts=facts):
            return [name, *(fact.name for fact in facts if isinstance(fact, Fact))]
        case PaymentOrder(new_names=names):
            return list(names)
        case _:
            return [part.name]


def span_of(part: Part) -> Span:
    return name_of(part).span
