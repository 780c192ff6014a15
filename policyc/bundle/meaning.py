"""What a policy means, apart from how it is written: one hash that twins share and any change of an amount changes.

meaning_hash(compiled) -> 64 hexadecimal digits

docs/decisions/0010 says what counts. Whatever is not left out by name here counts, so a field that is added to the
worksheet or the interface does.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, TypeVar

import attrs
from attrs import evolve, frozen

from policyc.bundle.form import canonical
from policyc.bundle.write import table_of
from policyc.compiled import Compiled
from policyc.core.worksheet import Definition, Input
from policyc.elaborate.account import BenefitAccount, TotalAccount
from policyc.elaborate.symbols import ColumnInfo
from policyc.interface import Interface, ResultSpec
from policyc.syntax.clause import Policy
from policyc.syntax.expression import DateLiteral

_SPOKEN = ("zh", "en", "title", "question", "example")
"""Fields of an interface that say the same thing to readers: what claims and settlements call it is its key."""


@frozen
class _Condition:
    """A clause that keeps a benefit from paying: which it is, where it is decided, never in what words."""

    key: str
    column: str


@frozen
class _Benefit:
    payment: str
    applies: str | None
    refused: str | None
    refusals: tuple[_Condition, ...]
    holes: tuple[_Condition, ...]
    reads: frozenset[str]


@frozen
class _Meaning:
    """All that counts, everything whose order says nothing in the order of its name."""

    interface: Interface
    in_force: tuple[str | None, ...]
    inputs: tuple[Input, ...]
    definitions: tuple[Definition, ...]
    openings: frozenset[str]
    columns: dict[str, ColumnInfo]
    targets: frozenset[str]
    benefits: tuple[_Benefit, ...]
    totals: tuple[TotalAccount, ...]
    assertions: frozenset[str]
    reasons: frozenset[str]


def meaning_hash(compiled: Compiled) -> str:
    """The hash of what a policy means, the same for any layout, vocabulary and order of independent blocks."""
    table = table_of(_meaning(compiled))
    return sha256(canonical([table.records, table.rows]).encode()).hexdigest()


def _meaning(compiled: Compiled) -> _Meaning:
    sheet, account = compiled.worksheet, compiled.account
    return _Meaning(
        _unspoken(compiled.interface),
        _in_force(compiled),
        _by_name(sheet.inputs),
        _by_name(sheet.definitions),
        sheet.openings,
        dict(sorted(compiled.columns.items())),
        frozenset(compiled.targets),
        tuple(_benefit(entry) for _, entry in sorted({**account.benefits, **account.versions_of_benefits}.items())),
        tuple(sorted(account.totals, key=lambda total: (total.period_key, total.key, total.column))),
        frozenset(entry.column for entry in account.assertions),
        frozenset(account.reasons),
    )


def _benefit(entry: BenefitAccount) -> _Benefit:
    refusals = tuple(_Condition(one.key, one.column) for one in entry.refusals)
    holes = tuple(_Condition(one.key, one.column) for one in entry.holes)
    return _Benefit(entry.payment, entry.applies, entry.refused, refusals, holes, frozenset(entry.reads))


def _in_force(compiled: Compiled) -> tuple[str | None, ...]:
    policy = next(block for block in compiled.file.blocks if isinstance(block, Policy))
    return _day(policy.in_force_from), _day(policy.in_force_to)


def _day(written: DateLiteral | None) -> str | None:
    return None if written is None else f"{written.year}-{written.month}-{written.day}"


Named = TypeVar("Named")


def _by_name(named: Iterable[Named]) -> tuple[Named, ...]:
    """In the order of names: columns are what they are wherever they stand."""
    return tuple(sorted(named, key=_name))


def _name(named: object) -> tuple[str, ...]:
    return tuple(str(getattr(named, key, "")) for key in ("period", "key", "name"))


def _unspoken(spec: Any) -> Any:
    """A part of an interface without its words for readers; its own parts by name, but members in their order."""
    changes: dict[str, object] = {}
    for field in attrs.fields(type(spec)):
        value = getattr(spec, field.name)
        if field.name in _SPOKEN:
            changes[field.name] = None
        elif isinstance(value, ResultSpec):
            changes[field.name] = _unspoken(value)
        elif isinstance(value, tuple):
            inner = tuple(_unspoken(one) if attrs.has(type(one)) else one for one in value)
            changes[field.name] = inner if field.name == "members" else _by_name(inner)
    return evolve(spec, **changes)
