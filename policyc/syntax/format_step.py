"""The steps of a benefit as canonical text, in either vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from policyc.report.diagnostic import Language
from policyc.syntax import clause as c
from policyc.syntax import expression as e
from policyc.syntax.clause import Spelling
from policyc.syntax.format_expression import SUM, ExpressionWriter
from policyc.syntax.quoting import limit_words


class StepWriter(ExpressionWriter):
    """Writes steps, outcomes and roundings. Lines after a step's first are indented by two columns."""

    def step(self, step: c.Step | c.PaymentOrder) -> list[str]:
        match step:
            case c.Bands():
                return self._bands(step)
            case c.PaymentOrder():
                return [self.payment_order(step, lambda name: self.name(name.key))]
            case c.Applies() | c.Require() | c.Refuse() | c.Unprovided():
                return [self._condition(step)]
            case _:
                return [self._amount(step)]

    def _condition(self, step: c.Applies | c.Require | c.Refuse | c.Unprovided) -> str:
        condition = self.expression(step.condition)
        match step:
            case c.Applies():
                return self.headed("APPLIES", condition)
            case c.Require():
                return self.headed("REQUIRE", condition, f"{self.word('ELSE')} {self.text(step.reason)}")
            case c.Refuse():
                unless = () if step.unless is None else (f"{self.word('UNLESS')} {self.expression(step.unless)}",)
                return self.headed("REFUSE", condition, *unless, f"{self.word('BECAUSE')} {self.text(step.reason)}")
            case c.Unprovided():
                return self.headed("UNDETERMINED", condition, f"{self.word('MISSING')} {self.text(step.missing)}")
            case _:
                assert_never(step)

    def _amount(self, step: c.Expense | c.Upfront | c.Deductible | c.RatioStep | c.Cap | c.Floor | c.RoundStep) -> str:
        match step:
            case c.Expense():
                return self.headed("EXPENSE", self.choice(step.value))
            case c.Upfront():
                return self.headed("UPFRONT", self.choice(step.share))
            case c.Deductible():
                return self.headed("DEDUCTIBLE", self.per(step.per), self.choice(step.amount), *self._ceiling(step))
            case c.RatioStep():
                return self.headed("RATIO", self.share(step.share))
            case c.Cap():
                return self._limit("CAP", step)
            case c.Floor():
                return self._limit("FLOOR", step)
            case c.RoundStep():
                return self.headed("ROUND", self.rounding(step.rounding))
            case _:
                assert_never(step)

    def _ceiling(self, step: c.Deductible) -> list[str]:
        if step.ceiling is None:
            return []
        over = self.per(step.ceiling.per)
        if isinstance(step.ceiling.per, e.Name) and step.ceiling.per.key == "lifetime":
            over = f"{self.word('PER')} {self.word('P_LIFETIME')}"
        return [f"{over} {self.word('MOST')} {self.choice(step.ceiling.amount)}"]

    def _limit(self, head: str, step: c.Cap | c.Floor) -> str:
        parts = [self.base(step.base)] if step.base is not None else []
        parts += [self.per(step.per)] if step.per is not None else []
        writer = self
        if step.base is None or step.per is None:
            writer = StepWriter(self.language, self.spellings, limit_words(), self.dates)
        return self.headed(head, *parts, writer.choice(step.amount))

    def _bands(self, step: c.Bands) -> list[str]:
        parts = [self.base(step.base), self.per(step.per)]
        if step.deductible_included is not None:
            parts.append(self.word("INCLUDED" if step.deductible_included else "EXCLUDED"))
        bands = [
            f"  {self.bound(band.bound)}{self.colon}{self.share(band.share)}"
            for band in step.bands
            if isinstance(band, c.Band)
        ]
        return [self.headed("MARGINAL" if step.marginal else "SLAB", *parts), *bands]

    def rolling(self, rolling: c.Rolling) -> list[str]:
        """`近12个月` and whether the day itself counts."""
        between = "" if self.chinese else " "
        parts = [f"{self.word('LAST')}{between}{self.number(rolling.length)}"]
        if rolling.day_included is not None:
            parts.append(self.word("WITH_DAY" if rolling.day_included else "WITHOUT_DAY"))
        return parts

    def payment_order(self, order: c.PaymentOrder, spelled: Callable[[e.Name], str]) -> str:
        """The one line of a payment order; `spelled` writes the names that it declares."""
        payers = [
            self.name(payer.name.key)
            if payer.most is None
            else f"{spelled(payer.name)} {self.word('MOST')} {self.expression(payer.most, SUM)}"
            for payer in order.payers
        ]
        rest = f"{self.word('REST')} {spelled(order.rest)}"
        return self.headed("PAYMENT_ORDER", self.name(order.split.key), self.list.join(payers), rest)

    def headed(self, head: str, *parts: str) -> str:
        """`head：part，part`."""
        return self.word(head) + self.colon + self.comma.join(parts)

    def base(self, base: c.Base) -> str:
        return self.word("B_COST" if base is c.Base.COST else "B_PAYMENT")

    def per(self, per: c.Per) -> str:
        if isinstance(per, c.PerClaim):
            return self.word("PER_CLAIM")
        if per.key in ("day", "month", "year", "lifetime"):
            return self.word(f"PER_{per.key.upper()}")
        return f"{self.word('PER')} {self.name(per.key)}"

    def share(self, share: e.Conditional | c.PatientPays) -> str:
        return self.patient_pays(share) if isinstance(share, c.PatientPays) else self.choice(share)

    def patient_pays(self, node: c.PatientPays) -> str:
        return f"{self.word('PATIENT_PAYS')} {self.expression(node.share, SUM)}"

    def rounding(self, rounding: c.Rounding) -> str:
        return self.word(f"TO_{rounding.unit.name}") + self.comma + self.word(rounding.mode.name)

    def outcome(self, outcome: c.Outcome, rounding: c.Rounding | None) -> str:
        match outcome:
            case e.Conditional():
                written = self.choice(outcome)
            case c.Undetermined():
                written = self.verdict("UNDETERMINED", outcome.text)
            case c.Refused():
                written = self.verdict("REFUSE", outcome.text)
            case _:
                assert_never(outcome)
        return written if rounding is None else written + self.comma + self.rounding(rounding)

    def verdict(self, word: str, text: e.Text | None) -> str:
        return self.word(word) if text is None else f"{self.word(word)} {self.text(text)}"


def format_step(
    step: c.Step | c.PaymentOrder,
    language: Language,
    spellings: Mapping[str, Spelling],
    dates: frozenset[str] = frozenset(),
) -> str:
    """A benefit's step in the words of `language`; bands take a line each. `dates` are the names known to be dates."""
    return "\n".join(StepWriter(language, spellings, dates=dates).step(step))
