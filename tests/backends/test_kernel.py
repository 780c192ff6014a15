"""Machine code at its corners: quotients through doubles and of 128 bits, dates, threads, orders, and what is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from policyc.backends.kernel import kept
from policyc.backends.kernel.plan import planned
from policyc.backends.kernel.show import show_plan
from policyc.backends.kernel.words import EXACT_IN_DOUBLE, BeyondKernelError
from policyc.batch.engines import by_kernel as engine
from policyc.batch.engines.by_kernel import Kernel, KernelEngine
from policyc.batch.engines.columns import Batch
from policyc.cli import main
from policyc.core.basis import Operation
from policyc.core.openings import NONE, Openings
from policyc.core.prelude import add, divide, least, literal, multiply, subtract
from policyc.core.ranges import infer_range
from policyc.core.terms import Call, Column, OpenTerm, Prior, Sort
from policyc.core.worksheet import Definition, Input, Worksheet
from tests.backends.readings import by_exact, by_kernel
from tests.core.random_sheets import history, random_sheet

ROOT = Path(__file__).parents[2]
INTEGER = Sort.INTEGER


def one_column(term: OpenTerm, **bounds: tuple[int, int]) -> Worksheet:
    inputs = tuple(Input(name, INTEGER, low, high) for name, (low, high) in bounds.items())
    return Worksheet(inputs, (Definition("answer", INTEGER, term, *infer_range(term, bounds)),))


def answers(sheet: Worksheet, **facts: list[int]) -> list[int]:
    columns = {name: np.array(values, np.int64) for name, values in facts.items()}
    found = Kernel(sheet, ["answer"]).settle(Batch(len(next(iter(facts.values()))), columns, {}))
    return found["answer"].tolist()


@pytest.mark.parametrize("divisor", [1, 2, 3, 7, 100, 9_973, 10**6, 2**40 + 1])
def test_quotients_through_doubles_are_floors(divisor: int) -> None:
    """At every edge of a quotient, and where doubles end to be exact."""
    most = EXACT_IN_DOUBLE - 1
    sheet = one_column(divide(Column("x"), literal(divisor)), x=(-most, most))
    edges = {times * divisor + step for times in (0, 1, 2, 999, most // divisor) for step in (-1, 0, 1)} | {most}
    told = sorted(one for edge in edges for one in (edge, -edge) if abs(one) <= most)
    assert answers(sheet, x=told) == [one // divisor for one in told]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 2**40), st.lists(st.integers(-EXACT_IN_DOUBLE + 1, EXACT_IN_DOUBLE - 1), min_size=1, max_size=40))
def test_quotients_through_doubles_are_floors_anywhere(divisor: int, told: list[int]) -> None:
    most = EXACT_IN_DOUBLE - 1
    assert answers(one_column(divide(Column("x"), literal(divisor)), x=(-most, most)), x=told) == [
        one // divisor for one in told
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.integers(2**20, 2**49),
    st.lists(st.tuples(st.integers(-(2**60), 2**60), st.integers(0, 2**20)), min_size=1, max_size=40),
)
def test_products_of_more_than_64_bits_are_divided_exactly(divisor: int, told: list[tuple[int, int]]) -> None:
    """x · y needs up to 80 bits; over at least 2^20 it fits in 64 again."""
    sheet = one_column(divide(multiply(Column("x"), Column("y")), literal(divisor)), x=(-(2**60), 2**60), y=(0, 2**20))
    assert answers(sheet, x=[x for x, _ in told], y=[y for _, y in told]) == [x * y // divisor for x, y in told]


def test_sums_of_more_than_64_bits_come_back_exactly() -> None:
    # 2^62 + 2^62 + 2^62 − 2^62 − 2^62 passes 2^63 on the way to 2^62
    big = 2**62
    term = subtract(subtract(add(add(Column("x"), Column("x")), Column("x")), Column("x")), Column("x"))
    sheet = one_column(least(term, literal(big)), x=(0, big))
    assert answers(sheet, x=[big, 0, 1]) == [big, 0, 1]


def test_a_wide_value_that_is_known_to_be_small_is_divided_as_one() -> None:
    """x · y is said to stay below 100 though its factors could make 2^80: 6 · 7 = 42, and 42 div 4 = 10."""
    sheet = Worksheet(
        (Input("x", INTEGER, 0, 2**40), Input("y", INTEGER, 0, 2**40)),
        (
            Definition("product", INTEGER, multiply(Column("x"), Column("y")), 0, 100),
            Definition("answer", INTEGER, divide(Column("product"), literal(4)), 0, 25),
        ),
    )
    assert answers(sheet, x=[6, 0], y=[7, 9]) == [10, 0]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(BeyondKernelError, match="answer"):
        answers(one_column(multiply(Column("x"), Column("x")), x=(0, 2**40)), x=[1])


def test_every_day_of_the_calendar() -> None:
    """The parts of all days of nine centuries, and each put together again; every month's end asked for as its 31st."""
    first, last = date(1600, 1, 1).toordinal(), date(2500, 12, 31).toordinal()
    days = list(range(first, last + 1))
    parts = {
        name: answers(one_column(Call(operation, (Column("x"),)), x=(first, last)), x=days)
        for name, operation in {"year": Operation.YEAR, "month": Operation.MONTH, "day": Operation.DAY}.items()
    }
    told = [date.fromordinal(day) for day in days]
    assert parts == {name: [getattr(one, name) for one in told] for name in parts}
    made = one_column(Call(Operation.DATE, (Column("y"), Column("m"), Column("d"))), y=(1, 9999), m=(1, 12), d=(1, 31))
    assert answers(made, y=parts["year"], m=parts["month"], d=parts["day"]) == days
    ends = answers(made, y=parts["year"], m=parts["month"], d=[31] * len(days))
    assert all(end == day for day, end, one in zip(days, ends, told, strict=True) if date.fromordinal(day + 1).day == 1)


PAID = Worksheet(
    (Input("member", INTEGER, 0, 10**9), Input("cost", INTEGER, 0, 10**6)),
    (
        Definition("before", INTEGER, Prior("paid", ("member",)), 0, 10**11),
        Definition(
            "paid", INTEGER, least(Column("cost"), subtract(literal(10**9), Column("before"))), -(10**12), 10**6
        ),
    ),
    ("paid",),
    frozenset({"paid"}),
)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_and_orders_make_no_difference(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims of many members: together as they stand, and scattered with the ledger's order beside them."""
    monkeypatch.setattr(engine, "FEWEST_APIECE", 1)
    random = Random(threads)
    count = 200
    members = np.sort(np.array([random.randrange(40) for _ in range(count)], np.int64))
    costs = np.array([random.randrange(10**6) for _ in range(count)], np.int64)
    kernel = Kernel(PAID, ["paid", "before"])
    kernel.threads = threads
    together = kernel.settle(Batch(count, {"member": members, "cost": costs}, {}))
    wanted = by_exact(PAID, [({"member": int(m), "cost": int(c)}, {}) for m, c in zip(members, costs, strict=True)])
    assert together["before"].tolist() == [row["before"] for row in wanted]
    scattered = np.array(random.sample(range(count), count))
    order = np.argsort(scattered)
    apart = kernel.settle(Batch(count, {"member": members[scattered], "cost": costs[scattered]}, {}), order=order)
    assert apart["before"][order].tolist() == together["before"].tolist()
    assert apart["paid"][order].tolist() == together["paid"].tolist()


def test_results_are_written_where_they_are_wanted() -> None:
    into = {"paid": np.zeros(2, np.int64)}
    facts = {"member": np.array([3, 3], np.int64), "cost": np.array([5, 7], np.int8)}
    Kernel(PAID, ["paid"], {"cost": 8}).settle(Batch(2, facts, {}), into=into)
    assert into["paid"].tolist() == [5, 7]


def test_a_total_opened_under_keys_too_many_for_a_table() -> None:
    """Members a thousand million apart: 10^9 less the 10^9 − 1 paid before leaves 1."""
    openings = Openings({("paid", ("member",), (10**9,)): 10**9 - 1, ("paid", ("member",), (5,)): 3})
    facts = {"member": np.array([0, 10**9, 10**9], np.int64), "cost": np.array([7, 7, 7], np.int64)}
    found = Kernel(PAID, ["paid"]).settle(Batch(3, facts, {}), openings)
    assert found["paid"].tolist() == [7, 1, 0]


def test_machine_code_is_kept_and_broken_code_made_anew(tmp_path: Path) -> None:
    batch = Batch(1, {"member": np.zeros(1, np.int64), "cost": np.array([5], np.int64)}, {})

    def paid() -> Any:
        return KernelEngine(tmp_path).settle(PAID, ["paid"], batch, NONE)["paid"].tolist()

    assert paid() == [5]
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    assert paid() == [5]
    file.write_bytes(whole[:-7])
    assert paid() == [5]
    assert file.read_bytes() == whole


def test_what_is_kept_is_not_planned_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Openings are still looked up: 10^9 less what was paid before leaves 3."""
    openings = Openings({("paid", ("member",), (0,)): 10**9 - 3})
    batch = Batch(1, {"member": np.zeros(1, np.int64), "cost": np.array([5], np.int64)}, {})
    assert Kernel(PAID, ["paid"], {}, tmp_path).settle(batch, openings)["paid"].tolist() == [3]
    monkeypatch.setattr(kept, "planned", lambda *_: pytest.fail("planned again"))
    assert Kernel(PAID, ["paid"], {}, tmp_path).settle(batch, openings)["paid"].tolist() == [3]


def test_another_worksheet_result_width_or_source_is_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower = evolve(PAID, definitions=(PAID.definitions[0], evolve(PAID.definitions[1], high=10)))
    closed = evolve(PAID, openings=frozenset())
    asked = [(PAID, ["paid"], {}), (lower, ["paid"], {}), (closed, ["paid"], {}), (PAID, ["paid", "before"], {})]
    for sheet, results, widths in (*asked, (PAID, ["paid"], {"cost": 8})):
        assert Kernel(sheet, results, widths, tmp_path).made == Kernel(sheet, results, widths, tmp_path).made
    assert len(list(tmp_path.iterdir())) == 5
    monkeypatch.setattr(kept, "_sources", lambda: "of another version")
    assert Kernel(PAID, ["paid"], {}, tmp_path).made is not None
    assert len(list(tmp_path.iterdir())) == 6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_two_threads_settle_random_sheets_alike(seed: int) -> None:
    random = Random(seed)
    sheet = random_sheet(random, False)
    claims = [(claim.facts, claim.lines) for claim in history(random)]
    claims.sort(key=lambda claim: claim[0]["member"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "FEWEST_APIECE", 1)
        assert by_kernel(sheet, claims, threads=2) == by_kernel(sheet, claims, threads=1)


def test_a_plan_says_what_is_reckoned_where_and_how_wide() -> None:
    share = divide(multiply(Column("paid"), Column("rate")), literal(2**50))
    sheet = Worksheet(
        (*PAID.inputs, Input("rate", INTEGER, 0, 2**50)),
        (*PAID.definitions, Definition("share", INTEGER, share, -(2**40), 10**6)),
    )
    shown = show_plan(planned(sheet, ["share"])).splitlines()
    assert shown[:2] == ["turning: in the ledger's order", "  table paid by member"]
    assert shown[-2] == "after: claim by claim, several at once"
    assert shown[-1].startswith("  * share : ")
    assert [line.split(" : ")[0] for line in shown if line.endswith("[128 bits]")] == ["  * share"]


def test_a_policy_is_shown_as_its_plan() -> None:
    done = CliRunner().invoke(main, ["show", str(ROOT / "examples/daily_limit.zh.pol"), "--stage", "kernel"])
    assert done.exit_code == 0, done.output
    assert "turning: in the ledger's order\n  table op_claim__raw_counted by member, visit_day\n" in done.output
