"""Working days: from day to number and back, against a walk from day to day; the readings agree."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policyc
from policyc.core.working_days import WorkingDays, is_weekend

FIRST, LAST = date(2020, 1, 1).toordinal(), date(2021, 12, 31).toordinal()

POLICY = """政策 数日 (counting)

事实
  自 (since)：日期，2019年6月1日 至 2022年6月30日
  至日 (until)：日期，2019年6月1日 至 2022年6月30日
  个数 (wanted)：工作日数，1 至 600

日历 历 (cal)
  2020年：{first}
  2021年：{second}

规则 到 (reached)：日期
  公式：工作日后(自，个数，历)

规则 数 (counted)：工作日数
  公式：工作日数(自，至日，历)
"""


def worked_on(day: int, off: frozenset[int], extra: frozenset[int]) -> bool:
    """By the calendar of the standard library, not by arithmetic."""
    return day in extra if date.fromordinal(day).isoweekday() > 5 else day not in off


def line(days: list[int], word: str) -> str:
    return f"{word} " + "、".join(f"{day.month}月{day.day}日" for day in map(date.fromordinal, days)) if days else ""


def written(year: int, off: frozenset[int], extra: frozenset[int]) -> str:
    mine = [sorted(day for day in days if date.fromordinal(day).year == year) for days in (off, extra)]
    parts = [line(mine[0], "休"), line(mine[1], "班")]
    return "，".join(part for part in parts if part) or "无"


days = st.integers(FIRST, LAST)
runs = st.tuples(days, st.integers(0, 9)).map(lambda run: range(run[0], min(run[0] + run[1], LAST) + 1))
calendars = st.tuples(st.lists(runs, max_size=6), st.lists(runs, max_size=6)).map(
    lambda lists: (
        frozenset(day for run in lists[0] for day in run if not is_weekend(day)),
        frozenset(day for run in lists[1] for day in run if is_weekend(day)),
    )
)
dates = st.one_of(days, st.sampled_from([FIRST - 1, FIRST, LAST, LAST + 1]))


@settings(deadline=None, max_examples=40)
@given(calendars, st.lists(st.tuples(dates, dates, st.integers(1, 600)), min_size=8, max_size=8))
def test_the_terms_count_as_a_walk_does(
    calendar: tuple[frozenset[int], frozenset[int]], asked: list[tuple[int, int, int]]
) -> None:
    off, extra = calendar
    policy = policyc.loads(POLICY.format(first=written(2020, off, extra), second=written(2021, off, extra)).encode())
    for since, until, wanted in asked:
        claim = {"自": date.fromordinal(since), "至日": date.fromordinal(until), "个数": wanted}
        settled = policy.evaluate(claim)
        assert settled["到"] == walked(since, wanted, off, extra)
        assert settled["数"] == counted(since, until, off, extra)


def walked(since: int, wanted: int, off: frozenset[int], extra: frozenset[int]) -> date | None:
    if not FIRST <= since <= LAST:
        return None
    left = wanted
    for day in count(since + 1):
        if day > LAST:
            return None
        left -= worked_on(day, off, extra)
        if left == 0:
            return date.fromordinal(day)
    return None


def counted(since: int, until: int, off: frozenset[int], extra: frozenset[int]) -> int | None:
    if not (FIRST <= since <= LAST and FIRST <= until <= LAST):
        return None
    low, high = sorted((since, until))
    number = sum(worked_on(day, off, extra) for day in range(low + 1, high + 1))
    return number if since <= until else -number


@pytest.mark.parametrize(("day", "weekend"), [((2020, 12, 11), False), ((2020, 12, 12), True), ((2020, 12, 13), True)])
def test_weekends(day: tuple[int, int, int], weekend: bool) -> None:
    assert is_weekend(date(*day).toordinal()) is weekend  # a Friday, a Saturday, a Sunday


def test_a_calendar_says_of_each_day_whether_it_is_worked() -> None:
    saturday = date(2020, 12, 12).toordinal()
    days = WorkingDays(FIRST, LAST, frozenset({saturday - 1}), frozenset({saturday}))
    assert [days.is_worked(day) for day in range(saturday - 2, saturday + 3)] == [True, False, True, False, True]
