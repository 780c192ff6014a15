"""Asking for a fact: the question as a line of text, and the answer as a value or a diagnostic."""

from __future__ import annotations

from typing import assert_never

from policyc.claims.present import present
from policyc.claims.value import bounds, fact_converter
from policyc.interface import FactSpec, Interface, words
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.report.visible import visible
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, Type, Unit, range_of

_QUESTION = Words("{name}（{allowed}）：", "{name} ({allowed}): ")
_EXPLAINED = Words("{name}，{question}（{allowed}）：", "{name}, {question} ({allowed}): ")
_BETWEEN = Words("{low} 至 {high}", "{low} to {high}")
_FROM = Words("{low} 以上", "at least {low}")
_UP_TO = Words("{high} 以下", "at most {high}")
_LISTED = Words("、", ", ")
_MAY_BE_LEFT = Words("；没有就空着或写 无", "; leave blank or write none if there is none")


def question_for(spec: FactSpec, interface: Interface, language: Language) -> str:
    """The fact's name, its question if it has one, and the values it may take or how they are written."""
    template = _QUESTION if spec.question is None else _EXPLAINED
    text = template.in_language(language).format(
        name=words(spec).in_language(language),
        question="" if spec.question is None else spec.question.in_language(language),
        allowed=_allowed(spec, interface, language) + (_MAY_BE_LEFT.in_language(language) if spec.optional else ""),
    )
    return visible(text)


def read_answer(spec: FactSpec, interface: Interface, text: str) -> int | Diagnostic:
    """The value typed as an answer, read as a claim would read the same text."""
    return fact_converter(spec, interface)(text)


def _allowed(spec: FactSpec, interface: Interface, language: Language) -> str:
    match spec.type:
        case Truth():
            return _LISTED.in_language(language).join(present(value, spec.type, None, language) for value in (1, 0))
        case Kind():
            members = interface.kind(spec.type.name).members
            return _LISTED.in_language(language).join(words(member).in_language(language) for member in members)
        case _:
            return _bounded(spec, language)


def _bounded(spec: FactSpec, language: Language) -> str:
    """The bounds that the policy gives; without any, how such a value is written."""
    low, high = bounds(spec)
    least, most = range_of(spec.type)
    if (low, high) == (least, most):
        return _written(spec.type).in_language(language)
    pattern = _FROM if high == most else _UP_TO if low == least else _BETWEEN
    ends = {name: present(bound, spec.type, None, language) for name, bound in (("low", low), ("high", high))}
    return pattern.in_language(language).format(**ends)


def _written(type: Type) -> Words:
    match type:
        case Money():
            return Words("元，如 1234.56", "yuan, such as 1234.56")
        case Measure():
            return Words("数，如 1.5", "a number, such as 1.5")
        case Ratio():
            return Words("如 75%", "such as 75%")
        case Count(Unit.YEAR):
            return Words("年份，如 2024", "a year, such as 2024")
        case Count():
            return Words("整数，如 2", "a whole number, such as 2")
        case Date():
            return Words("如 2024-06-10", "such as 2024-06-10")
        case Time():
            return Words("如 20:59", "such as 20:59")
        case Truth() | Kind():
            return Words("", "")
        case _:
            assert_never(type)
