"""Which columns can ever fail to have a value: a greatest guess from below, through look-backs and loops too."""

from __future__ import annotations

from policyc.core.loops import reads
from policyc.core.terms import Fold, Hole, OpenTerm, Prior, Refusal
from policyc.core.walk import subterms
from policyc.core.worksheet import Worksheet


def fallible(worksheet: Worksheet, missable: frozenset[str]) -> frozenset[str]:
    """The missable inputs, and every column with a hole, a refusal or an opening balance, or that reads such a one."""
    readers: dict[str, list[str]] = {name: [] for name in worksheet.by_name}
    failing = set(missable)
    for definition in worksheet.definitions:
        for name in reads(definition.term):
            readers[name].append(definition.name)
        if any(_may_fail(term, worksheet.openings) for term in subterms(definition.term)):
            failing.add(definition.name)
    pending = list(failing)
    while pending:
        fresh = [name for name in readers[pending.pop()] if name not in failing]
        failing.update(fresh)
        pending.extend(fresh)
    return frozenset(failing)


def _may_fail(term: OpenTerm, openings: frozenset[str]) -> bool:
    match term:
        case Hole() | Refusal():
            return True
        case Prior(column, _, fold):
            return column in openings and fold is not Fold.OPENED
        case _:
            return False
