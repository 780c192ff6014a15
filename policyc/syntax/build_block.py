"""From rules recognised to nodes: what many blocks share, the policy itself and what it is taken from.

A clause that is only a part of its block (a title, a blank-cell rule) is a `Part` until the block takes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from attrs import frozen

from policyc.source import Span
from policyc.syntax import clause as c
from policyc.syntax.build_benefit import BenefitBuilder, Statement
from policyc.syntax.expression import (
    DateLiteral,
    Name,
    Text,
)

Kept = TypeVar("Kept")


@frozen
class Part:
    """A clause that fills a slot of its block; a slot is filled once."""

    slot: str
    value: object
    span: Span


class BlockBuilder(BenefitBuilder):
    """The meanings of a policy's head, and of clauses that stand in many blocks."""

    # ---- what many blocks share

    def start(self, span: Span, *blocks: c.Block) -> tuple[c.Block, ...]:
        return blocks

    def hole(self, span: Span, word: object) -> c.Hole:
        return c.Hole(span)

    def citation(self, span: Span, document: Name, places: tuple[c.Locator, ...] | None) -> c.Citation:
        return c.Citation(document, places or (), span)

    def places(self, span: Span, *locators: c.Locator) -> tuple[c.Locator, ...]:
        return locators

    def locator(self, span: Span, *parts: str) -> c.Locator:
        return c.Locator(parts, span)

    def reading(self, span: Span, text: Text) -> c.Reading:
        return c.Reading(text, span)

    def rounding(self, span: Span, unit: str, mode: str) -> c.Rounding:
        return c.Rounding(c.RoundingUnit[unit.removeprefix("TO_")], c.RoundingMode[mode], span)

    def _slots(self, clauses: Iterable[object]) -> dict[str, object]:
        """The values of the parts among the clauses; a slot filled twice is reported and keeps its first value."""
        slots: dict[str, object] = {}
        for part in clauses:
            if isinstance(part, Part):
                if part.slot in slots:
                    self.report("repeated-clause", part.span)
                slots.setdefault(part.slot, part.value)
        return slots

    # ---- the policy and its source

    def policy(self, span: Span, name: Name, *clauses: Part | Statement) -> c.Policy:
        slots = self._slots(clauses)
        in_force = slots.get("in_force")
        since, until, by = in_force if isinstance(in_force, tuple) else (None, None, None)
        return c.Policy(
            name,
            slots.get("title"),  # type: ignore[arg-type]
            since,
            until,
            slots.get("rounding"),  # type: ignore[arg-type]
            statements(clauses),
            slots.get("amends"),  # type: ignore[arg-type]
            by,
            span,
        )

    def title(self, span: Span, text: Text) -> Part:
        return Part("title", text, span)

    def in_force(self, span: Span, since: DateLiteral, *rest: DateLiteral | Name | None) -> Part:
        until = next((part for part in rest if isinstance(part, DateLiteral)), None)
        by = next((part for part in rest if isinstance(part, Name)), None)
        return Part("in_force", (since, until, by), span)

    def file_name(self, span: Span, path: str) -> c.FileName:
        return c.FileName(path, span)

    def amends(self, span: Span, file: c.FileName) -> Part:
        return Part("amends", file, span)

    def use(self, span: Span, file: c.FileName, *names: Name) -> c.Use:
        return c.Use(file, names, span)

    def removal(self, span: Span, *names: Name) -> c.Removal:
        return c.Removal(names, span)

    def round_each(self, span: Span, rounding: c.Rounding) -> Part:
        return Part("rounding", rounding, span)

    def document(self, span: Span, name: Name, title: Text, *outline: c.OutlineEntry | c.Hole) -> c.Document:
        return c.Document(name, title, kept(outline, c.OutlineEntry), span)

    def outline(self, span: Span, locator: str, heading: str | None) -> c.OutlineEntry:
        return c.OutlineEntry(c.Locator((locator,), span), heading or "", span)

    def note(self, span: Span, document: Name, places: tuple[c.Locator, ...], text: Text) -> c.Note:
        return c.Note(document, places, text, span)


def statements(clauses: Iterable[object]) -> tuple[Statement, ...]:
    return tuple(clause for clause in clauses if isinstance(clause, c.Citation | c.Reading | c.Hole))


def kept(clauses: Iterable[object], kind: type[Kept]) -> tuple[Kept, ...]:
    return tuple(clause for clause in clauses if isinstance(clause, kind))
