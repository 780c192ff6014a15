"""Numbers and workings as text: `(10,000.00 − 500.00) × 75%`, with the amounts' own decimals."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from policyc.elaborate.value import Bare
from policyc.elaborate.wording import number_text
from policyc.explain.model import Chain, Function, Operand, Quantity, Rounded, Wording, Working
from policyc.interface import words
from policyc.report.diagnostic import Language
from policyc.types import (
    Count,
    Date,
    Kind,
    Measure,
    Money,
    Ratio,
    Time,
    Truth,
    Unit,
    chinese_month_text,
    month_text,
    time_text,
)


def quantity_text(quantity: Quantity | None, language: Language) -> str:
    """A value for a reader: 1,234.56 · 43.2075 · 75% · 2021年1月1日 or 2021-01-01 · 是 or yes · 无 or none."""
    zh = language is Language.ZH
    if quantity is None:
        return "无" if zh else "none"
    value, scale = quantity.value, quantity.scale
    match quantity.type:
        case Money():
            return signed(money_text(value, scale))
        case Ratio():
            return signed(number_text(value * 100, scale)) + "%"
        case Count(Unit.MONTH):
            return chinese_month_text(value) if zh else month_text(value)
        case Measure() | Count() | Bare():
            text = number_text(value, scale)
            return signed(text if scale else text.replace(",", ""))
        case Date():
            day = date.fromordinal(value)
            return f"{day.year}年{day.month}月{day.day}日" if zh else day.isoformat()
        case Time():
            return time_text(value)
        case Truth():
            return ("是" if value else "否") if zh else ("yes" if value else "no")
        case Kind(members=members):
            return (
                members[value] if quantity.kind is None else words(quantity.kind.members[value]).in_language(language)
            )
        case _:
            assert_never(quantity.type)


def signed(text: str) -> str:
    """A number below zero with the sign that subtractions are written with."""
    return text.replace("-", "−")


def money_text(value: int, scale: int) -> str:
    """An amount with two decimals, or as many more as it needs."""
    text = number_text(value, scale)
    whole, _, part = text.partition(".")
    return f"{whole}.{part.ljust(2, '0')}"


def with_unit(quantity: Quantity | None, language: Language) -> str:
    """A value in a sentence: amounts say their currency."""
    text = quantity_text(quantity, language)
    if quantity is None or not isinstance(quantity.type, Money):
        return text
    return f"{text} {'元' if language is Language.ZH else 'yuan'}"


def working_text(working: Working, language: Language) -> str:
    """A working as it is written: chains with parentheses where × meets +, functions by name."""
    match working:
        case Operand(quantity):
            return quantity_text(quantity, language)
        case Wording(spoken):
            return spoken.in_language(language)
        case Chain(parts, signs):
            return _chain(parts, signs, language)
        case Function(name=name, arguments=arguments):
            comma = "，" if language is Language.ZH else ", "
            return f"{name.in_language(language)}({comma.join(working_text(part, language) for part in arguments)})"
        case Rounded(operand, how=how):
            return f"{how.in_language(language)}({working_text(operand, language)})"
        case _:
            assert_never(working)


def _chain(parts: tuple[Working, ...], signs: tuple[str, ...], language: Language) -> str:
    written = [_part(parts[0], signs[0], language, first=True)]
    if signs[0] == "−":
        written = [f"−{written[0]}"]
    for part, sign in zip(parts[1:], signs[1:], strict=True):
        written += [f" {sign} ", _part(part, sign, language)]
    return "".join(written)


def _part(part: Working, sign: str, language: Language, *, first: bool = False) -> str:
    """A part of a chain; in parentheses where it would be read another way, or is below zero."""
    text = working_text(part, language)
    if isinstance(part, Chain):
        loose = part.signs[0] in "+−"
        return f"({text})" if (loose and (sign in "×÷" or not first)) or (not loose and sign == "÷") else text
    negative = isinstance(part, Operand) and part.quantity.value < 0 and not first
    return f"({text})" if negative else text
