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

Found = BenefitResult | None


@frozen(eq=False)
class Decided:
    """A truth of every claim, or of every line, those of claim i from offsets[i] on."""

    values: Array
    offsets: Array | None


@define(slots=False)
class Why:
    """The reasons and what is missing, as they were found for one reading of a policy's worksheet."""

    sheet: Sheet
    engine: Engine
    # what the interpreter found, by benefit and by the truths that decide it
    found: dict[tuple[str, int, bytes], BenefitResult] = field(factory=dict)
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

    def told(self, stretch: Stretch, answers: Answers, openings: core.Openings) -> Mapping[str, list[Found]]:
        """For each benefit its result for every claim that is refused or undetermined, None for the others."""
        told: dict[str, list[Found]] = {key: [None] * stretch.count for key in answers.statuses}
        places = {key: np.flatnonzero(np.isin(each, WHY)) for key, each in answers.statuses.items()}
        if not any(len(each) for each in places.values()):
            return told
        decided = self._decided(stretch, openings)
        for key, results in told.items():
            alike = _packed([decided[name] for name in self.deciding.names[key]], places[key])
            for at, truths in zip(places[key].tolist(), alike, strict=True):
                if key in self.deciding.in_turn:
                    results[at] = self._ask(key, stretch, openings, at)
                    continue
                likeness = key, int(answers.statuses[key][at]), truths
                if likeness not in self.found:
                    self.found[likeness] = self._ask(key, stretch, openings, at)
                results[at] = self.found[likeness]
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


def _packed(truths: Sequence[Decided], places: Array) -> list[bytes]:
    """All truths of each claim as bytes, so that claims that are alike have the same."""
    whole = [one.values[places] for one in truths if one.offsets is None]
    packed = np.column_stack([_bytes(values) for values in whole]) if whole else np.zeros((len(places), 0), np.uint8)
    rows = [row.tobytes() for row in packed]
    for one in truths:
        if one.offsets is not None:
            starts, ends = one.offsets[places].tolist(), one.offsets[places + 1].tolist()
            lined = zip(rows, starts, ends, strict=True)
            rows = [row + b"|" + one.values[start:end].tobytes() for row, start, end in lined]
    return rows


def _bytes(values: Array) -> Array:
    """A byte for a truth, eight for an integer."""
    wide = values.astype(np.uint8) if values.dtype == np.bool_ else values.astype(np.int64)
    found: Array = np.ascontiguousarray(wide).view(np.uint8).reshape(len(values), wide.itemsize)
    return found


def texts(told: Sequence[Found], of: Callable[[BenefitResult], Sequence[Words]], language: Language) -> ArrowArray:
    """A column of lists of sentences in one language; null where there is nothing to say."""
    places: dict[tuple[Words, ...], int] = {}
    said = [() if one is None else tuple(of(one)) for one in told]
    rows = [places.setdefault(sentences, len(places)) if sentences else None for sentences in said]
    lists = [[words.in_language(language) for words in sentences] for sentences in places]
    return pa.array(lists, pa.list_(pa.string())).take(pa.array(rows, pa.int64()))
