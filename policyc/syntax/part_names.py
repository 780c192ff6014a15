"""What is reckoned on the way of a benefit has a name that nobody declares: the benefit's, and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Language
from policyc.syntax.clause import Spelling


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
