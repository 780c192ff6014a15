"""政策, 来源, 说明: the policy itself and its source."""

from __future__ import annotations

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause.shared import Citation, Hole, Locator, Reading, Rounding
from policyc.syntax.expression import DateLiteral, Name, Text, place


@frozen
class Policy:
    """`政策 名` and its clauses. `in_force_to` is absent when the policy is open-ended."""

    name: Name
    title: Text | None
    in_force_from: DateLiteral | None
    in_force_to: DateLiteral | None
    rounding: Rounding | None
    statements: tuple[Citation | Reading | Hole, ...]
    span: Span = place()


@frozen
class OutlineEntry:
    """A line of a source's outline: `一.4 住院待遇`. The heading is the source's own and is not translated."""

    locator: Locator
    heading: str
    span: Span = place()


@frozen
class Document:
    """`来源 指南 (guide)："…"` and its outline."""

    name: Name
    title: Text
    outline: tuple[OutlineEntry, ...]
    span: Span = place()


@frozen
class Note:
    """`说明 指南 二.4："…"`: a section that computes nothing, and why."""

    document: Name
    locators: tuple[Locator, ...]
    text: Text
    span: Span = place()
