"""What to write instead of a number that cannot be read: `2.5万` is 25000, `2次` is 2."""

from __future__ import annotations

import re

from policyc.claims.numeral import half_width, scaled
from policyc.claims.present import decimal_text
from policyc.report.diagnostic import Words
from policyc.types import Count, Measure, Money, Ratio, scale_of

Number = Money | Measure | Ratio | Count

_MEASURED = re.compile(
    r"(?:RMB|CNY|[¥￥])?\s*([\d.,]+)\s*(万|亿)?\s*(?:元|圆|块|次|天|日|岁|年|个月|月|人|yuan|RMB|CNY|times|days|years)?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST = 40
_POWER = {None: 0, "万": 4, "亿": 8}

_NUMBER = Words("数", "a number")
_WHOLE = Words("整数", "a whole number")


def number_words(type: Number) -> Words:
    """What a value of the type is."""
    return _WHOLE if isinstance(type, Count) else _NUMBER


def instead(value: object, type: Number) -> Words:
    """How to write `value` where it is a number with its unit; otherwise how such numbers are written."""
    plain = _plain(value, scale_of(type)) if not isinstance(type, Ratio) else None
    match type:
        case Count():
            example = plain or "2"
            return Words(f"整数，如 {example}", f"a whole number, such as {example}")
        case Money() | Measure() if plain is not None:
            return Words(plain, plain)
        case Money():
            return Words('数字，如 1234.56 或 "1,234.56"', 'digits only, such as 1234.56 or "1,234.56"')
        case Measure():
            return Words("数字，如 1.5", "digits only, such as 1.5")
        case Ratio():
            return Words('0.75 或 "75%" 这样的比例', 'a ratio such as 0.75 or "75%"')


def _plain(value: object, scale: int) -> str | None:
    """The digits of a number written with its unit, without decimals that say nothing."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    measured = _MEASURED.fullmatch(half_width(value))
    if measured is None:
        return None
    number = scaled(measured[1], scale + _POWER[measured[2]])
    if not isinstance(number, int):
        return None
    text = decimal_text(number, scale)
    return text.rstrip("0").rstrip(".") if scale else str(number)
