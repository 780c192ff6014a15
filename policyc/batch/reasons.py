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
from policyc.core import openings as core
from policyc.core.basis import Operation
from policyc.core.deciding import Asked, Deciding, deciding
from policyc.core.terms import Call, Column, Literal, OpenTerm
from policyc.core.trim import trimmed
from policyc.core.worksheet import Worksheet
from policyc.elaborate.account import BenefitAccount
from policyc.report.diagnostic import Language, Words
from policyc.settling.results import BenefitResult, Status


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


@frozen(slots=False)
class Question:
    """What decides why benefits have one answer, and the worksheet cut down to it."""

    deciding: Deciding

    @cached_property
    def sheet(self) -> Worksheet:
        names = {name for each in self.deciding.names.values() for name in each}
        return trimmed(self.deciding.worksheet, sorted(names))


@define(slots=False)
class Why:
    """The reasons and what is missing, as they were found for one reading of a policy's worksheet."""

    sheet: Sheet
    engine: Engine
    # what the interpreter found, by benefit and by the truths that decide it
    found: dict[tuple[str, Status, bytes], BenefitResult] = field(factory=dict)
    replays: Replays = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.replays = Replays(self.sheet)

    @cached_property
    def questions(self) -> Mapping[Status, Question]:
        """For each answer that has its reasons the truths that decide them."""
        benefits = self.sheet.compiled.account.benefits
        asked = {
            status: {key: self._asked(key, entry, status) for key, entry in benefits.items()}
            for status in (Status.REFUSED, Status.UNDETERMINED)
        }
        return {status: Question(deciding(self.sheet.known, each)) for status, each in asked.items()}

    def _asked(self, key: str, entry: BenefitAccount, status: Status) -> Asked:
        """What `settle` looks at to tell why: the payment, what the benefit reads, its refusals, what is in force."""
        account, known = self.sheet.compiled.account, self.sheet.known
        entries = [entry, *account.versions_of_benefits.values()] if key in account.versions else [entry]
        refusals = [refusal.column for one in entries for refusal in one.refusals]
        read = [name for one in entries for name in one.reads if name in self.sheet.compiled.claim_columns]
        truths: list[OpenTerm] = []
        for versions in account.versions.values():
            since = [version.since for version in versions.versions if version.since is not None]
            truths += [Call(Operation.LE, (Literal(day), Column(versions.by))) for day in since]
            truths.append(known.ok[versions.by])
        if status is Status.UNDETERMINED:
            return Asked((key,), (*truths, *(Column(last.at) for last in account.last_totals.values())))
        for name in refusals:
            truths += [Column(name), known.ok[name]]
        truths += [known.refused[name] for name in read]
        return Asked(tuple(read), tuple(truths), refusals=True)

    def told(self, stretch: Stretch, answers: Answers, openings: core.Openings) -> Mapping[str, Told]:
        """For each benefit its result for every claim that is refused or undetermined."""
        told = {key: Told([], np.full(stretch.count, -1)) for key in answers.statuses}
        for status, question in self.questions.items():
            code = STATUSES.index(status)
            places = {key: np.flatnonzero(each == code) for key, each in answers.statuses.items()}
            if any(len(each) for each in places.values()):
                decided = self._decided(question.sheet, stretch, openings)
                for key, of in told.items():
                    self._tell(of, (key, status), places[key], decided, stretch, openings)
        return told

    def _tell(
        self,
        of: Told,
        asked: tuple[str, Status],
        places: Array,
        decided: Mapping[str, Decided],
        stretch: Stretch,
        openings: core.Openings,
    ) -> None:
        """Adds the results of one benefit for the claims of one status."""
        (key, status), begin = asked, len(of.results)
        question = self.questions[status].deciding
        if key in question.in_turn:
            of.results.extend(self._ask(key, stretch, openings, at) for at in places.tolist())
            of.places[places] = begin + np.arange(len(places))
            return
        alike, which = _alike([decided[name] for name in question.names[key]], places)
        for likeness, first in alike:
            if (*asked, likeness) not in self.found:
                self.found[*asked, likeness] = self._ask(key, stretch, openings, int(places[first]))
            of.results.append(self.found[*asked, likeness])
        of.places[places] = begin + which

    def _ask(self, key: str, stretch: Stretch, openings: core.Openings, at: int) -> BenefitResult:
        claim, row = self.replays.settled(stretch, openings, at)
        return stretch.staged.settler.benefit(self.sheet.known, claim, row, key)

    def _decided(self, sheet: Worksheet, stretch: Stretch, openings: core.Openings) -> Mapping[str, Decided]:
        """Every deciding truth of every claim, with where each claim's begin if it is of lines."""
        batch = stretch.batch_of(sheet)
        asked = [one.name for one in sheet.definitions if one.name in sheet.results]
        found = {**batch.facts, **self.engine.settle(sheet, asked, batch, openings)}
        for columns in batch.lines.values():
            found |= columns.facts
        offsets = {grain: columns.offsets for grain, columns in batch.lines.items()}
        return {
            name: Decided(found[name], None if (grain := sheet.by_name[name].grain) is None else offsets[grain])
            for name in sheet.results
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
    if not any(lists):
        return pa.nulls(len(told.places), pa.list_(pa.string()))
    rows = pa.array(told.places, mask=told.places < 0)
    return pa.array(lists, pa.list_(pa.string())).take(rows)
