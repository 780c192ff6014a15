"""What earlier claims of a list lack, where a total that a later one reads is open for want of it."""

from __future__ import annotations

from collections.abc import Sequence

from policyc.report.diagnostic import Diagnostic
from policyc.settling.blame import Blamer
from policyc.settling.results import Missing
from policyc.settling.settlement import Settlement

_GIVEN = ("fact", "lines", "documents")
"""What a claim can lack and be given."""


def earlier_lacks(
    blamer: Blamer, standing: Sequence[Settlement], places: Sequence[int], at: int
) -> tuple[Diagnostic, ...]:
    """A finding for each fact that a claim before the one at `at` lacks, and a total that it reads is open for.

    `standing` are the claims in the order settled, `places` where each stands in the list.
    """
    found: dict[tuple[int, Missing], Missing] = {}
    wanted = [(at, entry) for entry in standing[at].missing if entry.kind == "earlier"]
    seen = set(wanted)
    while wanted:
        before, total = wanted.pop()
        for earlier in range(before):
            for entry in _left_open(blamer, standing[earlier], total):
                if entry.kind in _GIVEN:
                    found.setdefault((earlier, entry), total)
                elif entry.kind == "earlier" and (earlier, entry) not in seen:
                    seen.add((earlier, entry))
                    wanted.append((earlier, entry))
    return tuple(
        Diagnostic("earlier-claim-lacks", None, {"place": places[earlier], "name": entry.words, "total": total.words})
        for (earlier, entry), total in sorted(found.items(), key=lambda one: one[0][0])
    )


def _left_open(blamer: Blamer, settlement: Settlement, wanted: Missing) -> list[Missing]:
    """What keeps a claim from saying under which key it counts in a total, or how much."""
    found: dict[Missing, None] = {}
    for total in settlement.compiled.account.totals:
        if (total.period_key, total.key) != (wanted.period, wanted.key):
            continue
        rows = [settlement.row] if total.grain is None else settlement.row.lines[total.grain]
        for row in rows:
            for column in (total.column, *total.keys):
                if column in settlement.known.ok and not settlement.ok(column, row):
                    found |= dict.fromkeys(blamer.missing(settlement, column, row))
    return list(found)
