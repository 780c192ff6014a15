"""What a claim would have to give for an answer: a finding for each fact or opening that matters and is missing."""

from __future__ import annotations

from policyc.claims.opening_hints import opening_example
from policyc.claims.period_keys import written_key
from policyc.report.diagnostic import Diagnostic, Severity, Words
from policyc.settling.results import Missing, Status
from policyc.settling.settle import Settler
from policyc.settling.settlement import Settlement

_LACKING = {
    "fact": "fact-missing",
    "lines": "lines-missing",
    "documents": "documents-missing",
    "opening": "opening-missing",
}


def lacking(settler: Settler, settlement: Settlement, by_key: bool = False) -> tuple[Diagnostic, ...]:
    """One finding for each fact or opening that matters and is not given; a last one for those that then may.

    `by_key` where openings are given by the key of their period, for more claims than this one.
    """
    found = [
        _lacking(settler, entry, settlement if by_key else None)
        for entry in settlement.missing
        if entry.kind in _LACKING
    ]
    if not found:
        return ()
    paid = any(result.status is Status.PAID for result in settlement.benefits)
    names = [w for name in settler.open_targets(settlement, paid) for w in settler.blamer.may_matter(settlement, name)]
    named = dict.fromkeys(words for words in names if words not in [entry.words for entry in settlement.missing])
    if named:
        all_names = Words("、".join(w.zh for w in named), ", ".join(w.en for w in named))
        found.append(Diagnostic("facts-may-matter", None, {"names": all_names}, severity=Severity.WARNING))
    return tuple(found)


def _lacking(settler: Settler, entry: Missing, keyed_by: Settlement | None) -> Diagnostic:
    code = _LACKING[entry.kind]
    if entry.kind != "opening":
        return Diagnostic(code, None, {"name": entry.words})
    assert entry.period is not None
    assert entry.key is not None
    at = entry.at or (None if keyed_by is None else _key_of(settler, entry.period, keyed_by))
    example = opening_example(settler.compiled.interface, entry.period, entry.key, at)
    shared = {period.key for period in settler.compiled.interface.periods if period.whole_family}
    code = "family-opening-missing" if entry.period in shared else code
    return Diagnostic(code, None, {"name": entry.words, "example": example})


def _key_of(settler: Settler, period: str, settlement: Settlement) -> str | None:
    """The key of the period that a claim fell in, as claims write it; None for a lifetime, and while not known."""
    unit = next(spec.unit for spec in settler.compiled.interface.periods if spec.key == period)
    key = settlement.value(period) if period in settlement.known.ok else None
    return None if key is None else written_key(unit, key)
