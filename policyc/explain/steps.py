"""The steps of a benefit as they ran for this claim: what each took, how it reckoned, what it left."""

from __future__ import annotations

from typing import assert_never

from attrs import define, evolve, field

from policyc.elaborate.account import BenefitAccount, Equation, Shown, StepAccount
from policyc.explain import phrases
from policyc.explain.bands import BandsTold
from policyc.explain.book import Book
from policyc.explain.figures import asked_in, equation_line, is_zero, same, share_line, shown_in, written_line
from policyc.explain.model import Chain, Line, Quantity, Step
from policyc.explain.working import displayed
from policyc.report.diagnostic import Words
from policyc.syntax.clause import (
    Applies,
    Bands,
    Base,
    Cap,
    Ceiling,
    Deductible,
    Expense,
    Floor,
    PaymentOrder,
    RatioStep,
    Refuse,
    Require,
    RoundStep,
    Unprovided,
    Upfront,
)


@define
class Steps:
    """The steps of one benefit, told in order. `told` are the internal columns that a line has shown."""

    book: Book
    account: BenefitAccount
    told: set[str] = field(factory=set)
    taken: list[str] = field(factory=list)

    def tell(self) -> tuple[Step, ...]:
        return tuple(self._step(entry) for entry in self.account.steps)

    def _step(self, entry: StepAccount) -> Step:
        book = self.book
        before = None if entry.before is None else book.quantity(entry.before)
        after = None if entry.after is None else book.quantity(entry.after)
        bare = Step(entry.role, book.clause(entry.step), before, after, (), ())
        if entry.role == "expense":
            return evolve(bare, given=asked_in(book, entry.step), lines=self._expense(entry))
        if entry.role == "deductible":
            self.taken += [one.result for one in entry.equations if one.result != entry.after][-1:]
        if entry.absent is not None and book.holds(entry.absent):
            return evolve(bare, outcome=absent_words(entry.role))
        if entry.role == "round" and same(before, after):
            return evolve(bare, outcome=phrases.ALREADY_EVEN)
        if isinstance(entry.step, Bands):
            bands = BandsTold(book, self.account, entry, entry.step)
            return evolve(bare, given=self._given(entry, bands.ends()), lines=bands.lines(), outcome=bands.outcome())
        given = (*asked_in(book, entry.step), *self._given(entry, list(entry.equations)))
        return evolve(bare, given=given, lines=self._lines(entry), outcome=self._outcome(entry, before, after))

    def _outcome(self, entry: StepAccount, before: Quantity | None, after: Quantity | None) -> Words | None:
        bound = entry.bound is not None and self.book.holds(entry.bound)
        match entry.step:
            case Cap(base=base):
                if not bound:
                    return phrases.NOT_BOUND
                return phrases.PAYMENT_BOUND if base is Base.PAYMENT else phrases.BOUND
            case Floor():
                return phrases.RAISED if bound else phrases.NOT_RAISED
            case PaymentOrder():
                return phrases.LEFT_BOUND if bound else phrases.LEFT_NOT_BOUND
            case Deductible():
                return phrases.BELOW_DEDUCTIBLE if is_zero(after) and not is_zero(before) else None
            case _:
                return None

    # ---- lines

    def _expense(self, entry: StepAccount) -> tuple[Line, ...]:
        assert isinstance(entry.step, Expense)
        assert entry.after is not None
        if self.book.is_named(entry.after):
            return (self.book.line(entry.after),)
        self.told.add(entry.after)
        return (written_line(self.book, phrases.EXPENSE, entry.after, entry.step.value),)

    def _lines(self, entry: StepAccount) -> tuple[Line, ...]:
        self.told.update(one.result for one in entry.equations)
        return tuple(equation_line(self.book, one, self._label(entry, one)) for one in entry.equations)

    def _label(self, entry: StepAccount, one: Equation) -> Words:
        """What an equation's result is called."""
        after = one.result == entry.after
        match entry.step:
            case Upfront():
                return phrases.AFTER_UPFRONT if after else phrases.UPFRONT
            case Deductible():
                if not after and entry.ceiling is not None and one is entry.equations[0]:
                    return phrases.WITHIN_DEDUCTIBLE
                return phrases.ABOVE if after else phrases.TAKEN
            case RatioStep() | Bands():
                return phrases.SHARE if after else phrases.RATIO
            case Cap(base=base):
                return phrases.WITHIN if base is Base.PAYMENT else phrases.COUNTED
            case Floor():
                return phrases.FLOORED
            case PaymentOrder():
                return phrases.LEFT_PAID if after else phrases.LEFT
            case RoundStep():
                return phrases.ROUNDED
            case Applies() | Require() | Refuse() | Unprovided() | Expense():
                return phrases.EXPENSE
            case _:
                assert_never(entry.step)

    # ---- what a step is given

    def _given(self, entry: StepAccount, equations: list[Equation]) -> tuple[Line, ...]:
        """The numbers that a step takes besides what the step before it left."""
        results = {one.result for one in equations}
        columns = dict.fromkeys(column for one in equations for column in shown_in(one.display))
        wanted = [column for column in columns if column not in results and column != entry.before]
        return tuple(self._introduced(entry, column) for column in wanted if column not in self.told)

    def _introduced(self, entry: StepAccount, column: str) -> Line:
        step = entry.step
        if self.book.is_named(column) or self.book.is_earlier(column):
            return self.book.line(column)
        self.told.add(column)
        match step:
            case Deductible(ceiling=Ceiling(amount=amount)) if column == entry.ceiling:
                return written_line(self.book, phrases.CEILING, column, amount)
            case Deductible(amount=amount):
                return written_line(self.book, phrases.DEDUCTIBLE, column, amount)
            case Cap(amount=amount):
                return written_line(self.book, phrases.LIMIT, column, amount)
            case Floor(amount=amount):
                return written_line(self.book, phrases.FLOOR, column, amount)
            case Upfront(share=share):
                return written_line(self.book, phrases.UPFRONT_RATIO, column, share)
            case RatioStep(share=share):
                return share_line(self.book, phrases.RATIO, phrases.OWN_RATIO, column, share)
            case _:
                parts = tuple(displayed(self.book, Shown(taken)) for taken in self.taken)
                chain = Chain(parts, ("+",) * len(parts)) if parts else None
                return Line(phrases.TAKEN, self.book.quantity(column), chain)


def absent_words(role: str) -> Words:
    """What is said of a step that has no amount for this claim."""
    return {"deductible": phrases.NO_DEDUCTIBLE, "floor": phrases.NO_FLOOR}.get(role, phrases.NO_LIMIT)
