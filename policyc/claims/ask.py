"""Asking for a fact: the question as a line of text, and the answer as a value or a diagnostic."""

from __future__ import annotations

from policyc.claims.present import present
from policyc.claims.value import bounds, fact_converter
from policyc.interface import FactSpec, Interface, words
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.report.visible import visible
from policyc.types import Kind, Truth

_QUESTION = Words("{name}（{allowed}）：", "{name} ({allowed}): ")
_EXPLAINED = Words("{name}，{question}（{allowed}）：", "{name}, {question} ({allowed}): ")
_BETWEEN = Words("{low} 至 {high}", "{low} to {high}")
_LISTED = Words("、", ", ")
_MAY_BE_LEFT = Words("，可空", ", may be left out")


def question_for(spec: FactSpec, interface: Interface, language: Language) -> str:
    """The fact's name, its question if it has one, and the values it may take."""
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
            low, high = (present(bound, spec.type, None, language) for bound in bounds(spec))
            return _BETWEEN.in_language(language).format(low=low, high=high)
