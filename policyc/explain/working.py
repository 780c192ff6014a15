"""Workings: an expression or an account's equation with this claim's numbers in the places of its names."""

from __future__ import annotations

from typing import assert_never

from policyc.elaborate import literals
from policyc.elaborate.account import Display, Fixed, Operate, Shown, Whole
from policyc.elaborate.account import Rounded as RoundedDisplay
from policyc.explain import phrases
from policyc.explain.book import Book
from policyc.explain.model import Chain, Function, Line, Operand, Quantity, Rounded, Wording, Working
from policyc.lexicon import lexicon
from policyc.report.diagnostic import Language, Words
from policyc.syntax.clause import Rounding, RoundingMode, RoundingUnit
from policyc.syntax.expression import (
    Apply,
    Conditional,
    DateLiteral,
    EarlierTotal,
    Expression,
    LastTotal,
    LineTotal,
    Name,
    Number,
    NumberUnit,
    Product,
    Sum,
)
from policyc.types import DATE, MONEY, RATIO

ZERO = Operand(Quantity(0, 2, MONEY), written=True)
WHOLE = Operand(Quantity(10**4, 4, RATIO), written=True)

MOST_LINES_SHOWN = 20

_FUNCTIONS = {"min": "least", "max": "most"}
_PLAIN = {NumberUnit.NONE, NumberUnit.YUAN, NumberUnit.PERCENT, NumberUnit.POINT, NumberUnit.TIMES}


def function(key: str, arguments: tuple[Working, ...]) -> Function:
    """A built-in function applied: 取小(…), least(…)."""
    row = lexicon().functions[key]
    return Function(key, Words(row.spelling(Language.ZH), row.spelling(Language.EN)), arguments)


def rounding_words(scale: int, mode: str) -> Words:
    """`四舍五入到分`, `rounded half up to the fen`."""
    words = lexicon().rows
    unit, how = RoundingUnit(scale).name, words[RoundingMode(mode).name]
    zh = how.spelling(Language.ZH) + words[f"TO_{unit}"].spelling(Language.ZH)
    return Words(zh, f"round {how.spelling(Language.EN)} {words[f'TO_{unit}'].spelling(Language.EN)}")


def rounded(working: Working, rounding: Rounding | None) -> Working:
    if rounding is None:
        return working
    scale, mode = rounding.unit.value, rounding.mode.value
    return Rounded(working, scale, mode, rounding_words(scale, mode))


# ---- equations of the account


def displayed(book: Book, node: Display) -> Working:
    """An equation's right side with its numbers."""
    match node:
        case Shown(column):
            return Operand(_known(book, column))
        case Fixed(value):
            return Operand(Quantity(value, 2, MONEY), written=True)
        case Whole():
            return WHOLE
        case RoundedDisplay(operand, scale, mode):
            return Rounded(displayed(book, operand), scale, mode, rounding_words(scale, mode))
        case Operate("0"):
            return ZERO
        case Operate(operator, operands):
            parts = tuple(displayed(book, part) for part in operands)
            if operator in _FUNCTIONS:
                return function(_FUNCTIONS[operator], parts)
            if len(parts) == 1:
                return parts[0]
            return Chain(parts, ("×" if operator == "×" else "+", *[operator] * (len(parts) - 1)))
        case _:
            assert_never(node)


def _known(book: Book, column: str) -> Quantity:
    quantity = book.quantity(column)
    return Quantity(0, 2, MONEY) if quantity is None else quantity


# ---- expressions of the policy


def is_arithmetic(node: Expression) -> bool:
    """Does the expression make a new number of others?"""
    return isinstance(node, Sum | Product | Apply | EarlierTotal | LastTotal | LineTotal)


def worked(book: Book, node: Expression) -> Working:
    """An arithmetic expression with this claim's numbers; parentheses nest no deeper than the reader allows."""
    match node:
        case Name(key) if key not in book.compiled.columns:
            return Wording(book.name(key))
        case Name(key):
            return Operand(_known(book, key))
        case Number():
            return _number(book, node)
        case DateLiteral():
            day = literals.day(node)
            return Operand(Quantity(0 if day is None else day.low, 0, DATE), written=True)
        case Sum(parts, minus):
            signs = tuple("−" if taken else "+" for taken in minus)
            return Chain(tuple(worked(book, part) for part in parts), signs)
        case Product(parts, over):
            signs = tuple("÷" if divides else "×" for divides in over)
            return Chain(tuple(worked(book, part) for part in parts), signs)
        case Apply(applied, arguments):
            return function(applied.value, tuple(worked(book, part) for part in arguments))
        case EarlierTotal():
            return _earlier(book, node)
        case LastTotal():
            return Operand(_known(book, book.compiled.account.last_totals[node].column))
        case LineTotal():
            return _line_total(book, node)
        case _:
            return Wording(book.words(node))


def _number(book: Book, node: Number) -> Working:
    if node.unit not in _PLAIN:
        return Wording(book.words(node))
    value = literals.number(node)
    return Operand(book.of_type(value.low, value.scale, value.type), written=True)


def _earlier(book: Book, node: EarlierTotal) -> Working:
    total = book.total_of(node)
    before = Operand(_known(book, total.before)) if total is not None else Wording(book.words(node))
    if not node.including_this:
        return before
    own = book.compiled.account.included.get(node, node.of.key)
    return Chain((before, Operand(_known(book, own))), ("+", "+"))


def _line_total(book: Book, node: LineTotal) -> Working:
    """The amounts that the lines add, one by one; many lines are given as their sum."""
    amounts = [amount for _, amount in line_amounts(book, node)]
    if not amounts:
        return ZERO
    if len(amounts) > MOST_LINES_SHOWN:
        return Operand(_whole(amounts))
    parts = tuple(Operand(amount) for amount in amounts)
    return parts[0] if len(parts) == 1 else Chain(parts, ("+",) * len(parts))


def _whole(amounts: list[Quantity]) -> Quantity:
    return Quantity(sum(amount.value for amount in amounts), amounts[0].scale, amounts[0].type)


def told_lines(book: Book, node: LineTotal) -> tuple[Line, ...]:
    """Each line's share of a total where it is reckoned from the line's facts; of very many lines their sum alone."""
    amounts = line_amounts(book, node)
    if len(amounts) > MOST_LINES_SHOWN:
        return (Line(book.words(node), _whole([amount for _, amount in amounts])),)
    if isinstance(node.of, Name):
        return ()
    grain = str(book.compiled.worksheet.by_name[book.compiled.account.line_totals[node]].grain)
    return tuple(
        Line(_line_words(at), amount, worked(book.in_line(grain, at), node.of) if is_arithmetic(node.of) else None)
        for at, amount in amounts
    )


def _line_words(at: int) -> Words:
    number = str(at + 1)
    return phrases.LINE.of(Words(number, number))


def line_amounts(book: Book, node: LineTotal) -> list[tuple[int, Quantity]]:
    """What each line adds to a total, with its place from 0; those that add nothing or who knows what are left out."""
    column = book.compiled.account.line_totals.get(node)
    if column is None:
        return []
    info = book.compiled.columns[column]
    grain = book.compiled.worksheet.by_name[column].grain
    rows = book.settlement.row.lines.get(str(grain), ())
    known = book.settlement.known.ok[column]
    adding = [(at, row) for at, row in enumerate(rows) if book.settlement.holds(known, row) and row[column]]
    return [(at, book.of_type(int(row[column]), info.scale, info.type)) for at, row in adding]


# ---- choices


def chosen(book: Book, node: Conditional) -> Expression | None:
    """The value that a choice takes for this claim; None while a test is not known."""
    for branch in node.branches:
        column = book.compiled.account.tests.get(branch.test)
        if column is None or not book.ok(column):
            return None
        if book.holds(column):
            return branch.value
    return node.otherwise
