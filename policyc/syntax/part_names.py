"""What is reckoned on the way of a benefit has a name that nobody declares: the benefit's, and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Language
from policyc.syntax.clause import Spelling


class Part(Enum):
    """What of this claim can be read by its name, in amounts of money; the others are totals alone."""

    DEDUCTIBLE = "DEDUCTIBLE"  # what its deductibles took
    CAPPED = "CAPPED"  # the cost that counted: what the last cap on cost let through, or all of it
    EXPENSE_OVER_CAP = "EXPENSE_OVER_CAP"  # the cost that its caps on cost cut off
    PAYMENT_OVER_CAP = "PAYMENT_OVER_CAP"  # the payment that its caps on payment cut off


def part_key(benefit: Spelling, part: Part) -> str:
    """The key of a part of a benefit."""
    name = part_name(benefit, part.value)
    return name.en or name.zh or ""


def part_name(benefit: Spelling, part: str) -> Spelling:
    """The name of a part, a key of the lexicon's `part`, in the spellings that the benefit has."""
    row = lexicon().parts[part]
    zh = None if benefit.zh is None else benefit.zh + row.spelling(Language.ZH)
    en = None if benefit.en is None else benefit.en + row.spelling(Language.EN)
    return Spelling(zh, en)


def part_pairs(benefits: Iterable[Spelling], taken: Iterable[str | None]) -> Mapping[str, Spelling]:
    """The parts of benefits that have both spellings, by key. A spelling that is `taken` is not a part's."""
    pairs = [part_name(benefit, part) for benefit in benefits for part in lexicon().parts]
    spoken_for = frozenset(taken)
    return {
        pair.en: pair
        for pair in pairs
        if pair.en is not None and pair.zh is not None and not spoken_for & {pair.zh, pair.en}
    }
