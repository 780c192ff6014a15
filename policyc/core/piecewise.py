"""Sums of thresholds as what they are: a function of one column that is a straight line between literal edges.

straightened(worksheet) -> Worksheet with the same columns and the same values

Bands, caps and deductibles with literal figures are such functions: `least(x, 40) * 3 + (what of x is above 40) * 4`
is `3 x` up to 40 and `4 x - 40` above. One look at x then finds the line, instead of one look for each band.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from policyc.core import prelude
from policyc.core.basis import Operation
from policyc.core.prelude import literal
from policyc.core.ranges import Bounds, ranges_of
from policyc.core.terms import Call, Choose, Column, Literal, OpenTerm, Sort
from policyc.core.walk import children, rebuild, subterms
from policyc.core.worksheet import Worksheet

MOST_LINES = 64
"""How many lines a function may have: what has more is left as it was written."""


@frozen
class Line:
    """`slope * x + rise` up to `high`, which is included."""

    high: int
    slope: int
    rise: int


Lines = tuple[Line, ...]
"""A function of one column over its whole range, from left to right."""
Sum = Mapping[str, Lines]
"""A sum of functions, by the column that each is of; under "" a number."""


def straightened(worksheet: Worksheet) -> Worksheet:
    """`worksheet` where sums of thresholds of one column are written as its lines, if that is shorter."""
    writer = _Writer(worksheet)
    definitions = []
    for definition in worksheet.definitions:
        term = definition.term
        if definition.sort is Sort.INTEGER:
            term = writer.written(term)
            writer.terms[definition.name] = term
        definitions.append(evolve(definition, term=term))
    return evolve(worksheet, definitions=tuple(definitions))


class _Writer:
    def __init__(self, worksheet: Worksheet) -> None:
        self.ranges: Mapping[str, Bounds] = ranges_of(worksheet)
        self.terms: dict[str, OpenTerm] = {}

    def written(self, term: OpenTerm) -> OpenTerm:
        """`term`, or what is shorter; its parts where it is no sum of such functions itself."""
        found = self.summed(term) if _has_thresholds(term) else None
        if found is not None:
            shorter = prelude.sum_of(self._drawn(name, lines) for name, lines in found.items())
            return shorter if _size(shorter) < _size(term) else term
        if isinstance(term, Call) and term.operation in (Operation.ADD, Operation.SUB):
            return self._partly(term)
        return rebuild(term, tuple(self.written(one) for one in children(term)))

    def _partly(self, term: Call) -> OpenTerm:
        """A sum of which only some parts are such functions: those gathered, the others as they are."""
        gathered: Sum = {}
        others: list[tuple[int, OpenTerm]] = []
        for sign, part in _parts(term, 1):
            found = self.summed(part)
            if found is None:
                others.append((sign, self.written(part)))
            else:
                gathered = _added(gathered, _scaled(found, sign))
        result = prelude.sum_of(self._drawn(name, lines) for name, lines in gathered.items())
        for sign, part in others:
            result = prelude.add(result, part) if sign > 0 else prelude.subtract(result, part)
        return result if _size(result) < _size(term) else term

    def summed(self, term: OpenTerm) -> Sum | None:
        """`term` as a sum of functions of one column each, None where it is none."""
        match term:
            case Literal(value) if not isinstance(value, bool):
                return {"": (Line(0, 0, value),)}
            case Column(name):
                return self._through(name) or {name: (Line(self.ranges[name][1], 1, 0),)}
            case Call(Operation.ADD | Operation.SUB as operation, (first, second)):
                left, right = self.summed(first), self.summed(second)
                if left is None or right is None:
                    return None
                return _added(left, right if operation is Operation.ADD else _scaled(right, -1))
            case Call(Operation.MUL, (Literal(factor), other) | (other, Literal(factor))):
                found = self.summed(other)
                return None if found is None else _scaled(found, factor)
            case Call(Operation.LEAST, (first, second)):
                return self._chosen(first, second, first, second)
            case Call(Operation.MOST, (first, second)):
                return self._chosen(first, second, second, first)
            case Choose(Call(Operation.NOT, (test,)), then, other):
                return self.summed(Choose(test, other, then))
            case Choose(Call(Operation.LE, (first, second)), then, other):
                return self._chosen(first, second, then, other)
            case _:
                return None

    def _through(self, name: str) -> Sum | None:
        """What a column is of the one column that its own thresholds look at."""
        defined = self.terms.get(name)
        if defined is None or not _has_thresholds(defined):
            return None
        found = self.summed(defined)
        return found if found is not None and len([one for one in found if one]) == 1 else None

    def _chosen(self, first: OpenTerm, second: OpenTerm, then: OpenTerm, other: OpenTerm) -> Sum | None:
        """`then` where first <= second, else `other`, all of them functions of the same column."""
        found = [self.summed(one) for one in (first, second, then, other)]
        names = {name for one in found if one is not None for name in one if name}
        if any(one is None for one in found) or len(names) != 1:
            return None
        name = names.pop()
        low, high = self.ranges[name]
        left, right, yes, no = (_of(one, name, high) for one in found if one is not None)
        drawn = _cut(low, _together((left, _times(right, -1))), yes, no)
        return {name: drawn} if len(drawn) <= MOST_LINES else None

    def _drawn(self, name: str, lines: Lines) -> OpenTerm:
        if not name:
            return literal(lines[0].rise)
        low, high = self.ranges[name]
        kept = _merged([line for at, line in enumerate(lines) if at == 0 or lines[at - 1].high < high])
        kept = [line for line in kept if line.high >= low]
        if len(kept) > 1 and kept[0].high == low and _at(kept[0], low) == _at(kept[1], low):
            del kept[0]
        return prelude.stepped(
            Column(name), [line.high for line in kept[:-1]], [_straight(name, line) for line in kept]
        )


def _straight(name: str, line: Line) -> OpenTerm:
    if line.slope == 0:
        return literal(line.rise)
    sloped = prelude.multiply(Column(name), literal(line.slope))
    return prelude.subtract(sloped, literal(-line.rise)) if line.rise < 0 else prelude.add(sloped, literal(line.rise))


def _at(line: Line, x: int) -> int:
    return line.slope * x + line.rise


def _parts(term: OpenTerm, sign: int) -> Iterator[tuple[int, OpenTerm]]:
    match term:
        case Call(Operation.ADD, (first, second)):
            yield from _parts(first, sign)
            yield from _parts(second, sign)
        case Call(Operation.SUB, (first, second)):
            yield from _parts(first, sign)
            yield from _parts(second, -sign)
        case _:
            yield sign, term


def _has_thresholds(term: OpenTerm) -> bool:
    return any(
        isinstance(one, Choose) or (isinstance(one, Call) and one.operation in (Operation.LEAST, Operation.MOST))
        for one in subterms(term)
    )


def _size(term: OpenTerm) -> int:
    return sum(1 for _ in subterms(term))


# Functions of one column ---------------------------------------------------------------------------------------------


def _scaled(found: Sum, factor: int) -> Sum:
    return {name: _times(lines, factor) for name, lines in found.items()}


def _times(lines: Lines, factor: int) -> Lines:
    return tuple(Line(line.high, line.slope * factor, line.rise * factor) for line in lines)


def _added(first: Sum, second: Sum) -> Sum:
    found = dict(first)
    for name, lines in second.items():
        found[name] = _together((found[name], lines)) if name in found else lines
    return found


def _of(found: Sum, name: str, high: int) -> Lines:
    """A sum of a function of `name` and a number, as one function up to `high`."""
    rise = found[""][0].rise if "" in found else 0
    own = found.get(name, (Line(high, 0, 0),))
    return tuple(Line(line.high, line.slope, line.rise + rise) for line in own)


def _together(functions: Sequence[Lines]) -> Lines:
    """The sum of functions of one column."""
    edges = sorted({line.high for lines in functions for line in lines})
    drawn = []
    for edge in edges:
        here = [next(line for line in lines if line.high >= edge) for lines in functions]
        drawn.append(Line(edge, sum(line.slope for line in here), sum(line.rise for line in here)))
    return tuple(_merged(drawn))


def _cut(low: int, excess: Lines, yes: Lines, no: Lines) -> Lines:
    """`yes` where `excess` is at most 0, else `no`."""
    edges = sorted({line.high for lines in (excess, yes, no) for line in lines})
    drawn: list[Line] = []
    for edge in edges:
        over = next(line for line in excess if line.high >= edge)
        one, other = (next(line for line in lines if line.high >= edge) for lines in (yes, no))
        if over.slope == 0:
            taken = one if over.rise <= 0 else other
            drawn.append(Line(edge, taken.slope, taken.rise))
        else:
            # where the excess crosses 0, rising: the last x at which it is at most 0; falling: the last above 0
            turn = -over.rise // over.slope if over.slope > 0 else -(over.rise // over.slope) - 1
            before, after = (one, other) if over.slope > 0 else (other, one)
            start = drawn[-1].high + 1 if drawn else low
            if turn >= start:
                drawn.append(Line(min(turn, edge), before.slope, before.rise))
            if turn < edge:
                drawn.append(Line(edge, after.slope, after.rise))
    return tuple(_merged(drawn))


def _merged(lines: Sequence[Line]) -> list[Line]:
    merged: list[Line] = []
    for line in lines:
        if merged and (merged[-1].slope, merged[-1].rise) == (line.slope, line.rise):
            merged.pop()
        merged.append(line)
    return merged
