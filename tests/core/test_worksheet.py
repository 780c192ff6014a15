"""What a worksheet must be, what its ranges say, how deep terms are cut, and how it reads."""

import pytest

from policyc.backends.exact import Program
from policyc.backends.python import module_source
from policyc.backends.sql import sql
from policyc.core.basis import Operation
from policyc.core.check import WorksheetError, check
from policyc.core.known import known
from policyc.core.loops import loops
from policyc.core.prelude import add, at_most, choose, divide, equal, least, literal, most, remainder, subtract
from policyc.core.ranges import infer_range
from policyc.core.shallow import DEEPEST, shallow
from policyc.core.show import show
from policyc.core.simplify import simplified
from policyc.core.terms import Call, Choose, Column, Fold, Hole, OpenTerm, Prior, Sort, Total, Window
from policyc.core.walk import depth
from policyc.core.worksheet import Definition, Input, Worksheet

INTEGER, TRUTH = Sort.INTEGER, Sort.TRUTH
INPUTS = (
    Input("member", INTEGER, 1, 9),
    Input("day", INTEGER, 730_000, 740_000),
    Input("cost", INTEGER, 0, 100),
    Input("poor", TRUTH, 0, 1),
    Input("price", INTEGER, 0, 10, "items"),
)


def _sheet(*terms: OpenTerm, sort: Sort = INTEGER) -> Worksheet:
    made = tuple(Definition(f"c{at}", sort, term, -(10**6), 10**6) for at, term in enumerate(terms))
    return Worksheet(INPUTS, made)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Column("later"), "before it is defined"),
        (Column("price"), "another grain"),
        (Column("poor"), "declared sort"),
        (add(Column("cost"), Column("poor")), "wrong sort"),
        (Choose(Column("cost"), literal(1), literal(2)), "what is no truth"),
        (Choose(Column("poor"), literal(1), Column("poor")), "an integer and a truth"),
        (Call(Operation.NOT, (Column("poor"), Column("poor"))), "wrong number"),
        (divide(literal(5), Column("cost")), "divides by what may be less than 1"),
        (Call(Operation.YEAR, (Column("cost"),)), "no date"),
        (Call(Operation.DATE, (literal(2021), literal(13), literal(1))), "may not exist"),
        (Prior("nowhere", ()), "no column"),
        (Prior("cost", ("later",)), "before it is defined"),
        (Prior("poor", ()), "the truth `poor`"),
        (Prior("price", ()), "another grain"),
        (Prior("cost", (), Fold.SUM, Window("day", "later", "day")), "before it is defined"),
        (Prior("cost", ("member",), at=("member", "day")), "another length"),
        (Total("cost"), "no line column"),
        (Hole("rate", 0), "still open"),
    ],
)
def test_a_broken_worksheet_names_its_column(term: OpenTerm, words: str) -> None:
    with pytest.raises(WorksheetError, match="`c0`") as caught:
        check(_sheet(term))
    assert words in str(caught.value)


def test_names_are_unique() -> None:
    one = Definition("cost", INTEGER, literal(1), 1, 1)
    with pytest.raises(WorksheetError, match="share a name"):
        check(Worksheet(INPUTS, (one,)))


def test_a_look_back_may_name_any_column_of_its_grain() -> None:
    check(_sheet(Prior("c1", ("member",)), Prior("c1", ("member", "day"))))


RANGES = {"x": (-3, 5), "y": (2, 4)}


@pytest.mark.parametrize(
    ("term", "bounds"),
    [
        (add(Column("x"), Column("y")), (-1, 9)),
        (subtract(Column("x"), Column("y")), (-7, 3)),
        (Call(Operation.MUL, (Column("x"), Column("y"))), (-12, 20)),
        (divide(Column("x"), Column("y")), (-2, 2)),
        (least(Column("x"), Column("y")), (-3, 4)),
        (most(Column("x"), Column("y")), (2, 5)),
        (choose(equal(Column("x"), Column("y")), literal(9), Column("x")), (-3, 9)),
        (remainder(Column("x"), 12), (0, 11)),
        (Prior("x", ()), (-30_000, 50_000 + 10**12)),
        (Prior("y", (), Fold.MAX), (0, 4)),
    ],
)
def test_ranges(term: OpenTerm, bounds: tuple[int, int]) -> None:
    assert infer_range(term, RANGES) == bounds


def test_the_columns_that_loop_through_time() -> None:
    left = subtract(literal(100), Prior("c2", ("member",)))
    sheet = _sheet(left, literal(5), least(Column("c0"), Column("c1")), Prior("cost", ()))
    assert loops(sheet) == {"c0", "c2"}


def _long_choice(arms: int) -> OpenTerm:
    term: OpenTerm = literal(-1)
    for at in reversed(range(arms)):
        term = Choose(equal(Column("cost"), literal(at)), literal(2 * at), term)
    return term


def test_a_choice_of_thousands_of_arms_is_cut_and_still_right() -> None:
    sheet = _sheet(_long_choice(3000))
    cut = shallow(sheet)
    assert max(depth(one.term) for one in cut.definitions) <= DEEPEST
    closed = known(sheet, frozenset({"cost"})).worksheet
    check(closed)
    rows = Program(closed).run(
        [({"member": 1, "day": 730_000, "cost": cost, "poor": False}, {}) for cost in (0, 57, 100)]
    )
    assert [row["c0"] for row in rows] == [0, 114, 200]
    compile(module_source(closed, ("c0",)), "<policy>", "exec")
    assert sql(closed, ("c0",))


def test_what_ranges_decide_is_decided() -> None:
    always = at_most(Column("cost"), literal(100))
    sheet = _sheet(most(Column("cost"), literal(0)), choose(always, least(Column("cost"), literal(500)), literal(7)))
    assert [one.term for one in simplified(sheet).definitions] == [Column("cost"), Column("cost")]


def test_the_worksheet_reads_as_text() -> None:
    sheet = Worksheet(
        INPUTS[:3] + INPUTS[4:],
        (
            Definition("double", INTEGER, Call(Operation.MUL, (literal(2), Column("price"))), 0, 20, "items"),
            Definition("left", INTEGER, subtract(literal(50), Prior("paid", ("member",))), -(10**9), 50),
            Definition(
                "paid",
                INTEGER,
                Choose(Call(Operation.NOT, (at_most(Column("left"), literal(0)),)), Total("double"), Hole("gap", 0)),
                0,
                10**6,
            ),
        ),
    )
    assert show(sheet) == (
        "member : integer 1..9\n"
        "day : integer 730000..740000\n"
        "cost : integer 0..100\n"
        "items.price : integer 0..10\n"
        "items.double : integer 0..20 = 2 * price\n"
        "left : integer -1000000000..50 = 50 - (earlier paid by (member))\n"
        "paid : integer 0..1000000 = if not (left <= 0) then over lines double else hole(gap, 0)\n"
    )
