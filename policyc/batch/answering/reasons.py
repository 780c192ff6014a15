"""Why a benefit does not pay, for many claims: the interpreter is asked once for all claims that are alike.

Alike are claims of one answer that agree on every truth that was looked at to find its causes for one of them; where
refusals are asked for, on every truth that decides them (core.deciding).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
from attrs import define, field, frozen

from policyc.batch.answering.answers import STATUSES, Answers
from policyc.batch.answering.likeness import Decided, Likeness
from policyc.batch.answering.replay import Replays
from policyc.batch.engines.columns import Array, Engine
from policyc.batch.reading.convert import ArrowArray
from policyc.batch.staged import Sheet
from policyc.batch.stretch import Stretch
from policyc.core import openings as core
from policyc.core.basis import Operation
from policyc.core.blame import blame
from policyc.core.deciding import Asked, Deciding, deciding
from policyc.core.row import Row
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
    # what the interpreter found, by benefit and answer
    found: dict[tuple[str, Status], Likeness[BenefitResult]] = field(factory=dict)
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
        key, status = asked
        question = self.questions[status].deciding

        def ask(at: int) -> tuple[BenefitResult, Sequence[str]]:
            claim, row = self.replays.settled(stretch, openings, at)
            result = stretch.staged.settler.benefit(self.sheet.known, claim, row, key)
            return result, self._looked_at(question, asked, row)

        found: Iterable[tuple[BenefitResult, Array]]
        if key in question.in_turn:
            found = ((ask(at)[0], places[here : here + 1]) for here, at in enumerate(places.tolist()))
        else:
            # of those that are alike the first is asked, for which the fewest claims have to be settled again
            soonest = places[np.argsort(stretch.earlier[places], kind="stable")]
            found = self.found.setdefault(asked, Likeness()).among(soonest, decided, ask)
        for result, alike in found:
            of.places[alike] = len(of.results)
            of.results.append(result)

    def _looked_at(self, question: Deciding, asked: tuple[str, Status], row: Row) -> Sequence[str]:
        """The columns of all that bears on why a benefit has its answer, as far as it was looked at."""
        key, status = asked
        all_names = question.names[key]
        if status is Status.REFUSED or key in question.in_turn:
            # a search for refusals looks at more than decides them, and one among lines at their keys
            return all_names
        looked_at = [*question.always[key]]
        for truth in blame(self.sheet.known, row, key).looked_at:
            match truth:
                case Literal():
                    continue
                case Column(name):
                    names: tuple[str, ...] = (name,)
                case _:
                    names = question.named.get(truth, ())
            if not names or not set(names) <= set(all_names):
                # what has no name here is told by all that has one
                return all_names
            looked_at += names
        return looked_at

    def _decided(self, sheet: Worksheet, stretch: Stretch, openings: core.Openings) -> Mapping[str, Decided]:
        """Every deciding truth of every claim, with where each claim's begin if it is of lines."""
        batch = stretch.batch_of(sheet)
        asked = [one.name for one in sheet.definitions if one.name in sheet.results]
        found = {**batch.facts, **self.engine.settle(sheet, asked, batch, openings)}
        for columns in batch.lines.values():
            found |= columns.facts
        offsets = {grain: columns.offsets for grain, columns in batch.lines.items()}
        return {
            name: Decided(_whole(found[name]), None if (grain := sheet.by_name[name].grain) is None else offsets[grain])
            for name in sheet.results
        }


def _whole(values: Array) -> Array:
    """Truths, or integers of one width whoever found them."""
    return values if values.dtype == np.bool_ else values.astype(np.int64, copy=False)


def texts(told: Told, of: Callable[[BenefitResult], Sequence[Words]], language: Language) -> ArrowArray:
    """A column of lists of sentences in one language; null where there is nothing to say."""
    lists = [[words.in_language(language) for words in of(result)] or None for result in told.results]
    if not any(lists):
        return pa.nulls(len(told.places), pa.list_(pa.string()))
    rows = pa.array(told.places, mask=told.places < 0)
    return pa.array(lists, pa.list_(pa.string())).take(rows)
