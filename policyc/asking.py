"""A policy asked for some of its results only: what the others need is then not asked of a claim."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from attrs import evolve

from policyc.compiled import Compiled
from policyc.core.loops import needed
from policyc.interface import ResultSpec, spellings


def asked(compiled: Compiled, names: Sequence[str]) -> Compiled:
    """`compiled` answering for the results `names`, in either spelling, and for the benefits that they read.

    The worksheet is the same, and so is every number; cases speak of the whole policy and are left out. Raises KeyError
    for a name that is no result.
    """
    specs = [result_named(compiled, name) for name in names]
    read = needed(compiled.worksheet, [spec.key for spec in specs])
    account = compiled.account
    benefits = {key: entry for key, entry in account.benefits.items() if key in read}
    wanted = {spec.key for spec in specs} | benefits.keys()
    totals = [total for total in account.totals if total.column in read]
    counted = {(total.period_key, total.key) for total in totals}
    interface = evolve(
        compiled.interface,
        results=tuple(spec for spec in compiled.interface.results if spec.key in wanted),
        accumulators=tuple(spec for spec in compiled.interface.accumulators if (spec.period, spec.key) in counted),
    )
    return evolve(
        compiled,
        account=evolve(account, benefits=benefits, totals=totals, cases=[]),
        interface=interface,
        targets=(*benefits, *(spec.key for spec in specs if spec.key not in benefits)),
        asked=tuple(spec.key for spec in specs),
    )


def result_named(compiled: Compiled, name: str) -> ResultSpec:
    """The result a reader calls `name`. Raises KeyError if there is none."""
    for spec in compiled.interface.results:
        if name in spellings(spec):
            return spec
    raise KeyError(name)


def near_results(compiled: Compiled, name: str) -> list[str]:
    """Results whose name looks like `name`, best first."""
    known = [spelling for spec in compiled.interface.results for spelling in spellings(spec)]
    return difflib.get_close_matches(name, known, 3, 0.5)
