"""What a run came to, as a table: claims by answer, totals by benefit, and why claims were refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policyc.claims.present import decimal_text
from policyc.cli.summary import STATUS_WORDS
from policyc.interface import Interface, words
from policyc.report.diagnostic import Language, Words
from policyc.report.visible import visible
from policyc.settling.results import Status
from policyc.source import display_width

if TYPE_CHECKING:
    from policyc.batch.answering.tally import Tally

_CLAIMS = Words("理赔", "claims")
_UNDETERMINED = Words("其中未定", "of these undetermined")
_BAD = Words("读不了或不能用", "not read or not usable")
_BENEFIT, _TOTAL = Words("待遇", "benefit"), Words("支付合计", "total paid")
_REFUSED = Words("不予支付的理由", "reasons for refusing")
_COUNT = Words("笔数", "claims")


def run_summary(tally: Tally, interface: Interface, language: Language) -> str:
    """The tally as lines of text."""
    counts = [(_CLAIMS, tally.claims), (_UNDETERMINED, tally.undetermined), (_BAD, tally.bad)]
    blocks = [[[label.in_language(language), f"{count:,}"] for label, count in counts]]
    specs = {spec.key: visible(words(spec).in_language(language)) for spec in interface.results}
    if tally.benefits:
        headings = [_BENEFIT, *(STATUS_WORDS[status] for status in Status), _TOTAL]
        rows = [[word.in_language(language) for word in headings]]
        for key, own in tally.benefits.items():
            numbers = [f"{own.statuses[status]:,}" for status in Status]
            rows.append([specs[key], *numbers, decimal_text(own.fen, 2, grouped=True)])
        blocks.append(rows)
    reasons = [
        [f"{specs[key]}  {visible(reason.in_language(language))}", f"{count:,}"]
        for key, own in tally.benefits.items()
        for reason, count in own.reasons.most_common()
    ]
    if reasons:
        blocks.append([[_REFUSED.in_language(language), _COUNT.in_language(language)], *reasons])
    return "\n\n".join("\n".join(_aligned(rows)) for rows in blocks)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The first column to the left, numbers to the right."""
    widths = [max(display_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines: list[str] = []
    for row in rows:
        first, *rest = [(cell, " " * (width - display_width(cell))) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([first[0] + first[1], *(room + cell for cell, room in rest)]).rstrip())
    return lines
