"""The keys of periods as claims write them and settlements show them: `2021`, `2021-03`, `2021-03-05`."""

from __future__ import annotations

import re
from datetime import date
from typing import assert_never

from policyc.claims.numeral import half_width
from policyc.claims.value import read_day
from policyc.interface import PeriodKey
from policyc.types import FIRST_DAY, LAST_DAY, month_text

_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:-(\d{2})|年(\d{1,2})月)", re.ASCII)
_YEARS = range(1900, 2200)


def period_key(unit: PeriodKey, written: object) -> int | None:
    """The integer of a period's key as written (`2021`, `2021-03`, `2021-03-05`), or None if it is no such key."""
    text = half_width(written) if isinstance(written, str) else str(written)
    match unit:
        case PeriodKey.YEAR:
            year = _YEAR.fullmatch(text)
            return int(year[1]) if year and int(year[1]) in _YEARS else None
        case PeriodKey.MONTH:
            month = _MONTH.fullmatch(text)
            return _month_index(int(month[1]), int(month[2] or month[3])) if month else None
        case PeriodKey.DAY | PeriodKey.ROLLING:
            day = read_day(written)
            return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None
        case PeriodKey.LIFETIME:
            return None
        case _:
            assert_never(unit)


def _month_index(year: int, month: int) -> int | None:
    return 12 * year + month - 1 if year in _YEARS and 1 <= month <= 12 else None


def written_key(unit: PeriodKey, key: int) -> str:
    """A period's key as claims write it: `2021`, `2021-03`, `2021-03-05`."""
    match unit:
        case PeriodKey.YEAR:
            return str(key)
        case PeriodKey.MONTH:
            return month_text(key)
        case PeriodKey.DAY | PeriodKey.ROLLING:
            return date.fromordinal(key).isoformat()
        case PeriodKey.LIFETIME:
            return ""
        case _:
            assert_never(unit)
