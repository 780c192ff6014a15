"""Three answers: what is known does not depend on what is missing, and a refusal beats an unknown."""

from random import Random

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from policyc.backends.exact import Program
from policyc.core.blame import EarlierUndetermined, MissingFact, MissingOpening, OpenHole, RefusedBy, blame
from policyc.core.known import KnownWorksheet, known
from policyc.core.openings import ZERO as ALL_NEW
from policyc.core.openings import Openings
from policyc.core.prelude import ZERO, all_of, any_of, at_most, literal, subtract
from policyc.core.row import Row
from policyc.core.terms import Caught, Choose, Column, Hole, OpenTerm, Prior, Refusal, Settled, Sort
from policyc.core.values import value_of
from policyc.core.worksheet import Definition, Input, Worksheet
from tests.core.random_sheets import (
    CLAIM_MISSABLE,
    LINE_MISSABLE,
    filled,
    full_claim,
    history,
    openings_of,
    random_sheet,
    with_gaps,
)

MISSABLE = frozenset((*CLAIM_MISSABLE, *LINE_MISSABLE))
INTEGER, TRUTH = Sort.INTEGER, Sort.TRUTH


def _values(closed: KnownWorksheet, row: Row, name: str, grain: str | None) -> list[tuple[bool, bool, int | bool]]:
    """(ok, refused, value) of a column, for the claim or for each of its lines."""
    rows = [row] if grain is None else row.lines[grain]
    flags = closed.ok[name], closed.refused[name]
    return [(bool(value_of(flags[0], one)), bool(value_of(flags[1], one)), one[name]) for one in rows]


def _completed(random: Random, told: list) -> list:
    claims = []
    for claim in told:
        facts = {**full_claim(random).facts, **claim.facts}
        lines = [
            {"price": random.choice([0, 700]), "code": random.choice([0, 1]), **line} for line in claim.lines["items"]
        ]
        claims.append((facts, {"items": lines}))
    return claims


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_known_is_the_same_under_every_completion(seed: int) -> None:
    random = Random(seed)
    sheet = random_sheet(random, is_open=True)
    claims = history(random)
    given_openings = openings_of(random, sheet, claims)
    told = [with_gaps(random, claim) for claim in claims]
    closed = known(sheet, MISSABLE)
    rows = Program(closed.worksheet).run([(claim.facts, claim.lines) for claim in told], given_openings)
    for _ in range(3):
        whole = known(filled(random, sheet), MISSABLE)
        more = openings_of(random, sheet, claims)
        # of who is new it is known that there was nothing before
        new = {(member,) for member in given_openings.members}
        amounts = {place: one for place, one in more.amounts.items() if place[-1][:1] not in new}
        histories = {place: one for place, one in more.histories.items() if place[-1][:1] not in new}
        amounts, histories = {**amounts, **given_openings.amounts}, {**histories, **given_openings.histories}
        completed = Program(whole.worksheet).run(_completed(random, told), Openings(amounts, histories, everyone=True))
        for row, full in zip(rows, completed, strict=True):
            for one in sheet.definitions:
                answers = _values(closed, row, one.name, one.grain), _values(whole, full, one.name, one.grain)
                for told_answer, full_answer in zip(*answers, strict=True):
                    _agree(told_answer, full_answer)


def _agree(told: tuple[bool, bool, int | bool], full: tuple[bool, bool, int | bool]) -> None:
    ok, refused, value = told
    assert not (ok and refused)
    assert not ok or full == (True, False, value)
    assert not refused or full[1]


def _sheet(*definitions: tuple[str, Sort, OpenTerm], openings: frozenset[str] = frozenset()) -> Worksheet:
    inputs = (
        Input("member", INTEGER, 1, 9),
        Input("cost", INTEGER, 0, 10_000),
        Input("year", INTEGER, 2000, 2100),
        Input("poor", TRUTH, 0, 1),
    )
    made = tuple(Definition(name, sort, term, -(10**9), 10**9) for name, sort, term in definitions)
    return Worksheet(inputs, made, (), openings)


def _answer(
    sheet: Worksheet, missable: set[str], *claims: dict, column: str = "answer", openings: Openings = ALL_NEW
) -> str:
    """The last claim's answer: its value, `unknown` or `refused`."""
    closed = known(sheet, frozenset(missable))
    row = Program(closed.worksheet).run([(claim, {}) for claim in claims], openings)[-1]
    if value_of(closed.refused[column], row):
        return "refused"
    return str(row[column]) if value_of(closed.ok[column], row) else "unknown"


FULL = {"member": 1, "cost": 100, "year": 2021, "poor": False}
NO_COST = {"member": 1, "year": 2021, "poor": False}
NO_POOR = {"member": 1, "cost": 100, "year": 2021}


def test_nothing_missable_and_no_hole_gains_no_column() -> None:
    paid = ("paid", INTEGER, subtract(Column("cost"), Prior("paid", ("member", "year"))))
    sheet = _sheet(paid, ("large", TRUTH, at_most(literal(500), Column("cost"))))
    assert known(sheet, frozenset()).worksheet == sheet


def test_and_or_are_decided_by_what_is_known() -> None:
    large = at_most(literal(500), Column("cost"))
    both = _sheet(("answer", TRUTH, all_of((Column("poor"), large))))
    either = _sheet(("answer", TRUTH, any_of((Column("poor"), large))))
    assert _answer(both, {"poor"}, NO_POOR) == "False"  # 100 < 500 decides
    assert _answer(both, {"poor"}, {**NO_POOR, "cost": 500}) == "unknown"
    assert _answer(either, {"poor"}, NO_POOR) == "unknown"
    assert _answer(either, {"poor"}, {**NO_POOR, "cost": 500}) == "True"


def test_a_choice_needs_its_test_and_the_branch_it_takes() -> None:
    sheet = _sheet(("answer", INTEGER, Choose(Column("poor"), Hole("rate", 0), Column("cost"))))
    assert _answer(sheet, {"poor"}, FULL) == "100"
    assert _answer(sheet, {"poor"}, {**FULL, "poor": True}) == "unknown"
    assert _answer(sheet, {"poor"}, NO_POOR) == "unknown"


def test_a_refusal_beats_an_unknown() -> None:
    sheet = _sheet(("answer", INTEGER, subtract(Refusal("late", 0), Column("cost"))))
    assert _answer(sheet, {"cost"}, NO_COST) == "refused"


def test_a_refusal_beside_an_unknown_that_may_decide_is_unknown() -> None:
    refused = ("tried", TRUTH, Refusal("late", False))
    sheet = _sheet(refused, ("answer", TRUTH, all_of((Column("tried"), Column("poor")))))
    assert _answer(sheet, {"poor"}, NO_POOR) == "unknown"  # a claim of someone not poor is decided
    assert _answer(sheet, {"poor"}, FULL) == "False"
    assert _answer(sheet, {"poor"}, {**FULL, "poor": True}) == "refused"


def test_a_refusal_is_caught_once_and_then_settled() -> None:
    tried = ("tried", INTEGER, Choose(Column("poor"), Refusal("late", 0), Column("cost")))
    answer = ("answer", INTEGER, Choose(Caught("tried"), ZERO, Settled(Column("tried"))))
    assert _answer(_sheet(tried, answer), {"cost"}, {**FULL, "poor": True}) == "0"
    assert _answer(_sheet(tried, answer), {"cost"}, NO_COST) == "unknown"
    assert _answer(_sheet(tried, answer), {"cost"}, FULL) == "100"


EARLIER = _sheet(("answer", INTEGER, Prior("cost", ("member", "year"))))


def test_an_unknown_earlier_claim_spreads_within_its_key_only() -> None:
    assert _answer(EARLIER, {"cost"}, NO_COST, FULL) == "unknown"
    assert _answer(EARLIER, {"cost"}, {**NO_COST, "year": 2020}, FULL) == "0"
    assert _answer(EARLIER, {"cost"}, {**NO_COST, "member": 2}, FULL) == "0"


def test_an_earlier_claim_of_unknown_key_spreads_to_the_member_unless_it_adds_nothing() -> None:
    no_year = {"member": 1, "cost": 100, "poor": False}
    assert _answer(EARLIER, {"year"}, no_year, FULL) == "unknown"
    assert _answer(EARLIER, {"year"}, {**no_year, "member": 2}, FULL) == "0"
    assert _answer(EARLIER, {"year"}, {**no_year, "cost": 0}, FULL) == "0"


def test_an_opening_that_is_not_given_is_missing() -> None:
    sheet = evolve(EARLIER, openings=frozenset({"cost"}))
    opened = Openings({("cost", ("member", "year"), (1, 2021)): 700})
    assert _answer(sheet, set(), FULL, openings=Openings()) == "unknown"
    assert _answer(sheet, set(), FULL, openings=opened) == "700"
    assert _answer(sheet, set(), FULL, FULL, openings=opened) == "800"
    assert _answer(sheet, set(), FULL, openings=Openings(members=frozenset({1}))) == "0"


def _blamed(sheet: Worksheet, missable: set[str], *claims: dict) -> tuple[set, set]:
    closed = known(sheet, frozenset(missable))
    found = blame(closed, Program(closed.worksheet).run([(claim, {}) for claim in claims])[-1], "answer")
    return set(found.causes), set(found.may_matter)


def test_blame_follows_the_branch_taken() -> None:
    sheet = _sheet(("answer", INTEGER, Choose(Column("poor"), Hole("rate", 0), Column("cost"))))
    assert _blamed(sheet, {"poor", "cost"}, NO_COST) == ({MissingFact("cost")}, set())
    assert _blamed(sheet, {"poor", "cost"}, {**NO_COST, "poor": True}) == ({OpenHole("rate")}, set())


def test_blame_names_the_test_and_what_may_matter_behind_it() -> None:
    sheet = _sheet(("answer", INTEGER, Choose(Column("poor"), Hole("rate", 0), Column("cost"))))
    bare = {"member": 1, "year": 2021}
    assert _blamed(sheet, {"poor", "cost"}, bare) == ({MissingFact("poor")}, {OpenHole("rate"), MissingFact("cost")})


def test_blame_of_a_refusal_is_the_refusal_alone() -> None:
    sheet = _sheet(("answer", INTEGER, subtract(Refusal("late", 0), Column("cost"))))
    assert _blamed(sheet, {"cost"}, NO_COST) == ({RefusedBy("late")}, set())


def test_blame_of_a_look_back() -> None:
    sheet = evolve(EARLIER, openings=frozenset({"cost"}))
    by = ("member", "year")
    assert _blamed(sheet, {"cost"}, FULL) == ({MissingOpening("cost", by, "answer")}, set())
    assert _blamed(EARLIER, {"cost"}, NO_COST, FULL) == ({EarlierUndetermined("cost", by, "answer")}, set())
    assert _blamed(sheet, {"year"}, {"member": 1, "cost": 1, "poor": True}) == ({MissingFact("year")}, set())


def test_a_known_column_has_no_blame() -> None:
    assert _blamed(EARLIER, {"cost"}, FULL) == (set(), set())
