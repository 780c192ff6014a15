"""Laws of the ledger, and the two shapes of a threshold worked by hand."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from policyc.backends.exact import Program
from policyc.core.known import known
from policyc.core.prelude import ZERO, add, least, most, part, subtract
from policyc.core.state import State
from policyc.core.terms import Column, Prior, Sort
from policyc.core.worksheet import Definition, Input, Worksheet
from tests.backends.readings import by_exact, by_kernel, by_python, by_sql
from tests.core.random_sheets import history, random_sheet

INTEGER = Sort.INTEGER
INPUTS = (Input("member", INTEGER, 1, 9), Input("limit", INTEGER, 0, 10**6), Input("raw", INTEGER, 0, 10**6))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_settling_in_two_halves_equals_settling_once(seed: int) -> None:
    random = Random(seed)
    sheet = known(random_sheet(random, is_open=False), frozenset()).worksheet
    claims = [(claim.facts, claim.lines) for claim in history(random)]
    program, cut = Program(sheet), random.randint(0, len(claims))
    state = program.start()
    for facts, lines in claims[:cut]:
        program.settle(state, facts, lines)
    closing = State.from_data(sheet, state.as_data())
    assert closing == state
    assert [dict(program.settle(closing, *claim)) for claim in claims[cut:]] == [
        dict(row) for row in program.run(claims)[cut:]
    ]


def test_a_copied_state_is_its_own() -> None:
    program = Program(CLAMPED)
    state = program.start()
    program.settle(state.copy(), {"member": 1, "limit": 9, "raw": 5})
    assert state.total("paid", ("member",), (1,)) == 0


# Limit 2,000, 2,000, then 3,000 (retired in between); raw payments 1,000, 2,500, 1,000.
RISING = [({"member": 1, "limit": limit, "raw": raw}, {}) for limit, raw in ((2000, 1000), (2000, 2500), (3000, 1000))]

CLAMPED = Worksheet(
    INPUTS,
    (
        Definition("left", INTEGER, subtract(Column("limit"), Prior("paid", ("member",))), -(10**10), 10**6),
        Definition("paid", INTEGER, most(ZERO, least(Column("raw"), Column("left"))), 0, 10**6),
    ),
)
DIFFERENCE = Worksheet(
    INPUTS,
    (
        Definition("before", INTEGER, Prior("raw", ("member",)), 0, 10**10),
        Definition("after", INTEGER, add(Column("before"), Column("raw")), 0, 10**10),
        Definition(
            "paid",
            INTEGER,
            part(lambda total: least(total, Column("limit")), Column("before"), Column("after")),
            0,
            10**6,
        ),
    ),
)


def _paid(sheet: Worksheet) -> list[list[int]]:
    return [[row["paid"] for row in reading(sheet, RISING)] for reading in (by_exact, by_python, by_sql, by_kernel)]


def test_a_clamp_pays_up_to_the_limit_of_the_day() -> None:
    # 1: least(1000, 2000 - 0) = 1000.  2: least(2500, 2000 - 1000) = 1000.  3: least(1000, 3000 - 2000) = 1000.
    assert _paid(CLAMPED) == [[1000, 1000, 1000]] * 4


def test_a_difference_counts_what_was_cut_off_before() -> None:
    # 1: 1000 - 0.  2: least(3500, 2000) - least(1000, 2000) = 1000.  3: least(4500, 3000) - least(3500, 3000) = 0.
    assert _paid(DIFFERENCE) == [[1000, 1000, 0]] * 4
