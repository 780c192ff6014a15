"""Walking trees without recursion: the names a node reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import attrs

from policyc.syntax.clause import (
    Benefit,
    Channel,
    Channels,
    Checklist,
    Grid,
    If,
    Otherwise,
    Parameter,
    PeriodBlock,
    Requirement,
    Row,
    Rule,
    Table,
    Versions,
)
from policyc.syntax.expression import Absent, Allows, Branch, Compare, EarlierTotal, Is, LastTotal, LineTotal, Name
from policyc.types import Kind

if TYPE_CHECKING:
    from policyc.elaborate.symbols import Symbol

Node = TypeVar("Node")

_NONE: frozenset[str] = frozenset()


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind) if field.name != "span") if attrs.has(kind) else ()


def names_read(root: object, symbols: Mapping[str, Symbol]) -> set[str]:
    """The keys of all names under `root` that stand for a value.

    What a block itself declares is not among them; nor what an earlier total adds up, which is a look back; nor a
    member of a kind where a value of its kind is expected, even if a rule bears the same name.
    """
    return _names(root, symbols, beside=False)


def names_beside(root: object, symbols: Mapping[str, Symbol]) -> set[str]:
    """The keys of the names that `root` reads beside it: on its own line, if it is a line's.

    What a sum over lines reads is not among them; what an earlier total adds up is, for it is of the same grain.
    """
    return _names(root, symbols, beside=True)


def names_of_values(root: object) -> set[str]:
    """The keys of all names under `root`, but for what earlier totals add up and the periods they run over."""
    kinds: tuple[type[Name | EarlierTotal | LastTotal], ...] = (Name, EarlierTotal, LastTotal)
    return {node.key for node in _nodes(root, *kinds) if isinstance(node, Name)}


def looked_back_at(root: object) -> set[str]:
    """The keys of what the earlier totals under `root` add up."""
    return {node.of.key for node in _earlier_totals(root)}


def _names(root: object, symbols: Mapping[str, Symbol], *, beside: bool) -> set[str]:
    found: set[str] = set()
    stack: list[tuple[object, frozenset[str]]] = [(root, _NONE)]
    while stack:
        node, members = stack.pop()
        kind: type = type(node)
        if kind is Name:
            if node.key not in members:  # type: ignore[attr-defined]
                found.add(node.key)  # type: ignore[attr-defined]
        elif kind is tuple:
            stack.extend((part, members) for part in node)  # type: ignore[attr-defined]
        elif beside and isinstance(node, LineTotal):
            continue
        elif beside and isinstance(node, EarlierTotal | LastTotal):
            found |= {node.period.key, node.of.key}
        else:
            stack.extend(_parts(node, kind, members, symbols))
    return found


def line_totals_in(root: object) -> Iterator[LineTotal]:
    """The sums over lines under `root`."""
    return _nodes(root, LineTotal)


def tested_for_none(root: object) -> set[str]:
    """The keys of the names that a condition under `root` asks whether they are 无."""
    return {
        test.subject.key
        for test in _nodes(root, Is)
        if isinstance(test.subject, Name) and any(isinstance(item, Absent) for item in test.pattern.items)
    }


def headings_of(block: object) -> set[str]:
    """The keys of the names that a table turns on: its rows cover 无 where one of them may be it."""
    if not isinstance(block, Table) or block.grid is None:
        return set()
    headings = (column.heading for column in block.grid.columns[: block.grid.outputs])
    return {heading.key for heading in headings if isinstance(heading, Name)}


def totalled_to_date(root: object) -> set[str]:
    """What the totals under `root` add up, this claim's own amount included."""
    return {node.of.key for node in _earlier_totals(root) if node.including_this}


def _earlier_totals(root: object) -> Iterator[EarlierTotal]:
    return _nodes(root, EarlierTotal)


def _nodes(root: object, *wanted: type[Node]) -> Iterator[Node]:
    """The nodes of the kinds under `root`, outermost ones only."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node)
        elif isinstance(node, wanted):
            yield node
        else:
            kind: type = type(node)
            stack.extend(getattr(node, name) for name in _fields(kind))


def _parts(
    node: object, kind: type, members: frozenset[str], symbols: Mapping[str, Symbol]
) -> list[tuple[object, frozenset[str]]]:
    """What lies under a node, each with the members of the kind that is expected there."""
    match node:
        case EarlierTotal(period=period, of=of, including_this=including):
            return [(period, _NONE), (of, _NONE)] if including else [(period, _NONE)]
        case LastTotal(period=period):
            return [(period, _NONE)]
        case Is(subject=subject, pattern=pattern):
            return [(subject, _NONE), (pattern, _members(subject, symbols))]
        case Compare(left=left, right=right):
            return [(left, _NONE), (right, _members(left, symbols))]
        case Rule(name=name, type=type_ref, steps=steps):
            return [(type_ref, _NONE), *((step, _members(name, symbols)) for step in steps)]
        case If(test=test, outcome=outcome):
            return [(test, _NONE), (outcome, members)]
        case Otherwise(outcome=outcome):
            return [(outcome, members)]
        case Branch(test=test, value=value):
            return [(test, _NONE), (value, members)]
        case Table(grid=grid):
            return _cells(grid, symbols)
        case Versions(by=by, versions=versions):
            return [(by, _NONE), *((Name(one.key), _NONE) for one in versions if one.key is not None)]
        case Requirement(test=condition) | Channel(condition=condition):
            # papers and channels are words of their own
            return [(condition, _NONE)]
        case Allows(channels=channels):
            return [(channels, _NONE)]
        case PeriodBlock() | Parameter() | Benefit() | Checklist() | Channels():
            return [(getattr(node, name), _NONE) for name in _fields(kind) if name != "name"]
        case _:
            return [(getattr(node, name), members) for name in _fields(kind)]


def _cells(grid: Grid | None, symbols: Mapping[str, Symbol]) -> list[tuple[object, frozenset[str]]]:
    """The headings left of the arrow, and every cell."""
    if grid is None:
        return []
    expected = [_members(column.heading, symbols) for column in grid.columns]
    rows = [row.cells for row in grid.rows if isinstance(row, Row)]
    listed: list[tuple[object, frozenset[str]]] = [pair for row in rows for pair in zip(row, expected, strict=False)]
    return listed + [(column.heading, _NONE) for column in grid.columns[: grid.outputs]]


def _members(node: object, symbols: Mapping[str, Symbol]) -> frozenset[str]:
    """The members that may stand beside a name of a kind."""
    symbol = symbols.get(node.key) if isinstance(node, Name) else None
    type = getattr(symbol, "type", None)
    return frozenset(type.members) if isinstance(type, Kind) else _NONE
