"""A policy itself as a benefit schedule in Markdown: what it reads, its tables and rules, its benefits in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from attrs import frozen

from policyc.compiled import Compiled
from policyc.elaborate.wording import type_words
from policyc.explain import headings, phrases
from policyc.explain import schedule_words as spoken
from policyc.explain.book import PolicyWords, sentence
from policyc.explain.grounds import case_words, cell_at, cell_words, since_words, verdict_words
from policyc.explain.markdown import escaped, table
from policyc.explain.reads import Arm, outcome_of
from policyc.explain.sentences import ROUND, rounding_phrase, share_words, step_sentence
from policyc.interface import FactSpec, words
from policyc.report.diagnostic import Language, Words
from policyc.syntax.clause import (
    Assertion,
    Band,
    Bands,
    Benefit,
    Citation,
    Document,
    Fact,
    Facts,
    Formula,
    Hole,
    KindBlock,
    Lines,
    NeverFalls,
    Note,
    Parameter,
    PeriodBlock,
    Policy,
    Reading,
    Refused,
    RoundStep,
    Row,
    Rule,
    Table,
    Undetermined,
)
from policyc.syntax.expression import DateLiteral, Expression, MonthDay
from policyc.types import Kind

BlockType = TypeVar("BlockType")


def schedule(compiled: Compiled, language: Language) -> str:
    """The policy as a schedule that people read, in one language, as Markdown ending in a newline."""
    return "\n".join(_Schedule(compiled, PolicyWords(compiled), language).lines()).strip("\n") + "\n"


@frozen
class _Schedule:
    compiled: Compiled
    words: PolicyWords
    language: Language

    def lines(self) -> Iterator[str]:
        yield from self._policy(self._blocks(Policy)[0])
        yield from self._section(spoken.FACTS, self._facts())
        yield from self._section(spoken.KINDS, self._kinds())
        yield from self._section(spoken.PERIODS, [self._period(block) for block in self._blocks(PeriodBlock)])
        yield from self._section(spoken.PARAMETERS, self._each(Parameter, self._parameter))
        yield from self._section(spoken.TABLES, self._each(Table, self._table))
        yield from self._section(spoken.RULES, self._each(Rule, self._rule))
        yield from self._section(spoken.BENEFITS, self._each(Benefit, self._benefit))
        yield from self._section(spoken.LAWS, self._laws())
        yield from self._section(spoken.SOURCES, self._documents())

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

    def _notes(self, statements: Iterable[object]) -> Iterator[str]:
        """Citations and readings, a point each."""
        statements = tuple(statements)
        sources = self.words.sources(tuple(part for part in statements if isinstance(part, Citation)))
        for source in sources:
            yield f"- {escaped(self.pair(headings.SOURCE, self.say(source)))}"
        for part in statements:
            if isinstance(part, Reading):
                yield f"- {escaped(self.pair(headings.READING, self.say(sentence(part.text))))}"

    # ---- the policy, its facts and words

    def _policy(self, block: Policy) -> Iterator[str]:
        title = self.words.name(block.name.key) if block.title is None else sentence(block.title)
        yield f"# {escaped(self.say(title))}"
        yield ""
        if block.in_force_from is not None:
            days = [self._day(block.in_force_from)]
            if block.in_force_to is not None:
                days.append(self._day(block.in_force_to))
            pattern = spoken.FROM if len(days) == 1 else spoken.FROM_TO
            yield f"- {escaped(self.pair(spoken.IN_FORCE, self.say(pattern.of(*days))))}"
        yield from self._notes(block.statements)

    def _day(self, day: DateLiteral) -> Words:
        return self.words.words(day)

    def _facts(self) -> Iterator[str]:
        interface = self.compiled.interface
        facts = {fact.name.key: fact for block in self._blocks(Facts) for fact in _told(block)}
        rows = [self._fact(spec, facts[spec.key], words(spec)) for spec in interface.facts]
        for block, lines in zip(self._blocks(Lines), interface.lines, strict=True):
            inner = {fact.name.key: fact for fact in _told(block)}
            rows += [self._fact(spec, inner[spec.key], spoken.LINE_OF.of(words(spec))) for spec in lines.facts]
        head = (spoken.NAME, spoken.TYPE, spoken.BOUND, spoken.QUESTION)
        yield from table(tuple(rows), tuple(self.say(one) for one in head))

    def _fact(self, spec: FactSpec, fact: Fact, name: Words) -> tuple[str, ...]:
        kind = self.words.name(spec.type.name) if isinstance(spec.type, Kind) else None
        bound = "" if fact.bound is None else self.say(self.words.words(fact.bound))
        said = [spoken.OPTIONAL] if fact.optional else []
        said += [] if spec.question is None else [spec.question]
        return self.say(name), self.say(type_words(spec.type, kind)), bound, phrases.joined(said, self.language)

    def _kinds(self) -> Iterator[str]:
        ordered = {block.name.key for block in self._blocks(KindBlock) if block.ordered}
        for kind in self.compiled.interface.kinds:
            members = [
                words(member) if member.code is None else spoken.CODE.of(words(member), Words(member.code, member.code))
                for member in kind.members
            ]
            name = spoken.ASCENDING.of(words(kind)) if kind.name in ordered else words(kind)
            yield f"- {escaped(self.pair(name, self.listed([self.say(member) for member in members])))}"

    def _period(self, block: PeriodBlock) -> str:
        by = Words("", "") if block.by is None else self.words.name(block.by.key)
        start = self.words.words(block.start or MonthDay(1, 1))
        reckoned = self.say(spoken.PERIOD_UNITS[block.unit].of(by, start))
        return f"- {escaped(self.pair(self.words.name(block.name.key), reckoned))}"

    # ---- parameters, tables, rules

    def _parameter(self, block: Parameter) -> Iterator[str]:
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

    def _table(self, block: Table) -> Iterator[str]:
        """The table with its blank cells filled in as the policy says they are meant."""
        grid = block.grid
        assert grid is not None
        yield from self._head(block.name.key)
        head = tuple(self.say(self.words.words(column.heading)) for column in grid.columns)
        count = sum(1 for row in grid.rows if isinstance(row, Row))
        rows = tuple(
            tuple(self.say(cell_words(self.words, cell_at(grid, row, column))) for column in range(len(head)))
            for row in range(count)
        )
        yield from table(rows, head)
        yield from self._after(block.statements)

    def _rule(self, block: Rule) -> Iterator[str]:
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

    # ---- benefits

    def _benefit(self, block: Benefit) -> Iterator[str]:
        yield from self._head(block.name.key)
        steps = [step for step in block.steps if not isinstance(step, Citation | Reading | Hole)]
        sentences = [step_sentence(self.words, step) for step in steps]
        rounding = self._blocks(Policy)[0].rounding
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

    # ---- laws and sources

    def _laws(self) -> Iterator[str]:
        for block in self.compiled.file.blocks:
            if isinstance(block, Assertion):
                yield f"- {escaped(self.say(self.words.words(block.condition)))}"
            elif isinstance(block, NeverFalls):
                names = self.words.name(block.result.key), self.words.name(block.cause.key)
                yield f"- {escaped(self.say(spoken.NEVER_FALLS.of(*names)))}"

    def _documents(self) -> Iterator[str]:
        """Each document with its outline, and why a section that no rule cites computes nothing."""
        notes = {
            (note.document.key, locator.parts): sentence(note.text)
            for note in self._blocks(Note)
            for locator in note.locators
        }
        for document in self._blocks(Document):
            yield f"- {escaped(self.say(sentence(document.title)))}"
            for entry in document.outline:
                line = f"{' '.join(entry.locator.parts)} {entry.heading}"
                note = notes.get((document.name.key, entry.locator.parts))
                if note is not None:
                    line = self.say(spoken.ROUNDED.of(Words(line, line), spoken.NOT_COMPUTED.of(note)))
                yield f"  - {escaped(line)}"


def _told(block: Facts | Lines) -> list[Fact]:
    return [fact for fact in block.facts if isinstance(fact, Fact)]
