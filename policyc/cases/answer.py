"""What a settlement answers for one cell, and whether that is what the cell expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from attrs import frozen

from policyc.elaborate.case_account import CaseClaim, CaseRow, Expectation, Fixed, Named, TotalName
from policyc.explain.book import Book
from policyc.explain.model import Quantity
from policyc.explain.paper_words import listed
from policyc.explain.shown import quantity_text
from policyc.report.diagnostic import Language, Words
from policyc.settling.results import BenefitResult, Missing, Status
from policyc.settling.settle import Settler
from policyc.settling.settlement import Settlement
from policyc.syntax.clause import Refused, Undetermined
from policyc.syntax.expression import Absent, EarlierTotal, Text


@frozen
class Answer:
    """A column of a settlement: its value, None where it has none or is 无, and why.

    A benefit that is refused has both a value, 0, and the status.
    """

    column: str
    status: Status
    value: Quantity | None
    reasons: tuple[Words, ...] = ()
    missing: tuple[Missing, ...] = ()
    # of a checklist the papers that it lacks, of channels those that are open
    names: tuple[str, ...] = ()


def answers_for(
    settler: Settler, settlement: Settlement, claim: CaseClaim
) -> Iterator[tuple[CaseRow, Expectation, Answer]]:
    """Every cell of the claim's rows that expects something, with what the settlement says of it."""
    begun: Counter[str] = Counter()
    for row in claim.rows:
        for expectation in row.expected:
            yield row, expectation, _answer_for(settler, settlement, expectation, begun)
        begun.update(row.lines.keys())


def _answer_for(settler: Settler, settlement: Settlement, expectation: Expectation, at: Mapping[str, int]) -> Answer:
    """What the settlement says of the column that the cell is about; `at` is which line of each block is its row's."""
    named = _in_names(settlement, expectation)
    if named is not None:
        return named
    column = _column(settlement, expectation)
    grain = settlement.compiled.worksheet.by_name[column].grain
    book = Book.of(settlement)
    book = book if grain is None else book.in_line(grain, at[grain])
    row, quantity = book.row, book.quantity(column)
    if not settlement.ok(column, row) and settlement.refused(column, row):
        return Answer(column, Status.REFUSED, None, settler.blamer.refusals(settlement, [column], row))
    result = _benefit(settlement, column)
    if result is not None:
        return Answer(column, result.status, quantity, result.reasons, result.missing)
    if settlement.ok(column, row):
        return Answer(column, Status.PAID, quantity)
    return Answer(column, Status.UNDETERMINED, None, (), settler.blamer.missing(settlement, column, row))


def _in_names(settlement: Settlement, expectation: Expectation) -> Answer | None:
    """What a checklist or a block of channels answers; None for any other heading."""
    if isinstance(expectation.heading, EarlierTotal):
        return None
    name = expectation.heading.key
    for checklist in settlement.checklists:
        if checklist.name == name:
            papers = dict.fromkeys(paper for lacking in checklist.lacking for paper in lacking.papers)
            complete = Book.of(settlement).quantity(name)
            return Answer(name, _known(checklist.complete is not None), complete, (), checklist.missing, tuple(papers))
    for channels in settlement.channels:
        if channels.name == name:
            known = _known(not channels.undetermined)
            return Answer(name, known, None, (), channels.missing, channels.permitted)
    return None


def _known(known: bool) -> Status:
    return Status.PAID if known else Status.UNDETERMINED


def _benefit(settlement: Settlement, column: str) -> BenefitResult | None:
    return next((result for result in settlement.benefits if result.name == column), None)


def _column(settlement: Settlement, expectation: Expectation) -> str:
    """The column of a name, or of a total before or after the claim."""
    heading, total = expectation.heading, expectation.total
    if not isinstance(heading, EarlierTotal) or total is None:
        assert not isinstance(heading, EarlierTotal)
        return heading.key
    kept = [
        one
        for one in settlement.compiled.account.totals
        if TotalName(one.period_key, one.key) == total and one.after is not None
    ]
    return str(kept[0].after if heading.including_this else kept[0].before)


def is_as_expected(answer: Answer, expectation: Expectation) -> bool:
    """Exactly: an amount to the last decimal, a verdict with the sentence that the cell gives."""
    match expectation.wanted:
        case Fixed(value, scale):
            got = answer.value
            return got is not None and got.value * 10**scale == value * 10**got.scale
        case Absent():
            return answer.value is None and answer.status is Status.PAID
        case Named(names):
            return answer.status is Status.PAID and frozenset(answer.names) == names
        case Refused(text=text):
            return answer.status is Status.REFUSED and _is_said(text, answer.reasons)
        case Undetermined(text=text):
            return answer.status is Status.UNDETERMINED and _is_said(text, tuple(one.words for one in answer.missing))
        case _:
            assert_never(expectation.wanted)


def _is_said(text: Text | None, sentences: tuple[Words, ...]) -> bool:
    """Is the sentence among them, in each language it is given in?"""
    if text is None:
        return True
    return any(text.zh in (None, sentence.zh) and text.en in (None, sentence.en) for sentence in sentences)


# ---- in words

_VERDICTS = {
    Status.REFUSED: Words("不予支付", "not payable"),
    Status.UNDETERMINED: Words("未规定", "undetermined"),
    Status.NOT_APPLICABLE: Words("不适用", "does not apply"),
}


def got_words(book: Book, answer: Answer, expectation: Expectation) -> Words:
    """`7,125.00` · `0.00（不予支付：停卡期间…）` · `未规定：缺 …` · `社保卡、费用清单`."""
    if answer.status is Status.PAID and (answer.names or isinstance(expectation.wanted, Named)):
        return _names_words(book, answer.names)
    if answer.status is Status.PAID:
        return quantity_words(answer.value)
    sentences = [*answer.reasons, *(one.words for one in answer.missing)]
    verdict = _VERDICTS[answer.status]
    if sentences:
        zh, en = "；".join(one.zh for one in sentences), "; ".join(one.en for one in sentences)
        verdict = Words(f"{verdict.zh}：{zh}", f"{verdict.en}: {en}")
    if answer.value is None:
        return verdict
    value = quantity_words(answer.value)
    return Words(f"{value.zh}（{verdict.zh}）", f"{value.en} ({verdict.en})")


def expected_words(book: Book, answer: Answer, expectation: Expectation) -> Words:
    """What the cell says."""
    match expectation.wanted:
        case Fixed(value, scale):
            info = book.compiled.columns[answer.column]
            return quantity_words(book.of_type(value, scale, info.type))
        case Absent():
            return quantity_words(None)
        case Named(names):
            return _names_words(book, sorted(names))
        case Refused(text=text):
            return _verdict(Status.REFUSED, text)
        case Undetermined(text=text):
            return _verdict(Status.UNDETERMINED, text)
        case _:
            assert_never(expectation.wanted)


def _names_words(book: Book, names: Iterable[str]) -> Words:
    named = [book.name(name) for name in names]
    return listed(named) if named else quantity_words(None)


def _verdict(status: Status, text: Text | None) -> Words:
    words = _VERDICTS[status]
    if text is None:
        return words
    return Words(f"{words.zh}：{text.zh or text.en}", f"{words.en}: {text.en or text.zh}")


def quantity_words(quantity: Quantity | None) -> Words:
    return Words(*(quantity_text(quantity, language) for language in Language))
