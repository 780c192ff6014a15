"""A file of totals before the first claims: a table of totals, a row each, or a line of JSON for each ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from policyc.batch.fault import BatchError, fault
from policyc.batch.reading.convert import plain
from policyc.batch.reading.normal import FAMILY, MEMBER
from policyc.batch.reading.sources import open_source
from policyc.batch.staged import Staged
from policyc.claims.finding import Findings, given_twice, nearest
from policyc.claims.json_text import read_json
from policyc.claims.reader import Reserved
from policyc.claims.shown import shown
from policyc.report.catalogue import message
from policyc.report.diagnostic import Diagnostic, Language, Words

NEW = ("none", "无")
"""What is said where everyone of the table is new."""

PERIOD, KEY, FURTHER, TOTAL, AMOUNT = (
    Words("期间", "period"),
    Words("时段", "key"),
    Words("另键", "further_key"),
    Words("累计项", "total"),
    Words("金额", "amount"),
)
_ROW, _TEXT = "row", "text"


def openings_table(path: Path, staged: Staged) -> Any:
    """What a file tells, with the text of whose ledger it is in the column of the owner. Raises BatchError."""
    return (_lines if path.suffix.lower() == ".jsonl" else _totals)(path, staged.owner)


def _totals(path: Path, owner: Reserved) -> Any:
    """A table of totals: whose, period, key and total, each with its amount; an owner alone is new."""
    source = open_source(path)
    own = tuple(dict.fromkeys((owner, Reserved.MEMBER)))
    named = {
        word.en: next((name for name in (word.zh, word.en) if name in source.schema.names), None)
        for word in (*(one.value for one in own), PERIOD, KEY, FURTHER, TOTAL, AMOUNT)
    }
    there = tuple(Words(name, name) for name in source.schema.names)
    lacking = [word for word in (owner.value, PERIOD, KEY, TOTAL, AMOUNT) if named[word.en] is None]
    if lacking:
        raise BatchError(
            Diagnostic("table-column-missing", None, {"name": word, "nearest": nearest(word.zh, there)})
            for word in lacking
        )
    wanted = [name for name in named.values() if name is not None]
    table = pa.Table.from_batches(source.batches(wanted, ()), source.schema).select(wanted)
    columns = {key: _plain(table.column(name)) for key, name in named.items() if name is not None}
    columns |= {one.value.en: _trimmed(columns[one.value.en]) for one in own if one.value.en in columns}
    nobody = pc.index(columns[owner.value.en].is_null(), True).as_py()
    if nobody >= 0:
        raise _unsaid(nobody + 1, owner)
    return pa.table({**columns, _ROW: pa.array(range(1, len(table) + 1), pa.int64())})


def _plain(column: Any) -> Any:
    chunks = [plain(chunk) for chunk in column.chunks]
    return pa.chunked_array(chunks) if chunks else column


def _trimmed(column: Any) -> Any:
    """Names as texts, without the blanks around them; an empty one is none."""
    texts = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _lines(path: Path, owner: Reserved) -> Any:
    """A line for each ledger: `{"member": "1", "openings": …}`, or `{"family": …}` where it is a family's."""
    names: list[str] = []
    texts: list[bytes] = []
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                told, findings = read_json(line)
                if findings:
                    raise BatchError(of_row({_ROW: number}, one) for one in findings)
                name = _under(told, owner.value)
                if not isinstance(name, str) or not name.strip():
                    raise _unsaid(number, owner)
                names.append(name.strip())
                texts.append(line)
    except OSError as error:
        raise fault("table-unreadable", path=str(path), reason=str(error.strerror)) from None
    rows = pa.array(range(1, len(names) + 1), pa.int64())
    return pa.table({owner.value.en: pa.array(names, pa.string()), _TEXT: pa.array(texts, pa.binary()), _ROW: rows})


def _unsaid(row: int, owner: Reserved) -> BatchError:
    return BatchError([of_row({_ROW: row}, Diagnostic("table-opening-whose", None, {"name": owner.value}))])


def _under(told: object, word: Words) -> object:
    return (
        next((told[name] for name in (word.zh, word.en) if name in told), None) if isinstance(told, Mapping) else None
    )


# ---- as a ledger is told of it


def as_ledgers_give_it(rows: list[Mapping[str, Any]], findings: Findings) -> object:
    """The rows of one ledger as its openings are written in JSON."""
    if _TEXT in rows[0]:
        if len(rows) > 1:
            findings.add(given_twice(shown(rows[0].get(FAMILY, rows[0].get(MEMBER)))))
        return _under(read_json(rows[0][_TEXT])[0], Reserved.OPENINGS.value) or {}
    if FAMILY not in rows[0]:
        return _totals_of(rows, findings)
    by_member: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_member.setdefault(row.get(MEMBER), []).append(row)
    shared = _totals_of(by_member.pop(None, []), findings)
    if not by_member:
        return shared
    if not isinstance(shared, dict):
        findings.add(given_twice(shown(rows[0][FAMILY])))
        return {}
    own = {member: _totals_of(told, findings) for member, told in by_member.items()}
    return {**shared, Reserved.MEMBER.value.en: own}


def _totals_of(rows: Iterable[Mapping[str, Any]], findings: Findings) -> object:
    """The totals of one member, or of a family, by period and key; or that there are none."""
    told: dict[str, Any] = {}
    new = False
    for row in rows:
        if all(row[key.en] is None for key in (PERIOD, KEY, TOTAL, AMOUNT)):
            new = True
            continue
        place = told.setdefault(row[PERIOD.en], {})
        for key in (KEY, FURTHER):
            written = row.get(key.en)
            if written is not None:
                place = place.setdefault(written if isinstance(written, str) else str(written), {})
        if row[TOTAL.en] in place:
            findings.add(given_twice(shown(row[TOTAL.en])))
        place[row[TOTAL.en]] = row[AMOUNT.en]
    if new and told:
        findings.add(given_twice(shown(row.get(MEMBER) or row.get(FAMILY))))
    return NEW[0] if new else told


def of_row(row: Mapping[str, Any], finding: Diagnostic) -> Diagnostic:
    """What is wrong with a row of the openings, in both languages."""
    said = Words(message(finding, Language.ZH), message(finding, Language.EN))
    return Diagnostic("table-opening", None, {"row": row[_ROW], "finding": said})
