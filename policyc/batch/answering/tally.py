"""What a run comes to: how many claims of which answer, for which reasons, and what was paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from attrs import define, field

from policyc.batch.answering.answers import STATUSES, Answers
from policyc.batch.answering.reasons import Told
from policyc.batch.engines.columns import Array
from policyc.report.diagnostic import Words
from policyc.settling.results import Status


@define
class BenefitTally:
    """Of one benefit the claims by status, the sum of its payments in fen, and the refused by reason.

    A claim refused for several reasons is counted under each.
    """

    statuses: Counter[Status] = field(factory=Counter)
    fen: int = 0
    reasons: Counter[Words] = field(factory=Counter)


@define
class Tally:
    """Of all claims so far. `undetermined` have at least one benefit without an answer, `bad` are at fault."""

    claims: int = 0
    undetermined: int = 0
    bad: int = 0
    benefits: dict[str, BenefitTally] = field(factory=dict)

    def add(self, answers: Answers, why: Mapping[str, Told], bad: int) -> None:
        """Counts another stretch."""
        self.claims += answers.batch.count
        self.bad += bad
        lacking = [places == STATUSES.index(Status.UNDETERMINED) for places in answers.statuses.values()]
        self.undetermined += int(np.any(lacking, axis=0).sum()) if lacking else 0
        for (key, places), undetermined in zip(answers.statuses.items(), lacking, strict=True):
            own = self.benefits.setdefault(key, BenefitTally())
            for at, count in enumerate(np.bincount(places, minlength=len(STATUSES)).tolist()):
                own.statuses[STATUSES[at]] += count
            payments = answers.column(key)
            column = answers.sheet.known.worksheet.by_name[key]
            own.fen += exact_sum(
                np.where(undetermined, 0, payments) if undetermined.any() else payments, max(-column.low, column.high)
            )
            if not why[key].results:
                continue
            counts = np.bincount(why[key].places + 1, minlength=len(why[key].results) + 1)[1:].tolist()
            for result, count in zip(why[key].results, counts, strict=True):
                for reason in result.reasons:
                    own.reasons[reason] += count

    def include(self, other: Tally) -> None:
        """Counts what another tally has counted."""
        self.claims += other.claims
        self.undetermined += other.undetermined
        self.bad += other.bad
        for key, theirs in other.benefits.items():
            own = self.benefits.setdefault(key, BenefitTally())
            own.statuses.update(theirs.statuses)
            own.fen += theirs.fen
            own.reasons.update(theirs.reasons)


def exact_sum(values: Array, most: int) -> int:
    """Their sum, where none is further than `most` from nothing."""
    if len(values) * most < 2**63:
        return int(values.sum())
    # a sum of 64 bits could run over; of each half it cannot
    return int((values >> 32).sum()) * 2**32 + int((values & 0xFFFFFFFF).sum())
