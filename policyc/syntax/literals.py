"""Literals: from the digits of a source to the numbers and dates of the tree."""

from __future__ import annotations

import re
from datetime import date

from policyc.lexicon import Lexicon
from policyc.source import Span
from policyc.syntax.expression import DateLiteral, MonthDay, MonthLiteral, Number, NumberUnit, TimeLiteral, YearLiteral

LONGEST_NUMBER = 30
"""How many digits a number may have."""

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MULTIPLES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
"""Chinese multipliers, as powers of ten."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_NUMERALS = "".join([*DIGITS, *MULTIPLES])
CHINESE_FIRST = frozenset(_NUMERALS)
_DAY = "[一二三四五六七八九十]{1,3}"
_YEAR = "[零〇一二三四五六七八九]{4}"
_SPOKEN = re.compile("[百千万亿][一二两三四五六七八九]$")
CHINESE_DATE = re.compile(f"(?P<year>{_YEAR})年(?:(?P<month>{_DAY})月(?P<day>{_DAY})日)?")
CHINESE_MONTH_DAY = re.compile(f"(?P<month>{_DAY})月(?P<day>{_DAY})日")
YEAR_OR_DAY = f"{_YEAR}年|{_DAY}月{_DAY}日"


def unit_pattern(lexicon: Lexicon) -> str:
    """A pattern of the words for units, longest first, English ones whole."""
    words = sorted((word for row in lexicon.units.values() for word in row.spellings()), key=lambda w: (-len(w), w))
    return "|".join(
        word.replace(" ", "[ ]+") + "(?![A-Za-z0-9_])" if word[0].isascii() and word[0].isalpha() else re.escape(word)
        for word in words
    )


def number_pattern(lexicon: Lexicon) -> str:
    """Digits, perhaps in groups of three; perhaps a fraction, a multiplier 万 or 亿, and a unit."""
    return (
        r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:[.](?P<fraction>[0-9]+))?"
        rf"(?:[ ]*(?P<multiple>[十百千]?[万亿]|[百千]))?(?:[ ]*(?P<unit>{unit_pattern(lexicon)}))?"
    )


def chinese_number_pattern(lexicon: Lexicon, ends: str) -> str:
    """`二十万元`, `百分之五十`, `十八周岁`: a numeral with a multiplier or a unit, and then the word is over."""
    return rf"(?P<percent>百分之)?(?P<numeral>[{_NUMERALS}]+)(?P<unit>{unit_pattern(lexicon)})?{ends}"


def units_by_word(lexicon: Lexicon) -> dict[str, NumberUnit]:
    return {word: NumberUnit[row.key] for row in lexicon.units.values() for word in row.spellings()}


def number(match: re.Match[str], units: dict[str, NumberUnit], span: Span) -> Number:
    """The number that `number_pattern` matched."""
    digits, fraction, multiple, unit = match.group("digits", "fraction", "multiple", "unit")
    written = digits.replace(",", "") + (fraction or "")
    decimals = len(fraction) if fraction else 0
    value = int(written) if len(written) <= LONGEST_NUMBER else 0
    for character in multiple or "":
        value, decimals = _shifted(value, decimals, MULTIPLES[character])
    return Number(value, decimals, units[" ".join(unit.split())] if unit else NumberUnit.NONE, span)


def _shifted(value: int, decimals: int, places: int) -> tuple[int, int]:
    """`value` / 10**`decimals` times 10**`places`."""
    return value * 10 ** max(0, places - decimals), max(0, decimals - places)


def chinese_number(match: re.Match[str], units: dict[str, NumberUnit], span: Span) -> Number | None:
    """The number that `chinese_number_pattern` matched; None if it is rather a name, as a lone `一` is."""
    numeral, unit, percent = match.group("numeral", "unit", "percent")
    if not (unit or percent or any(character in MULTIPLES for character in numeral)):
        return None
    value = numeral_value(numeral)
    if value is None:
        return None
    return Number(value, 0, NumberUnit.PERCENT if percent else units[unit] if unit else NumberUnit.NONE, span)


def numeral_value(numeral: str) -> int | None:
    """The value of a Chinese numeral such as `三千五百万`; None where it is none, or has two readings (`三万五`)."""
    if len(numeral) > LONGEST_NUMBER or _SPOKEN.search(numeral):
        return None
    for large in "亿万":
        high, found, low = numeral.rpartition(large)
        if found:
            above, below = numeral_value(high), numeral_value(low) if low else 0
            return None if above is None or below is None else above * 10 ** MULTIPLES[large] + below
    return _below_ten_thousand(numeral)


def _below_ten_thousand(numeral: str) -> int | None:
    total, digit = 0, None
    for place, character in enumerate(numeral):
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
        elif digit is None and (character != "十" or place):
            return None
        else:
            total, digit = total + (1 if digit is None else digit) * 10 ** MULTIPLES[character], None
    return total + (digit or 0) if numeral else None


def written_digits(text: str) -> int:
    """The number of a few digits, Arabic or Chinese by place (`二〇二一`) or with tens (`十二`)."""
    if text[0] not in CHINESE_FIRST:
        return int(text)
    if "十" in text:
        return numeral_value(text) or 0
    return int("".join(str(DIGITS[character]) for character in text))


def date_literal(text: str, span: Span) -> DateLiteral:
    """`2021年1月1日` or `2021-01-01`."""
    year, month, day = re.findall("[0-9]+", text)
    return DateLiteral(int(year), int(month), int(day), span)


def month_day(text: str, span: Span) -> MonthDay:
    """`12月30日`."""
    month, day = re.findall("[0-9]+", text)
    return MonthDay(int(month), int(day), span)


def year_literal(text: str, span: Span) -> YearLiteral:
    return YearLiteral(int(text[:4]), span)


def month_pattern(lexicon: Lexicon) -> str:
    """`2024年5月`, `2024-05`. Where a number goes on or a unit follows, the second is a difference: `2000-10 元`."""
    amount = rf"[-0-9%]|[.,][0-9]|[ ]*(?:[十百千万亿]|{unit_pattern(lexicon)})"
    return rf"[0-9]{{4}}[ ]*年[ ]*[0-9]{{1,2}}[ ]*月(?![ ]*[0-9])|[0-9]{{4}}-(?:0[1-9]|1[0-2])(?!{amount})"


def month_literal(text: str, span: Span) -> MonthLiteral:
    """What `month_pattern` matched."""
    year, month = re.findall("[0-9]+", text)
    return MonthLiteral(int(year), int(month), span)


def time_pattern(lexicon: Lexicon) -> str:
    """`21:00`, `21时30分`. Where a unit follows, a colon is not a clock's: `若 次数 为 12：50 元`."""
    amount = rf"[0-9%]|[.,][0-9]|[ ]*(?:[十百千万亿]|{unit_pattern(lexicon)})"
    clock = rf"[0-9]{{2}}:[0-9]{{2}}(?!{amount})"
    return rf"[ \t]*({clock}|[0-9]{{1,2}}[ ]*时(?:[ ]*[0-9]{{1,2}}[ ]*分)?)"


def time_literal(match: re.Match[str], span: Span) -> TimeLiteral:
    """The time that `time_pattern` matched."""
    hour, *minute = map(int, re.findall("[0-9]+", match[1]))
    return TimeLiteral(hour, minute[0] if minute else 0, span)


def exists(node: DateLiteral | MonthDay | MonthLiteral) -> bool:
    """Whether there is such a day (for a month and day, in some year) or month."""
    if isinstance(node, MonthLiteral):
        return 1 <= node.month <= 12 and node.year >= 1
    if isinstance(node, MonthDay):
        return 1 <= node.month <= 12 and 1 <= node.day <= DAYS_IN_MONTH[node.month - 1]
    try:
        date(node.year, node.month, node.day)
    except ValueError:
        return False
    return True
