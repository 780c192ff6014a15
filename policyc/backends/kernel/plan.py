"""What is reckoned in which pass over the claims, and what one pass leaves for another.

Most columns need nothing of earlier claims: they are reckoned claim by claim as the claims lie in memory, several at
once. Those that look back, and what their totals are made of, go through the ledger in its order. First of all come the
keys under which totals are kept, so that every look-back knows its place before any claim is settled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from attrs import evolve, frozen

from policyc.backends.kernel.words import BeyondKernelError
from policyc.core.loops import reads_here
from policyc.core.ranges import infer_range, narrower, ranges_of
from policyc.core.simplify import simplified
from policyc.core.state import Slot, slot_of, slots
from policyc.core.terms import Fold, Prior
from policyc.core.trim import trimmed
from policyc.core.turns import stretches
from policyc.core.walk import subterms
from policyc.core.worksheet import Definition, Worksheet

By = tuple[str, ...]
"""The columns that totals are kept by, or that make up a key to look them up."""


@frozen
class Pass:
    """Columns reckoned in one go; those named in `leaves` are written to memory, for later passes or as results."""

    definitions: tuple[Definition, ...]
    leaves: frozenset[str]


@frozen
class Table:
    """The totals of one slot as those who look back see them: for lines in turn, one for each stretch of them.

    `stretch` is the place of the stretch in the pass through time; None where finished claims are counted.
    """

    slot: Slot
    stretch: int | None = None


@frozen
class Place:
    """Which entry of a table a claim or a line looks up or counts in: the columns that make up the key."""

    by: tuple[str, ...]
    grain: str | None


@frozen(slots=False)
class Plan:
    """The passes of one worksheet for some results, in the order they run; `turning` runs through time.

    `asked` are the keys of totals that are looked up, by the columns they are kept by and the block of those who look;
    the key under which a claim or a line itself is counted comes first. `opened` are the questions whether a total was
    opened, each with its block.
    """

    worksheet: Worksheet
    keys: Pass
    before: Pass
    turning: Pass
    after: Pass
    asked: Mapping[tuple[By, str | None], tuple[By, ...]]
    opened: tuple[tuple[Prior, str | None], ...]

    @cached_property
    def passes(self) -> tuple[tuple[str, Pass], ...]:
        """Those that do anything, by the names of their functions."""
        every = {"keys": self.keys, "before": self.before, "turning": self.turning, "after": self.after}
        return tuple((name, passed) for name, passed in every.items() if passed.definitions)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """All that the pass through time keeps: by finished claims, and by the lines of each stretch in turn."""
        found: dict[Table, None] = {}
        for at, stretch in enumerate(stretches(evolve(self.worksheet, definitions=self.turning.definitions))):
            for definition in stretch.definitions:
                for prior in priors([definition]):
                    if prior.fold is not Fold.OPENED:
                        found[Table(slot_of(prior), None if definition.grain is None else at)] = None
        return tuple(found)


def planned(worksheet: Worksheet, results: Sequence[str]) -> Plan:
    """The passes for a closed worksheet. Raises BeyondKernelError where a key of totals itself looks back."""
    lean = _narrowed(simplified(trimmed(worksheet, results)))
    lean = trimmed(lean, [*results, *_recorded(slots(lean))])
    lean = evolve(lean, results=tuple(results))
    waiting = _waiting(lean.definitions)
    keys = {key for prior in priors(lean.definitions) for key in (*prior.asks, *prior.keeps)}
    if late := sorted(keys & waiting):
        raise BeyondKernelError(f"totals kept by what itself looks back: {', '.join(late)}")
    of_time = [one for one in lean.definitions if _looks_back(one)]
    recorded = _recorded(slot for slot in slots(lean) if slot.fold is not Fold.OPENED)
    in_time = _needed(lean, {one.name for one in of_time} | set(recorded)) & waiting
    turning = tuple(one for one in lean.definitions if one.name in in_time)
    after = tuple(one for one in lean.definitions if one.name in waiting - in_time)
    known_first = _needed(lean, keys)
    first = tuple(one for one in lean.definitions if one.name in known_first)
    if priors(first):
        raise BeyondKernelError(f"totals kept by what is opened or not: {', '.join(sorted(keys))}")
    wanted = {*results, *recorded}
    read = {name for one in (*turning, *after) for name in reads_here(one.term)}
    known = _needed(lean, (wanted | read) - waiting, stop=keys) - waiting - keys
    before = tuple(one for one in lean.definitions if one.name in known)
    return Plan(
        lean,
        Pass(first, frozenset(keys & {one.name for one in first}) | {one.name for one in first if one.grain}),
        _leaving(before, [turning, after], wanted),
        _leaving(turning, [after], wanted),
        _leaving(after, [], wanted),
        _asked(lean),
        tuple((prior, one.grain) for one in lean.definitions for prior in priors([one]) if prior.fold is Fold.OPENED),
    )


def _asked(worksheet: Worksheet) -> Mapping[tuple[By, str | None], tuple[By, ...]]:
    found: dict[tuple[By, str | None], dict[By, None]] = {}
    for definition in worksheet.definitions:
        for prior in priors([definition]):
            found.setdefault((prior.by, definition.grain), {prior.by: None})[prior.key] = None
    return {kept: tuple(keys) for kept, keys in found.items()}


def _narrowed(worksheet: Worksheet) -> Worksheet:
    """`worksheet` with each column's bounds no wider than those of its term."""
    ranges = ranges_of(worksheet)
    definitions: list[Definition] = []
    for definition in worksheet.definitions:
        low, high = narrower(infer_range(definition.term, ranges), ranges[definition.name])
        ranges[definition.name] = low, high
        definitions.append(evolve(definition, low=low, high=high))
    return evolve(worksheet, definitions=tuple(definitions))


def _leaving(
    definitions: tuple[Definition, ...], later: Iterable[Sequence[Definition]], wanted: Collection[str]
) -> Pass:
    """The pass, leaving what later ones read, results, and lines' columns that a total or another stretch reads."""
    read = {name for one in later for definition in one for name in reads_here(definition.term)}
    own = {definition.name for definition in definitions}
    lined = {definition.name for definition in definitions if definition.grain is not None}
    return Pass(definitions, frozenset(own & ({*wanted, *read} | lined)))


def _recorded(kept: Iterable[Slot]) -> tuple[str, ...]:
    """What the tables of slots are made of."""
    return tuple(
        dict.fromkeys(name for slot in kept for name in (slot.column, *slot.by, *([slot.axis] if slot.axis else [])))
    )


def priors(definitions: Iterable[Definition]) -> list[Prior]:
    """Every look-back, as often as it stands there."""
    return [term for one in definitions for term in subterms(one.term) if isinstance(term, Prior)]


def _looks_back(definition: Definition) -> bool:
    return any(prior.fold is not Fold.OPENED for prior in priors([definition]))


def _waiting(definitions: Sequence[Definition]) -> set[str]:
    """Every column that cannot be known before the claims before it are settled."""
    found: set[str] = set()
    for definition in definitions:
        if _looks_back(definition) or reads_here(definition.term) & found:
            found.add(definition.name)
    return found


def _needed(worksheet: Worksheet, names: Iterable[str], stop: Collection[str] = ()) -> set[str]:
    """`names` and what they are made of in the same claim, but not what `stop` is made of."""
    terms = {one.name: one.term for one in worksheet.definitions if one.name not in stop}
    found, pending = set(names), list(names)
    while pending:
        name = pending.pop()
        fresh = (reads_here(terms[name]) if name in terms else set()) - found
        found |= fresh
        pending += fresh
    return found
