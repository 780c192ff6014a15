"""A closed worksheet with what each branch already knows taken as known there: for generated code.

decided_by_path(worksheet) -> Worksheet with the same columns and the same values

Inside the branch of a choice its test holds or does not; beside an operand of AND the other holds, or nothing is asked
of it; beside one of OR it does not. So `a and (b or a)` is `a`; where `level = 2` fails a level of 0 to 2 is 0 or 1.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from policyc.core import prelude
from policyc.core.basis import Operation
from policyc.core.flags import choose_truth
from policyc.core.prelude import FALSE, TRUE
from policyc.core.ranges import Bounds, infer_range, ranges_of
from policyc.core.terms import Call, Choose, Column, Literal, OpenTerm, Sort
from policyc.core.walk import rebuild
from policyc.core.worksheet import Worksheet

DEEPEST_LOOK = 4
"""How far the definitions of columns are looked into for what a truth among them says of others."""

DEEPEST_DEFINITION = 2
"""How far the definition of a truth is looked into for whether it is decided."""

_JOINED = frozenset({Operation.AND, Operation.OR, Operation.NOT})


@frozen
class Known:
    """What holds where a term stands: narrower ranges of columns, and truths of terms."""

    ranges: Mapping[str, Bounds]
    truths: Mapping[OpenTerm, bool]

    def within(self, name: str, low: int, high: int) -> Known:
        """Knowing also that a column lies in low to high; nothing more where that cannot be."""
        was = self.ranges[name]
        now = max(was[0], low), min(was[1], high)
        return self if now == was or now[0] > now[1] else evolve(self, ranges={**self.ranges, name: now})

    def told(self, truth: OpenTerm, value: bool) -> Known:
        return evolve(self, truths={**self.truths, truth: value})


def decided_by_path(worksheet: Worksheet) -> Worksheet:
    """`worksheet` without the tests that those around them have decided."""
    reader = PathReader(worksheet)
    definitions = []
    for definition in worksheet.definitions:
        term = reader.decided(definition.term, reader.start)
        reader.terms[definition.name] = term
        definitions.append(evolve(definition, term=term))
    return evolve(worksheet, definitions=tuple(definitions))


class PathReader:
    """Terms decided by what is known where they stand, column after column; `terms` are those of the columns above."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.sorts = {name: column.sort for name, column in worksheet.by_name.items()}
        self.start = Known(ranges_of(worksheet), {})
        self.terms: dict[str, OpenTerm] = {}

    def decided(self, term: OpenTerm, known: Known, look: int = DEEPEST_DEFINITION) -> OpenTerm:
        match term:
            case Choose(test, then, other):
                decided = self._choice(self.decided(test, known, look), then, other, known, look)
            case Call(Operation.AND | Operation.OR as operation, (first, second)):
                left = self.decided(first, known, look)
                right = self.decided(second, self.assuming(left, operation is Operation.AND, known), look)
                decided = (prelude.all_of if operation is Operation.AND else prelude.any_of)((left, right))
            case Call(Operation.NOT, (truth,)):
                decided = prelude.is_not(self.decided(truth, known, look))
            case Call(_, arguments):
                inner = tuple(self.decided(argument, known, look) for argument in arguments)
                decided = self._least_once(_by_range(rebuild(term, inner), inner, known), known)
            case Column(name):
                decided = self._column(term, name, known, look)
            case _:
                return term
        told = known.truths.get(decided)
        return decided if told is None else Literal(told)

    def _least_once(self, term: OpenTerm, known: Known) -> OpenTerm:
        """`least(capped, y)` is `least(x, y)` where `capped` is `least(x, k)` and y is never above k."""
        match term:
            case Call(Operation.LEAST, (Column(name), other) | (other, Column(name))):
                match self.terms.get(name):
                    case Call(Operation.LEAST, (whole, Literal(limit))):
                        return prelude.least(whole, other) if infer_range(other, known.ranges)[1] <= limit else term
        return term

    def _column(self, term: OpenTerm, name: str, known: Known, look: int) -> OpenTerm:
        low, high = known.ranges[name]
        if low == high and self.sorts[name] is Sort.INTEGER:
            return Literal(low)
        defined = self.terms.get(name)
        if isinstance(defined, Literal):
            return defined
        if look and known.truths and isinstance(defined, Call) and defined.operation in _JOINED:
            told = self.decided(defined, known, look - 1)
            return told if isinstance(told, Literal) else term
        return term

    def _choice(self, test: OpenTerm, then: OpenTerm, other: OpenTerm, known: Known, look: int) -> OpenTerm:
        if isinstance(test, Literal):
            return self.decided(then if test.value else other, known, look)
        yes = self.decided(then, self.assuming(test, True, known), look)
        no = self.decided(other, self.assuming(test, False, known), look)
        if yes == no:
            return yes
        if isinstance(no, Choose) and yes == no.then:
            return prelude.choose(prelude.any_of((test, no.test)), yes, no.other)
        return choose_truth(test, yes, no)

    def assuming(self, truth: OpenTerm, value: bool, known: Known, look: int = DEEPEST_LOOK) -> Known:
        """What is known where `truth` has `value`."""
        match truth:
            case Literal():
                return known
            case Call(Operation.NOT, (inner,)):
                return self.assuming(inner, not value, known.told(truth, value), look)
            case Call(Operation.AND, both) if value:
                return self._all(both, value, known, look)
            case Call(Operation.OR, both) if not value:
                return self._all(both, value, known, look)
            case Call(Operation.LE | Operation.EQ as operation, (first, second)):
                return _compared(operation, first, second, value, known.told(truth, value))
            case Column(name) if look and name in self.terms:
                return self.assuming(self.terms[name], value, known.told(truth, value), look - 1)
            case _:
                return known.told(truth, value)

    def _all(self, truths: tuple[OpenTerm, ...], value: bool, known: Known, look: int) -> Known:
        for truth in truths:
            known = self.assuming(truth, value, known, look)
        return known


def _compared(operation: Operation, first: OpenTerm, second: OpenTerm, value: bool, known: Known) -> Known:
    """What a comparison that came out so says of the columns compared."""
    (low, high), (least, most) = (infer_range(one, known.ranges) for one in (first, second))
    if operation is Operation.LE:
        first_within, second_within = ((low, most), (low, most)) if value else ((least + 1, high), (least, high - 1))
    elif value:
        first_within = second_within = max(low, least), min(high, most)
    else:
        first_within = _without(low, high, least) if least == most else (low, high)
        second_within = _without(least, most, low) if low == high else (least, most)
    for term, within in ((first, first_within), (second, second_within)):
        if isinstance(term, Column):
            known = known.within(term.name, *within)
    return known


def _without(low: int, high: int, value: int) -> Bounds:
    """The range less one value, where that is at its end."""
    return (low + 1 if value == low else low), (high - 1 if value == high else high)


def _by_range(term: OpenTerm, inner: tuple[OpenTerm, ...], known: Known) -> OpenTerm:
    match term:
        case Call(Operation.LE | Operation.EQ | Operation.LEAST | Operation.MOST as operation):
            (low, high), (least, most) = (infer_range(one, known.ranges) for one in inner)
        case _:
            return term
    match operation:
        case Operation.LE if high <= least or low > most:
            return TRUE if high <= least else FALSE
        case Operation.EQ if high < least or low > most:
            return FALSE
        case Operation.EQ if low == high == least == most:
            return TRUE
        case Operation.LEAST if high <= least or most <= low:
            return inner[0] if high <= least else inner[1]
        case Operation.MOST if high <= least or most <= low:
            return inner[1] if high <= least else inner[0]
        case _:
            return term
