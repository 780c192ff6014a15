"""Some of a run's claims explained: as many as asked for, spread over the different answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import define, field

from policyc.batch.answering.answers import Answers
from policyc.batch.answering.reasons import Told
from policyc.batch.answering.replay import Replays
from policyc.batch.openings import Before
from policyc.batch.reading.unread import Verdict
from policyc.batch.staged import Sheet, Staged
from policyc.batch.stretch import Stretch
from policyc.explain.explanation import explain
from policyc.explain.markdown import render_markdown
from policyc.report.diagnostic import Language

Kept = Mapping[tuple[object, ...], list[tuple[Any, Mapping[int, Verdict]]]]
"""A sample without its policy: by answer, claims in the one form, and what is wrong with them."""


@define
class Sample:
    """Claims to be explained, by the answer they stand for, each with its member's claims up to it."""

    size: int
    found: dict[tuple[object, ...], list[Stretch]] = field(factory=dict)

    def add(self, stretch: Stretch, answers: Answers, why: Mapping[str, Told]) -> None:
        """Keeps claims of answers that are not well represented yet."""
        keys = list(answers.statuses)
        if not self.size or not keys:
            return
        places = np.column_stack([*(answers.statuses[key] for key in keys), *(why[key].places for key in keys)])
        different, which = np.unique(places, axis=0, return_inverse=True)
        for at, row in enumerate(different.tolist()):
            told = zip((why[key] for key in keys), row[len(keys) :], strict=True)
            reasons = [of.results[place].reasons if place >= 0 else () for of, place in told]
            kept = self.found.setdefault((*row[: len(keys)], *reasons), [])
            for claim in np.flatnonzero(which.ravel() == at)[: self.size - len(kept)].tolist():
                kept.append(stretch.until(claim))

    def kept(self) -> Kept:
        """The claims as data."""
        return {key: [(one.table, one.verdicts) for one in stretches] for key, stretches in self.found.items()}

    def include(self, other: Kept, staged: Staged, language: Language) -> None:
        """Takes in the claims of another sample of the same policy."""
        for key, given in other.items():
            kept = self.found.setdefault(key, [])
            for table, verdicts in given[: self.size - len(kept)]:
                stretch = Stretch(staged, table, language)
                stretch.verdicts = dict(verdicts)
                kept.append(stretch)

    def chosen(self) -> list[Stretch]:
        """One of each answer in turn, until there are enough."""
        turns = max((len(kept) for kept in self.found.values()), default=0)
        return [kept[turn] for turn in range(turns) for kept in self.found.values() if turn < len(kept)][: self.size]

    def markdown(self, sheet: Sheet, before: Before, language: Language) -> str:
        """The explanations of the claims chosen."""
        replays = Replays(sheet)
        parts: list[str] = []
        for stretch in self.chosen():
            settlement = replays.settlement(stretch, before.of(stretch), stretch.count - 1)
            parts.append(render_markdown(explain(settlement), language))
        return "\n---\n\n".join(parts)
