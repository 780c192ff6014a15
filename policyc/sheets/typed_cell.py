"""A cell of a policy's table as a typed cell of a sheet: amounts as numbers shown with their unit, dates as dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen

from policyc.compiled import Compiled
from policyc.elaborate.value import ValueType
from policyc.explain.book import PolicyWords
from policyc.lexicon import lexicon
from policyc.report.diagnostic import Language
from policyc.sheets.number_text import MOST_DIGITS
from policyc.sheets.page import PageCell
from policyc.syntax import clause as c
from policyc.syntax import expression as e
from policyc.syntax.expression import NumberUnit
from policyc.syntax.format_grid import GridWriter
from policyc.types import Count, Money, Ratio

_DATE_FORMATS = {Language.ZH: 'yyyy"年"m"月"d"日"', Language.EN: "yyyy-mm-dd"}


@frozen
class CellWriter:
    """Writes in one reader's language; names that have both spellings are written with both."""

    compiled: Compiled
    words: PolicyWords
    language: Language

    def name(self, key: str) -> str:
        """`等级 (level)`, the reader's spelling first."""
        words = self.words.name(key)
        first, second = (words.zh, words.en) if self.language is Language.ZH else (words.en, words.zh)
        return first if first == second else f"{first} ({second})"

    def heading(self, heading: e.Expression) -> str:
        return self.name(heading.key) if isinstance(heading, e.Name) else self.said(heading)

    def said(self, node: e.Expression | e.Pattern) -> str:
        return self.words.words(node).in_language(self.language)

    def cell(self, cell: c.Cell, heading: e.Expression) -> PageCell:
        """The cell under a heading, whose type says in which unit a bare number is meant."""
        match cell:
            case e.Pattern(items=(item,)) if not isinstance(item, e.Bound | e.Yearly):
                return self.value(item, self.type_of(heading))
            case e.Pattern(items=items) if all(isinstance(item, e.Name) for item in items):
                names = [self.name(item.key) for item in items if isinstance(item, e.Name)]
                return PageCell(("、" if self.language is Language.ZH else ", ").join(names))
            case _:
                writer = GridWriter(self.language, self.compiled.file.spellings)
                return PageCell(writer.cell(cell))

    def type_of(self, heading: e.Expression) -> ValueType | None:
        key = heading.of.key if isinstance(heading, e.EarlierTotal) else getattr(heading, "key", "")
        info = self.compiled.columns.get(key)
        return None if info is None else info.type

    def value(self, node: e.Expression, type: ValueType | None) -> PageCell:
        """A value as a typed cell where a sheet has the type, else as its words."""
        match node:
            case e.Number():
                return self._number(node, type)
            case e.DateLiteral():
                return self._date(node)
            case e.Name():
                return PageCell(self.name(node.key))
            case _:
                return PageCell(self.said(node))

    def _number(self, node: e.Number, type: ValueType | None) -> PageCell:
        exact = Decimal(node.digits).scaleb(-node.decimals)
        unit = _meant(node.unit, type)
        if unit is NumberUnit.PERCENT and node.unit is NumberUnit.PERCENT:
            exact = exact.scaleb(-2)
        if len(exact.as_tuple().digits) > MOST_DIGITS:
            return PageCell(self.said(node))
        return PageCell(exact, self._format(exact, unit))

    def _format(self, exact: Decimal, unit: NumberUnit) -> str:
        if unit is NumberUnit.PERCENT:
            return f"{_digits(exact.scaleb(2), grouped=False)}%"
        shown = _digits(exact, grouped=unit is NumberUnit.YUAN)
        if unit is NumberUnit.NONE:
            return shown
        space = "" if unit is NumberUnit.AGE and self.language is Language.ZH else " "
        return f'{shown}"{space}{lexicon().units[unit.name].spelling(self.language)}"'

    def _date(self, node: e.DateLiteral) -> PageCell:
        try:
            return PageCell(date(node.year, node.month, node.day), _DATE_FORMATS[self.language])
        except ValueError:
            return PageCell(self.said(node))


def _meant(written: NumberUnit, type: ValueType | None) -> NumberUnit:
    """The unit written, or the one that the column's type gives a bare number."""
    if written is not NumberUnit.NONE:
        return written
    match type:
        case Money():
            return NumberUnit.YUAN
        case Ratio():
            return NumberUnit.PERCENT
        case Count(unit=unit):
            return next((one for one in NumberUnit if one.value is unit), NumberUnit.NONE)
        case _:
            return NumberUnit.NONE


def _digits(exact: Decimal, *, grouped: bool) -> str:
    """A format that shows every digit: amounts of money with no decimals, or with two and more."""
    exponent = exact.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    decimals = max(0, -exponent)
    if grouped and decimals == 1:
        decimals = 2
    return ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")
