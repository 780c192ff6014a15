"""From rules recognised to nodes: parameters, rules, and grids of cells."""

from __future__ import annotations

from collections.abc import Iterable

from policyc.source import Span
from policyc.syntax import clause as c
from policyc.syntax.build_benefit import Statement
from policyc.syntax.build_block import BlockBuilder, Part, kept, statements
from policyc.syntax.expression import (
    DateLiteral,
    Expression,
    Name,
    Text,
    YearLiteral,
)


class RuleBuilder(BlockBuilder):
    """The meanings of parameters, rules and tables."""

    # ---- parameters

    def parameter(
        self, span: Span, name: Name, type: c.TypeRef, by: Name | None, *clauses: Statement | c.ParameterValue
    ) -> c.Parameter:
        return c.Parameter(name, type, by, statements(clauses), kept(clauses, c.ParameterValue), span)

    def parameter_value(
        self, span: Span, since: YearLiteral | DateLiteral, value: Expression, must_equal: Expression | None
    ) -> c.ParameterValue:
        return c.ParameterValue(since, value, must_equal, span)

    # ---- rules and tables

    def rule(self, span: Span, name: Name, type: c.TypeRef, *clauses: object) -> c.Rule:
        said = tuple(clause for clause in clauses if isinstance(clause, c.Citation | c.Reading))
        steps = tuple(clause for clause in clauses if isinstance(clause, c.If | c.Otherwise | c.Formula | c.Hole))
        return c.Rule(name, type, said, steps, span)

    def if_step(self, span: Span, test: Expression, outcome: c.Outcome, rounding: c.Rounding | None) -> c.If:
        return c.If(test, outcome, rounding, span)

    def otherwise_step(self, span: Span, outcome: c.Outcome, rounding: c.Rounding | None) -> c.Otherwise:
        return c.Otherwise(outcome, rounding, span)

    def formula(self, span: Span, value: Expression, rounding: c.Rounding | None) -> c.Formula:
        return c.Formula(value, rounding, span)

    def undetermined(self, span: Span, text: Text) -> c.Undetermined:
        return c.Undetermined(text, span)

    def refused(self, span: Span, text: Text) -> c.Refused:
        return c.Refused(text, span)

    def table(self, span: Span, name: Name, *clauses: object) -> c.Table:
        return c.Table(name, statements(clauses), self._grid(clauses), span)

    def _grid(self, clauses: Iterable[object]) -> c.Grid | None:
        """The grid among the clauses, told what a blank cell means."""
        blank = self._slots(clauses).get("blank")
        grid = next((clause for clause in clauses if isinstance(clause, c.Grid)), None)
        if grid is None or blank is None:
            return grid
        return c.Grid(blank, grid.columns, grid.outputs, grid.rows, grid.span)  # type: ignore[arg-type]

    def blank_cells(self, span: Span, word: str) -> Part:
        return Part("blank", c.BlankCells[word], span)

    def grid(self, span: Span, header: tuple[tuple[c.Column, ...], int | None], *rows: c.Row | c.Hole) -> c.Grid:
        columns, outputs = header
        return c.Grid(None, columns, outputs, rows, span)

    def header(self, span: Span, *headings: Expression | Part) -> tuple[tuple[c.Column, ...], int | None]:
        columns: list[c.Column] = []
        outputs = None
        for place, heading in enumerate(headings):
            if isinstance(heading, Part):
                if outputs is not None:
                    self.report("repeated-arrow", heading.span)
                outputs = place if outputs is None else outputs
                heading = heading.value  # type: ignore[assignment]
            columns.append(c.Column(heading, heading.span))  # type: ignore[arg-type]
        return tuple(columns), outputs

    def output(self, span: Span, heading: Expression) -> Part:
        return Part("output", heading, span)

    def row(self, span: Span, *cells: c.Cell) -> c.Row:
        return c.Row(cells, span)

    def blank(self, span: Span) -> c.Blank:
        return c.Blank(span)

    def not_given(self, span: Span) -> c.NotGiven:
        return c.NotGiven(span)

    def patient_pays(self, span: Span, share: Expression) -> c.PatientPays:
        return c.PatientPays(share, span)

    def cell_undetermined(self, span: Span, word: str, text: Text | None) -> c.Undetermined:
        return c.Undetermined(text, span)

    def cell_refused(self, span: Span, text: Text | None) -> c.Refused:
        return c.Refused(text, span)
