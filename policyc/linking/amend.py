"""修订: one policy laid over another. Without 按 it replaces outright, with it from its first day on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from attrs import define, evolve

from policyc.linking.editions import DATED, Edition, Editions, Law, Part, Place, name_of, names_of, place_of, span_of
from policyc.report.diagnostic import Argument, Diagnostic, Label, Severity, Words
from policyc.source import Span
from policyc.syntax.clause import (
    Assertion,
    Benefit,
    Block,
    Case,
    Document,
    Fact,
    Facts,
    Hole,
    NeverFalls,
    Note,
    Policy,
    Removal,
    Spelling,
    Use,
)
from policyc.syntax.expression import DateLiteral, Name
from policyc.syntax.rewrite import names_under

CLOSE = 0.6
"""How alike two spellings are for one to be taken for the other."""

SHORTEST_HAN, SHORTEST_ENGLISH = 3, 5
"""How long a name is for a letter's difference to look like a slip."""


def first_edition(blocks: Iterable[Block], policy: Policy) -> Editions:
    """A policy that amends none. What it declares twice stays apart, for the checker to tell."""
    made = Editions([Edition(policy, None)], policy.in_force_by)
    for part in parts_in(blocks):
        if place_of(part) not in made.parts:
            made.put(part)
        else:
            made.own.append(Facts((part,), part.span) if isinstance(part, Fact) else part)
    _add_rest(made, blocks)
    return made


def parts_in(blocks: Iterable[Block]) -> Iterator[Part]:
    for block in blocks:
        if isinstance(block, Facts):
            yield from (fact for fact in block.facts if isinstance(fact, Fact))
        elif not isinstance(block, Policy | Use | Removal | Note | Assertion | NeverFalls | Case | Hole):
            yield block


def _add_rest(made: Editions, blocks: Iterable[Block]) -> None:
    """What has no name: laws and notes are added up; cases are the last file's own."""
    edition = len(made.editions) - 1
    for block in blocks:
        if isinstance(block, Assertion | NeverFalls):
            made.laws.append(Law(block, edition))
        elif isinstance(block, Note):
            made.notes.append(block)
        elif isinstance(block, Case | Hole):
            made.own.append(block)
        elif isinstance(block, Facts) and any(isinstance(fact, Hole) for fact in block.facts):
            made.own.append(Facts(tuple(fact for fact in block.facts if isinstance(fact, Hole)), block.span))


@define
class Amending:
    """One amendment at work on what stood before."""

    base: Editions
    spellings: dict[str, Spelling]
    findings: list[Diagnostic]

    def error(self, code: str, span: Span, *labels: Label, **arguments: Argument) -> None:
        self.findings.append(Diagnostic(code, span, arguments, labels))

    def words(self, key: str) -> Words:
        spelling = self.spellings.get(key)
        return Words(key, key) if spelling is None else Words(spelling.zh or key, spelling.en or key)

    def amend(self, blocks: tuple[Block, ...], policy: Policy) -> Editions:
        """The base as amended. Its cases are left out: they are of what it was."""
        before = {place for place in self.base.parts if self.base.now(place) is not None}
        dated = policy.in_force_by is not None
        self.base.own[:] = [block for block in self.base.own if not isinstance(block, Case)]
        self._enter(policy)
        seen: set[Place] = set()
        for part in parts_in(blocks):
            if place_of(part) in seen:
                self.base.own.append(Facts((part,), part.span) if isinstance(part, Fact) else part)
                continue
            seen.add(place_of(part))
            self._perhaps_misspelt(part, before, seen)
            self._replace(part, dated)
        for block in blocks:
            if isinstance(block, Removal):
                for name in block.names:
                    self._remove(name, dated)
        _add_rest(self.base, blocks)
        return self.base

    # ---- the policy itself

    def _enter(self, policy: Policy) -> None:
        """A further edition, or the last one's head with what the amendment says of it."""
        last = self.base.editions[-1].policy
        whole = evolve(
            policy,
            title=policy.title or last.title,
            rounding=policy.rounding or last.rounding,
            statements=(*last.statements, *policy.statements),
        )
        if policy.in_force_from is None:
            whole = evolve(
                whole,
                in_force_from=last.in_force_from,
                in_force_to=last.in_force_to,
                in_force_by=last.in_force_by,
            )
        if policy.in_force_by is None or policy.in_force_from is None:
            self.base.editions[-1] = evolve(self.base.editions[-1], policy=whole)
            return
        self._takes_over(policy, policy.in_force_by, policy.in_force_from)
        self.base.editions.append(Edition(whole, policy.in_force_from))
        self.base.by = self.base.by or policy.in_force_by

    def _takes_over(self, policy: Policy, by: Name, since: DateLiteral) -> None:
        """The same date throughout the chain, each edition later than the one before and of another name."""
        if self.base.by is not None and self.base.by.key != by.key:
            label = Label(self.base.by.span, "first")
            self.error("in-force-by-differs", by.span, label, date=self.words(self.base.by.key))
        before = self.base.editions[-1].policy.in_force_from
        if before is not None and day(since) <= day(before):
            self.error("not-after-base", since.span, Label(before.span, "first"))
        for edition in self.base.editions:
            name = edition.policy.name
            if name.key == policy.name.key:
                self.error("declared-twice", policy.name.span, Label(name.span, "first"), name=self.words(name.key))

    # ---- its parts

    def _replace(self, part: Part, dated: bool) -> None:
        place, edition = place_of(part), len(self.base.editions) - 1
        old = self.base.now(place)
        if isinstance(part, Document) and isinstance(old, Document):
            part = _added_to(part, old)
        if dated and not isinstance(part, DATED) and old is not None and not _same_shape(part, old):
            self._told_for_all(name_of(part), old)
        elif not dated or not isinstance(part, DATED):
            self.base.parts[place] = {0: part}
        elif old is not None and (
            not isinstance(old, DATED) or isinstance(old, Benefit) is not isinstance(part, Benefit)
        ):
            self._told_for_all(name_of(part), old)
        else:
            self.base.parts.setdefault(place, {})[edition] = part

    def _told_for_all(self, name: Name, old: Part) -> None:
        label = Label(span_of(old), "first")
        self.error("one-for-all-days", name.span, label, name=self.words(name.key))

    def _remove(self, name: Name, dated: bool) -> None:
        places = [place for place in ((False, name.key), (True, name.key)) if self.base.now(place) is not None]
        if not places:
            self._unknown(name)
            return
        part = self.base.now(places[0])
        assert part is not None
        if not dated:
            del self.base.parts[places[0]]
            gone = {one.key for one in names_of(part)}
            self.base.laws[:] = [law for law in self.base.laws if not gone & {one.key for one in names_under(law.node)}]
        elif isinstance(part, DATED):
            self.base.parts[places[0]][len(self.base.editions) - 1] = None
        else:
            self._told_for_all(name, part)

    def _unknown(self, name: Name) -> None:
        said = self.words(name.key)
        known = [self.words(key) for _, key in self.base.parts]
        near = difflib.get_close_matches(said.zh, [words.zh for words in known], 1, CLOSE)
        near = near or difflib.get_close_matches(said.en, [words.en for words in known], 1, CLOSE)
        if near:
            self.error("unknown-name-near", name.span, name=said, near=near[0])
        else:
            self.error("unknown-name", name.span, name=said)

    def _near(self, key: str, other: str) -> bool:
        """One letter off in every language that both are written in; short names differ by a letter often enough."""
        one, two = written(key, self.spellings), written(other, self.spellings)
        pairs = [(one.zh, two.zh, SHORTEST_HAN), (one.en, two.en, SHORTEST_ENGLISH)]
        both = [(a, b, least) for a, b, least in pairs if a is not None and b is not None]
        return bool(both) and all(len(a) >= least and one_off(a, b) for a, b, least in both)

    def _perhaps_misspelt(self, part: Part, before: set[Place], seen: set[Place]) -> None:
        """A new block whose name is one stroke off the name of a block of its sort that it does not replace."""
        if place_of(part) in before:
            return
        for place in sorted(before - seen):
            old = self.base.now(place)
            if old is not None and type(old) is type(part) and self._near(name_of(part).key, place[1]):
                label = Label(span_of(old), "near")
                found = {"name": self.words(name_of(part).key), "near": self.words(place[1])}
                self.findings.append(Diagnostic("amends-near", span_of(part), found, (label,), Severity.WARNING))
                return


def written(key: str, spellings: dict[str, Spelling]) -> Spelling:
    """How a name is written in each language, where it is."""
    return spellings.get(key) or (Spelling(None, key) if key.isascii() else Spelling(key, None))


def day(date: DateLiteral) -> tuple[int, int, int]:
    return date.year, date.month, date.day


def _same_shape(part: Part, old: Part) -> bool:
    """Whether claims and totals look the same with either: of a fact, only its bounds and words may change."""
    if isinstance(part, Fact) and isinstance(old, Fact):
        return (part.type, part.optional) == (old.type, old.optional)
    return isinstance(part, Document) or part == old


def _added_to(part: Document, old: Document) -> Document:
    """A source of the same name: its own outline, then the sections that it leaves to the older one."""
    own = {entry.locator.parts for entry in part.outline}
    return evolve(part, outline=(*part.outline, *(one for one in old.outline if one.locator.parts not in own)))


def one_off(left: str, right: str) -> bool:
    """Are two spellings one letter left out, put in, exchanged or swapped with its neighbour apart, or equal?"""
    if len(left) > len(right):
        left, right = right, left
    start = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    rest, other = left[start:], right[start:]
    if len(left) < len(right):
        return rest == other[1:]
    return rest[1:] == other[1:] or (rest[2:] == other[2:] and rest[:2] == other[1::-1])
