"""From rules recognised to nodes: a benefit and its steps.

Each method is the meaning of one rule or alias of grammar/policy.lark: it takes the span and the children.
"""

from __future__ import annotations

from policyc.source import Span
from policyc.syntax import clause as c
from policyc.syntax.build_expression import ExpressionBuilder
from policyc.syntax.expression import Bound, Conditional, Expression, Name, Text

Statement = c.Citation | c.Reading | c.Hole


class BenefitBuilder(ExpressionBuilder):
    """The meanings of the rules of benefits."""

    def benefit(self, span: Span, name: Name, *steps: c.Step | Statement) -> c.Benefit:
        return c.Benefit(name, steps, span)

    def applies(self, span: Span, condition: Expression) -> c.Applies:
        return c.Applies(condition, span)

    def require(self, span: Span, condition: Expression, reason: Text) -> c.Require:
        return c.Require(condition, reason, span)

    def refuse(self, span: Span, condition: Expression, unless: Expression | None, reason: Text) -> c.Refuse:
        return c.Refuse(condition, unless, reason, span)

    def unprovided(self, span: Span, condition: Expression, missing: Text) -> c.Unprovided:
        return c.Unprovided(condition, missing, span)

    def expense(self, span: Span, value: Conditional) -> c.Expense:
        return c.Expense(value, span)

    def upfront(self, span: Span, share: Conditional) -> c.Upfront:
        return c.Upfront(share, span)

    def deductible(self, span: Span, per: c.Per, amount: Conditional, ceiling: c.Ceiling | None) -> c.Deductible:
        return c.Deductible(per, amount, ceiling, span)

    def ceiling(self, span: Span, per: c.Per, amount: Conditional) -> c.Ceiling:
        return c.Ceiling(per, amount, span)

    def ratio(self, span: Span, share: Conditional | c.PatientPays) -> c.RatioStep:
        return c.RatioStep(share, span)

    def marginal_bands(self, span: Span, *parts: object) -> c.Bands:
        return self._bands(span, True, *parts)

    def slab_bands(self, span: Span, *parts: object) -> c.Bands:
        return self._bands(span, False, *parts)

    def _bands(self, span: Span, marginal: bool, *parts: object) -> c.Bands:
        base, per, counts, *bands = parts
        included = None if counts is None else counts == "INCLUDED"
        return c.Bands(marginal, base_of(base), per, included, tuple(bands), span)  # type: ignore[arg-type]

    def band(self, span: Span, bound: Bound, share: Conditional | c.PatientPays) -> c.Band:
        return c.Band(bound, share, span)

    def per(self, span: Span, word: str | Name) -> c.Per:
        if isinstance(word, Name):
            return self.period_named(word)
        if word == "PER_CLAIM":
            return c.PerClaim(span)
        return Name(word.partition("_")[2].lower(), span)

    Limit = tuple[c.Base | None, c.Per | None, Conditional]

    def limit(self, span: Span, amount: Conditional) -> Limit:
        return None, None, amount

    def limit_of_base(self, span: Span, base: str, amount: Conditional) -> Limit:
        return base_of(base), None, amount

    def limit_per(self, span: Span, per: c.Per, amount: Conditional) -> Limit:
        return None, per, amount

    def limit_of_base_per(self, span: Span, base: str, per: c.Per, amount: Conditional) -> Limit:
        return base_of(base), per, amount

    def cap(self, span: Span, limit: Limit) -> c.Cap:
        return c.Cap(*limit, span)

    def floor(self, span: Span, limit: Limit) -> c.Floor:
        return c.Floor(*limit, span)

    def round_step(self, span: Span, rounding: c.Rounding) -> c.RoundStep:
        return c.RoundStep(rounding, span)


def base_of(word: object) -> c.Base:
    return c.Base.COST if word == "B_COST" else c.Base.PAYMENT
