"""Columns in the branches that need them: where each is worked out, and in what order."""

from __future__ import annotations

import ast

from policyc.backends.python_branched import BranchedModule, compile_branched
from policyc.core.prelude import add, at_most, choose, is_not, literal, multiply
from policyc.core.terms import Column, OpenTerm, Sort
from policyc.core.worksheet import Definition, Input, Worksheet

X, Y, POOR = Column("x"), Column("y"), Column("poor")
INPUTS = (Input("x", Sort.INTEGER, 0, 100), Input("y", Sort.INTEGER, 0, 100), Input("poor", Sort.TRUTH, 0, 1))


def _sheet(results: tuple[str, ...], **terms: OpenTerm) -> Worksheet:
    made = tuple(Definition(name, Sort.INTEGER, term, -(10**9), 10**9) for name, term in terms.items())
    return Worksheet(INPUTS, made, results)


def _lines(sheet: Worksheet) -> list[str]:
    return [line.strip() for line in ast.unparse(BranchedModule(sheet).tree()).split("\n")]


SQUARE = multiply(X, X)


def test_what_one_branch_reads_is_worked_out_in_it() -> None:
    sheet = _sheet(
        ("paid",), square=SQUARE, paid=choose(POOR, multiply(Column("square"), Column("square")), literal(0))
    )
    assert _lines(sheet) == [
        "def settle(claim, totals=(), lines=None):",
        "if claim['poor']:",
        "x = claim['x']",
        "square = x * x",
        "paid = square * square",
        "else:",
        "paid = 0",
        "return {'paid': paid}",
    ]


def test_what_is_read_after_a_choice_too_is_worked_out_before_it() -> None:
    sheet = _sheet(
        ("paid", "rest"),
        square=SQUARE,
        paid=choose(POOR, multiply(Column("square"), Y), literal(0)),
        rest=add(Column("square"), Y),
    )
    lines = _lines(sheet)
    assert lines.index("square = x * x") < next(at for at, line in enumerate(lines) if line.startswith("paid ="))
    settle = compile_branched(sheet, ["paid", "rest"])
    assert settle({"x": 3, "y": 5, "poor": True}) == {"paid": 45, "rest": 14}
    assert settle({"x": 3, "y": 5, "poor": False}) == {"paid": 0, "rest": 14}


def test_columns_that_one_test_decides_share_the_choice() -> None:
    # the second is the opposite way round; both read what the first branch alone needs
    sheet = _sheet(
        ("paid", "rest"),
        square=SQUARE,
        paid=choose(POOR, add(Column("square"), Y), literal(0)),
        rest=choose(is_not(POOR), literal(1), multiply(Column("square"), literal(2))),
    )
    lines = _lines(sheet)
    assert lines.count("if poor:") + lines.count("if claim['poor']:") == 1
    assert "square = x * x" in lines[lines.index("else:") - 5 : lines.index("else:")]
    settle = compile_branched(sheet, ["paid", "rest"])
    assert settle({"x": 3, "y": 5, "poor": True}) == {"paid": 14, "rest": 18}
    assert settle({"x": 3, "y": 5, "poor": False}) == {"paid": 0, "rest": 1}


def test_a_column_that_another_waits_for_does_not_wait_itself() -> None:
    # `second` is decided like `first`, but what decides `third` reads `first` in between
    sheet = _sheet(
        ("third", "second"),
        first=choose(POOR, SQUARE, literal(7)),
        third=choose(at_most(Column("first"), literal(8)), add(Column("first"), Y), Y),
        second=choose(POOR, add(Column("third"), Column("third")), Column("first")),
    )
    settle = compile_branched(sheet, ["third", "second"])
    assert settle({"x": 2, "y": 5, "poor": True}) == {"third": 9, "second": 18}
    assert settle({"x": 3, "y": 5, "poor": True}) == {"third": 5, "second": 10}
    assert settle({"x": 3, "y": 5, "poor": False}) == {"third": 12, "second": 7}
