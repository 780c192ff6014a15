"""Whether a condition in a clause holds for this claim, where the values of its names say so."""

from __future__ import annotations

from policyc.elaborate import literals
from policyc.explain.book import Book
from policyc.explain.model import Quantity
from policyc.syntax.expression import (
    Absent,
    Allows,
    And,
    Compare,
    Comparison,
    DateLiteral,
    Expression,
    Is,
    Name,
    Not,
    Number,
    Or,
    TimeLiteral,
    TruthLiteral,
)
from policyc.types import DATE, TIME, Kind, Truth


def truth_of(book: Book, node: Expression) -> bool | None:
    """Does the condition hold? None where that is not known, or cannot be told from names and figures alone.

    Parentheses nest no deeper than the reader allows.
    """
    match node:
        case Name(key):
            return bool(book.row[key]) if _is_truth(book, key) else None
        case Not(operand=operand):
            return _inverse(truth_of(book, operand))
        case And(parts=parts):
            return _all([truth_of(book, part) for part in parts])
        case Or(parts=parts):
            return _inverse(_all([_inverse(truth_of(book, part)) for part in parts]))
        case Allows(channels=Name(block), channel=Name(key)):
            return _is_open(book, block, key)
        case Is(subject=Name(key)):
            return _is(book, key, node)
        case Compare():
            return _compared(_number(book, node.left), node.comparison, _number(book, node.right))
        case _:
            return None


def _is_truth(book: Book, key: str) -> bool:
    info = book.compiled.columns.get(key)
    return (
        info is not None
        and isinstance(info.type, Truth)
        and book.has(key)
        and not book.settlement.absent(key, book.row)
    )


def _is_open(book: Book, block: str, key: str) -> bool | None:
    entry = book.compiled.account.channels[block]
    column = next(one.column for one in entry.channels if one.channel.name.key == key)
    value = book.settlement.value(column)
    return None if value is None else bool(value)


def _inverse(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _all(truths: list[bool | None]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def _is(book: Book, key: str, node: Is) -> bool | None:
    """A name that is one of a kind's members, yes or no, or 无."""
    items = node.pattern.items
    if key not in book.compiled.columns or not book.has(key):
        return None
    value, found = book.quantity(key), False
    for item in items:
        match item:
            case Absent():
                found = found or value is None
            case TruthLiteral(value=wanted):
                found = found or (value is not None and bool(value.value) is wanted)
            case Name(member) if value is not None and isinstance(value.type, Kind) and member in value.type.members:
                found = found or value.type.members[value.value] == member
            case Name() if value is None:
                pass
            case _:
                return None
    return found is not node.negated


def _number(book: Book, node: Expression) -> Quantity | None:
    match node:
        case Name(key) if key in book.compiled.columns and book.has(key):
            return book.quantity(key)
        case Number():
            value = literals.number(node)
            return Quantity(value.low, value.scale, value.type)
        case DateLiteral():
            day = literals.day(node)
            return None if day is None else Quantity(day.low, 0, DATE)
        case TimeLiteral():
            return Quantity(literals.time(node).low, 0, TIME)
        case _:
            return None


def _compared(left: Quantity | None, comparison: Comparison, right: Quantity | None) -> bool | None:
    if left is None or right is None:
        return None
    scale = max(left.scale, right.scale)
    difference = left.value * 10 ** (scale - left.scale) - right.value * 10 ** (scale - right.scale)
    holds: dict[Comparison, bool] = {
        Comparison.EQUAL: difference == 0,
        Comparison.NOT_EQUAL: difference != 0,
        Comparison.UNDER: difference < 0,
        Comparison.OVER: difference > 0,
        Comparison.AT_MOST: difference <= 0,
        Comparison.AT_LEAST: difference >= 0,
    }
    return holds[comparison]
