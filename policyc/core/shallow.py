"""Cutting deep definitions into helper columns, so that no reading ever nests deep.

shallow(worksheet) -> Worksheet with the same columns, plus `<name>__step<n>` where a term was deeper than DEEPEST
"""

from __future__ import annotations

from attrs import evolve

from policyc.core.check import sort_of
from policyc.core.ranges import infer_range, ranges_of
from policyc.core.terms import Column, OpenTerm
from policyc.core.walk import depth, fold, rebuild
from policyc.core.worksheet import Definition, Worksheet

DEEPEST = 24


def shallow(worksheet: Worksheet) -> Worksheet:
    """`worksheet` with every term at most DEEPEST terms deep."""
    deep = {definition.name for definition in worksheet.definitions if depth(definition.term) > DEEPEST}
    if not deep:
        return worksheet
    cutter = _Cutter(worksheet)
    definitions: list[Definition] = []
    for definition in worksheet.definitions:
        definitions += cutter.cut(definition) if definition.name in deep else [definition]
    return evolve(worksheet, definitions=tuple(definitions))


class _Cutter:
    """Names the inner terms of deep definitions; sorts and ranges of what it names are inferred."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.ranges = ranges_of(worksheet)
        self.columns = dict(worksheet.by_name)
        self.steps: list[Definition] = []

    def cut(self, definition: Definition) -> list[Definition]:
        self.steps = []

        def shortened(term: OpenTerm, inner: list[tuple[OpenTerm, int]]) -> tuple[OpenTerm, int]:
            if not inner:
                return term, 1
            level = 1 + max(size for _, size in inner)
            if level < DEEPEST:
                return rebuild(term, tuple(child for child, _ in inner)), level
            named = [self._named(definition, child, size) for child, size in inner]
            return rebuild(term, tuple(child for child, _ in named)), 1 + max(size for _, size in named)

        term, _ = fold(definition.term, shortened)
        return [*self.steps, evolve(definition, term=term)]

    def _named(self, of: Definition, term: OpenTerm, size: int) -> tuple[OpenTerm, int]:
        if size <= DEEPEST // 2:
            return term, size
        low, high = infer_range(term, self.ranges)
        sort = sort_of(term, self.columns)
        step = Definition(f"{of.name}__step{len(self.steps) + 1}", sort, term, low, high, of.grain)
        self.steps.append(step)
        self.ranges[step.name] = low, high
        self.columns[step.name] = step
        return Column(step.name), 1
