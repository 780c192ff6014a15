"""A closed worksheet with fewer columns: what one place alone reads is written there, for code that no one reads.

So is what is only another column, or its denial, wherever it is read.

inlined(worksheet, kept) -> Worksheet with the columns `kept` and their values
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from attrs import evolve

from policyc.core.basis import Operation
from policyc.core.loops import reads
from policyc.core.terms import Call, Column, OpenTerm, Prior, Total
from policyc.core.walk import depth, fold, rebuild, subterms
from policyc.core.worksheet import Definition, Worksheet

DEEPEST = 12
"""How deep terms may stand inside one another after inlining: far from what any reader of code refuses."""


def inlined(worksheet: Worksheet, kept: Collection[str]) -> Worksheet:
    """`worksheet` where each claim column that one term reads once, and no look-back, is replaced by its term."""
    uses = _uses(worksheet)
    terms: dict[str, OpenTerm] = {}
    definitions: list[Definition] = []
    for definition in worksheet.definitions:
        term = _replaced(definition.term, terms)
        term = term if depth(term) <= DEEPEST else definition.term
        read_in_place = _is_another(term) or (uses[definition.name] == 1 and definition.name not in kept)
        if read_in_place and definition.grain is None and _plain(term):
            terms[definition.name] = term
        definitions.append(evolve(definition, term=term))
    read = {name for definition in definitions for name in reads(definition.term)}
    left = [d for d in definitions if d.name not in terms or d.name in read or d.name in kept]
    return evolve(worksheet, definitions=tuple(left))


def _uses(worksheet: Worksheet) -> Counter[str]:
    """How often each column is read; what a look-back or a line reads counts as often enough to stay."""
    uses: Counter[str] = Counter()
    for definition in worksheet.definitions:
        for term in subterms(definition.term):
            match term:
                case Column(name):
                    uses[name] += 1 if definition.grain is None else 2
                case Prior(column):
                    uses.update(dict.fromkeys((column, *term.asks, *term.keeps), 2))
                case Total(column):
                    uses[column] += 2
                case _:
                    pass
    return uses


def _is_another(term: OpenTerm) -> bool:
    match term:
        case Column() | Call(Operation.NOT, (Column(),)):
            return True
        case _:
            return False


def _plain(term: OpenTerm) -> bool:
    return not any(isinstance(part, Prior | Total) for part in subterms(term))


def _replaced(term: OpenTerm, terms: dict[str, OpenTerm]) -> OpenTerm:
    def combine(here: OpenTerm, inner: list[OpenTerm]) -> OpenTerm:
        if isinstance(here, Column):
            return terms.get(here.name, here)
        return rebuild(here, tuple(inner)) if inner else here

    return fold(term, combine)
