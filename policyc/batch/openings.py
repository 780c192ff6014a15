"""Totals before the first claims of a table: of all members at once, or member by member from a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from policyc.batch.claims import Stretch
from policyc.batch.convert import plain
from policyc.batch.fault import BatchError, fault
from policyc.batch.normal import MEMBER
from policyc.batch.sources import open_source
from policyc.claims.claim import Openings
from policyc.claims.finding import Findings, given_twice, nearest
from policyc.claims.json_text import read_json
from policyc.claims.opening import OpeningsReader, without_key
from policyc.claims.reader import Reserved
from policyc.claims.shown import shown
from policyc.core import state as core
from policyc.elaborate.owner import Insured
from policyc.report.catalogue import message
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.settling.settle import Settler

NEW = ("none", "无")
"""What is said where every member of the table is new."""

PERIOD, KEY, FURTHER, TOTAL, AMOUNT = (
    Words("期间", "period"),
    Words("时段", "key"),
    Words("另键", "further_key"),
    Words("累计项", "total"),
    Words("金额", "amount"),
)
_ROW, _TEXT = "row", "text"


class Before(Protocol):
    """What there was before the first claims."""

    def of(self, stretch: Stretch) -> core.Openings:
        """The openings of a stretch's members, by their numbers in it. Raises BatchError."""
        ...


@frozen
class Everyone:
    """The same of every member: nothing before, or not known."""

    openings: core.Openings

    def of(self, stretch: Stretch) -> core.Openings:
        return self.openings


NOT_KNOWN, ALL_NEW = Everyone(core.NONE), Everyone(core.ZERO)


@frozen(eq=False)
class FromTable:
    """Totals by member, from a table in memory with a text column `member`."""

    settler: Settler
    table: Any

    def of(self, stretch: Stretch) -> core.Openings:
        texts = stretch.table.column(MEMBER).cast(pa.string()).to_pylist()
        numbers = dict(zip(reversed(texts), reversed(stretch.members.tolist()), strict=True))
        own = self.table.filter(pc.is_in(self.table.column(MEMBER), pa.array(list(numbers), pa.string())))
        rows: dict[str, list[Mapping[str, Any]]] = {}
        for row in own.to_pylist():
            rows.setdefault(row[MEMBER], []).append(row)
        amounts: dict[Any, int] = {}
        histories: dict[Any, core.History] = {}
        new: set[int] = set()
        nothing: set[Any] = set()
        for member, told in rows.items():
            opened = self.settler.opened(self._read(told), None, Insured(numbers[member]))
            amounts |= opened.amounts
            histories |= opened.histories
            new |= opened.members
            nothing |= opened.nothing
        return core.Openings(amounts, histories, frozenset(new), nothing=frozenset(nothing))

    def _read(self, rows: list[Mapping[str, Any]]) -> Openings:
        """The openings of one member, by the reader of claims."""
        interface, findings = self.settler.compiled.interface, Findings()
        openings = OpeningsReader(interface).read(_as_claims_give_it(rows, findings), findings)
        wrong = (*findings.found, *without_key(openings, interface))
        if wrong:
            raise BatchError(_of_row(rows[0], one) for one in wrong)
        return openings


def before(told: str | Path | None, settler: Settler) -> Before:
    """What there was before: nothing of all members ("none"), totals from a file, or not known. Raises BatchError."""
    if told is None:
        return NOT_KNOWN
    return ALL_NEW if told in NEW else openings_from(Path(told), settler)


def openings_from(path: Path, settler: Settler) -> FromTable:
    """Totals by member from a file: a table of totals, or claims' own form a line. Raises BatchError."""
    return FromTable(settler, _lines(path) if path.suffix.lower() == ".jsonl" else totals_table(path))


def totals_table(path: Path) -> Any:
    """A table of totals: member, period, key and total, each with its amount; a member alone is new."""
    source = open_source(path)
    named = {
        word.en: next((name for name in (word.zh, word.en) if name in source.schema.names), None)
        for word in (Reserved.MEMBER.value, PERIOD, KEY, FURTHER, TOTAL, AMOUNT)
    }
    there = tuple(Words(name, name) for name in source.schema.names)
    lacking = [word for word in (Reserved.MEMBER.value, PERIOD, KEY, TOTAL, AMOUNT) if named[word.en] is None]
    if lacking:
        raise BatchError(
            Diagnostic("table-column-missing", None, {"name": word, "nearest": nearest(word.zh, there)})
            for word in lacking
        )
    wanted = [name for name in named.values() if name is not None]
    table = pa.Table.from_batches(source.batches(wanted, ()), source.schema).select(wanted)
    columns = {key: plain_column(table.column(name)) for key, name in named.items() if name is not None}
    columns[MEMBER] = columns[MEMBER].cast(pa.string())
    return pa.table({**columns, _ROW: pa.array(range(1, len(table) + 1), pa.int64())})


def plain_column(column: Any) -> Any:
    chunks = [plain(chunk) for chunk in column.chunks]
    return pa.chunked_array(chunks) if chunks else column


def _lines(path: Path) -> Any:
    """A line for each member: `{"member": "1", "openings": …}`."""
    members: list[str] = []
    texts: list[bytes] = []
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                told, findings = read_json(line)
                if findings:
                    raise BatchError(_of_row({_ROW: number}, one) for one in findings)
                member = _under(told, Reserved.MEMBER.value)
                if not isinstance(member, str):
                    wrong = Diagnostic("table-cell-missing", None, {"name": Reserved.MEMBER.value})
                    raise BatchError([_of_row({_ROW: number}, wrong)])
                members.append(member.strip())
                texts.append(line)
    except OSError as error:
        raise fault("table-unreadable", path=str(path), reason=str(error.strerror)) from None
    rows = pa.array(range(1, len(members) + 1), pa.int64())
    return pa.table({MEMBER: pa.array(members, pa.string()), _TEXT: pa.array(texts, pa.binary()), _ROW: rows})


def _under(told: object, word: Words) -> object:
    return (
        next((told[name] for name in (word.zh, word.en) if name in told), None) if isinstance(told, Mapping) else None
    )


def _as_claims_give_it(rows: list[Mapping[str, Any]], findings: Findings) -> object:
    """The rows of one member as a claim gives its openings."""
    if _TEXT in rows[0]:
        if len(rows) > 1:
            findings.add(given_twice(shown(rows[0][MEMBER])))
        return _under(read_json(rows[0][_TEXT])[0], Reserved.OPENINGS.value) or {}
    if all(row[key.en] is None for row in rows for key in (PERIOD, KEY, TOTAL, AMOUNT)):
        return NEW[0]
    told: dict[str, Any] = {}
    for row in rows:
        place = told.setdefault(row[PERIOD.en], {})
        for key in (KEY, FURTHER):
            written = row.get(key.en)
            if written is not None:
                place = place.setdefault(written if isinstance(written, str) else str(written), {})
        if row[TOTAL.en] in place:
            findings.add(given_twice(shown(row[TOTAL.en])))
        place[row[TOTAL.en]] = row[AMOUNT.en]
    return told


def _of_row(row: Mapping[str, Any], finding: Diagnostic) -> Diagnostic:
    """What is wrong with a row of the openings, in both languages."""
    said = Words(message(finding, Language.ZH), message(finding, Language.EN))
    return Diagnostic("table-opening", None, {"row": row[_ROW], "finding": said})
