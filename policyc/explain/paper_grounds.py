"""Checklists and channels as they stand for a claim: what is asked and handed in, what is open and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policyc.elaborate.account import ChannelsAccount, ChecklistAccount, RequirementAccount
from policyc.explain import paper_words as spoken
from policyc.explain.book import Book, sentences
from policyc.explain.model import Ground, Item, Line
from policyc.explain.walk import names_in_order
from policyc.report.diagnostic import Words
from policyc.settling.results import ChecklistResult, Missing
from policyc.syntax.clause import Quantifier


def checklist_ground(book: Book, entry: ChecklistAccount) -> Ground:
    """A checklist: complete or not, and each thing it asks."""
    key = entry.checklist.name.key
    result = next(one for one in book.settlement.checklists if one.name == key)
    tests = [one.requirement.test for one in entry.requirements]
    return Ground(
        key,
        "documents",
        book.name(key),
        Line(book.name(key), book.quantity(key)) if book.has(key) else None,
        given=_given(book, tests),
        items=tuple(_item(book, one) for one in entry.requirements),
        verdict=_verdict(result),
        sources=book.sources(entry.citations),
        readings=sentences(entry.readings),
    )


def _verdict(result: ChecklistResult) -> Words:
    match result.complete:
        case True:
            return spoken.COMPLETE
        case False:
            return spoken.INCOMPLETE
        case None:
            return spoken.OPEN.of(_named(result.missing))


def _named(missing: Iterable[Missing]) -> Words:
    listed = [entry.words for entry in missing]
    return Words("、".join(one.zh for one in listed), ", ".join(one.en for one in listed))


def _item(book: Book, entry: RequirementAccount) -> Item:
    words = spoken.requirement(book, entry.requirement)
    met = book.settlement.value(entry.met)
    if entry.asked is not None and book.settlement.value(entry.asked) == 0:
        return Item(words, True, spoken.NOT_ASKED)
    if met is None:
        return Item(words, None, spoken.NOT_KNOWN)
    if met:
        return Item(words, True, spoken.HANDED_IN)
    if entry.requirement.quantifier is Quantifier.ANY_OF:
        return Item(words, False, spoken.NONE_OF_THEM)
    pairs = zip(entry.requirement.papers, entry.papers, strict=True)
    absent = [book.name(paper.key) for paper, column in pairs if book.settlement.value(column) == 0]
    return Item(words, False, spoken.LACKS.of(spoken.listed(absent)))


def channels_ground(book: Book, entry: ChannelsAccount) -> Ground:
    """Each channel, with the condition under which it is open."""
    key = entry.block.name.key
    result = next(one for one in book.settlement.channels if one.name == key)
    items = []
    for one in entry.channels:
        value = book.settlement.value(one.column)
        state = spoken.NOT_KNOWN if value is None else spoken.PERMITTED if value else spoken.CLOSED
        items.append(Item(spoken.channel(book, one.channel), None if value is None else bool(value), state))
    permitted = spoken.listed([book.name(name) for name in result.permitted])
    return Ground(
        key,
        "channels",
        book.name(key),
        None,
        given=_given(book, [one.channel.condition for one in entry.channels]),
        items=tuple(items),
        verdict=spoken.OPEN.of(_named(result.missing)) if result.undetermined else spoken.ways(permitted),
        sources=book.sources(entry.citations),
        readings=sentences(entry.readings),
    )


def _given(book: Book, nodes: Sequence[object]) -> tuple[Line, ...]:
    names = [name for name in names_in_order(nodes) if name in book.compiled.columns and book.sees(name)]
    return book.lines(names)
