"""A crowd: claims of many members made up at once, at every edge that a policy has, as a table that a bureau keeps.

Crowd(policy, random).table(claims, section) -> an Arrow table in no order
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
from attrs import frozen

from policyc.batch.answering.answers import Answers, arrow
from policyc.batch.engines import engine
from policyc.batch.reading.sources import source_of
from policyc.batch.reading.table import TableReader
from policyc.batch.staged import Staged
from policyc.batch.stretch import Stretch
from policyc.core.openings import ZERO
from policyc.interface import FactSpec
from policyc.policy import Policy
from policyc.report.diagnostic import Language
from policyc.types import Date, Kind, Money, Truth
from tests.histories import ABSENT, Inventor

Array = np.ndarray[Any, Any]
LONGEST, DRAWN = 2500, 2.5
"""Claims of the one member who has most of them, some 1,000 once those are dropped that break a law of the policy; and
how many times too many are drawn."""
SMALL, LACKING, UNREADABLE, LOST = 0.05, 0.05, 0.0001, 0.0005
"""Of the sections that have such, how many claims are of hardly anything, how many lack facts, how many cells cannot be
read, and how many claims say no time."""
TRIED, PAID, UNPAID, HOLES = 40_000, 60, 40, 15
"""Claims tried to find some that benefits pay; how many of each are used again, and what is left out of them."""
BEGIN = datetime(2021, 1, 1)


class Section(Enum):
    """What the claims of a table have in common."""

    WHOLE = "nothing is missing, every member is new"
    LACKING = "facts are missing; some members are new, of some a total is told, of some nothing"
    FAULTY = "cells cannot be read, claims tie, numbers are used twice"


@frozen(eq=False)
class Facts:
    """Of each fact its values, and where it is given."""

    values: dict[str, Array]
    given: dict[str, Array]


@frozen(slots=False)
class Crowd:
    """Invents claims of one policy by the hundred thousand."""

    policy: Policy
    random: np.random.Generator
    # claims whose kinds, truths and days are used again under other amounts: there are as many reasons as ways to be
    # refused, and each is found by the interpreter once
    known: Facts | None = None

    @cached_property
    def inventor(self) -> Inventor:
        return Inventor(self.policy.compiled)

    def table(self, claims: int, section: Section) -> Any:
        """So many claims as a table, shuffled; hardly any that breaks a law of the policy."""
        table, _ = self.ordered(int(claims * DRAWN), section)
        broken = self.settled(table).broken
        if broken:
            table = table.filter(pa.array(~np.any([of for _, of in broken], axis=0)))
        table = table.slice(0, claims)
        return table.take(pa.array(self.random.permutation(table.num_rows)))

    def settled(self, table: Any) -> Answers:
        """What claims in the ledger's order come to, for members who are all new."""
        staged = Staged(self.policy.settler)
        batches = list(TableReader(staged, source_of(table), Language.ZH).batches())
        stretch = Stretch(staged, pa.Table.from_batches(batches).combine_chunks(), Language.ZH)
        sheet = stretch.sheet()
        batch = stretch.batch(sheet)
        return Answers(sheet, batch, engine("kernel").settle(sheet.worksheet, sheet.columns, batch, ZERO))

    def ordered(self, claims: int, section: Section) -> tuple[Any, Facts]:
        """The same in the ledger's order, and its facts."""
        member, place, lengths = self._members(claims)
        columns = self._beside(member, place, lengths, section)
        facts = self.facts(claims, section, member)
        for spec in self.policy.compiled.interface.facts:
            columns[spec.key] = self._column(spec, facts.values[spec.key], facts.given[spec.key], section)
        for block in self.policy.compiled.interface.lines:
            columns[block.key] = self._lines(block.facts, claims, section)
        if self.policy.compiled.interface.papers:
            columns["documents"] = self._papers(claims, section)
        return pa.table(columns), facts

    # ---- whose, which, when

    def _members(self, claims: int) -> tuple[Array, Array, Array]:
        """For each claim its member and which of the member's it is; and how many each member has."""
        lengths = [min(LONGEST, max(1, claims // 3))]
        lengths += self.random.geometric(1 / 8, claims).tolist()
        ends = np.cumsum(lengths)
        members = int(np.searchsorted(ends, claims)) + 1
        counts = np.array(lengths[:members])
        counts[-1] -= ends[members - 1] - claims
        member = np.repeat(np.arange(members), counts)
        first = np.repeat(np.cumsum(counts) - counts, counts)
        return member, np.arange(claims) - first, counts

    def _beside(self, member: Array, place: Array, lengths: Array, section: Section) -> dict[str, Any]:
        claims = len(member)
        numbers = [f"{of}-{at:05d}" for of, at in zip(member.tolist(), place.tolist(), strict=True)]
        # many at one moment, told apart by their numbers
        steps = np.cumsum(self.random.choice([0, 1, 3600, 90_000], claims))
        seconds = steps - np.repeat(steps[np.cumsum(lengths) - lengths], lengths)
        lost = np.zeros(claims, np.bool_)
        if section is Section.FAULTY:
            again = np.flatnonzero(self.random.random(claims) < 0.001)
            again = again[(again > 0) & (place[again] > 0)]
            for at in again.tolist():
                numbers[at] = numbers[at - 1]  # a number twice, and where the time is the same too a tie
            tied = again[self.random.random(len(again)) < 0.5]
            seconds[tied] = seconds[tied - 1]
            lost = self.random.random(claims) < LOST
        moments = pa.array(seconds.astype(np.int64), pa.int64()).cast(pa.timestamp("s"))
        begin = int(BEGIN.timestamp() - datetime(1970, 1, 1).timestamp())
        moments = pa.array(seconds.astype(np.int64) + begin, mask=lost).cast(pa.timestamp("s")).cast(pa.timestamp("us"))
        names = pa.array([f"m{of:07d}" for of in member.tolist()])
        return {"member": names, "claim_number": pa.array(numbers), "settled_at": moments}

    # ---- facts

    def facts(self, claims: int, section: Section, member: Array) -> Facts:
        """All facts of claims that stand in their members' order."""
        interface = self.policy.compiled.interface
        pick = alike = None
        if self.known is not None:
            rows = len(next(iter(self.known.values.values())))
            pick, alike = self.random.integers(0, rows, claims), self.random.random(claims) < 0.99
        found = Facts({}, {})
        for spec in interface.facts:
            values = self._values(spec, claims, member)
            given = self.random.random(claims) >= (ABSENT if spec.optional else 0)
            if self.known is not None and not isinstance(spec.type, Money):
                assert alike is not None
                own = alike & (self.random.random(claims) < 0.9) if isinstance(spec.type, Date) else alike
                values = np.where(own, self.known.values[spec.key][pick], values)
                given = np.where(alike, self.known.given[spec.key][pick], given)
            found.values[spec.key], found.given[spec.key] = values, given
        self._small_bills(found, claims)
        if section is not Section.WHOLE:
            self._holes(found, claims)
        return found

    def _small_bills(self, facts: Facts, claims: int) -> None:
        """Some bills are of nothing, or of a fen here and there: no law of a policy is broken by all of these."""
        small = self.random.random(claims) < SMALL
        for spec in self.policy.compiled.interface.facts:
            known = self.policy.compiled.worksheet.by_name[spec.key]
            if isinstance(spec.type, Money) and known.low <= 0:
                fen = self.random.integers(0, 2, claims) * self.random.integers(0, 2, claims)
                facts.values[spec.key] = np.where(small, fen, facts.values[spec.key])

    def _holes(self, facts: Facts, claims: int) -> None:
        """Leaves out of some claims what some others lack as well."""
        holes = self.random.random((HOLES, len(facts.given))) < 2 / len(facts.given)
        lacking = np.flatnonzero(self.random.random(claims) < LACKING)
        which = self.random.integers(0, HOLES, len(lacking))
        for at, given in enumerate(facts.given.values()):
            given[lacking] &= ~holes[which, at]

    def _values(self, spec: FactSpec, count: int, member: Array | None = None) -> Array:
        """Values of a fact: at its edges, at the policy's, in between, and what makes two claims land on an edge."""
        known = self.policy.compiled.worksheet.by_name[spec.key]
        edges = self._edges(spec)
        values = self.random.choice(edges, count)
        if isinstance(spec.type, Truth | Kind):
            return values
        low, high = known.low, known.high
        if isinstance(spec.type, Date):
            low, high = max(low, int(edges[0])), min(high, int(edges[-1]))
        between = low + np.floor((high - low + 1) * self.random.random(count) ** 3).astype(np.int64)
        values = np.where(self.random.random(count) < 0.3, between, values)
        if isinstance(spec.type, Money) and member is not None and count > 1:
            rest = values[1:] - values[:-1]
            lands = (member[1:] == member[:-1]) & (rest >= low) & (self.random.random(count - 1) < 0.25)
            values[1:] = np.where(lands, rest, values[1:])
        return np.clip(values, low, high)

    def _edges(self, spec: FactSpec) -> Array:
        """The bounds, every figure of the policy and its neighbours; of dates the ends of months and of Februaries."""
        values = self.inventor.values[spec.key]
        if not isinstance(spec.type, Date):
            return np.array(values, np.int64)
        known = self.policy.compiled.worksheet.by_name[spec.key]
        first, last = date(2000, 1, 1).toordinal(), date(2027, 12, 31).toordinal()
        days = {day for day in values if first <= day <= last}
        years = {date.fromordinal(day).year for day in days}
        ends = [date(year, month, 1).toordinal() + step for year in years for month in (1, 3, 9) for step in (-1, 0)]
        ends += [date(2024, 2, 29).toordinal(), date(2020, 2, 29).toordinal()]
        return np.array(sorted(day for day in days | set(ends) if known.low <= day <= known.high), np.int64)

    def _column(self, spec: FactSpec, values: Array, given: Array, section: Section) -> Any:
        if section is Section.FAULTY and not isinstance(spec.type, Truth):
            known = self.policy.compiled.worksheet.by_name[spec.key]
            unreadable = self.random.random(len(values)) < UNREADABLE
            if isinstance(spec.type, Kind):
                members = [*spec.type.members, "?"]
                places = np.where(unreadable, len(spec.type.members), values)
                return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32), mask=~given), pa.array(members))
            values = np.where(unreadable, known.low - 1, values)
        return arrow(values, given, spec.type)

    def _lines(self, facts: Sequence[FactSpec], claims: int, section: Section) -> Any:
        lengths = self.random.integers(0, 5, claims)
        count = int(lengths.sum())
        columns = []
        for spec in facts:
            given = self.random.random(count) >= (ABSENT if spec.optional else 0)
            if section is not Section.WHOLE:
                given &= self.random.random(count) >= LACKING / 20
            columns.append(self._column(spec, self._values(spec, count), given, section))
        inner = pa.StructArray.from_arrays(columns, names=[spec.key for spec in facts])
        missing = np.zeros(claims, np.bool_)
        if section is not Section.WHOLE:
            missing = (lengths == 0) & (self.random.random(claims) < 0.1)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), inner, mask=pa.array(missing))

    def _papers(self, claims: int, section: Section) -> Any:
        """Most claims have all papers, some lack one or more."""
        papers = [paper.key for paper in self.policy.compiled.interface.papers]
        some = self.random.random((8, len(papers))) >= np.linspace(0, 0.5, 8)[:, None]
        handed = some[self.random.integers(0, 8, claims)]
        offsets = np.concatenate([[0], np.cumsum(handed.sum(axis=1))]).astype(np.int32)
        names = pa.array(np.nonzero(handed)[1].astype(np.int32))
        missing = np.zeros(claims, np.bool_)
        if section is not Section.WHOLE:
            missing = self.random.random(claims) < LACKING / 20
        flat = pa.DictionaryArray.from_arrays(names, pa.array(papers)).dictionary_decode()
        return pa.ListArray.from_arrays(pa.array(offsets), flat, mask=pa.array(missing))


def crowd(policy: Policy, seed: int) -> Crowd:
    """A crowd that knows claims for which something is paid."""
    first = Crowd(policy, np.random.default_rng(seed))
    table, facts = first.ordered(TRIED, Section.WHOLE)
    answers = first.settled(table)
    sound = ~np.any([np.zeros(TRIED, np.bool_), *(broken for _, broken in answers.broken)], axis=0)
    paid = [answers.column(key) > 0 for key in policy.compiled.account.benefits]
    rows = [np.flatnonzero(sound & each)[:PAID] for each in paid]
    rows = np.concatenate([*rows, np.flatnonzero(sound & ~np.any(paid, axis=0))[:UNPAID]])
    return attrs.evolve(first, known=Facts(_only(facts.values, rows), _only(facts.given, rows)))


def _only(columns: Mapping[str, Array], rows: Array) -> dict[str, Array]:
    return {key: values[rows] for key, values in columns.items()}


def openings(crowd: Crowd, members: Sequence[str]) -> list[dict[str, str | None]]:
    """Totals before the first claim, as rows of a table: of some members everything is new, of some a total is told."""
    rows: list[dict[str, str | None]] = []
    nothing = dict.fromkeys(("period", "key", "total", "amount"))
    totals = {(one.period_key, one.key) for one in crowd.policy.compiled.account.totals}
    figures = [figure for figure in crowd.inventor.figures if 0 <= figure <= 10**9]
    for member in members:
        drawn = crowd.random.random()
        if drawn < 0.6:
            rows.append({"member": member, **nothing})
        elif drawn < 0.9:
            for year in range(2020, 2026):
                for period, total in sorted(totals):
                    if crowd.random.random() < 0.8:
                        fen = int(crowd.random.choice(figures))
                        told = {
                            "period": period,
                            "key": str(year),
                            "total": total,
                            "amount": f"{fen // 100}.{fen % 100:02d}",
                        }
                        rows.append({"member": member, **told})
    return rows
