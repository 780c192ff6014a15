"""Facts of the test policy with values they may have."""

from __future__ import annotations

from hypothesis import strategies as st
from kunshan_interface import KUNSHAN

from policyc.claims.value import bounds
from policyc.interface import FactSpec, KindSpec
from policyc.types import Kind


@st.composite
def facts_and_values(draw: st.DrawFn) -> tuple[FactSpec, int]:
    fact = draw(st.sampled_from(KUNSHAN.facts))
    return fact, draw(st.integers(*bounds(fact)))


def kind_of(fact: FactSpec) -> KindSpec | None:
    return KUNSHAN.kind(fact.type.name) if isinstance(fact.type, Kind) else None
