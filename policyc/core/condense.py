"""A closed worksheet made small for few results: every law that makes it quicker to work out, each tested by itself.

condensed(worksheet, wanted) -> Worksheet with the columns `wanted` and their values
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from attrs import evolve

from policyc.core.assume import decided_by_path
from policyc.core.basis import Operation
from policyc.core.inline import inlined
from policyc.core.piecewise import straightened
from policyc.core.ranges import infer_range, ranges_of
from policyc.core.rows import rows_read
from policyc.core.simplify import simplified
from policyc.core.terms import Call, Column, Literal, OpenTerm, Sort
from policyc.core.trim import trimmed
from policyc.core.walk import fold, rebuild, subterms
from policyc.core.worksheet import Definition, Worksheet

_READ_TWICE = frozenset({Operation.LEAST, Operation.MOST})
_OF_DATES = frozenset({Operation.YEAR, Operation.MONTH, Operation.DAY, Operation.DATE})

ROUNDS = 2
"""What one round makes literal or leaves without a reader, the next works with."""


def condensed(worksheet: Worksheet, wanted: Sequence[str]) -> Worksheet:
    """`worksheet` with no more than `wanted` needs, what is read once written where it is read."""
    kept = frozenset(wanted)
    for _ in range(ROUNDS):
        worksheet = rows_read(decided_by_path(straightened(inlined(worksheet, kept))))
        worksheet = trimmed(simplified(worksheet), wanted)
    return _named_once(inlined(worksheet, kept))


def _named_once(worksheet: Worksheet) -> Worksheet:
    """`worksheet` where what is read twice has a name: parts of the same date, and what a lesser or greater is of."""
    again = {term for term, count in _dates(worksheet).items() if count > 1}
    ranges = ranges_of(worksheet)
    named: dict[OpenTerm, str] = {}
    definitions: list[Definition] = []

    def name_for(term: OpenTerm, of: Definition) -> OpenTerm:
        if term not in named:
            named[term] = f"{of.name}__part{len(named) + 1}"
            low, high = ranges[named[term]] = infer_range(term, ranges)
            definitions.append(Definition(named[term], Sort.INTEGER, term, low, high))
        return Column(named[term])

    for definition in worksheet.definitions:

        def shared(here: OpenTerm, inner: list[OpenTerm], of: Definition = definition) -> OpenTerm:
            term = rebuild(here, tuple(inner))
            if isinstance(term, Call) and term.operation in _READ_TWICE:
                return rebuild(term, tuple(one if _is_simple(one) else name_for(one, of) for one in term.arguments))
            return name_for(term, of) if here in again else term

        term = definition.term if definition.grain is not None else fold(definition.term, shared)
        definitions.append(evolve(definition, term=term))
    return evolve(worksheet, definitions=tuple(definitions))


def _is_simple(term: OpenTerm) -> bool:
    return isinstance(term, Column | Literal)


def _dates(worksheet: Worksheet) -> Counter[OpenTerm]:
    """How often a claim's columns make or take apart each date."""
    return Counter(
        term
        for definition in worksheet.definitions
        if definition.grain is None
        for term in subterms(definition.term)
        if isinstance(term, Call) and term.operation in _OF_DATES
    )
