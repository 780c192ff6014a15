"""The numbers that a clause writes itself, and what an equation of the account shows."""

from __future__ import annotations

from policyc.elaborate.account import Display, Equation, Operate, Rounded, Shown
from policyc.explain.book import Book
from policyc.explain.model import Function, Line, Operand, Quantity, Working
from policyc.explain.walk import names_in_order, nodes_in
from policyc.explain.working import ZERO, chosen, displayed, function, is_arithmetic, worked
from policyc.report.diagnostic import Words
from policyc.syntax.clause import PatientPays
from policyc.syntax.expression import Conditional, Name


def equation_line(book: Book, equation: Equation, label: Words) -> Line:
    """An equation of the account with this claim's numbers."""
    return Line(label, book.quantity(equation.result), displayed(book, equation.display))


def written_line(book: Book, label: Words, column: str, node: Conditional) -> Line:
    """A number that a clause writes itself: a figure, a name, or a formula."""
    value, quantity = chosen(book, node), book.quantity(column)
    working: Working | None = None
    if value is not None and is_arithmetic(value):
        working = worked(book, value)
        if is_zero(quantity):
            working = _not_below_zero(working)
    elif isinstance(value, Name):
        working = worked(book, value)
        if isinstance(working, Operand) and working.quantity.value < 0:
            working = _not_below_zero(working)
    return Line(label, quantity, working)


def share_line(book: Book, label: Words, own: Words, column: str, share: Conditional | PatientPays) -> Line:
    """A ratio that a clause writes: the fund's, or the patient's under its own name."""
    if isinstance(share, PatientPays):
        return written_line(book, own, column, Conditional((), share.share))
    return written_line(book, label, column, share)


def _not_below_zero(working: Working) -> Function:
    return function("most", (working, ZERO))


def asked_in(book: Book, node: object) -> tuple[Line, ...]:
    """What the tests of a choice in a clause ask about."""
    tests = [branch.test for choice in nodes_in(node, Conditional) for branch in choice.branches]
    return book.lines(names_in_order(tests))


def shown_in(display: Display) -> list[str]:
    """The columns in an equation's right side, in the order shown."""
    found: list[str] = []
    stack = [display]
    while stack:
        node = stack.pop()
        match node:
            case Shown(column):
                found.append(column)
            case Operate(operands=operands):
                stack += reversed(operands)
            case Rounded(operand=operand):
                stack.append(operand)
            case _:
                pass
    return found


def is_zero(quantity: Quantity | None) -> bool:
    return quantity is not None and quantity.value == 0


def same(left: Quantity | None, right: Quantity | None) -> bool:
    """Are two amounts equal, whatever their scales?"""
    if left is None or right is None:
        return False
    scale = max(left.scale, right.scale)
    difference = left.value * 10 ** (scale - left.scale) - right.value * 10 ** (scale - right.scale)
    return bool(difference == 0)
