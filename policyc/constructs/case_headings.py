"""What a case's columns speak of: left of `=>` what a claim gives, right of it what its settlement answers."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from policyc.elaborate.account import LIFETIME
from policyc.elaborate.case_account import TotalName
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.publish import total_names
from policyc.elaborate.symbols import AmountSymbol, LinesSymbol, PeriodSymbol
from policyc.elaborate.totals import Kept
from policyc.elaborate.value import Value, ValueType
from policyc.report.diagnostic import Label, Words
from policyc.source import Span
from policyc.syntax.clause import PeriodUnit
from policyc.syntax.expression import EarlierTotal, Expression, Name
from policyc.types import Count, Money, Type, scale_of

CLAIM_NUMBER, MEMBER = "claim_number", "member"
DOCUMENTS = "documents"


@frozen
class GivenFact:
    """A fact of the claim, or of a line of the block `grain`."""

    key: str
    type: Type
    value: Value
    grain: str | None


@frozen
class GivenTotal:
    """A total before the claim; of one that is kept by a further key, `per` is that key's name."""

    total: TotalName
    type: Type
    per: str | None
    whole_family: bool


@frozen
class GivenLines:
    """A block of lines, which a case can say is empty."""

    key: str


@frozen
class GivenNumber:
    """The claim's number: rows that bear the same are lines of one claim."""


@frozen
class GivenPapers:
    """The papers that the claim hands in."""


@frozen
class ExpectedNames:
    """What is answered with names: a checklist with the papers it lacks, channels with those that are open.

    `known` are the keys of the names that there are.
    """

    heading: Name
    known: frozenset[str]
    grain: None = None


@frozen
class Expected:
    """What is settled: a rule, a table's output, a benefit, a year, or a total before or after the claim."""

    heading: Name | EarlierTotal
    type: ValueType
    scale: int
    optional: bool
    total: TotalName | None = None
    # the block of lines whose lines have a value each
    grain: str | None = None


@frozen
class GivenMember:
    """Which member of the family the claim is of, by number."""


Given = GivenFact | GivenTotal | GivenLines | GivenNumber | GivenPapers | GivenMember


# ---- left of the arrow


def given_heading(work: Elaboration, heading: Expression, of_family: bool) -> Given | None:
    """What a heading gives; `of_family` in a case of one family, which says the member of each claim."""
    if isinstance(heading, EarlierTotal):
        found = _total(work, heading)
        if found is not None and heading.including_this:
            work.error("case-gives-result", heading.span, name=_heading_words(work, heading))
            return None
        if found is None:
            return None
        return GivenTotal(_name_of(found), _type_of(work, found), found.period.per, found.period.whole_family)
    assert isinstance(heading, Name)
    if heading.key == CLAIM_NUMBER:
        return GivenNumber()
    if of_family and heading.key == MEMBER:
        return GivenMember()
    symbol = work.symbols.get(heading.key)
    if isinstance(symbol, LinesSymbol):
        return GivenLines(symbol.key)
    if heading.key == DOCUMENTS and symbol is None and work.papers:
        return GivenPapers()
    amount = _amount(work, heading)
    if amount is None or amount.value is None or not isinstance(amount.type, Type):
        return None
    if not is_fact(work, heading.key):
        work.error("case-gives-result", heading.span, name=work.words(heading.key))
        return None
    return GivenFact(heading.key, amount.type, amount.value, amount.grain)


def is_fact(work: Elaboration, key: str) -> bool:
    """Does the claim give it, on its lines or not?"""
    return any(key == one.name for one in work.inputs)


def _amount(work: Elaboration, name: Name) -> AmountSymbol | None:
    symbol = work.symbols.get(name.key)
    if isinstance(symbol, AmountSymbol):
        return symbol
    if symbol is None:
        work.unknown_name(name)
    else:
        work.error("heading-not-a-name", name.span)
    return None


# ---- right of the arrow


def expected_heading(work: Elaboration, heading: Expression) -> Expected | ExpectedNames | None:
    if isinstance(heading, EarlierTotal):
        found = _total(work, heading)
        if found is None:
            return None
        type = _type_of(work, found)
        return Expected(heading, type, scale_of(type), False, _name_of(found), found.grain)
    assert isinstance(heading, Name)
    symbol = work.symbols.get(heading.key)
    if isinstance(symbol, PeriodSymbol) and symbol.value is not None and symbol.unit is not PeriodUnit.ROLLING:
        return Expected(heading, symbol.value.type, 0, False)
    if heading.key == CLAIM_NUMBER or is_fact(work, heading.key) or heading.key in work.parameters:
        work.error("case-expects-fact", heading.span, name=work.words(heading.key))
        return None
    named = names_answered(work, heading.key)
    if named is not None:
        return ExpectedNames(heading, named)
    amount = _amount(work, heading)
    info = work.columns.get(heading.key)
    if amount is None or amount.type is None or info is None:
        return None
    return Expected(heading, info.type, info.scale, info.absent is not None, None, amount.grain)


def names_answered(work: Elaboration, key: str) -> frozenset[str] | None:
    """The papers of a checklist, or the channels of a block, by key; None where the name is neither."""
    checklist, channels = work.account.checklists.get(key), work.account.channels.get(key)
    if checklist is not None:
        return frozenset(paper.key for one in checklist.requirements for paper in one.requirement.papers)
    return None if channels is None else frozenset(one.channel.name.key for one in channels.channels)


# ---- totals


def _total(work: Elaboration, heading: EarlierTotal) -> Kept | None:
    """The total that the policy keeps under the name, over the period."""
    period = _period(work, heading.period)
    if period is None:
        work.error("not-a-period", heading.period.span, name=work.words(heading.period.key))
        return None
    kept = [total for total in work.totals.kept.values() if total.shown]
    for total in kept:
        if _key_of(total.period) == period and heading.of.key in _spellings(work, total):
            return total
    if work.totals.whole:
        totals = _listed(work, kept)
        work.error("case-no-such-total", heading.span, name=_heading_words(work, heading), totals=totals)
    return None


def _period(work: Elaboration, name: Name) -> str | None:
    """A declared period, the only one of its unit (`年`), or a lifetime."""
    symbol = work.symbols.get(name.key)
    if isinstance(symbol, PeriodSymbol):
        return _key_of(symbol)
    if symbol is not None or name.key == LIFETIME:
        return LIFETIME if symbol is None else None
    periods = [one for one in work.symbols.values() if isinstance(one, PeriodSymbol) and one.is_plain]
    units = [one.key for one in periods if one.unit.value == name.key]
    return units[0] if len(units) == 1 else None


def _key_of(period: PeriodSymbol) -> str:
    """What claims call a period: the lifetime so, unless a further key or the family tells it from others."""
    return LIFETIME if period.is_lifetime else period.key


def _name_of(total: Kept) -> TotalName:
    return TotalName(_key_of(total.period), total.key)


def _type_of(work: Elaboration, total: Kept) -> Type:
    """Money to as many decimals as the total keeps, or a count."""
    type = work.columns[total.before].type
    return type if isinstance(type, Count) else Money(total.scale)


def _spellings(work: Elaboration, total: Kept) -> tuple[str | None, ...]:
    return (total.key, *total_names(work, total.key, total.benefit))


def _heading_words(work: Elaboration, heading: EarlierTotal) -> Words:
    period, of = work.words(heading.period.key), work.words(heading.of.key)
    if heading.including_this:
        return Words(f"{period.zh} 含本次累计 {of.zh}", f"{period.en} total so far of {of.en}")
    return earlier_words(period, of)


def earlier_words(period: Words, of: Words) -> Words:
    """How a case writes a total before a claim."""
    return Words(f"{period.zh} 此前累计 {of.zh}", f"{period.en} earlier total of {of.en}")


def _listed(work: Elaboration, kept: Iterable[Kept]) -> Words:
    """The totals that there are, as a case writes them."""
    found: list[Words] = []
    for total in kept:
        zh, en = total_names(work, total.key, total.benefit)
        over = Words("终身", "lifetime") if _key_of(total.period) == LIFETIME else work.words(total.period.key)
        found.append(earlier_words(over, Words(zh or en or total.key, en or zh or total.key)))
    if not found:
        return Words("这份政策没有累计", "this policy keeps none")
    return Words("、".join(one.zh for one in found), ", ".join(one.en for one in found))


# ---- all of them


def heading_words(work: Elaboration, heading: Expression) -> Words:
    """A heading in both languages."""
    if isinstance(heading, EarlierTotal):
        return _heading_words(work, heading)
    assert isinstance(heading, Name)
    return work.words(heading.key)


def headings_differ(work: Elaboration, headings: Iterable[Expression]) -> bool:
    """Whether no column and no `已知` speaks of what another one does."""
    first: dict[Expression, Span] = {}
    good = True
    for heading in headings:
        place = first.setdefault(heading, heading.span)
        if place is not heading.span:
            label = (Label(place, "first"),)
            work.error("case-given-twice", heading.span, label, name=heading_words(work, heading))
            good = False
    return good
