"""Totals before the first claims of a table: of all at once, or ledger by ledger from a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from policyc.batch.fault import BatchError
from policyc.batch.openings_file import NEW, as_ledgers_give_it, of_row, openings_table
from policyc.batch.reading.normal import MEMBER, owner_of
from policyc.batch.staged import Staged
from policyc.batch.stretch import Stretch
from policyc.claims.claim import Openings
from policyc.claims.finding import Findings
from policyc.claims.opening import without_key
from policyc.claims.reader import ClaimReader
from policyc.core import openings as core
from policyc.elaborate.owner import Insured
from policyc.settling.settle import Settler


class Before(Protocol):
    """What there was before the first claims."""

    def of(self, stretch: Stretch) -> core.Openings:
        """The openings of a stretch's ledgers, by the numbers of their owners in it. Raises BatchError."""
        ...


@frozen
class Everyone:
    """The same of everyone: nothing before, or not known."""

    openings: core.Openings

    def of(self, stretch: Stretch) -> core.Openings:
        return self.openings


NOT_KNOWN, ALL_NEW = Everyone(core.NONE), Everyone(core.ZERO)


@frozen(eq=False, slots=False)
class FromTable:
    """Totals by ledger, from a table in memory as `openings_file` reads it."""

    settler: Settler
    table: Any

    def of(self, stretch: Stretch) -> core.Openings:
        owner = owner_of(stretch.staged)
        ledgers = dict(zip(_texts(stretch, owner), stretch.ledgers.tolist(), strict=True))
        members = _members_of(stretch)
        own = self.table.filter(pc.is_in(self.table.column(owner), pa.array(list(ledgers), pa.string())))
        rows: dict[str, list[Mapping[str, Any]]] = {}
        for row in own.to_pylist():
            rows.setdefault(row[owner], []).append(row)
        parts: list[core.Openings] = []
        for name, told in rows.items():
            openings, ledger = self._read(told), ledgers[name]
            of_ledger = members.get(ledger, {})
            parts.append(self.settler.opened(openings, None, Insured(ledger, ledger)))
            parts += [
                self.settler.opened(given, None, Insured(of_ledger[member]))
                for member, given in openings.members.items()
                if member in of_ledger
            ]
            if openings.zero:
                parts.append(core.Openings(members=frozenset(of_ledger.values())))
        return core.Openings.together(parts)

    @cached_property
    def _reader(self) -> ClaimReader:
        return ClaimReader(self.settler.compiled.interface)

    def _read(self, rows: list[Mapping[str, Any]]) -> Openings:
        """The openings of one ledger, by the reader of claims."""
        interface, findings = self.settler.compiled.interface, Findings()
        openings, unread = self._reader.read_ledger_openings(as_ledgers_give_it(rows, findings))
        wrong = (*findings.found, *unread, *(without_key(openings, interface) if openings is not None else ()))
        if wrong or openings is None:
            raise BatchError(of_row(rows[0], one) for one in wrong)
        return openings


def _texts(stretch: Stretch, column: str) -> list[str | None]:
    texts: list[str | None] = stretch.table.column(column).cast(pa.string()).to_pylist()
    return texts


def _members_of(stretch: Stretch) -> dict[int, dict[str, int]]:
    """The members of each family by name, with their numbers; of no ledger where each is a member's own."""
    found: dict[int, dict[str, int]] = {}
    if stretch.staged.of_families:
        told = zip(stretch.ledgers.tolist(), _texts(stretch, MEMBER), stretch.members.tolist(), strict=True)
        for ledger, name, number in told:
            if name is not None:
                found.setdefault(ledger, {})[name] = number
    return found


def before(told: str | Path | None, settler: Settler) -> Before:
    """What there was before: nothing of anyone ("none"), totals from a file, or not known. Raises BatchError."""
    if told is None:
        return NOT_KNOWN
    return ALL_NEW if told in NEW else FromTable(settler, openings_table(Path(told), Staged(settler)))
