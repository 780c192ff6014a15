"""A policy asked for some of its results only: what the others need is then not asked of a claim."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from attrs import evolve

from policyc.compiled import Compiled
from policyc.core.loops import needed
from policyc.elaborate.account import Account
from policyc.interface import ChannelsSpec, Interface, ResultSpec, spellings


def asked(compiled: Compiled, names: Sequence[str]) -> Compiled:
    """`compiled` answering for the results `names`, in either spelling, and for the benefits that they read.

    A block of channels is asked for by its name too. The worksheet is the same, and so is every number; cases speak of
    the whole policy and are left out, and so are assertions that speak of anything else. Raises KeyError for any other
    name.
    """
    keys = [result_key(compiled, name) for name in names]
    account = compiled.account
    columns = [column for key in keys for column in _columns(account, key)]
    read = needed(compiled.worksheet, columns)
    benefits = {key: entry for key, entry in account.benefits.items() if key in read}
    totals = [total for total in account.totals if total.column in read]
    named = {spec.key for spec in compiled.interface.results} | {spec.key for spec in compiled.interface.facts}
    narrowed = evolve(
        account,
        assertions=[one for one in account.assertions if needed(compiled.worksheet, [one.column]) & named <= read],
        benefits=benefits,
        totals=totals,
        cases=[],
        checklists={key: entry for key, entry in account.checklists.items() if key in keys},
        channels={key: entry for key, entry in account.channels.items() if key in keys},
    )
    return evolve(
        compiled,
        account=narrowed,
        interface=_interface(compiled.interface, narrowed, {*keys, *benefits}),
        targets=(*benefits, *(column for column in columns if column not in benefits)),
        asked=tuple(keys),
    )


def _columns(account: Account, key: str) -> list[str]:
    """The columns that answer for a name: its own, or one for each channel."""
    channels = account.channels.get(key)
    return [key] if channels is None else [entry.column for entry in channels.channels]


def _interface(interface: Interface, account: Account, wanted: set[str]) -> Interface:
    """What of an interface is given back for the names wanted."""
    counted = {(total.period_key, total.key) for total in account.totals}
    return evolve(
        interface,
        results=tuple(spec for spec in interface.results if spec.key in wanted),
        accumulators=tuple(spec for spec in interface.accumulators if (spec.period, spec.key) in counted),
        checklists=tuple(spec for spec in interface.checklists if spec.key in wanted),
        channels=tuple(spec for spec in interface.channels if spec.key in wanted),
    )


def result_key(compiled: Compiled, name: str) -> str:
    """The key of the result or block of channels a reader calls `name`. Raises KeyError if there is none."""
    for spec in _askable(compiled.interface):
        if name in spellings(spec):
            return spec.key
    raise KeyError(name)


def _askable(interface: Interface) -> tuple[ResultSpec | ChannelsSpec, ...]:
    return (*interface.results, *interface.channels)


def near_results(compiled: Compiled, name: str) -> list[str]:
    """Results whose name looks like `name`, best first."""
    known = [spelling for spec in _askable(compiled.interface) for spelling in spellings(spec)]
    return difflib.get_close_matches(name, known, 3, 0.5)
