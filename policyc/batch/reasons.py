"""Why a benefit does not pay, for many claims: the interpreter is asked once for all claims that are alike.

Alike are claims of one answer that agree on every truth that decides the causes (core.deciding).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
from attrs import define, field, frozen

from policyc.batch.answers import STATUSES, Answers
from policyc.batch.claims import Stretch
from policyc.batch.columns import Array, Engine
from policyc.batch.convert import ArrowArray
from policyc.batch.replay import Replays
from policyc.batch.staged import Sheet
from policyc.core import state as core
from policyc.core.basis import Operation
from policyc.core.deciding import Asked, Deciding, deciding
from policyc.core.terms import Call, Column, Literal, OpenTerm
from policyc.core.trim import trimmed
from policyc.core.worksheet import Worksheet
from policyc.elaborate.account import BenefitAccount
from policyc.report.diagnostic import Language, Words
from policyc.settlement import BenefitResult, Status

WHY = [STATUSES.index(Status.REFUSED), STATUSES.index(Status.UNDETERMINED)]


@frozen(eq=False)
class Told:
    """Different results of a benefit, and for each claim which of them is its own; -1 where it has no need of one."""

    results: list[BenefitResult]
    places: Array


@frozen(eq=False)
class Decided:
    """A truth of every claim, or of every line, those of claim i from offsets[i] on."""

    values: Array
    offsets: Array | None

    def of(self, claim: int) -> bytes:
        """The truths of one claim's lines."""
        assert self.offsets is not None
        found: bytes = self.values[self.offsets[claim] : self.offsets[claim + 1]].tobytes()
        return found


@define(slots=False)
class Why:
    """The reasons and what is missing, as they were found for one reading of a policy's worksheet."""

    sheet: Sheet
    engine: Engine
    # what the interpreter found, by benefit and by the truths that decide it
    found: dict[tuple[str, bytes], BenefitResult] = field(factory=dict)
    replays: Replays = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.replays = Replays(self.sheet)

    @cached_property
    def deciding(self) -> Deciding:
        """For each benefit the truths that decide why it does not pay."""
        account = self.sheet.compiled.account
        return deciding(self.sheet.known, {key: self._asked(key, entry) for key, entry in account.benefits.items()})

    def _asked(self, key: str, entry: BenefitAccount) -> Asked:
        """What `settle` looks at to tell why: the payment, what the benefit reads, its refusals, what is in force."""
        account, known = self.sheet.compiled.account, self.sheet.known
        entries = [entry, *account.versions_of_benefits.values()] if key in account.versions else [entry]
        refusals = [refusal.column for one in entries for refusal in one.refusals]
        read = [name for one in entries for name in one.reads if name in self.sheet.compiled.claim_columns]
        truths: list[OpenTerm] = [Column(last.at) for last in account.last_totals.values()]
        for name in refusals:
            truths += [Column(name), known.ok[name]]
        for versions in account.versions.values():
            since = [version.since for version in versions.versions if version.since is not None]
            truths += [Call(Operation.LE, (Literal(day), Column(versions.by))) for day in since]
            truths.append(known.ok[versions.by])
        return Asked((key, *read, *refusals), tuple(truths))

    @cached_property
    def _sheet(self) -> Worksheet:
        """The worksheet cut down to what decides."""
        names = {name for each in self.deciding.names.values() for name in each}
        return trimmed(self.deciding.worksheet, sorted(names))

    def told(self, stretch: Stretch, answers: Answers, openings: core.Openings) -> Mapping[str, Told]:
        """For each benefit its result for every claim that is refused or undetermined."""
        places = {key: np.flatnonzero(np.isin(each, WHY)) for key, each in answers.statuses.items()}
        told = {key: Told([], np.full(stretch.count, -1)) for key in places}
        if not any(len(each) for each in places.values()):
            return told
        decided = self._decided(stretch, openings)
        for key, of in told.items():
            if key in self.deciding.in_turn:
                of.results.extend(self._ask(key, stretch, openings, at) for at in places[key].tolist())
                of.places[places[key]] = np.arange(len(places[key]))
                continue
            alike, which = _alike([decided[name] for name in self.deciding.names[key]], places[key])
            for likeness, first in alike:
                if (key, likeness) not in self.found:
                    at = int(places[key][first])
                    self.found[key, likeness] = self._ask(key, stretch, openings, at)
                of.results.append(self.found[key, likeness])
            of.places[places[key]] = which
        return told

    def _ask(self, key: str, stretch: Stretch, openings: core.Openings, at: int) -> BenefitResult:
        settlement = self.replays.settlement(stretch, openings, at)
        return next(one for one in settlement.benefits if one.name == key)

    def _decided(self, stretch: Stretch, openings: core.Openings) -> Mapping[str, Decided]:
        """Every deciding truth of every claim, with where each claim's begin if it is of lines."""
        batch, names = stretch.batch_of(self._sheet), self._sheet.by_name
        asked = [one.name for one in self._sheet.definitions if one.name in self._sheet.results]
        found = {**batch.facts, **self.engine.settle(self._sheet, asked, batch, openings)}
        for columns in batch.lines.values():
            found |= columns.facts
        offsets = {grain: columns.offsets for grain, columns in batch.lines.items()}
        return {
            name: Decided(found[name], None if (grain := names[name].grain) is None else offsets[grain])
            for name in self._sheet.results
        }


def _alike(truths: Sequence[Decided], places: Array) -> tuple[list[tuple[bytes, int]], Array]:
    """The different claims among those at `places` by all their truths, with where each is first; which is which."""
    columns = [_bytes(one.values[places]) for one in truths if one.offsets is None]
    packed = np.ascontiguousarray(np.column_stack([np.zeros((len(places), 1), np.uint8), *columns]))
    lined = [one for one in truths if one.offsets is not None]
    if not lined:
        rows = packed.view(f"V{packed.shape[1]}").ravel()
        different, first, which = np.unique(rows, return_index=True, return_inverse=True)
        return [(one.tobytes(), int(at)) for one, at in zip(different, first, strict=True)], which
    found: dict[bytes, tuple[int, int]] = {}
    which = np.empty(len(places), np.int64)
    for at, place in enumerate(places.tolist()):
        row = b"|".join([packed[at].tobytes(), *(one.of(place) for one in lined)])
        which[at] = found.setdefault(row, (len(found), at))[0]
    return [(row, at) for row, (_, at) in found.items()], which


def _bytes(values: Array) -> Array:
    """A byte for a truth, eight for an integer."""
    wide = values.astype(np.uint8) if values.dtype == np.bool_ else values.astype(np.int64)
    found: Array = np.ascontiguousarray(wide).view(np.uint8).reshape(len(values), wide.itemsize)
    return found


def texts(told: Told, of: Callable[[BenefitResult], Sequence[Words]], language: Language) -> ArrowArray:
    """A column of lists of sentences in one language; null where there is nothing to say."""
    lists = [[words.in_language(language) for words in of(result)] or None for result in told.results]
    rows = pa.array(told.places, mask=told.places < 0)
    return pa.array(lists, pa.list_(pa.string())).take(rows)
