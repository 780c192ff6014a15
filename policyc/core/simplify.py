"""A closed worksheet with what its ranges decide already decided: for generated code, never for the exact reading.

simplified(worksheet) -> Worksheet with the same columns and the same values
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve

from policyc.core import prelude
from policyc.core.basis import Operation
from policyc.core.linear import difference, gathered, quotient
from policyc.core.ranges import Bounds, infer_range, narrower, range_over, ranges_of
from policyc.core.terms import Call, Choose, Column, Literal, OpenTerm, Sort
from policyc.core.walk import children, fold, rebuild
from policyc.core.worksheet import Worksheet


def simplified(worksheet: Worksheet) -> Worksheet:
    """`worksheet` without the comparisons, limits and branches that every claim within bounds decides alike."""
    ranges = ranges_of(worksheet)
    terms: dict[str, OpenTerm] = {}
    definitions = []
    for definition in worksheet.definitions:
        terms[definition.name] = term = _simpler(definition.term, ranges, terms)
        if definition.sort is Sort.INTEGER:
            ranges[definition.name] = narrower(infer_range(term, ranges), ranges[definition.name])
        definitions.append(evolve(definition, term=term))
    return evolve(worksheet, definitions=tuple(definitions))


def _simpler(term: OpenTerm, ranges: Mapping[str, Bounds], above: Mapping[str, OpenTerm]) -> OpenTerm:
    def combine(here: OpenTerm, inner: list[tuple[OpenTerm, Bounds]]) -> tuple[OpenTerm, Bounds]:
        simpler = _decided(here, inner, ranges, above)
        return simpler, _bounds(simpler, inner, ranges)

    return fold(term, combine)[0]


def _bounds(term: OpenTerm, inner: list[tuple[OpenTerm, Bounds]], ranges: Mapping[str, Bounds]) -> Bounds:
    """The range of a term made of terms whose ranges are known; what is made anew is looked into."""
    known = {id(one): bounds for one, bounds in inner}
    if id(term) in known:
        return known[id(term)]
    parts = children(term)
    return range_over(term, [known.get(id(part)) or infer_range(part, ranges) for part in parts], ranges)


def _decided(
    term: OpenTerm,
    inner: list[tuple[OpenTerm, Bounds]],
    ranges: Mapping[str, Bounds],
    above: Mapping[str, OpenTerm],
) -> OpenTerm:
    terms = tuple(one for one, _ in inner)
    match term:
        case Column(name):
            defined = above.get(name)
            return defined if isinstance(defined, Literal) else term
        case Choose():
            return prelude.choose(*terms)
        case Call(Operation.LEAST | Operation.MOST | Operation.LE as operation):
            return _by_range(operation, inner)
        case Call(Operation.ADD | Operation.SUB as operation):
            return gathered(BUILDERS[operation](*terms))
        case Call(Operation.DIV) if isinstance(terms[1], Literal):
            return quotient(terms[0], int(terms[1].value), lambda part: infer_range(part, ranges))
        case Call(Operation.YEAR | Operation.MONTH as operation):
            return _date_part(operation, terms[0], above)
        case Call(Operation.EQ) if (apart := difference(terms[0], terms[1], above)) is not None:
            return Literal(apart == 0)
        case Call(operation) if operation in BUILDERS:
            return BUILDERS[operation](*terms)
        case _:
            return rebuild(term, terms)


def _date_part(operation: Operation, day: OpenTerm, above: Mapping[str, OpenTerm]) -> OpenTerm:
    """The year and the month of a date made of parts are those parts."""
    match above.get(day.name) if isinstance(day, Column) else day:
        case Call(Operation.DATE, (year, month, _)):
            return year if operation is Operation.YEAR else month
        case _:
            return Call(operation, (day,))


def _by_range(operation: Operation, inner: list[tuple[OpenTerm, Bounds]]) -> OpenTerm:
    (first, one), (second, other) = inner
    below, above = one[1] <= other[0], other[1] <= one[0]
    match operation:
        case Operation.LEAST if below or above:
            return first if below else second
        case Operation.MOST if below or above:
            return second if below else first
        case Operation.LE if below or one[0] > other[1]:
            return Literal(below)
        case _:
            return BUILDERS[operation](first, second)


def _product(first: OpenTerm, second: OpenTerm) -> OpenTerm:
    if isinstance(first, Literal) and first.value == 0:
        return first
    if isinstance(second, Literal) and second.value == 0:
        return second
    return prelude.multiply(first, second)


BUILDERS: Mapping[Operation, Callable[..., OpenTerm]] = {
    Operation.ADD: prelude.add,
    Operation.SUB: prelude.subtract,
    Operation.MUL: _product,
    Operation.DIV: prelude.divide,
    Operation.LEAST: prelude.least,
    Operation.MOST: prelude.most,
    Operation.LE: prelude.at_most,
    Operation.EQ: prelude.equal,
    Operation.AND: lambda *truths: prelude.all_of(truths),
    Operation.OR: lambda *truths: prelude.any_of(truths),
    Operation.NOT: prelude.is_not,
}
"""Builders that fold literals, so that what one decision makes literal decides the next."""
