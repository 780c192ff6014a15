"""A whole file as canonical text, in either vocabulary; reading it back gives the same file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import assert_never

from policyc.report.diagnostic import Language
from policyc.source import Source
from policyc.syntax import clause as c
from policyc.syntax import expression as e
from policyc.syntax.format_expression import SUM, format_expression
from policyc.syntax.format_step import format_step
from policyc.syntax.quoting import said_words

__all__ = ["format_expression", "format_file", "format_step"]
from policyc.syntax.format_words import WordsWriter, indented

ONE_LINE = (c.Use, c.Removal, c.KindBlock, c.PeriodBlock, c.Note, c.Assertion, c.NeverFalls)
"""Blocks that stand under one another without an empty line between."""


def format_file(
    file: c.File, language: Language, source: Source | None = None, known: Mapping[str, c.Spelling] | None = None
) -> str:
    """The file's blocks; holes and comments are left out. Both spellings stand where a name is first declared.

    What may be told on one line or on several stays on as many as in `source`, and on one where there is none.
    `known` are names whose spellings the file does not say itself: they are written in one spelling everywhere.
    """
    known = known or {}
    writer = FileWriter(language, {**known, **file.spellings}, dates_of(file), source)
    writer.paired |= known.keys() - file.spellings.keys()
    written: list[str] = []
    previous: c.Block | None = None
    for block in file.blocks:
        if isinstance(block, c.Hole):
            continue
        lines = writer.block(block)
        if previous is not None and not (len(lines) == 1 and isinstance(block, ONE_LINE) and _alike(block, previous)):
            written.append("")
        written += lines
        previous = block if len(lines) == 1 else c.Hole()
    return "".join(f"{line}\n" for line in written)


def _alike(block: c.Block, other: c.Block) -> bool:
    laws = (c.Assertion, c.NeverFalls)
    return type(block) is type(other) or (isinstance(block, laws) and isinstance(other, laws))


class FileWriter(WordsWriter):
    """Writes blocks, line by line."""

    def block(self, block: c.Block) -> list[str]:
        match block:
            case c.Policy() | c.Use() | c.Removal() | c.Document() | c.Note():
                return self._about(block)
            case c.KindBlock() | c.Facts() | c.Lines() | c.PeriodBlock() | c.Calendar() | c.Parameter():
                return self._words(block)
            case c.Rule() | c.Table() | c.Benefit():
                return self._rules(block)
            case c.PaymentOrder():
                return [self.payment_order(block, self.declared), *indented(self._said(block.statements))]
            case c.Checklist() | c.Channels():
                return self._papers(block)
            case c.Assertion() | c.NeverFalls() | c.Case():
                return self._laws(block)
            case c.Hole():
                return []
            case _:
                assert_never(block)

    # ---- the policy and its source

    def _about(self, block: c.Policy | c.Use | c.Removal | c.Document | c.Note) -> list[str]:
        match block:
            case c.Policy():
                return [f"{self.word('POLICY')} {self.declared(block.name)}", *indented(self._policy(block))]
            case c.Use():
                return [f'{self.word("USE")} "{block.file.path}"{self.colon}{self._names(block.names)}']
            case c.Removal():
                return [f"{self.word('REMOVE')} {self._names(block.names)}"]
            case c.Document():
                first = f"{self.word('SOURCE')} {self.declared(block.name)}{self.colon}{self.text(block.title)}"
                entries = (f"{entry.locator.parts[0]} {entry.heading}".rstrip() for entry in block.outline)
                return [first, *indented(entries)]
            case c.Note():
                place = f"{self.name(block.document.key, frozenset())} {self._places(block.locators)}"
                return [f"{self.word('NOTE')} {place}{self.colon}{self.text(block.text)}"]
            case _:
                assert_never(block)

    def _policy(self, policy: c.Policy) -> list[str]:
        lines = []
        if policy.amends is not None:
            lines.append(self.headed("AMENDS", f'"{policy.amends.path}"'))
        if policy.title is not None:
            lines.append(self.headed("TITLE", self.text(policy.title)))
        if policy.in_force_from is not None:
            since = self.date(policy.in_force_from)
            until = policy.in_force_to
            span = self._beside("FROM", since) if until is None else f"{since} {self.word('TO')} {self.date(until)}"
            by = policy.in_force_by
            parts = () if by is None else (f"{self.word('BY')} {self.name(by.key, frozenset())}",)
            lines.append(self.headed("IN_FORCE", span, *parts))
        if policy.rounding is not None:
            lines.append(self.headed("ROUND", self.word("EACH_PAYMENT"), self.rounding(policy.rounding)))
        return lines + self._said(policy.statements)

    # ---- rules, tables, benefits

    def _rules(self, block: c.Rule | c.Table | c.Benefit) -> list[str]:
        match block:
            case c.Rule():
                first = f"{self.word('RULE')} {self.declared(block.name)}{self.colon}{self._type(block.type)}"
                steps = [self._rule_step(step) for step in block.steps if not isinstance(step, c.Hole)]
                return [first, *indented([*self._said(block.statements), *steps])]
            case c.Table():
                first = f"{self.word('TABLE')} {self.declared(block.name)}"
                return [first, *indented([*self._said(block.statements), *self.grid(block.grid)])]
            case c.Benefit():
                lines = [f"{self.word('BENEFIT')} {self.declared(block.name)}"]
                for step in block.steps:
                    if isinstance(step, c.Citation | c.Reading | c.Hole):
                        lines += indented(self._said([step]))
                    else:
                        lines += indented(self.step(step))
                return lines
            case _:
                assert_never(block)

    def _rule_step(self, step: c.If | c.Otherwise | c.Formula) -> str:
        match step:
            case c.If():
                test = f"{self.word('IF')} {self.expression(step.test)}"
                return test + self.colon + self.outcome(step.outcome, step.rounding)
            case c.Otherwise():
                return self.headed("OTHERWISE", self.outcome(step.outcome, step.rounding))
            case c.Formula():
                rounding = () if step.rounding is None else (self.rounding(step.rounding),)
                return self.headed("FORMULA", self.expression(step.value), *rounding)
            case _:
                assert_never(step)

    # ---- papers and channels

    def _papers(self, block: c.Checklist | c.Channels) -> list[str]:
        match block:
            case c.Checklist():
                first = f"{self.word('CHECKLIST')} {self.declared(block.name)}"
                lines = map(self._requirement, block.requirements)
            case c.Channels():
                first = f"{self.word('CHANNELS')} {self.declared(block.name)}"
                lines = map(self._channel, block.channels)
            case _:
                assert_never(block)
        return [first, *indented([*self._said(block.statements), *lines])]

    def _requirement(self, requirement: c.Requirement) -> str:
        papers = self.list.join(self.declared(paper) for paper in requirement.papers)
        quantifier = requirement.quantifier.name
        if requirement.test is None:
            return self.headed(quantifier, papers)
        test = f"{self.word('IF')} {self.expression(requirement.test)}"
        return f"{test}{self.colon}{self.word(quantifier)} {papers}"

    def _channel(self, channel: c.Channel) -> str:
        condition = "" if channel.condition is None else self.colon + self.expression(channel.condition)
        return self.declared(channel.name, said_words()) + condition

    # ---- laws and cases

    def _laws(self, block: c.Assertion | c.NeverFalls | c.Case) -> list[str]:
        match block:
            case c.Assertion():
                return [self.headed("ASSERT", self.expression(block.condition))]
            case c.NeverFalls():
                result, cause = self.name(block.result.key), self.name(block.cause.key, frozenset())
                law = f"{result} {self.word('NEVER_FALLS')} {cause} {self.word('GROWS')}"
                return [self.headed("ASSERT", law)]
            case c.Case():
                mode = "" if block.mode is None else self.colon + self.word(block.mode.name)
                together = groupby(block.given, key=lambda given: self._line(given.span))
                given = [self.headed("GIVEN", *map(self._given, group)) for _, group in together]
                lines = [*self._said(block.statements), *given, *self.grid(block.grid)]
                return [f"{self.word('CASE')} {self.declared(block.name)}{mode}", *indented(lines)]
            case _:
                assert_never(block)

    def _given(self, given: c.Given) -> str:
        value = self.pattern(given.value) if isinstance(given.value, e.Pattern) else self.expression(given.value, SUM)
        return f"{self.heading(given.heading)} {self.word('IS')} {value}"


def dates_of(file: c.File) -> frozenset[str]:
    """The names that the file declares as dates."""
    typed: list[c.Fact | c.Rule | c.Parameter] = []
    for block in file.blocks:
        if isinstance(block, c.Facts | c.Lines):
            typed += [fact for fact in block.facts if isinstance(fact, c.Fact)]
        elif isinstance(block, c.Rule | c.Parameter):
            typed.append(block)
    return frozenset(one.name.key for one in typed if one.type.type is c.TypeWord.DATE)
