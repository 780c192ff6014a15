"""政策, 来源, 说明: the policy itself and its source."""

from __future__ import annotations

from attrs import frozen

from policyc.source import Span
from policyc.syntax.clause.shared import Citation, Hole, Locator, Reading, Rounding
from policyc.syntax.expression import DateLiteral, Name, Text, place


@frozen
class FileName:
    """Another policy's file, as written: `"resident_2021.zh.pol"`."""

    path: str
    span: Span = place()


@frozen
class Policy:
    """`政策 名` and its clauses. `in_force_to` is absent when the policy is open-ended.

    `amends` is the policy that this one changes, `in_force_by` the date that says whether a claim falls in its term.
    """

    name: Name
    title: Text | None
    in_force_from: DateLiteral | None
    in_force_to: DateLiteral | None
    rounding: Rounding | None
    statements: tuple[Citation | Reading | Hole, ...]
    amends: FileName | None = None
    in_force_by: Name | None = None
    span: Span = place()


@frozen
class Use:
    """`引用 "basic.zh.pol"：住院统筹支付`: another policy settled beside this one, and its names that are read here."""

    file: FileName
    names: tuple[Name, ...]
    span: Span = place()


@frozen
class Removal:
    """`删去 甲、乙`: what of the amended policy stands no longer."""

    names: tuple[Name, ...]
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
