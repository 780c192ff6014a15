"""A plan as readable text: which columns each pass over the claims reckons, how wide, and which totals are kept.

show_plan(plan) -> str
"""

from __future__ import annotations

from collections.abc import Iterator

from policyc.backends.kernel.arrays import table_array
from policyc.backends.kernel.plan import Pass, Plan
from policyc.backends.kernel.words import WHOLE, width_of
from policyc.core.ranges import infer_range, ranges_of
from policyc.core.show import show_definition
from policyc.core.terms import Sort
from policyc.core.walk import subterms
from policyc.core.worksheet import Definition

_HEADS = {
    "keys": "keys: claim by claim, before any is settled",
    "before": "before: claim by claim, several at once",
    "turning": "turning: in the ledger's order",
    "after": "after: claim by claim, several at once",
}


def show_plan(plan: Plan) -> str:
    """Every pass with its columns. `*` marks those written to memory, `[128 bits]` what is reckoned beyond 64."""
    return "\n".join("".join(f"{line}\n" for line in _pass(plan, name, passed)) for name, passed in plan.passes)


def _pass(plan: Plan, name: str, passed: Pass) -> Iterator[str]:
    yield _HEADS[name]
    for table in plan.tables if passed is plan.turning else ():
        yield f"  {table_array(table).name}"
    for definition in passed.definitions:
        mark = "*" if definition.name in passed.leaves else " "
        wide = "  [128 bits]" if _is_wide(plan, definition) else ""
        yield f"  {mark} {show_definition(definition)}{wide}"


def _is_wide(plan: Plan, definition: Definition) -> bool:
    """Does a value on the way to the column's need more than 64 bits?"""
    if definition.sort is Sort.TRUTH:
        return False
    ranges = ranges_of(plan.worksheet)
    return any(width_of(infer_range(term, ranges)) is not WHOLE for term in subterms(definition.term))
