"""Editions to one tree: what changes on a day becomes a definition for each version, and a choice by the date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import cast

from attrs import define, evolve, field, frozen

from policyc.linking.editions import DATED, Editions, Law, Part, names_of
from policyc.report.diagnostic import Diagnostic, Words
from policyc.source import Span
from policyc.syntax.clause import (
    Assertion,
    Block,
    DateWithin,
    Fact,
    Facts,
    File,
    Home,
    KindBlock,
    Policy,
    Spelling,
    Term,
    Version,
    Versions,
)
from policyc.syntax.expression import Compare, Comparison, DateLiteral, EarlierTotal, LastTotal, Name, Or
from policyc.syntax.rewrite import names_under, rewritten


@frozen
class Standing:
    """A definition that holds from one edition up to, not with, another."""

    part: DATED
    first: int
    end: int


def lowered(editions: Editions, spellings: dict[str, Spelling], findings: list[Diagnostic]) -> File:
    """The policy as it stands, all its terms in one."""
    return _Lowering(editions, dict(spellings), findings).file()


@define
class _Lowering:
    editions: Editions
    spellings: dict[str, Spelling]
    findings: list[Diagnostic]
    # by name, what stands for it in each edition, for names that are not the same in all
    versioned: dict[str, list[Standing | None]] = field(factory=dict)
    dates: dict[str, DateWithin] = field(factory=dict)
    homes: dict[str, Home] = field(factory=dict)

    @property
    def count(self) -> int:
        return len(self.editions.editions)

    def file(self) -> File:
        same: list[Part] = []
        changed: list[Standing] = []
        for place in self.editions.parts:
            parts = [self.editions.at(place, number) for number in range(self.count)]
            if all(part is parts[0] for part in parts):
                same += [] if parts[0] is None else [parts[0]]
            else:
                changed += _standing(parts)
        self._enter(changed)
        blocks = [*regrouped(same), *(self._version(one) for one in changed)]
        self._check_reads(same, changed)
        blocks += [self._law(law) for law in self.editions.laws]
        policy = self._whole()
        every = (policy, *self.editions.notes, *blocks, *self.editions.own)
        terms = tuple(self._terms())
        return File(every, self.spellings, terms, tuple(self._versions()), tuple(self.dates.values()), self.homes)

    # ---- the terms

    def _whole(self) -> Policy:
        """The last edition's policy, in force for as long as the chain is."""
        policies = [edition.policy for edition in self.editions.editions]
        return evolve(
            policies[-1],
            in_force_from=policies[0].in_force_from,
            in_force_by=self.editions.by or policies[-1].in_force_by,
        )

    def _terms(self) -> Iterable[Term]:
        """The days on which each edition is in force, where the policy says by which date."""
        if self.editions.by is not None:
            for number, edition in enumerate(self.editions.editions):
                yield Term(edition.since or edition.policy.in_force_from, self._until(number))

    def _until(self, number: int) -> DateLiteral | None:
        """An edition's last day: its own, or the one before the next takes over."""
        own = self.editions.editions[number].policy.in_force_to
        if number + 1 == self.count:
            return own
        following = self.editions.editions[number + 1].since
        assert following is not None
        before = day_before(following)
        return before if own is None or _key(before) < _key(own) else own

    # ---- versions

    def _enter(self, changed: list[Standing]) -> None:
        for one in changed:
            for name in names_of(one.part):
                found = self.versioned.setdefault(name.key, [None] * self.count)
                found[one.first : one.end] = [one] * (one.end - one.first)

    def _version_key(self, name: str, standing: Standing) -> str:
        """`ip_ratio__in_resident_2021`: the name as the policy that says it has it."""
        policy = self.editions.editions[standing.first].policy.name.key
        return self._spelled(f"{name}__in_{policy}", name)

    def _spelled(self, key: str, name: str) -> str:
        """Enter that a key is read as a name is."""
        self.spellings[key] = self.spellings.get(name) or Spelling(None if name.isascii() else name, name)
        return key

    def _version(self, standing: Standing) -> Block:
        """The definition under its own key; what it reads that changes when it does, it reads of its own version."""
        keys = {name.key: self._version_key(name.key, standing) for name in names_of(standing.part)}
        for name, found in self.versioned.items():
            one = found[standing.first]
            if one is not None and one.first <= standing.first and one.end >= standing.end:
                keys[name] = self._version_key(name, one)
        if self.editions.by is not None:
            keys[self.editions.by.key] = self._date(self.editions.by, standing)
        home = self._home(standing)
        for own in names_of(standing.part):
            self.homes[keys[own.key]] = home
        return cast(Block, reading(standing.part, keys))

    def _home(self, standing: Standing) -> Home:
        policy = self.editions.editions[standing.first].policy
        term = self._term(standing)
        until = self._until(standing.end - 1)
        return Home(evolve(policy, in_force_from=term.since or policy.in_force_from, in_force_to=until), ())

    def _term(self, standing: Standing) -> Term:
        """The days that a version is asked about: those of the first and the last edition are not bounded here."""
        since = self.editions.editions[standing.first].since
        return Term(since, None if standing.end == self.count else self._until(standing.end - 1))

    def _date(self, by: Name, standing: Standing) -> str:
        policies = [edition.policy.name.key for edition in self.editions.editions]
        last = "" if standing.end == standing.first + 1 else f"_to_{policies[standing.end - 1]}"
        key = f"{by.key}__in_{policies[standing.first]}{last}"
        self.dates.setdefault(key, DateWithin(Name(key, by.span), by, self._term(standing), by.span))
        return self._spelled(key, by.key)

    def _versions(self) -> Iterable[Versions]:
        by = self.editions.by
        if by is None:
            return
        for name, found in self.versioned.items():
            versions: list[Version] = []
            for number, standing in enumerate(found):
                if number and standing is found[number - 1]:
                    continue
                edition = self.editions.editions[number]
                key = None if standing is None else self._version_key(name, standing)
                versions.append(Version(key, edition.since, edition.policy.name.key))
            last = next(standing for standing in reversed(found) if standing is not None)
            span = next(one.span for one in names_of(last.part) if one.key == name)
            yield Versions(Name(name, span), by, tuple(versions), span)

    # ---- laws

    def _law(self, law: Law) -> Block:
        """A law holds from the edition that brings it in, as long as all that it speaks of stands."""
        node, by = law.node, self.editions.by
        if by is None or not isinstance(node, Assertion):
            return node
        condition, span = node.condition, node.condition.span
        since = self.editions.editions[law.edition].since
        exempt = [] if since is None else [Compare(by, Comparison.UNDER, since, span)]
        lost = min((end for name in names_under(node) if (end := self._lost(name.key, law.edition))), default=None)
        if lost is not None:
            gone = self.editions.editions[lost].since
            assert gone is not None
            exempt.append(Compare(by, Comparison.AT_LEAST, gone, span))
        return evolve(node, condition=Or((*exempt, condition), span)) if exempt else node

    def _lost(self, name: str, edition: int) -> int | None:
        """The first edition from one on in which a name stands for nothing any more."""
        found = self.versioned.get(name, [])
        return next((n for n in range(edition, len(found)) if found[n] is None), None)

    # ---- what is not there

    def _check_reads(self, same: list[Part], changed: list[Standing]) -> None:
        """A definition reads nothing that is not there on some day it is asked about."""
        members = {m.name.key for part in same if isinstance(part, KindBlock) for m in part.members}
        standing = [*changed, *(Standing(part, 0, self.count) for part in same if isinstance(part, DATED))]
        for one in standing:
            own = {name.key for name in names_of(one.part)}
            for name in names_under(one.part):
                found = self.versioned.get(name.key)
                if found is None or name.key in own or name.key in members:
                    continue
                gaps = [number for number in range(one.first, one.end) if found[number] is None]
                if gaps:
                    policy = self._words(self.editions.editions[gaps[0]].policy.name.key)
                    arguments = {"name": self._words(name.key), "policy": policy}
                    self.findings.append(Diagnostic("not-in-version", name.span, arguments))

    def _words(self, key: str) -> Words:
        spelling = self.spellings.get(key)
        return Words(key, key) if spelling is None else Words(spelling.zh or key, spelling.en or key)


def _standing(parts: list[Part | None]) -> list[Standing]:
    """Each stretch of editions through which one definition holds."""
    found: list[Standing] = []
    first = 0
    for number in range(1, len(parts) + 1):
        if number < len(parts) and parts[number] is parts[first]:
            continue
        part = parts[first]
        if isinstance(part, DATED):
            found.append(Standing(part, first, number))
        first = number
    return found


def reading(part: DATED, keys: Mapping[str, str]) -> DATED:
    """The definition with its names by other keys; a total to date is the name's own, whatever it stands for."""
    back = {key: name for name, key in keys.items()}

    def change(node: object) -> object:
        if isinstance(node, Name) and node.key in keys:
            return Name(keys[node.key], node.span)
        if isinstance(node, EarlierTotal | LastTotal):
            return evolve(node, of=Name(back.get(node.of.key, node.of.key), node.of.span))
        return node

    return rewritten(part, change)


def regrouped(parts: list[Part]) -> list[Block]:
    """Parts as blocks again: facts that follow one another stand in one."""
    blocks: list[Block] = []
    for part in parts:
        if not isinstance(part, Fact):
            blocks.append(part)
        elif blocks and isinstance(blocks[-1], Facts):
            blocks[-1] = Facts((*blocks[-1].facts, part), _over(blocks[-1].span, part.span))
        else:
            blocks.append(Facts((part,), part.span))
    return blocks


def _over(first: Span, second: Span) -> Span:
    return Span(min(first.start, second.start), max(first.end, second.end))


def day_before(day: DateLiteral) -> DateLiteral:
    try:
        before = date(day.year, day.month, day.day) - timedelta(days=1)
    except (ValueError, OverflowError):  # told where it is written
        return day
    return DateLiteral(before.year, before.month, before.day, day.span)


def _key(day: DateLiteral) -> tuple[int, int, int]:
    return day.year, day.month, day.day
