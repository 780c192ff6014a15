"""The module for few results: what one branch alone needs is worked out in it, and a fact read once is read there.

compile_branched(worksheet, results) -> Settle      `settle(claim, totals, lines)` as `backends.python` has it
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from policyc.backends.blocks import Assignment, Block, Choice, planned
from policyc.backends.python import Module, Settle, compiled
from policyc.backends.python_words import assign, name
from policyc.core.condense import condensed
from policyc.core.loops import reads_here
from policyc.core.terms import Column, OpenTerm
from policyc.core.trim import trimmed
from policyc.core.turns import Stretch, stretches
from policyc.core.walk import children, subterms
from policyc.core.worksheet import Input, Worksheet


def compile_branched(worksheet: Worksheet, results: Sequence[str]) -> Settle:
    """Quickest for few results of one claim; takes several times as long to compile as `compile_settle`."""
    return compiled(BranchedModule(trimmed(worksheet, results)))


class BranchedModule(Module):
    """Columns in the branches that need them."""

    inside: Mapping[str, ast.expr] = {}

    def lean(self, wanted: Sequence[str]) -> Worksheet:
        return condensed(super().lean(wanted), wanted)

    def column(self, column: str) -> ast.expr:
        return self.inside.get(column) or super().column(column)

    def body(self) -> None:
        """The columns, each where it is read alone."""
        facts, runs = self.worksheet.inputs, stretches(self.worksheet)
        self.inside = self._read_in_place()
        of_lines = {one.name for run in runs if run.in_turn for one in run.definitions}
        of_lines |= {name for name, column in self.worksheet.by_name.items() if column.grain is not None}
        pinned = of_lines | {*self.worksheet.results, *self.recorded}
        columns: list[tuple[str, OpenTerm | None, Collection[str]]] = [(fact.name, None, ()) for fact in facts]
        for run in runs:
            first = run.definitions[0]
            if first.name in of_lines:
                read = frozenset[str]().union(*(reads_here(one.term) for one in run.definitions))
                columns.append((first.name, None, read))
            else:
                columns.append((first.name, first.term, ()))
        self._block(planned(columns, pinned), [*facts, *runs])

    def _read_in_place(self) -> dict[str, ast.expr]:
        """The facts that one place alone reads, which take no name."""
        uses = Counter(
            name
            for one in self.worksheet.definitions
            for term in subterms(one.term)
            for name in ([term.name] if isinstance(term, Column) else reads_here(term) if not children(term) else [])
            for _ in range(1 if one.grain is None and isinstance(term, Column) else 2)
        )
        uses.update({name: 2 for name in (*self.worksheet.results, *self.recorded)})
        once = [fact for fact in self.worksheet.inputs if fact.grain is None and uses[fact.name] == 1]
        return {fact.name: self.fact(fact, name("claim")) for fact in once}

    def _block(self, block: Block, sources: Sequence[Input | Stretch]) -> None:
        for one in block.in_order():
            match one:
                case Choice(test=test, then=then, other=other):
                    self.here = one.members[0].name
                    asked = self.value(test)
                    self.statements.append(ast.If(asked, self._within(then, sources), self._within(other, sources)))
                case Assignment(at, column, None):
                    source = sources[at]
                    if isinstance(source, Stretch):
                        self.stretch(source)
                    elif column not in self.inside:
                        self.read(source)
                case Assignment(_, column, term):
                    assert term is not None
                    self.here = column
                    self.statements.append(assign(self.identifiers.of[column], self.value(term)))

    def _within(self, block: Block, sources: Sequence[Input | Stretch]) -> list[ast.stmt]:
        outside, self.statements = self.statements, []
        self._block(block, sources)
        inside, self.statements = self.statements, outside
        return inside
