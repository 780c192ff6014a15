"""A worksheet cut down to what some results are made of."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from policyc.core.known import given
from policyc.core.loops import needed
from policyc.core.worksheet import Worksheet


def trimmed(worksheet: Worksheet, results: Sequence[str]) -> Worksheet:
    """`worksheet` with only the inputs and columns that `results` need, through earlier rows too."""
    kept = needed(worksheet, results)
    kept |= {given(name) for name in kept if given(name) in worksheet.by_name}
    return evolve(
        worksheet,
        inputs=tuple(fact for fact in worksheet.inputs if fact.name in kept),
        definitions=tuple(definition for definition in worksheet.definitions if definition.name in kept),
        results=tuple(results),
        openings=worksheet.openings & kept,
    )
