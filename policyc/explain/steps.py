"""The steps of a benefit as they ran for this claim: what each took, how it reckoned, what it left."""

from __future__ import annotations

from typing import assert_never

from attrs import define, evolve, field

from policyc.elaborate.account import BenefitAccount, Display, Equation, Operate, Rounded, Shown, StepAccount, Whole
from policyc.explain import phrases
from policyc.explain.book import Book
from policyc.explain.model import Chain, Function, Line, Operand, Quantity, Step, Working
from policyc.explain.walk import names_in_order, nodes_in
from policyc.explain.working import ZERO, chosen, displayed, function, is_arithmetic, worked
from policyc.report.diagnostic import Words
from policyc.syntax.clause import (
    Applies,
    Band,
    Bands,
    Base,
    Cap,
    Deductible,
    Expense,
    Floor,
    PatientPays,
    RatioStep,
    Refuse,
    Require,
    RoundStep,
    Unprovided,
    Upfront,
)
from policyc.syntax.clause import Step as Clause
from policyc.syntax.expression import Conditional, Name


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
            return evolve(bare, given=self._asked(entry.step), lines=self._expense(entry))
        if entry.role == "deductible":
            self.taken += [one.result for one in entry.equations if one.result != entry.after]
        if entry.absent is not None and book.holds(entry.absent):
            return evolve(bare, outcome=absent_words(entry.role))
        if entry.role == "round" and same(before, after):
            return evolve(bare, outcome=phrases.ALREADY_EVEN)
        if isinstance(entry.step, Bands):
            given, lines = self._bands(entry, entry.step)
        else:
            given = (*self._asked(entry.step), *self._given(entry, list(entry.equations)))
            lines = self._lines(entry)
        return evolve(bare, given=given, lines=lines, outcome=self._outcome(entry, before, after))

    def _outcome(self, entry: StepAccount, before: Quantity | None, after: Quantity | None) -> Words | None:
        bound = entry.bound is not None and self.book.holds(entry.bound)
        match entry.step:
            case Cap(base=base):
                if not bound:
                    return phrases.NOT_BOUND
                return phrases.PAYMENT_BOUND if base is Base.PAYMENT else phrases.BOUND
            case Floor():
                return phrases.RAISED if bound else phrases.NOT_RAISED
            case Deductible():
                return phrases.BELOW_DEDUCTIBLE if _is_zero(after) and not _is_zero(before) else None
            case Bands(marginal=True):
                paying = sum(1 for band in self.account.bands if self._falls_in(band.amount))
                if paying == 0:
                    return phrases.NO_BANDS
                return phrases.OTHER_BANDS if paying < len(self.account.bands) else None
            case Bands():
                return phrases.IN_BAND.of(self._band_words(entry.step, self._slab_band()))
            case _:
                return None

    # ---- lines

    def _expense(self, entry: StepAccount) -> tuple[Line, ...]:
        assert isinstance(entry.step, Expense)
        assert entry.after is not None
        if "__" not in entry.after:
            return (self.book.line(entry.after),)
        return (self._written(phrases.EXPENSE, entry.after, entry.step.value),)

    def _lines(self, entry: StepAccount) -> tuple[Line, ...]:
        return tuple(self._line(one, self._label(entry, one)) for one in entry.equations)

    def _line(self, one: Equation, label: Words) -> Line:
        self.told.add(one.result)
        return Line(label, self.book.quantity(one.result), displayed(self.book, one.display))

    def _label(self, entry: StepAccount, one: Equation) -> Words:
        """What an equation's result is called."""
        after = one.result == entry.after
        match entry.step:
            case Upfront():
                return phrases.AFTER_UPFRONT if after else phrases.UPFRONT
            case Deductible():
                return phrases.ABOVE if after else phrases.TAKEN
            case RatioStep() | Bands():
                return phrases.SHARE if after else phrases.RATIO
            case Cap(base=base):
                return phrases.WITHIN if base is Base.PAYMENT else phrases.COUNTED
            case Floor():
                return phrases.FLOORED
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
        return tuple(self._introduced(entry.step, column) for column in wanted if column not in self.told)

    def _introduced(self, step: Clause, column: str) -> Line:
        if "__" not in column or self.book.is_earlier(column):
            return self.book.line(column)
        self.told.add(column)
        match step:
            case Deductible(amount=amount):
                return self._written(phrases.DEDUCTIBLE, column, amount)
            case Cap(amount=amount):
                return self._written(phrases.LIMIT, column, amount)
            case Floor(amount=amount):
                return self._written(phrases.FLOOR, column, amount)
            case Upfront(share=share):
                return self._written(phrases.UPFRONT_RATIO, column, share)
            case RatioStep(share=share):
                return self._share(phrases.RATIO, phrases.OWN_RATIO, column, share)
            case _:
                parts = tuple(displayed(self.book, Shown(taken)) for taken in self.taken)
                return Line(phrases.TAKEN, self.book.quantity(column), Chain(parts, ("+",) * len(parts)))

    def _share(self, label: Words, own: Words, column: str, share: Conditional | PatientPays) -> Line:
        if isinstance(share, PatientPays):
            return self._written(own, column, Conditional((), share.share))
        return self._written(label, column, share)

    def _written(self, label: Words, column: str, node: Conditional) -> Line:
        """A number that the clause writes itself: a figure, a name, or a formula."""
        book = self.book
        value, quantity = chosen(book, node), book.quantity(column)
        working: Working | None = None
        if value is not None and is_arithmetic(value):
            working = worked(book, value)
            if quantity is not None and quantity.value == 0:
                working = _not_below_zero(working)
        elif isinstance(value, Name):
            working = worked(book, value)
            if isinstance(working, Operand) and working.quantity.value < 0:
                working = _not_below_zero(working)
        return Line(label, quantity, working)

    def _asked(self, node: object) -> tuple[Line, ...]:
        """What the tests of a choice in a clause ask about."""
        tests = [branch.test for choice in nodes_in(node, Conditional) for branch in choice.branches]
        names = [name for name in names_in_order(tests) if name in self.book.claim_columns]
        return self.book.lines(names)

    # ---- bands

    def _falls_in(self, column: str) -> bool:
        return bool(self.book.settlement.row[column])

    def _slab_band(self) -> int:
        return int(self.book.settlement.row[self.account.bands[0].pays]) - 1

    def _band_words(self, step: Bands, index: int) -> Words:
        return self.book.words([band for band in step.bands if isinstance(band, Band)][index].bound)

    def _bands(self, entry: StepAccount, step: Bands) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        return self._marginal(entry, step) if step.marginal else self._slab(entry, step)

    def _ends(self, entry: StepAccount) -> list[Equation]:
        """Where the claim starts and ends on the scale: the sums before any band."""
        banded = {column for band in self.account.bands for column in (band.amount, band.share, band.pays)}
        return [one for one in entry.equations if one.result not in {*banded, entry.after} and _is_sum(one)]

    def _marginal(self, entry: StepAccount, step: Bands) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        by_result = {one.result: one for one in entry.equations}
        ends = self._ends(entry)
        given = self._given(entry, ends)
        labels = (phrases.START, phrases.END)[2 - len(ends) :]
        lines = [self._line(one, label) for one, label in zip(ends, labels, strict=True)]
        pays: list[Line] = []
        for band in self.account.bands:
            if self._falls_in(band.amount):
                words = self._band_words(step, band.index)
                shares = self._band_share(step, band.index, band.share, words)
                lines += shares
                stretch = _stretch(displayed(self.book, by_result[band.amount].display))
                ratio = displayed(self.book, Shown(band.share))
                if isinstance(ratio, Operand):
                    ratio = evolve(ratio, written=not shares)
                pays.append(
                    Line(
                        phrases.BAND_PAYS.of(words),
                        self.book.quantity(band.pays),
                        Chain((stretch, ratio), ("×", "×")),
                    )
                )
        return given, (*lines, *pays, *self._bands_total(entry, pays))

    def _bands_total(self, entry: StepAccount, pays: list[Line]) -> tuple[Line, ...]:
        assert entry.after is not None
        parts = tuple(Operand(line.quantity) for line in pays if line.quantity is not None)
        if len(parts) == 1:
            return ()
        working = Chain(parts, ("+",) * len(parts)) if parts else None
        return (Line(phrases.BANDS_TOTAL, self.book.quantity(entry.after), working),)

    def _band_share(self, step: Bands, index: int, column: str, words: Words) -> list[Line]:
        """A band's ratio, where it is more than a figure in the clause."""
        share = [band for band in step.bands if isinstance(band, Band)][index].share
        label = phrases.BAND_SHARE.of(words)
        if isinstance(share, PatientPays):
            own = worked(self.book, share.share)
            quantity = self.book.quantity(column)
            return [Line(label, quantity, Chain((displayed(self.book, Whole()), own), ("+", "−")))]
        if not share.branches and not isinstance(share.otherwise, Name) and not is_arithmetic(share.otherwise):
            return []
        return [*self._asked(share), self._written(label, column, share)]

    def _slab(self, entry: StepAccount, step: Bands) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        ends = self._ends(entry)
        given = self._given(entry, ends)
        labels = (phrases.START, phrases.END)[2 - len(ends) :]
        lines = [self._line(one, label) for one, label in zip(ends, labels, strict=True)]
        index = self._slab_band()
        band = self.account.bands[index]
        words = self._band_words(step, index)
        share = Line(phrases.BAND_SHARE.of(words), self.book.quantity(band.share))
        lines += self._band_share(step, index, band.share, words) or [share]
        final = next(one for one in entry.equations if one.result == entry.after)
        return given, (*lines, self._line(final, phrases.SHARE))


def _is_sum(one: Equation) -> bool:
    return isinstance(one.display, Operate) and one.display.operator == "+"


def _stretch(working: Working) -> Working:
    """`取大(取小(到，上界) − 取大(从，下界)，0)` of a band that something falls in: its two ends, less each other."""
    inner = working.arguments[0] if isinstance(working, Function) else working
    if not isinstance(inner, Chain):
        return inner
    top, bottom = (_nearer(part, at) for at, part in enumerate(inner.parts))
    if isinstance(bottom, Operand) and bottom.quantity.value == 0:
        return top
    return Chain((top, bottom), ("+", "−"))


def _nearer(part: Working, at: int) -> Working:
    """Of a band's edge and the claim's end, the one that counts: the lesser above, the greater below."""
    if not isinstance(part, Function):
        return part
    ends = [one for one in part.arguments if isinstance(one, Operand)]
    scale = max(one.quantity.scale for one in ends)
    ordered = sorted(ends, key=lambda one: one.quantity.value * 10 ** (scale - one.quantity.scale))
    return ordered[-1] if at else ordered[0]


def _not_below_zero(working: Working) -> Working:
    return function("most", (working, ZERO))


def shown_in(display: Display) -> list[str]:
    """The columns in an equation's right side, in the order shown."""
    found: list[str] = []
    stack = [display]
    while stack:
        node = stack.pop()
        match node:
            case Shown(column):
                found.append(column)
            case Operate(operands=operands):
                stack += reversed(operands)
            case Rounded(operand=operand):
                stack.append(operand)
            case _:
                pass
    return found


def _is_zero(quantity: Quantity | None) -> bool:
    return quantity is not None and quantity.value == 0


def same(left: Quantity | None, right: Quantity | None) -> bool:
    """Are two amounts equal, whatever their scales?"""
    if left is None or right is None:
        return False
    scale = max(left.scale, right.scale)
    difference = left.value * 10 ** (scale - left.scale) - right.value * 10 ** (scale - right.scale)
    return bool(difference == 0)


def absent_words(role: str) -> Words:
    """What is said of a step that has no amount for this claim."""
    return {"deductible": phrases.NO_DEDUCTIBLE, "floor": phrases.NO_FLOOR}.get(role, phrases.NO_LIMIT)
