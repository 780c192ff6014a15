"""The laws by which a worksheet is made small for few results: each leaves every value as it was."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyc.backends.exact import Program
from policyc.core.alone import Earlier, alone
from policyc.core.assume import decided_by_path
from policyc.core.condense import condensed
from policyc.core.known import known
from policyc.core.linear import gathered, quotient
from policyc.core.openings import Openings
from policyc.core.piecewise import straightened
from policyc.core.prelude import (
    add,
    all_of,
    any_of,
    at_most,
    banded,
    choose,
    divide,
    equal,
    is_not,
    least,
    less,
    literal,
    most,
    multiply,
    subtract,
)
from policyc.core.ranges import infer_range
from policyc.core.rows import rows_read
from policyc.core.simplify import simplified
from policyc.core.state import Slot
from policyc.core.terms import Column, Fold, OpenTerm, Prior, Sort
from policyc.core.values import value_of
from policyc.core.walk import subterms
from policyc.core.worksheet import Definition, Input, Worksheet
from tests.backends.readings import by_exact
from tests.core.random_sheets import CLAIM_MISSABLE, LINE_MISSABLE, history, openings_of, random_sheet, with_gaps

SEEDS = st.integers(0, 2**32)
LAWS: dict[str, Callable[[Worksheet], Worksheet]] = {
    "decided by path": decided_by_path,
    "straightened": straightened,
    "rows read": rows_read,
}
X, Y, KIND, LEVEL = Column("x"), Column("y"), Column("kind"), Column("level")
INPUTS = (
    Input("x", Sort.INTEGER, 0, 500),
    Input("y", Sort.INTEGER, -50, 50),
    Input("kind", Sort.INTEGER, 0, 1),
    Input("level", Sort.INTEGER, 0, 2),
)


def _sheet(*terms: OpenTerm) -> Worksheet:
    """Columns `c0`, `c1` … of these terms."""
    return Worksheet(INPUTS, tuple(_column(f"c{at}", term) for at, term in enumerate(terms)))


def _column(name: str, term: OpenTerm) -> Definition:
    return Definition(name, Sort.INTEGER, term, -(10**6), 10**6)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_a_law_changes_no_value(law: Callable[[Worksheet], Worksheet], seed: int) -> None:
    random = Random(seed)
    is_open = random.random() < 0.6
    sheet = random_sheet(random, is_open)
    claims = history(random)
    openings = openings_of(random, sheet, claims)
    closed = known(sheet, frozenset((*CLAIM_MISSABLE, *LINE_MISSABLE) if is_open else ())).worksheet
    told = [with_gaps(random, claim) if is_open else claim for claim in claims]
    given_claims = [(claim.facts, claim.lines) for claim in told]
    assert by_exact(law(closed), given_claims, openings) == by_exact(closed, given_claims, openings)


# bands up to 40 at 3, up to 100 at 4, above at 5, of what is up to 300
BANDS = banded(least(X, literal(300)), [(0, 40, literal(3)), (40, 100, literal(4)), (100, None, literal(5))])


def test_bands_under_a_cap_are_the_lines_of_one_function() -> None:
    (column,) = straightened(_sheet(BANDS)).definitions
    # 39 * 3 = 117; 40 * 3 = 120; 120 + 1 * 4 = 124; 120 + 60 * 4 = 360; 360 + 200 * 5 = 1360, and no more
    worked = {0: 0, 39: 117, 40: 120, 41: 124, 100: 360, 101: 365, 299: 1355, 300: 1360, 301: 1360, 500: 1360}
    assert {x: value_of(column.term, {"x": x}) for x in worked} == worked
    assert sum(1 for _ in subterms(column.term)) < sum(1 for _ in subterms(BANDS))


@given(st.integers(-50, 50), st.integers(-9, 9), st.integers(-400, 400), st.integers(-5, 5), st.integers(-200, 200))
def test_a_choice_by_where_two_lines_cross(y: int, slope: int, rise: int, other: int, height: int) -> None:
    first = add(multiply(literal(slope), Y), literal(rise))
    second = add(multiply(literal(other), Y), literal(height))
    term = subtract(multiply(literal(7), least(first, second)), choose(less(first, second), most(first, second), Y))
    sheet = _sheet(term)
    assert value_of(straightened(sheet).definitions[0].term, {"y": y}) == value_of(term, {"y": y})


def test_a_deductible_on_a_capped_amount_is_one_on_the_amount() -> None:
    sheet = _sheet(least(X, literal(300)), least(Column("c0"), Y))
    assert decided_by_path(sheet).definitions[1].term == least(X, Y)


def test_what_a_branch_knows_is_not_asked_again() -> None:
    second, first = equal(LEVEL, literal(2)), equal(LEVEL, literal(1))
    term = choose(second, literal(9), choose(first, literal(8), choose(equal(LEVEL, literal(0)), literal(7), X)))
    assert decided_by_path(_sheet(term)).definitions[0].term == choose(
        second, literal(9), choose(first, literal(8), literal(7))
    )


def test_an_operand_that_holds_already_is_not_asked_again() -> None:
    low, high = at_most(X, literal(10)), at_most(literal(400), X)
    term = choose(all_of((low, any_of((high, low)), is_not(high))), literal(1), literal(0))
    assert decided_by_path(_sheet(term)).definitions[0].term == choose(low, literal(1), literal(0))


def test_an_output_of_a_table_is_found_with_its_row() -> None:
    of_zero = equal(KIND, literal(0))
    row = choose(
        all_of((of_zero, equal(LEVEL, literal(2)))),
        literal(1),
        choose(
            all_of((of_zero, equal(LEVEL, literal(1)))),
            literal(2),
            choose(all_of((of_zero, equal(LEVEL, literal(0)))), literal(3), literal(4)),
        ),
    )
    output = choose(
        at_most(Column("c0"), literal(1)),
        literal(800),
        choose(equal(Column("c0"), literal(2)), literal(500), literal(300)),
    )
    wanted = condensed(_sheet(row, output), ["c1"])
    assert [one.name for one in wanted.definitions] == ["c1"]
    # rows 3 and 4 are both 300: level 0 of the first kind, and all of the second
    assert wanted.definitions[0].term == choose(
        of_zero,
        choose(equal(LEVEL, literal(2)), literal(800), choose(equal(LEVEL, literal(1)), literal(500), literal(300))),
        literal(300),
    )


@given(st.integers(-50, 50), st.integers(0, 500), st.integers(1, 30), st.integers(-60, 60), st.integers(-60, 60))
def test_multiples_leave_a_division_whole(y: int, x: int, size: int, times: int, over: int) -> None:
    whole = add(multiply(literal(size * times), Y), add(X, literal(over)))
    ranges = {"x": (0, 500), "y": (-50, 50)}
    found = quotient(whole, size, lambda part: infer_range(part, ranges))
    assert value_of(found, {"x": x, "y": y}) == (size * times * y + x + over) // size


def test_like_terms_cancel() -> None:
    # (12 x + 12 + y) - 12 (x + 1) = y
    whole = subtract(add(add(multiply(literal(12), X), literal(12)), Y), multiply(literal(12), add(X, literal(1))))
    assert gathered(whole) == Y
    assert gathered(divide(X, literal(7))) == divide(X, literal(7))


def test_an_equality_of_sums_that_is_an_identity_holds() -> None:
    # the rest is x - y; so x = rest + y always, x = rest + y + 1 never, and x = rest + 2 y now and then
    rest = subtract(X, Y)
    sheet = _sheet(
        rest,
        choose(equal(X, add(Column("c0"), Y)), literal(1), literal(2)),
        choose(equal(X, add(add(Column("c0"), Y), literal(1))), literal(1), literal(2)),
        choose(equal(X, add(Column("c0"), multiply(literal(2), Y))), literal(1), literal(2)),
    )
    terms = [one.term for one in simplified(sheet).definitions]
    assert terms[1:3] == [literal(1), literal(2)]
    assert terms[3] == sheet.definitions[3].term


def test_totals_before_a_claim_by_itself_are_facts() -> None:
    paid = Prior("c0", ("kind",))
    opened = Prior("c0", ("kind",), Fold.OPENED)
    sheet = Worksheet(
        INPUTS,
        (
            _column("c0", least(X, literal(100))),
            _column("c1", choose(opened, paid, literal(-1))),
            _column("c2", add(Prior("c0", ("kind",), Fold.MAX), Prior("c1", ("kind",)))),
        ),
        (),
        frozenset({"c0"}),
    )
    facts = {"x": 70, "y": 0, "kind": 1, "level": 0}
    by_itself = Program(alone(sheet, {Slot("c0", ("kind",)): Earlier("before", 100)}))
    opening = Openings({("c0", ("kind",), (1,)): 4200})
    for told, openings in (({**facts, "before": 42}, opening), (facts, Openings())):
        row, looked_back = by_itself.settle(by_itself.start(), told), Program(sheet).run([(facts, {})], openings)[0]
        assert [row[f"c{at}"] for at in range(3)] == [looked_back[f"c{at}"] for at in range(3)]
    assert by_itself.settle(by_itself.start(), {**facts, "before": 42})["c1"] == 4200
