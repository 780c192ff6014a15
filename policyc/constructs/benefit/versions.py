"""A benefit that changes on a day: each version its own chain, all of them counting into the same totals."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from policyc.constructs.benefit.chain import column_of, zero_money
from policyc.constructs.term import outside_terms
from policyc.core import prelude
from policyc.core.terms import Column, Hole, Literal, Settled
from policyc.elaborate.account import BenefitAccount
from policyc.elaborate.dated import Stretch, by_date
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.names import named_type
from policyc.elaborate.totals import Counted
from policyc.elaborate.value import Value, raised, truth
from policyc.syntax.expression import Name
from policyc.types import MONEY, TRUTH


def elaborate_benefit_versions(work: Elaboration, name: Name, by: Value, stretches: Sequence[Stretch]) -> None:
    """The payment and what is counted, by the version in force; a version without the benefit is not for this claim."""
    entries = [None if one.version.key is None else _entry(work, one.version.key) for one in stretches]
    present = [entry for entry in entries if entry is not None]
    applies = _column(work, name.key, "applies", by, stretches, [_applies(entry) for entry in entries])
    refused = _column(work, name.key, "refused", by, stretches, [_refused(entry) for entry in entries])
    _count(work, name, by, stretches)
    outside = outside_terms(work, name.key)
    for part in [part for part, (benefit, _) in work.parts.items() if benefit == name.key]:
        amounts = [zero_money() if one is None else one.gated(one.parts[part]) for one in _counted(work, stretches)]
        work.set_value(part, work.define(part, _gated(by_date(by, stretches, amounts, MONEY), outside)))
    values = [zero_money() if one.value is None else one.value for one in stretches]
    payment = _gated(by_date(by, stretches, values, MONEY), outside)
    work.set_value(name.key, work.define(name.key, payment))
    reads = {work.public(read) for entry in present for read in entry.reads} | {column_of(by)}
    work.account.benefits[name.key] = BenefitAccount(
        present[-1].benefit, applies, refused, (), (), (), (), name.key, (), (), tuple(sorted(reads))
    )


def _entry(work: Elaboration, key: str) -> BenefitAccount:
    return work.account.versions_of_benefits[key]


def _applies(entry: BenefitAccount | None) -> Value:
    if entry is None:
        return truth(Literal(False))
    return truth(Literal(True) if entry.applies is None else Column(entry.applies))


def _refused(entry: BenefitAccount | None) -> Value:
    return truth(Literal(False) if entry is None or entry.refused is None else Column(entry.refused))


def _column(
    work: Elaboration, key: str, stem: str, by: Value, stretches: Sequence[Stretch], values: list[Value]
) -> str | None:
    """A truth of the versions as one column; None where it is the same for every claim."""
    value = by_date(by, stretches, values, TRUTH)
    if isinstance(value.term, Literal):
        return None
    return column_of(work.define(work.fresh(f"{key}__{stem}"), truth(Settled(value.term))))


# ---- totals


def _count(work: Elaboration, name: Name, by: Value, stretches: Sequence[Stretch]) -> None:
    """What later claims add up of this one: what its own version counts, under the name that all versions share."""
    key = name.key
    counted = _counted(work, stretches)
    stems = dict.fromkeys(stem for one in counted if one is not None for stem in one.columns)
    for stem in stems:
        values = [zero_money() if one is None else one.gated(_of(one, stem)) for one in counted]
        value = by_date(by, stretches, values, MONEY)
        scale = work.totals.shared_scale(key, stem)
        if value.scale > scale:
            work.error("needs-rounding", name.span, type=named_type(work, MONEY))
            return
        work.define(f"{key}{stem}", _gated(raised(value, scale), outside_terms(work, key)))


def _counted(work: Elaboration, stretches: Sequence[Stretch]) -> list[Counted | None]:
    return [None if one.version.key is None else work.counted[one.version.key] for one in stretches]


def _of(counted: Counted, stem: str) -> Value:
    """What a version counts under a total. One that keeps no such total counts what the total is about."""
    own = counted.columns.get(stem)
    if own is not None:
        return own
    if stem.startswith("__deductible"):
        return counted.deducted or zero_money()
    return counted.above if stem.startswith("__above") else counted.cost


def _gated(value: Value, outside: tuple[str, Value] | None) -> Value:
    if outside is None:
        return evolve(value, axis=None, decision=None)
    key, test = outside
    return evolve(value, term=prelude.choose(test.term, Hole(key, value.low), value.term), axis=None, decision=None)
