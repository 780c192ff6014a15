"""A number of a workbook as the text of what it shows, exactly; where it holds something else, that is a fault.

A workbook stores binary floating-point numbers. One of at most fifteen digits stands for exactly one decimal, the one
that was typed; longer ones are what reckoning leaves behind (0.1 + 0.2), and are refused.
"""

from __future__ import annotations

import re
from decimal import Decimal

from policyc.lexicon import lexicon
from policyc.sheets.fault import fault

MOST_DIGITS = 15
_CURRENCY = re.compile(r"¥|￥|元|CNY|RMB|yuan", re.IGNORECASE)
_UNSHOWN = re.compile(r'\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.|\\(.)|"([^"]*)"')
_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.([#0?]+))?(,*)")
_PLAIN = re.compile(r"general|@", re.IGNORECASE)


def number_text(place: str, value: int | float, number_format: str) -> str:
    """`75%` for 0.75 shown as a percentage, `800元` for 800 shown with the unit. Raises SheetError."""
    exact = Decimal(repr(value))
    if not exact.is_finite() or len(exact.normalize().as_tuple().digits) > MOST_DIGITS:
        raise fault("sheet-number-inexact", cell=place, held=str(value))
    section = number_format.split(";")[0]
    shown = _UNSHOWN.sub(lambda match: match[1] or match[2] or match[3] or "", section).strip()
    if _PLAIN.fullmatch(shown):
        return plain(exact)
    digits = _DIGITS.search(shown)
    around = shown if digits is None else shown[: digits.start()] + shown[digits.end() :]
    unit = _unit(around)
    if digits is None or unit is None or digits[2]:
        raise fault("sheet-number-hidden", cell=place, held=plain(exact), format=number_format)
    if unit == "%":
        exact = exact.scaleb(2)
    if _decimals(exact) > len(digits[1] or ""):
        raise fault("sheet-number-hidden", cell=place, held=plain(exact) + unit, format=number_format)
    grouped = plain(exact, grouped="," in digits[0])
    return grouped + unit


def plain(number: Decimal, *, grouped: bool = False) -> str:
    """A decimal in digits alone, without an exponent or zeros that say nothing."""
    number = number.normalize()
    if _decimals(number) == 0:
        number = number.quantize(Decimal(1))
    return f"{number:,f}" if grouped else f"{number:f}"


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def _unit(around: str) -> str | None:
    """The unit that a format shows beside the digits; None where it shows something else."""
    word = around.replace("-", "").strip()
    if not word:
        return ""
    if _CURRENCY.fullmatch(word):
        return "元"
    units = {spelling for row in lexicon().units.values() for spelling in row.spellings()}
    return word if word in units else None
