"""When a claim was settled: a date, or a date and a time of day, as Beijing time."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from policyc.claims.numeral import half_width
from policyc.claims.value import read_day
from policyc.report.diagnostic import Words

_BEIJING = timezone(timedelta(hours=8))
_YEARS = range(1900, 2200)
_MOMENT = re.compile(
    r"(?P<day>[^T ]+)[T ](?P<hour>\d{1,2})(?P<rest>:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)", re.ASCII
)


def read_moment(value: object) -> datetime | None:
    """The moment `value` names, in Beijing time without its zone; None if it names none from 1900 to 2199.

    A date is its midnight; a time without a zone is Beijing's already.
    """
    moment = _read(value)
    return moment if moment is not None and moment.year in _YEARS else None


def settled_words(moment: datetime, number: str) -> Words:
    """A claim by its number, if it has one, and the time it was settled."""
    time = moment.isoformat(" ", "minutes" if moment.second == moment.microsecond == 0 else "auto")
    if not number:
        return Words(f"（{time} 结算）", f"settled {time}")
    return Words(f"「{number}」（{time} 结算）", f"`{number}` (settled {time})")


def _read(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return _in_beijing(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if not isinstance(value, str):
        return None
    text = half_width(value)
    match = _MOMENT.fullmatch(text)
    day = read_day(text if match is None else match["day"])
    if not day:
        return None
    if match is None:
        return datetime.fromordinal(day)
    try:
        written = f"{date.fromordinal(day).isoformat()}T{match['hour']:>02}{match['rest']}"
        return _in_beijing(datetime.fromisoformat(written))
    except ValueError:
        return None


def _in_beijing(moment: datetime) -> datetime | None:
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(_BEIJING).replace(tzinfo=None)
    except OverflowError:
        return None
