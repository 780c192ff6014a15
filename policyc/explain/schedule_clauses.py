"""The clauses of a schedule: parameters and tables as tables, rules as numbered cases, benefits as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from attrs import frozen

from policyc.compiled import Compiled
from policyc.explain import headings, paper_words
from policyc.explain import schedule_words as spoken
from policyc.explain.book import PolicyWords, sentence
from policyc.explain.clause_words import case_words, cell_words, filled_rows, since_words, verdict_words
from policyc.explain.markdown import escaped, table
from policyc.explain.reads import Arm, outcome_of
from policyc.explain.sentences import ROUND, rounding_phrase, share_words, step_sentence
from policyc.report.diagnostic import Language, Words
from policyc.syntax.clause import (
    Band,
    Bands,
    Benefit,
    Calendar,
    Channels,
    Checklist,
    Citation,
    Days,
    Formula,
    Hole,
    Parameter,
    Policy,
    Reading,
    Refused,
    RoundStep,
    Rule,
    Table,
    Undetermined,
)
from policyc.syntax.expression import Expression

BlockType = TypeVar("BlockType")


@frozen
class ClauseWriter:
    """Writes the clauses of a policy in one language."""

    compiled: Compiled
    words: PolicyWords
    language: Language

    # ---- pieces

    def say(self, phrase: Words) -> str:
        return phrase.in_language(self.language)

    def pair(self, head: Words, text: str) -> str:
        return f"{self.say(head)}{'：' if self.language is Language.ZH else ': '}{text}"

    def listed(self, parts: list[str]) -> str:
        return ("、" if self.language is Language.ZH else ", ").join(parts)

    def _blocks(self, kind: type[BlockType]) -> list[BlockType]:
        return [block for block in self.compiled.file.blocks if isinstance(block, kind)]

    def _section(self, heading: Words, lines: Iterable[str]) -> Iterator[str]:
        lines = list(lines)
        if lines:
            yield from ("", f"## {escaped(self.say(heading))}", "", *lines)

    def _each(self, kind: type[BlockType], told: Callable[[BlockType], Iterator[str]]) -> Iterator[str]:
        for block in self._blocks(kind):
            yield from told(block)
            yield ""

    def _head(self, key: str) -> Iterator[str]:
        yield from (f"### {escaped(self.say(self.words.name(key)))}", "")
        policy = self.words.policy_of(key)
        if policy is not None:
            yield from (escaped(self.pair(headings.POLICY, self.say(policy))), "")

    def _notes(self, statements: Iterable[object]) -> Iterator[str]:
        """Citations and readings, a point each."""
        statements = tuple(statements)
        sources = self.words.sources(tuple(part for part in statements if isinstance(part, Citation)))
        for source in sources:
            yield f"- {escaped(self.pair(headings.SOURCE, self.say(source)))}"
        for part in statements:
            if isinstance(part, Reading):
                yield f"- {escaped(self.pair(headings.READING, self.say(sentence(part.text))))}"

    # ---- calendars, parameters, tables, rules

    def calendar(self, block: Calendar) -> Iterator[str]:
        yield from self._head(block.name.key)
        head = (spoken.YEAR, spoken.DAYS_OFF, spoken.DAYS_ON)
        rows = tuple((str(one.year.year), self._days(one.off), self._days(one.working)) for one in block.years)
        yield from table(rows, tuple(self.say(one) for one in head))
        yield from self._after(block.statements)

    def _days(self, days: tuple[Days, ...]) -> str:
        return self.listed([self._span(one) for one in days])

    def _span(self, days: Days) -> str:
        first = self.words.words(days.first)
        return self.say(first if days.last is None else spoken.FROM_TO.of(first, self.words.words(days.last)))

    def parameter(self, block: Parameter) -> Iterator[str]:
        yield from self._head(block.name.key)
        if block.by is not None:
            yield from (f"{escaped(self.say(spoken.BY.of(self.words.name(block.by.key))))}", "")
        equal = any(row.must_equal is not None for row in block.values)
        head = [spoken.SINCE, spoken.VALUE, *([spoken.MUST_EQUAL] if equal else [])]
        rows = [
            (
                self.say(since_words(row)),
                self.say(self.words.words(row.value)),
                *([self._or_empty(row.must_equal)] if equal else []),
            )
            for row in block.values
        ]
        yield from table(tuple(rows), tuple(self.say(one) for one in head))
        yield from self._after(block.statements)

    def _or_empty(self, node: Expression | None) -> str:
        return "" if node is None else self.say(self.words.words(node))

    def _after(self, statements: Iterable[object]) -> Iterator[str]:
        notes = list(self._notes(statements))
        if notes:
            yield from ("", *notes)

    def table(self, block: Table) -> Iterator[str]:
        """The table with its blank cells filled in as the policy says they are meant."""
        grid = block.grid
        assert grid is not None
        yield from self._head(block.name.key)
        head = tuple(self.say(self.words.words(column.heading)) for column in grid.columns)
        rows = tuple(tuple(self.say(cell_words(self.words, cell)) for cell in row) for row in filled_rows(grid))
        yield from table(rows, head)
        yield from self._after(block.statements)

    def rule(self, block: Rule) -> Iterator[str]:
        yield from self._head(block.name.key)
        arms = [step for step in block.steps if isinstance(step, Arm)]
        for number, arm in enumerate(arms, 1):
            yield (
                f"{number}. {escaped(self.say(self._arm(arm)))}" if len(arms) > 1 else escaped(self.say(self._arm(arm)))
            )
        yield from self._after(block.statements)

    def _arm(self, arm: Arm) -> Words:
        outcome = outcome_of(arm)
        value = verdict_words(outcome) if isinstance(outcome, Refused | Undetermined) else self.words.words(outcome)
        if arm.rounding is not None:
            value = spoken.ROUNDED.of(value, rounding_phrase(arm.rounding))
        return spoken.GIVES.of(spoken.FORMULA if isinstance(arm, Formula) else case_words(self.words, arm), value)

    # ---- papers and channels

    def checklist(self, block: Checklist) -> Iterator[str]:
        yield from self._head(block.name.key)
        for requirement in block.requirements:
            yield f"- {escaped(self.say(paper_words.requirement(self.words, requirement)))}"
        yield from self._after(block.statements)

    def channels(self, block: Channels) -> Iterator[str]:
        yield from self._head(block.name.key)
        for channel in block.channels:
            yield f"- {escaped(self.say(paper_words.channel(self.words, channel)))}"
        yield from self._after(block.statements)

    # ---- benefits

    def benefit(self, block: Benefit) -> Iterator[str]:
        yield from self._head(block.name.key)
        steps = [step for step in block.steps if not isinstance(step, Citation | Reading | Hole)]
        sentences = [step_sentence(self.words, step) for step in steps]
        home = self.compiled.file.homes.get(block.name.key)
        rounding = (self._blocks(Policy)[0] if home is None else home.policy).rounding
        if rounding is not None and not any(isinstance(step, RoundStep) for step in steps):
            sentences.append(ROUND.of(rounding_phrase(rounding)))
        banded = {number: step for number, step in enumerate(steps) if isinstance(step, Bands)}
        for number, one in enumerate(sentences):
            yield f"{number + 1}. {escaped(self.say(one))}"
            if number in banded:
                yield from self._bands(banded[number])
        yield from self._after(block.steps)

    def _bands(self, step: Bands) -> Iterator[str]:
        """The bands under their step, indented so that the numbering goes on."""
        rows = tuple(
            (self.say(self.words.words(band.bound)), self.say(share_words(self.words, band.share)))
            for band in step.bands
            if isinstance(band, Band)
        )
        yield ""
        yield from (f"   {line}" for line in table(rows, (self.say(spoken.BAND), self.say(spoken.SHARE))))
        yield ""
