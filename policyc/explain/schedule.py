"""A policy itself as a benefit schedule in Markdown: what it reads, its tables and rules, its benefits in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from policyc.compiled import Compiled
from policyc.elaborate.wording import type_words
from policyc.explain import phrases
from policyc.explain import schedule_words as spoken
from policyc.explain.book import PolicyWords, sentence
from policyc.explain.markdown import escaped, table
from policyc.explain.schedule_clauses import ClauseWriter
from policyc.interface import FactSpec, words
from policyc.report.diagnostic import Language, Words
from policyc.syntax.clause import (
    Assertion,
    Benefit,
    Calendar,
    Channels,
    Checklist,
    Document,
    Fact,
    Facts,
    KindBlock,
    Lines,
    NeverFalls,
    Note,
    Parameter,
    Payer,
    PaymentOrder,
    PeriodBlock,
    Policy,
    Rule,
    Table,
)
from policyc.syntax.expression import DateLiteral, MonthDay
from policyc.types import Kind


def schedule(compiled: Compiled, language: Language) -> str:
    """The policy as a schedule that people read, in one language, as Markdown ending in a newline."""
    return "\n".join(_Schedule(compiled, PolicyWords(compiled), language).lines()).strip("\n") + "\n"


@frozen
class _Schedule(ClauseWriter):
    def lines(self) -> Iterator[str]:
        yield from self._policy(self._blocks(Policy)[0])
        yield from self._section(spoken.FACTS, self._facts())
        yield from self._section(spoken.KINDS, self._kinds())
        yield from self._section(spoken.PERIODS, [self._period(block) for block in self._blocks(PeriodBlock)])
        yield from self._section(spoken.CALENDARS, self._each(Calendar, self.calendar))
        yield from self._section(spoken.PARAMETERS, self._each(Parameter, self.parameter))
        yield from self._section(spoken.TABLES, self._each(Table, self.table))
        yield from self._section(spoken.RULES, self._each(Rule, self.rule))
        yield from self._section(spoken.BENEFITS, self._each(Benefit, self.benefit))
        yield from self._section(spoken.ORDERS, self._orders())
        yield from self._section(spoken.CHECKLISTS, self._each(Checklist, self.checklist))
        yield from self._section(spoken.CHANNELS, self._each(Channels, self.channels))
        yield from self._section(spoken.LAWS, self._laws())
        yield from self._section(spoken.SOURCES, self._documents())

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
        start = start if block.rolling is None else self.words.rolling(block.rolling)
        reckoned = self.say(spoken.PERIOD_UNITS[block.unit].of(by, start))
        if block.per is not None:
            reckoned = self.say(spoken.PER.of(Words(reckoned, reckoned), self.words.name(block.per.key)))
        if block.whole_family:
            reckoned = self.say(spoken.WHOLE_FAMILY.of(Words(reckoned, reckoned)))
        return f"- {escaped(self.pair(self.words.name(block.name.key), reckoned))}"

    # ---- orders, laws and sources

    def _orders(self) -> Iterator[str]:
        """Each payment order as numbered payers, the last of them the one that takes the rest."""
        for block in self._blocks(PaymentOrder):
            split = self.words.name(block.split.key)
            yield from (escaped(self.say(spoken.ORDER.of(split))), "")
            payers = [self._payer(payer) for payer in block.payers]
            payers.append(spoken.REST.of(self.words.name(block.rest.key)))
            yield from (f"{number}. {escaped(self.say(payer))}" for number, payer in enumerate(payers, 1))
            yield from self._after(block.statements)
            yield ""

    def _payer(self, payer: Payer) -> Words:
        name = self.words.name(payer.name.key)
        return name if payer.most is None else spoken.UP_TO.of(name, self.words.words(payer.most))

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
