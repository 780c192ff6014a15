"""Bands as they ran for this claim: where it starts and ends on the scale, and what each band pays of it."""

from __future__ import annotations

from attrs import evolve, frozen

from policyc.elaborate.account import BandAccount, BenefitAccount, Equation, Operate, Shown, StepAccount
from policyc.explain import phrases
from policyc.explain.book import Book
from policyc.explain.figures import asked_in, equation_line, written_line
from policyc.explain.model import Chain, Function, Line, Operand, Working
from policyc.explain.working import WHOLE, displayed, is_arithmetic, worked
from policyc.report.diagnostic import Words
from policyc.syntax.clause import Band, Bands, PatientPays
from policyc.syntax.expression import Name


@frozen
class BandsTold:
    """The bands of one benefit."""

    book: Book
    account: BenefitAccount
    entry: StepAccount
    step: Bands

    def ends(self) -> list[Equation]:
        """Where the claim starts and ends on the scale: the sums before any band."""
        banded = {column for band in self.account.bands for column in (band.amount, band.share, band.pays)}
        return [one for one in self.entry.equations if one.result not in {*banded, self.entry.after} and _is_sum(one)]

    def lines(self) -> tuple[Line, ...]:
        ends = self.ends()
        labels = (phrases.START, phrases.END)[2 - len(ends) :]
        told = [equation_line(self.book, one, label) for one, label in zip(ends, labels, strict=True)]
        return (*told, *(self._marginal() if self.step.marginal else self._slab()))

    def outcome(self) -> Words | None:
        """Which bands there was nothing for, or which one gave its ratio."""
        if not self.step.marginal:
            return phrases.IN_BAND.of(self._words(self._slab_band()))
        paying = len(self._paying())
        if paying == 0:
            return phrases.NO_BANDS
        return phrases.OTHER_BANDS if paying < len(self.account.bands) else None

    # ---- one band

    def _band(self, index: int) -> Band:
        return [band for band in self.step.bands if isinstance(band, Band)][index]

    def _words(self, index: int) -> Words:
        return self.book.words(self._band(index).bound)

    def _share(self, band: BandAccount) -> list[Line]:
        """A band's ratio, where it is more than a figure in the clause."""
        share = self._band(band.index).share
        label = phrases.BAND_SHARE.of(self._words(band.index))
        if isinstance(share, PatientPays):
            rest = Chain((WHOLE, worked(self.book, share.share)), ("+", "−"))
            return [Line(label, self.book.quantity(band.share), rest)]
        if not share.branches and not isinstance(share.otherwise, Name) and not is_arithmetic(share.otherwise):
            return []
        return [*asked_in(self.book, share), written_line(self.book, label, band.share, share)]

    # ---- each band its own ratio

    def _paying(self) -> list[BandAccount]:
        return [band for band in self.account.bands if self.book.settlement.row[band.amount]]

    def _marginal(self) -> list[Line]:
        shares = {band.index: self._share(band) for band in self._paying()}
        pays = [self._pays(band, written=not shares[band.index]) for band in self._paying()]
        return [*(line for share in shares.values() for line in share), *pays, *self._total(pays)]

    def _pays(self, band: BandAccount, *, written: bool) -> Line:
        """What falls in the band, times its ratio."""
        display = next(one.display for one in self.entry.equations if one.result == band.amount)
        ratio = displayed(self.book, Shown(band.share))
        if isinstance(ratio, Operand):
            ratio = evolve(ratio, written=written)
        working = Chain((_stretch(displayed(self.book, display)), ratio), ("×", "×"))
        return Line(phrases.BAND_PAYS.of(self._words(band.index)), self.book.quantity(band.pays), working)

    def _total(self, pays: list[Line]) -> list[Line]:
        assert self.entry.after is not None
        parts = tuple(Operand(line.quantity) for line in pays if line.quantity is not None)
        if len(parts) == 1:
            return []
        working = Chain(parts, ("+",) * len(parts)) if parts else None
        return [Line(phrases.BANDS_TOTAL, self.book.quantity(self.entry.after), working)]

    # ---- one ratio for the whole

    def _slab_band(self) -> int:
        return int(self.book.settlement.row[self.account.bands[0].pays]) - 1

    def _slab(self) -> list[Line]:
        band = self.account.bands[self._slab_band()]
        share = Line(phrases.BAND_SHARE.of(self._words(band.index)), self.book.quantity(band.share))
        final = next(one for one in self.entry.equations if one.result == self.entry.after)
        return [*(self._share(band) or [share]), equation_line(self.book, final, phrases.SHARE)]


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
