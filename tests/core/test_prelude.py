"""The builders against the standard library: exact fractions, decimal's rounding, and the calendar."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyc.core import calendar
from policyc.core.prelude import (
    Mode,
    all_of,
    any_of,
    banded,
    least,
    less,
    literal,
    member_of,
    not_equal,
    part,
    remainder,
    rest,
    rounded,
    rounded_from_zero,
    stepped,
    sum_of,
    within,
)
from policyc.core.terms import Column, OpenTerm
from policyc.core.values import value_of
from policyc.core.walk import depth

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
AMOUNTS = st.integers(-(10**6), 10**6)
X, Y = Column("x"), Column("y")
DECIMAL_MODES = {
    Mode.DOWN: ROUND_DOWN,
    Mode.UP: ROUND_UP,
    Mode.HALF_UP: ROUND_HALF_UP,
    Mode.HALF_EVEN: ROUND_HALF_EVEN,
}


def value(term: OpenTerm, **row: int | bool | date) -> int | bool:
    plain: Mapping[str, int | bool] = {
        name: one.toordinal() if isinstance(one, date) else one for name, one in row.items()
    }
    return value_of(term, plain)


@pytest.mark.parametrize("mode", Mode)
@given(AMOUNTS, st.sampled_from([1, 2, 3, 4, 7, 100, 10_000]))
def test_rounding_is_decimals(mode: Mode, numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    scaled = Decimal(exact.numerator) / Decimal(exact.denominator)
    wanted = int(scaled.quantize(Decimal(1), DECIMAL_MODES[mode]))
    assert value(rounded(X, literal(denominator), mode), x=numerator) == wanted
    assert value(rounded(X, Y, mode), x=numerator, y=denominator) == wanted
    if numerator >= 0:
        assert value(rounded_from_zero(X, literal(denominator), mode), x=numerator) == wanted
        assert value(rounded_from_zero(X, Y, mode), x=numerator, y=denominator) == wanted


def test_halves_go_where_they_should() -> None:
    # -2.5, -1.5, 1.5 and 2.5, as halves.
    halves = (-5, -3, 3, 5)
    assert [value(rounded(X, literal(2), Mode.HALF_UP), x=one) for one in halves] == [-3, -2, 2, 3]
    assert [value(rounded(X, literal(2), Mode.HALF_EVEN), x=one) for one in halves] == [-2, -2, 2, 2]


@given(AMOUNTS, st.integers(0, 1000), st.integers(0, 1000))
def test_within_counts_what_lies_in_the_band(amount: int, low: int, width: int) -> None:
    high = low + width
    assert value(within(X, literal(low), literal(high)), x=amount) == max(0, min(amount, high) - low)
    assert value(within(X, literal(low), None), x=amount) == max(0, amount - low)


BANDS = [(0, 4_000, literal(75)), (4_000, 10_000, literal(80)), (10_000, None, literal(85))]


def test_bands_worked_by_hand() -> None:
    # 12,000: 4,000 at 75 + 6,000 at 80 + 2,000 at 85 = 300,000 + 480,000 + 170,000.
    assert value(banded(X, BANDS), x=12_000) == 950_000


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_part_and_rest_add_up_and_stay_in_bounds(before: int, this: int) -> None:
    def threshold(total: OpenTerm) -> OpenTerm:
        return least(total, literal(15_000))

    row = {"x": before, "y": before + this}
    share, left = value(part(threshold, X, Y), **row), value(rest(threshold, X, Y), **row)
    assert share + left == this
    assert 0 <= share <= this


@given(st.integers(-5, 50))
def test_steps_take_the_first_edge_that_holds(amount: int) -> None:
    values = [literal(one) for one in (10, 20, 30, 40)]
    wanted = 10 if amount <= 5 else 20 if amount <= 20 else 30 if amount <= 21 else 40
    assert value(stepped(X, [5, 20, 21], values), x=amount) == wanted


@given(st.sets(st.integers(0, 12)), st.integers(0, 12))
def test_membership(members: set[int], one: int) -> None:
    assert value(member_of(X, members), x=one) == (one in members)


@given(st.lists(st.booleans()), st.integers(-9, 9), st.integers(-9, 9))
def test_truths(truths: list[bool], one: int, other: int) -> None:
    row = {f"t{at}": truth for at, truth in enumerate(truths)}
    columns = [Column(name) for name in row]
    assert value(all_of(columns), **row) == all(truths)
    assert value(any_of(columns), **row) == any(truths)
    assert value(less(X, Y), x=one, y=other) == (one < other)
    assert value(not_equal(X, Y), x=one, y=other) == (one != other)


def test_literal_truths_fall_away_or_decide() -> None:
    assert all_of([literal(True), X]) == X
    assert any_of([X, literal(True)]) == literal(True)
    assert all_of([]) == literal(True)


def test_a_long_sum_is_not_deep() -> None:
    assert depth(sum_of([Column(f"x{at}") for at in range(20_000)])) <= 16


@given(AMOUNTS, st.integers(1, 400))
def test_remainder(amount: int, size: int) -> None:
    assert value(remainder(X, size), x=amount) == amount % size


# The calendar --------------------------------------------------------------------------------------------------------


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@given(DAYS, st.integers(-1200, 1200))
def test_months_after(day: date, months: int) -> None:
    assert value(calendar.months_after(X, literal(months)), x=day) == _add_months(day, months).toordinal()


@given(DAYS, st.integers(0, 150))
def test_years_after(day: date, years: int) -> None:
    assert value(calendar.years_after(X, literal(years)), x=day) == _add_months(day, 12 * years).toordinal()


@given(DAYS, DAYS)
def test_age_counts_birthdays(birth: date, on: date) -> None:
    birth, on = min(birth, on), max(birth, on)
    birthdays = 0
    for year in range(birth.year + 1, on.year + 1):
        leapless = (birth.month, birth.day) == (2, 29) and monthrange(year, 2)[1] == 28
        birthdays += (date(year, 3, 1) if leapless else birth.replace(year=year)) <= on
    assert value(calendar.age(X, Y), x=birth, y=on) == birthdays


def test_a_leap_day_birthday_is_reached_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert value(calendar.age(X, Y), x=born, y=date(2021, 2, 28)) == 12
    assert value(calendar.age(X, Y), x=born, y=date(2021, 3, 1)) == 13
    assert value(calendar.age(X, Y), x=born, y=date(2024, 2, 29)) == 16


@given(DAYS, st.integers(0, 800))
def test_months_touched(first: date, days: int) -> None:
    last = first + timedelta(days)
    touched = {((first + timedelta(at)).year, (first + timedelta(at)).month) for at in range(days + 1)}
    assert value(calendar.months_touched(X, Y), x=first, y=last) == len(touched)


STARTS = st.sampled_from([(1, 1), (9, 1), (2, 28), (2, 29), (12, 31), (7, 15)])


@given(st.dates(date(1901, 1, 1), date(2198, 12, 31)), STARTS)
def test_a_day_lies_in_the_year_of_its_key(day: date, start: tuple[int, int]) -> None:
    key = value(calendar.year_key(X, *start), x=day)
    first = value(calendar.first_day_of_year(X, *start), x=key)
    last = value(calendar.last_day_of_year(X, *start), x=key)
    following = value(calendar.first_day_of_year(X, *start), x=key + 1)
    assert first <= day.toordinal() <= last == following - 1
    assert date.fromordinal(first).year == key


@given(DAYS)
def test_a_day_lies_in_the_month_of_its_key(day: date) -> None:
    key = value(calendar.month_key(X), x=day)
    assert value(calendar.first_day_of_month(X), x=key) == day.replace(day=1).toordinal()
    last = day.replace(day=monthrange(day.year, day.month)[1])
    assert value(calendar.last_day_of_month(X), x=key) == last.toordinal()
