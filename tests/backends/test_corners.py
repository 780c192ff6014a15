"""Corners where engines differ, worked by hand, on every reading; and mutants of every operation, which they kill."""

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date
from typing import Any

import pytest

from policyc.backends import exact, python_words
from policyc.backends.kernel import words
from policyc.backends.sql_dialects import DUCKDB
from policyc.core.basis import Operation
from policyc.core.openings import Openings
from policyc.core.prelude import least, literal, most, subtract
from policyc.core.ranges import infer_range
from policyc.core.terms import Call, Column, Fold, Prior, Sort, Total, Window
from policyc.core.worksheet import Definition, Input, Worksheet
from tests.backends.readings import by_exact, by_kernel, by_python, by_sql

READINGS = {"exact": by_exact, "python": by_python, "sql": by_sql, "kernel": by_kernel}
TABLES: Mapping[str, Any] = {
    "exact": exact.OPERATIONS,
    "python": python_words.OPERATIONS,
    "sql": DUCKDB.operations,
    "kernel": words.OPERATIONS,
}
TRUTHS = {Operation.LE, Operation.EQ, Operation.AND, Operation.OR, Operation.NOT}
HUGE = 2**40


def _day(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal()


CORNERS: Mapping[Operation, list[tuple[tuple[Any, ...], Any]]] = {
    Operation.ADD: [((2, 3), 5), ((2**31 - 1, 1), 2**31), ((-4, 4), 0)],
    Operation.SUB: [((2, 3), -1), ((3, 2), 1)],
    Operation.MUL: [((3, -4), -12), ((HUGE, HUGE), 2**80)],
    Operation.DIV: [((7, 2), 3), ((-7, 2), -4), ((-8, 2), -4), ((-1, 3), -1), ((0, 5), 0)],
    # no divisor may be 0, not in a mutant that divides either: machine code ends the process
    Operation.LEAST: [((2, 3), 2), ((3, 2), 2), ((-1, 1), -1)],
    Operation.MOST: [((2, 3), 3), ((3, 2), 3), ((-1, 1), 1)],
    Operation.LE: [((2, 3), True), ((3, 3), True), ((4, 3), False)],
    Operation.EQ: [((2, 3), False), ((3, 3), True), ((4, 3), False)],
    Operation.AND: [((True, True), True), ((True, False), False), ((False, True), False), ((False, False), False)],
    Operation.OR: [((True, True), True), ((True, False), True), ((False, True), True), ((False, False), False)],
    Operation.NOT: [((True,), False), ((False,), True)],
    Operation.YEAR: [((_day(2020, 12, 31),), 2020), ((_day(2021, 1, 1),), 2021), ((_day(1900, 2, 28),), 1900)],
    Operation.MONTH: [((_day(2020, 2, 29),), 2), ((_day(2020, 3, 1),), 3), ((_day(2199, 12, 31),), 12)],
    Operation.DAY: [((_day(2020, 2, 29),), 29), ((_day(2021, 3, 1),), 1)],
    Operation.DATE: [
        ((2021, 2, 30), _day(2021, 2, 28)),
        ((2020, 2, 31), _day(2020, 2, 29)),
        ((2021, 12, 31), _day(2021, 12, 31)),
        ((2021, 4, 31), _day(2021, 4, 30)),
        ((2021, 3, 5), _day(2021, 3, 5)),
        ((1999, 12, 1), _day(1999, 12, 1)),
    ],
}


def corners_of(reading: str, operation: Operation) -> list[tuple[tuple[Any, ...], Any]]:
    """Those that a reading can give back: machine code gives 64 bits."""
    return [corner for corner in CORNERS[operation] if reading != "kernel" or abs(corner[1]) < 2**63]


def sheet_of(operation: Operation, corners: list[tuple[tuple[Any, ...], Any]]) -> Worksheet:
    """One column that applies `operation` to facts whose ranges fit its corners."""
    takes = Sort.TRUTH if operation in {Operation.AND, Operation.OR, Operation.NOT} else Sort.INTEGER
    bounds = [(min(each), max(each)) for each in zip(*(arguments for arguments, _ in corners), strict=True)]
    inputs = [Input(f"x{at}", takes, low, high) for at, (low, high) in enumerate(bounds)]
    term = Call(operation, tuple(Column(fact.name) for fact in inputs))
    gives = Sort.TRUTH if operation in TRUTHS else Sort.INTEGER
    ranges = {fact.name: (fact.low, fact.high) for fact in inputs}
    return Worksheet(tuple(inputs), (Definition("answer", gives, term, *infer_range(term, ranges)),))


def _answers(reading: str, operation: Operation) -> list[Any]:
    corners = corners_of(reading, operation)
    claims = [({f"x{at}": one for at, one in enumerate(row)}, {}) for row, _ in corners]
    return [row["answer"] for row in READINGS[reading](sheet_of(operation, corners), claims)]


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("reading", READINGS)
def test_corners(reading: str, operation: Operation) -> None:
    assert _answers(reading, operation) == [wanted for _, wanted in corners_of(reading, operation)]


PEERS = [
    [Operation.ADD, Operation.SUB, Operation.MUL, Operation.DIV, Operation.LEAST, Operation.MOST],
    [Operation.LE, Operation.EQ],
    [Operation.AND, Operation.OR],
    [Operation.YEAR, Operation.MONTH, Operation.DAY],
]


def _mutants(operation: Operation, spell: Mapping[Operation, Callable[..., Any]]) -> list[Callable[..., Any]]:
    """Other spellings that could slip into the line of `operation`: a neighbour's, or the operands the other way."""
    peers = [spell[peer] for group in PEERS if operation in group for peer in group if peer is not operation]
    swapped = [lambda a, b: spell[operation](b, a)] if operation in {Operation.SUB, Operation.DIV, Operation.LE} else []
    if operation is Operation.DATE:
        return [lambda year, month, day: spell[Operation.ADD](year, spell[Operation.ADD](month, day))]
    return [lambda truth: truth] if operation is Operation.NOT else [*peers, *swapped]


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("reading", READINGS)
def test_every_mutant_of_an_operation_is_killed(
    reading: str, operation: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    table: MutableMapping[Operation, Callable[..., Any]] = TABLES[reading]
    original = dict(table)
    mutants = _mutants(operation, original)
    assert mutants
    for mutant in mutants:
        monkeypatch.setitem(table, operation, mutant)
        try:
            survived = _answers(reading, operation) == [wanted for _, wanted in corners_of(reading, operation)]
        except Exception:
            survived = False
        assert not survived


HISTORY = Worksheet(
    (
        Input("member", Sort.INTEGER, 1, 9),
        Input("day", Sort.INTEGER, 1, 1000),
        Input("cost", Sort.INTEGER, 0, 100),
        Input("price", Sort.INTEGER, 0, 100, "items"),
    ),
    (
        Definition("sum", Sort.INTEGER, Prior("cost", ("member",)), 0, 10**6),
        Definition("greatest", Sort.INTEGER, Prior("cost", ("member",), Fold.MAX), 0, 100),
        Definition("first", Sort.INTEGER, subtract(Column("day"), literal(30)), -29, 970),
        Definition("last", Sort.INTEGER, subtract(Column("day"), literal(1)), 0, 999),
        Definition(
            "recent", Sort.INTEGER, Prior("cost", ("member",), Fold.SUM, Window("day", "first", "last")), 0, 10**6
        ),
        Definition("that_day", Sort.INTEGER, Prior("cost", ("member", "day"), at=("member", "first")), 0, 10**6),
        Definition("bill", Sort.INTEGER, Total("price"), 0, 10**6),
        Definition("dearest", Sort.INTEGER, Total("price", Fold.MAX), 0, 100),
        Definition("seen", Sort.INTEGER, Prior("price", ("member",)), 0, 10**6, "items"),
    ),
)


@pytest.mark.parametrize("reading", READINGS)
def test_look_backs_worked_by_hand(reading: str) -> None:
    # (member, day, cost, prices): the third claim of member 1 is handed in late, for a day before the second's.
    told = [(1, 100, 10, [5, 6]), (1, 130, 30, []), (2, 131, 7, [1]), (1, 129, 1, [2, 3]), (1, 160, 0, [4])]
    claims = [
        ({"member": member, "day": day, "cost": cost}, {"items": [{"price": price} for price in prices]})
        for member, day, cost, prices in told
    ]
    answers = READINGS[reading](HISTORY, claims)
    assert [row["sum"] for row in answers] == [0, 10, 0, 40, 41]
    assert [row["greatest"] for row in answers] == [0, 10, 0, 30, 30]
    # Day 130 sees 100..129: the 10. Day 129 sees 99..128: the 10, not the 30 of day 130. Day 160 sees 130..159: the 30.
    assert [row["recent"] for row in answers] == [0, 10, 0, 10, 30]
    # Thirty days before exactly: day 130 sees day 100, day 160 sees day 130; the others none.
    assert [row["that_day"] for row in answers] == [0, 10, 0, 0, 30]
    assert [row["bill"] for row in answers] == [11, 0, 1, 5, 4]
    assert [row["dearest"] for row in answers] == [6, 0, 1, 3, 4]
    # Lines see the lines of earlier claims and those above them: 5 + 6 = 11, then 11 + 2 = 13.
    assert [row["seen"] for row in answers] == [[0, 5], [], [0], [11, 13], [16]]


LIMITED = Worksheet(
    (
        Input("member", Sort.INTEGER, 1, 9),
        Input("price", Sort.INTEGER, 0, 100, "items"),
        Input("code", Sort.INTEGER, 0, 2, "items"),
    ),
    (
        Definition("before", Sort.INTEGER, Prior("paid", ("member", "code")), 0, 10**6, "items"),
        Definition("left", Sort.INTEGER, subtract(literal(100), Column("before")), -(10**6), 100, "items"),
        Definition("paid", Sort.INTEGER, least(Column("price"), most(literal(0), Column("left"))), 0, 100, "items"),
        Definition("bill", Sort.INTEGER, Total("paid"), 0, 10**6),
    ),
    (),
    frozenset({"paid"}),
)


@pytest.mark.parametrize("reading", READINGS)
def test_lines_clamped_by_what_lines_before_them_left(reading: str) -> None:
    told = [(1, [(60, 0), (60, 1), (60, 0), (60, 0)]), (2, [(90, 0)]), (1, [(60, 1), (5, 2)])]
    claims = [
        ({"member": member}, {"items": [{"price": price, "code": code} for price, code in lines]})
        for member, lines in told
    ]
    openings = Openings({("paid", ("member", "code"), (1, 2)): 98})
    answers = READINGS[reading](LIMITED, claims, openings)
    # 100 for each member and code. Member 1, code 0: 60, then 40 of 60, then nothing; code 1: 60, and 40 of 60 in
    # the next claim; code 2 opened at 98: 2 of 5.
    assert [row["paid"] for row in answers] == [[60, 60, 40, 0], [90], [40, 2]]
    assert [row["before"] for row in answers] == [[0, 0, 60, 100], [0], [60, 98]]
    assert [row["bill"] for row in answers] == [160, 90, 42]


OPENED = Worksheet(
    (
        Input("member", Sort.INTEGER, 0, 9),
        Input("year", Sort.INTEGER, 2020, 2030),
        Input("day", Sort.INTEGER, 0, 1000),
        Input("cost", Sort.INTEGER, 0, 100),
    ),
    (
        Definition("before", Sort.INTEGER, Prior("cost", ("member", "year")), 0, 10**6),
        Definition("known", Sort.TRUTH, Prior("cost", ("member", "year"), Fold.OPENED), 0, 1),
        Definition("first", Sort.INTEGER, subtract(Column("day"), literal(30)), -30, 970),
        Definition(
            "lately_known",
            Sort.TRUTH,
            Prior("cost", ("member",), Fold.OPENED, Window("day", "first", "day")),
            0,
            1,
        ),
    ),
    (),
    frozenset({"cost"}),
)


@pytest.mark.parametrize("reading", READINGS)
def test_a_new_member_had_nothing_under_any_key(reading: str) -> None:
    told = [(1, 2024, 10), (1, 2025, 20), (2, 2024, 10), (2, 2025, 500), (3, 2024, 10)]
    claims = [({"member": of, "year": year, "day": day, "cost": 5}, {}) for of, year, day in told]
    openings = Openings({("cost", ("member", "year"), (2, 2024)): 7}, members=frozenset({1}))
    answers = READINGS[reading](OPENED, claims, openings)
    # 1 is new. Of 2 one year is told, 2024, and of 3 nothing.
    assert [row["known"] for row in answers] == [True, True, True, False, False]
    assert [row["lately_known"] for row in answers] == [True, True, False, False, False]
    assert [row["before"] for row in answers] == [0, 0, 7, 0, 0]
