"""A name whose definition changes on a day: a choice by the claim's date among what stands for it."""

from __future__ import annotations

from attrs import evolve

from policyc.constructs.benefit.versions import elaborate_benefit_versions
from policyc.constructs.term import claim_date, day_number
from policyc.core.terms import Literal, OpenTerm
from policyc.elaborate.account import VersionAccount, VersionsAccount
from policyc.elaborate.dated import Stretch, by_date
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.names import named_type
from policyc.elaborate.symbols import AmountSymbol
from policyc.elaborate.value import Bare, Value, stand_in, truth
from policyc.syntax.clause import Versions
from policyc.types import TRUTH, Type


def declare_versions(work: Elaboration, block: Versions) -> None:
    """Enter the name, of the type its versions are declared with."""
    symbols = [work.symbols.get(version.key) for version in block.versions if version.key is not None]
    amounts = [symbol for symbol in symbols if isinstance(symbol, AmountSymbol)]
    if amounts:
        work.declare(block.name, AmountSymbol(amounts[-1].type, block.name.span))


def elaborate_versions(work: Elaboration, block: Versions) -> None:
    """The name's column. In a version where it stands for nothing it is 无, and a benefit is not for this claim."""
    by = claim_date(work, block.by)
    stretches = _stretches(work, block)
    if by is None or stretches is None or block.name.key not in work.symbols:
        return
    versions = tuple(
        VersionAccount(one.version.key, day_number(one.version.since), one.version.policy) for one in stretches
    )
    work.account.versions[block.name.key] = VersionsAccount(block.by.key, versions)
    if block.name.key in work.totals.payments:
        elaborate_benefit_versions(work, block.name, by, stretches)
    elif _one_type(work, block, stretches):
        _choice(work, block, by, stretches)


def _stretches(work: Elaboration, block: Versions) -> list[Stretch] | None:
    """What stands for the name, each from its first day; None where a version or its day went wrong."""
    found: list[Stretch] = []
    for version in block.versions:
        symbol = None if version.key is None else work.symbols.get(version.key)
        value = symbol.value if isinstance(symbol, AmountSymbol) else None
        since = day_number(version.since)
        if (value is None and version.key is not None) or (since is None and version.since is not None):
            return None
        found.append(Stretch(version, since, value))
    return found


def _one_type(work: Elaboration, block: Versions, stretches: list[Stretch]) -> bool:
    types = [one.value.type for one in stretches if one.value is not None and not isinstance(one.value.type, Bare)]
    for other in types[:-1]:
        if other != types[-1]:
            first, second = named_type(work, other), named_type(work, types[-1])
            work.error("versions-differ", block.span, name=work.words(block.name.key), first=first, second=second)
            return False
    return True


def _choice(work: Elaboration, block: Versions, by: Value, stretches: list[Stretch]) -> None:
    key = block.name.key
    present = [one.value for one in stretches if one.value is not None]
    like = next((value for value in present if isinstance(value.type, Type)), present[0])
    instead = Literal(stand_in(like.type, like.low))
    missing = evolve(like, term=instead, high=like.low, absent=None, axis=None, decision=None, zeros=0)
    values = [missing if one.value is None else one.value for one in stretches]
    value = by_date(by, stretches, values, like.type)
    absent = by_date(by, stretches, [truth(_absent(one)) for one in stretches], TRUTH).term
    if not isinstance(absent, Literal):
        absent = work.define(f"{key}__none", truth(absent)).term
    rows = _rows(work, stretches)
    if rows:
        work.parameters[key] = tuple(rows)
    value = evolve(value, absent=None if absent == Literal(False) else absent, axis=None)
    symbol = work.symbols[key]
    assert isinstance(symbol, AmountSymbol)
    work.symbols[key] = evolve(symbol, type=like.type, value=work.define(key, value))


def _absent(one: Stretch) -> OpenTerm:
    if one.value is None:
        return Literal(True)
    return Literal(False) if one.value.absent is None else one.value.absent


def _rows(work: Elaboration, stretches: list[Stretch]) -> list[tuple[int, int | None, Value]]:
    """Of a parameter, the rows of each version on the days it holds: what a formula over parameters reads."""
    found: list[tuple[int, int | None, Value]] = []
    for number, one in enumerate(stretches):
        end = stretches[number + 1].since if number + 1 < len(stretches) else None
        for first, last, value in work.parameters.get(one.version.key or "", ()):
            since = first if one.since is None else max(first, one.since)
            until = last if end is None else end - 1 if last is None else min(last, end - 1)
            if until is None or since <= until:
                found.append((since, until, value))
    return found
