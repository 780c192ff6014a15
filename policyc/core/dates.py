"""The one date rule that no library has: a day past the month's end is the month's last."""

from __future__ import annotations

from datetime import date


def clamped_date(year: int, month: int, day: int) -> int:
    """The day number of a date, a day past the month's end being its last."""
    last = 31 if month == 12 else date(year, month + 1, 1).toordinal() - date(year, month, 1).toordinal()
    return date(year, month, min(day, last)).toordinal()
