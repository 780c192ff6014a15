"""A closed worksheet for a claim by itself: no earlier claim, and totals before it that are facts like others.

alone(worksheet, totals) -> Worksheet whose claims look back at nothing but openings that are not among `totals`
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from policyc.core.known import given
from policyc.core.prelude import TRUE, ZERO, literal, multiply
from policyc.core.ranges import GREATEST_OPENING
from policyc.core.state import Slot
from policyc.core.terms import Column, Fold, OpenTerm, Prior, Sort
from policyc.core.walk import fold, rebuild
from policyc.core.worksheet import Definition, Input, Worksheet


@frozen
class Earlier:
    """A total before the claim as a fact: the input's name, and how often a unit of it stands in the total's own."""

    name: str
    times: int = 1


def alone(worksheet: Worksheet, totals: Mapping[Slot, Earlier]) -> Worksheet:
    """`worksheet` where a claim's look-backs find no earlier claim.

    `totals` gives each running sum that an opening may begin the input it becomes: an integer that may be absent, and
    `<input>__given` that says whether it is there. Look-backs over a window, at another key than this claim's, or from
    line to line stay as they are.
    """
    inputs: dict[str, Input] = {}

    def replaced(term: OpenTerm, inner: list[OpenTerm]) -> OpenTerm:
        if not isinstance(term, Prior) or term.window is not None:
            return rebuild(term, tuple(inner))
        if term.fold is Fold.MAX:
            return ZERO
        if term.column not in worksheet.openings:
            return TRUE if term.fold is Fold.OPENED else ZERO
        earlier = totals.get(Slot(term.column, term.by))
        if earlier is None or term.key != term.by:
            return term
        name = earlier.name
        inputs[name] = Input(name, Sort.INTEGER, 0, GREATEST_OPENING)
        inputs[given(name)] = Input(given(name), Sort.TRUTH, 0, 1)
        return Column(given(name)) if term.fold is Fold.OPENED else multiply(literal(earlier.times), Column(name))

    def without(definition: Definition) -> Definition:
        return definition if definition.grain is not None else evolve(definition, term=fold(definition.term, replaced))

    definitions = tuple(without(definition) for definition in worksheet.definitions)
    return evolve(worksheet, inputs=(*worksheet.inputs, *inputs.values()), definitions=definitions)
