"""政策, 来源, 说明: the policy itself, its sources, and what in them is cited."""

from __future__ import annotations

from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import DocumentSymbol
from policyc.syntax.clause import (
    Benefit,
    Block,
    Calendar,
    Channels,
    Checklist,
    Citation,
    Document,
    Locator,
    Note,
    Parameter,
    PaymentOrder,
    Policy,
    Reading,
    Rule,
    Table,
)
from policyc.syntax.expression import DateLiteral, Name

Citing = Rule | Table | Parameter | Benefit | Calendar | Checklist | Channels
"""The blocks that say what a source says."""


def check_policy(work: Elaboration, block: Policy) -> None:
    """The policy's dates and citations."""
    first, last = block.in_force_from, block.in_force_to
    if first is not None and last is not None and _day(first) > _day(last):
        work.error("in-force-backwards", last.span)
    cite(work, block.statements)


def _day(date: DateLiteral) -> tuple[int, int, int]:
    return date.year, date.month, date.day


def declare_document(work: Elaboration, block: Document) -> None:
    locators = frozenset(entry.locator.parts for entry in block.outline)
    work.declare(block.name, DocumentSymbol(locators, block.name.span))


def check_note(work: Elaboration, block: Note) -> None:
    _known_locators(work, block.document, block.locators)


def cite(work: Elaboration, statements: tuple[object, ...]) -> tuple[tuple[Citation, ...], tuple[Reading, ...]]:
    """The citations and readings among a block's statements; each citation must point into a declared outline."""
    citations = tuple(statement for statement in statements if isinstance(statement, Citation))
    for citation in citations:
        _known_locators(work, citation.document, citation.locators)
    return citations, tuple(statement for statement in statements if isinstance(statement, Reading))


def _known_locators(work: Elaboration, document: Name, locators: tuple[Locator, ...]) -> None:
    symbol = work.symbols.get(document.key)
    work.used.add(document.key)
    if symbol is None:
        work.unknown_name(document)
        return
    if not isinstance(symbol, DocumentSymbol):
        work.error("not-a-source", document.span, name=work.words(document.key))
        return
    for locator in locators:
        # `一.4 表2` cites a table inside the section 一.4 of the outline
        found = [locator.parts[:length] for length in _lengths(locator) if locator.parts[:length] in symbol.locators]
        work.cited.update((document.key, parts) for parts in found)
        if symbol.locators and not found:
            work.error("unknown-section", locator.span, section=" ".join(locator.parts), name=work.words(document.key))


def _lengths(locator: Locator) -> range:
    return range(len(locator.parts), 0, -1)


# ---- the source as a whole


def check_coverage(work: Elaboration, blocks: tuple[Block, ...]) -> None:
    """Warn of each section that nothing speaks of, and beside a source with an outline of each rule citing none."""
    documents = [block for block in blocks if isinstance(block, Document) and block.outline]
    for document in documents:
        for entry in document.outline:
            if (document.name.key, entry.locator.parts) not in work.cited:
                section = " ".join(entry.locator.parts)
                work.warn("section-uncited", entry.span, section=section, name=work.words(document.name.key))
    if not documents:
        return
    for block in blocks:
        if isinstance(block, Rule | Table | Parameter | Benefit | Calendar | Checklist | Channels) and not _cites(
            block
        ):
            work.warn("rule-uncited", block.name.span, name=work.words(block.name.key))
        elif isinstance(block, PaymentOrder) and not any(isinstance(part, Citation) for part in block.statements):
            work.warn("rule-uncited", block.span, name=work.words(block.rest.key))


def _cites(block: Citing) -> bool:
    statements = block.steps if isinstance(block, Benefit) else block.statements
    return any(isinstance(statement, Citation) for statement in statements)
