"""Claims made up from an interface, at its edges: bounds, the figures a policy mentions and a unit beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from random import Random

from attrs import frozen

from policyc.backends.python import compile_settle
from policyc.claims.claim import Claim, Openings
from policyc.compiled import Compiled
from policyc.core import openings as core
from policyc.core.terms import Column, Literal
from policyc.core.walk import subterms
from policyc.elaborate.account import TotalAccount
from policyc.elaborate.owner import Insured
from policyc.interface import FactSpec
from policyc.settling.settle import Settler
from policyc.types import Date

EDGE_DAYS = [
    date(*day).toordinal()
    for day in [(2024, 2, 29), (2023, 2, 28), (2024, 3, 1), (2024, 12, 31), (2025, 1, 1), (2024, 1, 31), (2024, 8, 31)]
]
ABSENT, LEFT_OUT, LIST_LEFT_OUT = 0.3, 0.05, 0.03
"""How often an optional fact is 无, a fact is missing, a list of lines is missing."""


@frozen(slots=False)
class Inventor:
    """Invents claims for one policy. `complete` claims lack nothing."""

    compiled: Compiled

    @cached_property
    def figures(self) -> list[int]:
        """Every number the policy's columns mention, and its neighbours."""
        found = {
            term.value
            for definition in self.compiled.worksheet.definitions
            for term in subterms(definition.term)
            if isinstance(term, Literal) and not isinstance(term.value, bool)
        }
        return sorted({figure + step for figure in found for step in (-1, 0, 1)})

    @cached_property
    def values(self) -> dict[str, list[int]]:
        """For each fact the values worth trying."""
        lines = [fact for block in self.compiled.interface.lines for fact in block.facts]
        return {fact.key: self._values(fact) for fact in (*self.compiled.interface.facts, *lines)}

    def _values(self, fact: FactSpec) -> list[int]:
        known = self.compiled.worksheet.by_name[fact.key]
        candidates = {known.low, known.low + 1, known.high - 1, known.high, *self.figures}
        if isinstance(fact.type, Date):
            candidates |= set(EDGE_DAYS)
        return sorted(value for value in candidates if known.low <= value <= known.high)

    def _value(self, random: Random, fact: FactSpec) -> int:
        if isinstance(fact.type, Date):
            days = [day for day in EDGE_DAYS if day in self.values[fact.key]] or self.values[fact.key]
            return random.choice(days if random.random() < 0.7 else self.values[fact.key])
        return random.choice(self.values[fact.key])

    def _facts(self, random: Random, facts: Sequence[FactSpec], complete: bool) -> dict[str, int]:
        found: dict[str, int] = {}
        for fact in facts:
            lacking = ABSENT if fact.optional else 0 if complete else LEFT_OUT
            if random.random() >= lacking:
                found[fact.key] = self._value(random, fact)
        return found

    def claim(self, random: Random, complete: bool = False) -> Claim:
        interface = self.compiled.interface
        facts = self._facts(random, interface.facts, complete)
        lines = {
            block.key: tuple(self._facts(random, block.facts, complete) for _ in range(random.randint(0, 4)))
            for block in interface.lines
            if complete or random.random() >= LIST_LEFT_OUT
        }
        return Claim(None, None, None, facts, lines, Openings(), self._papers(random, complete))

    def _papers(self, random: Random, complete: bool) -> frozenset[str] | None:
        """Some of the papers that the policy asks for."""
        papers = [paper.key for paper in self.compiled.interface.papers]
        if not papers or (not complete and random.random() < LIST_LEFT_OUT):
            return None
        return frozenset(random.sample(papers, random.randint(0, len(papers))))


def openings_at(random: Random, settler: Settler, claims: Sequence[Claim], insured: Insured) -> core.Openings:
    """Totals given for some of the keys under which the claims fall, by the edges of the policy's figures."""
    inventor = Inventor(settler.compiled)
    amounts: dict[tuple[str, tuple[str, ...], core.Key], int] = {}
    histories: dict[tuple[str, tuple[str, ...], str, core.Key], core.History] = {}
    for total in settler.compiled.account.totals:
        if total.window is not None:
            firsts = [settler.opener.period_key(claim, total.period_key) for claim in claims]
            days = [day for day in firsts if day is not None and random.random() < 0.8]
            rows = tuple((day + random.choice([-1, 0, 1, 30]), random.choice([0, 100, 10**5])) for day in days)
            if days:
                histories[total.column, total.by, total.window.axis, (insured.number(total.owner),)] = core.History(
                    random.choice(days), rows
                )
            continue
        given = [figure for figure in inventor.figures if 0 <= figure <= 10**9] or [0]
        for claim in claims:
            for place in places(settler, claim, total):
                if random.random() < 0.8:
                    amount = random.choice(given) * 10 ** (total.scale - min(total.scale, 2))
                    amounts[total.column, total.by, (insured.number(total.owner), *place)] = amount
    return core.Openings(amounts, histories)


def places(settler: Settler, claim: Claim, total: TotalAccount) -> list[core.Key]:
    """The keys beside the member under which a claim falls, as far as its facts tell."""
    columns = list(total.by[1:])
    facts, lines = settler.inputs(claim)
    sheet = settler.partial.known
    flags = [flag.name for flag in map(sheet.ok.__getitem__, columns) if isinstance(flag, Column)]
    found = compile_settle(sheet.worksheet, [*columns, *flags])(facts, (), {**no_lines(settler), **lines})
    count = max([len(value) for value in found.values() if isinstance(value, list)], default=1)
    each = {name: value if isinstance(value, list) else [value] * count for name, value in found.items()}
    if total.grain is not None and not any(isinstance(value, list) for value in found.values()):
        return []
    return [tuple(each[name][at] for name in columns) for at in range(count) if all(each[flag][at] for flag in flags)]


def no_lines(settler: Settler) -> dict[str, list[dict[str, int]]]:
    return {spec.key: [] for spec in settler.compiled.interface.lines}
