"""From rules recognised to nodes: conditions, arithmetic, intervals and choices.

Each method is the meaning of one rule or alias of grammar/policy.lark: it takes the span and the children.
"""

from __future__ import annotations

from policyc.report.diagnostic import Words
from policyc.source import Span
from policyc.syntax import literals
from policyc.syntax.build import Builder
from policyc.syntax.expression import (
    Absent,
    Allows,
    And,
    Any,
    Apply,
    Bound,
    Branch,
    Compare,
    Comparison,
    Conditional,
    DateLiteral,
    EarlierTotal,
    Expression,
    Function,
    Is,
    LastTotal,
    LineTotal,
    MonthDay,
    Name,
    Not,
    Number,
    NumberUnit,
    Or,
    Pattern,
    Product,
    Sum,
    TruthLiteral,
    Yearly,
)

PERIOD_KEYS = {
    "日": "day", "月": "month", "年": "year", "终身": "lifetime",
    "day": "day", "month": "month", "year": "year", "lifetime": "lifetime",
}  # fmt: skip
"""Periods that need no declaration, by their word."""


class ExpressionBuilder(Builder):
    """The meanings of the rules of values and conditions."""

    # ---- conditions

    def any_of(self, span: Span, *parts: Expression) -> Expression:
        return Or(parts, span)

    def all_of(self, span: Span, *parts: Expression) -> Expression:
        return And(parts, span)

    def negate(self, span: Span, operand: Expression) -> Expression:
        return Not(operand, span)

    def matches(self, span: Span, subject: Expression, pattern: Pattern) -> Expression:
        return Is(subject, pattern, False, span)

    def differs(self, span: Span, subject: Expression, pattern: Pattern) -> Expression:
        return Is(subject, pattern, True, span)

    def allows(self, span: Span, channels: Name, channel: Name) -> Expression:
        return Allows(channels, channel, span)

    def equal(self, span: Span, left: Expression, right: Expression) -> Expression:
        return Compare(left, Comparison.EQUAL, right, span)

    def not_equal(self, span: Span, left: Expression, right: Expression) -> Expression:
        return Compare(left, Comparison.NOT_EQUAL, right, span)

    def less(self, span: Span, left: Expression, right: Expression) -> Expression:
        return Compare(left, Comparison.UNDER, right, span)

    def greater(self, span: Span, left: Expression, right: Expression) -> Expression:
        return Compare(left, Comparison.OVER, right, span)

    def not_less(self, span: Span, left: Expression, right: Expression) -> Expression:
        return Compare(left, Comparison.AT_LEAST, right, span)

    def not_greater(self, span: Span, left: Expression, right: Expression) -> Expression:
        return Compare(left, Comparison.AT_MOST, right, span)

    # ---- arithmetic

    def chain_of_sums(self, span: Span, first: Expression, *rest: tuple[bool, Expression]) -> Expression:
        return Sum((first, *(part for _, part in rest)), (False, *(minus for minus, _ in rest)), span)

    def plus(self, span: Span, part: Expression) -> tuple[bool, Expression]:
        return False, part

    def minus(self, span: Span, part: Expression) -> tuple[bool, Expression]:
        return True, part

    def chain_of_products(self, span: Span, first: Expression, *rest: tuple[bool, Expression]) -> Expression:
        match first, rest:
            # `2024/1/1` divides nothing by anything: it is a date
            case (
                Number(year, 0, NumberUnit.NONE),
                [(True, Number(month, 0, NumberUnit.NONE)), (True, Number(day, 0, NumberUnit.NONE))],
            ) if 1900 <= year < 2200 and literals.exists(DateLiteral(year, month, day)):
                found = f"{year}/{month}/{day}"
                instead = Words(f"{year}年{month}月{day}日", f"{year}-{month:02d}-{day:02d}")
                self.report("written-otherwise", span, found=found, instead=instead)
                return DateLiteral(year, month, day, span)
            case _:
                return self._product(span, first, *rest)

    def _product(self, span: Span, first: Expression, *rest: tuple[bool, Expression]) -> Expression:
        return Product((first, *(part for _, part in rest)), (False, *(over for over, _ in rest)), span)

    def times(self, span: Span, part: Expression) -> tuple[bool, Expression]:
        return False, part

    def divided(self, span: Span, part: Expression) -> tuple[bool, Expression]:
        return True, part

    def yes(self, span: Span, word: str) -> Expression:
        return TruthLiteral(True, span)

    def no(self, span: Span, word: str) -> Expression:
        return TruthLiteral(False, span)

    def absent(self, span: Span, word: str) -> Expression:
        return Absent(span)

    def apply(self, span: Span, function: Function, *arguments: Expression) -> Expression:
        return Apply(function, arguments, span)

    def line_total(self, span: Span, word: str, of: Expression, where: Expression | None) -> Expression:
        return LineTotal(of, where, span)

    def earlier_total(self, span: Span, period: Name, of: Name) -> Expression:
        return EarlierTotal(self.period_named(period), of, False, span)

    def total_to_date(self, span: Span, period: Name, of: Name) -> Expression:
        return EarlierTotal(self.period_named(period), of, True, span)

    def last_total(self, span: Span, period: Name, of: Name) -> Expression:
        return LastTotal(self.period_named(period), of, span)

    def period_named(self, name: Name) -> Name:
        """A declared period, or one of those that need no declaration."""
        return Name(PERIOD_KEYS[name.key], name.span) if name.key in PERIOD_KEYS else name

    # ---- intervals, patterns, choices

    def at_least(self, span: Span, low: Expression) -> Bound:
        return Bound(low, True, None, False, span)

    def over(self, span: Span, low: Expression) -> Bound:
        return Bound(low, False, None, False, span)

    def at_most(self, span: Span, high: Expression) -> Bound:
        return Bound(None, False, high, True, span)

    def under(self, span: Span, high: Expression) -> Bound:
        return Bound(None, False, high, False, span)

    def both_bounds(self, span: Span, low: Bound, high: Bound) -> Bound:
        return Bound(low.low, low.low_included, high.high, high.high_included, span)

    def between(self, span: Span, low: Expression, high: Expression) -> Bound:
        return Bound(low, True, high, True, span)

    def over_to(self, span: Span, low: Expression, high: Expression) -> Bound:
        return Bound(low, False, high, True, span)

    def yearly(self, span: Span, first: MonthDay, over: str | None, last: MonthDay) -> Yearly:
        return Yearly(first, last, over is not None, span)

    def pattern(self, span: Span, *items: Expression | Bound | Yearly) -> Pattern:
        return Pattern(items, span)

    def any(self, span: Span, word: str) -> Any:
        return Any(span)

    def arm(self, span: Span, value: Expression, test: Expression) -> Branch:
        return Branch(test, value)

    def choice(self, span: Span, *arms: Branch | Expression) -> Conditional:
        *branches, otherwise = arms
        return Conditional(tuple(branches), otherwise, span)  # type: ignore[arg-type]
