"""Lines of claims from a second file, a row a line, put under the claims that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from attrs import frozen

from policyc.batch.fault import BatchError, fault
from policyc.batch.reading.convert import plain, read_column
from policyc.batch.reading.database import database
from policyc.batch.reading.headings import line_headings, reserved_column
from policyc.batch.reading.normal import BAD, NAMES, NUMBER, ROW, Claims, column_of, names_of, owner_of, type_of
from policyc.batch.reading.sources import READ_ROWS, Source
from policyc.batch.reading.table import integers, mistyped
from policyc.batch.reading.unread import RowReader, Verdict
from policyc.batch.staged import Staged
from policyc.claims.reader import ClaimReader, Reserved
from policyc.claims.value import bounds, fact_converter
from policyc.interface import FactSpec, LinesSpec
from policyc.report.diagnostic import Language

_LINE = "line"


@frozen
class LineTable:
    """A table of the lines of one block, each with the number of its claim, and with whose it is if numbers repeat."""

    staged: Staged
    block: LinesSpec
    facts: tuple[FactSpec, ...]
    source: Source
    language: Language

    @property
    def _keys(self) -> Mapping[str, str]:
        """The columns that say of which claim a line is."""
        columns = self.source.schema.names
        named = {name: reserved_column(NAMES[name], columns) for name in names_of(self.staged)}
        if named[NUMBER] is None:
            raise fault("table-column-missing", name=Reserved.NUMBER.value, nearest=", ".join(columns[:4]))
        return {key: name for key, name in named.items() if name is not None}

    @property
    def keys(self) -> tuple[str, ...]:
        """What says of which claim a line is: its number, and the member or the family where the table has them."""
        return tuple(self._keys)

    @property
    def schema(self) -> Any:
        keys = [pa.field(key, pa.string()) for key in self._keys]
        inner = pa.struct([pa.field(spec.key, type_of(self.staged, spec)) for spec in self.facts])
        return pa.schema([*keys, pa.field(ROW, pa.int64()), pa.field(BAD, pa.string()), pa.field(_LINE, inner)])

    def batches(self) -> Iterator[Any]:
        """The lines in the one form. Raises BatchError where a column is missing or of a wrong type."""
        keys = self._keys
        named = line_headings(self.staged, self.block, self.facts, self.source.schema.names)
        there = [spec for spec in self.facts if spec.key in named]
        wrong = [one for spec in there for one in mistyped(spec, self.source.schema.field(named[spec.key]).type)]
        if wrong:
            raise BatchError(wrong)
        return self._read(keys, named)

    def _read(self, keys: Mapping[str, str], named: Mapping[str, str]) -> Iterator[Any]:
        interface = self.staged.compiled.interface
        one_by_one = RowReader(self.staged, ClaimReader(interface), self.language)
        before = 0
        for batch in self.source.batches([*keys.values(), *named.values()], ()):
            doubtful = np.zeros(len(batch), np.bool_)
            columns: list[Any] = []
            for spec in self.facts:
                if spec.key not in named:
                    columns.append(pa.nulls(len(batch), type_of(self.staged, spec)))
                    continue
                array = plain(batch.column(named[spec.key]))
                read = read_column(spec, bounds(spec), fact_converter(spec, interface), array)
                doubtful |= read.doubtful
                columns.append(integers(read, type_of(self.staged, spec)))
            lines = pa.StructArray.from_arrays(columns, fields=list(self.schema.field(_LINE).type)).to_pylist()
            bad: list[str | None] = [None] * len(batch)
            for at in np.flatnonzero(doubtful).tolist():
                told = batch.select(list(named.values())).slice(at, 1).to_pylist()[0]
                record = one_by_one.read({self.block.key: [told]})
                read_lines = record[column_of(self.block.key)]
                lines[at] = read_lines[0] if read_lines else None
                bad[at] = self._verdict(record[BAD], before + at + 1)
            found = [plain(batch.column(name)).cast(pa.string()) for name in keys.values()]
            found += [pa.array(np.arange(before + 1, before + 1 + len(batch))), pa.array(bad, pa.string())]
            inner = pa.array(lines, self.schema.field(_LINE).type)
            yield pa.RecordBatch.from_arrays([*found, inner], schema=self.schema)
            before += len(batch)

    def _verdict(self, text: str | None, row: int) -> str | None:
        """What is wrong with a line, with where it stands; what it lacks beside its own facts is not its fault."""
        if text is None:
            return None
        own = [one for one in Verdict.of(text).findings if one["code"] != "table-cell-missing"]
        return Verdict(tuple({**one, "line_row": row} for one in own)).text() if own else None


@frozen
class WithLines:
    """Claims, and lines for them from elsewhere. A claim of which there are no lines has none."""

    claims: Claims
    lines: LineTable
    folder: str

    @property
    def normal(self) -> Any:
        return self.claims.normal

    @property
    def rows(self) -> int | None:
        return self.claims.rows

    def batches(self) -> Iterator[Any]:
        """The claims in the one form, in the order in which they were given."""
        with database(self.folder) as opened:
            opened.give("given_claims", self.claims.normal, self.claims.batches())
            opened.give("given_lines", self.lines.schema, self.lines.batches())
            connection = opened.connection
            for name in ("claims", "lines"):
                connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given_{name}")
            self._check(connection)
            for batch in connection.sql(self._query()).to_arrow_reader(READ_ROWS):
                columns = [batch.column(field.name).cast(field.type) for field in self.normal]
                yield pa.RecordBatch.from_arrays(columns, schema=self.normal)

    @property
    def _same(self) -> str:
        """Is a line `l` of a claim `c`?"""
        return " AND ".join(f"CAST(c.{key} AS VARCHAR) = l.{key}" for key in self.lines.keys)

    def _check(self, connection: duckdb.DuckDBPyConnection) -> None:
        stray = connection.execute(
            f"SELECT l.{ROW}, l.{NUMBER} FROM lines l ANTI JOIN claims c ON {self._same} ORDER BY 1 LIMIT 1"
        ).fetchone()
        if stray is not None:
            raise fault("table-line-stray", row=stray[0], number=str(stray[1]))
        staged = self.lines.staged
        owner = owner_of(staged)
        if owner in self.lines.keys:
            return
        shared = connection.execute(
            f"SELECT {NUMBER} FROM claims c SEMI JOIN lines l ON {self._same} GROUP BY {', '.join(self.lines.keys)} "
            f"HAVING count(DISTINCT {owner}) > 1 LIMIT 1"
        ).fetchone()
        if shared is not None:
            raise fault("table-line-whose", owner=staged.owner.value, number=str(shared[0]))

    def _query(self) -> str:
        keys = ", ".join(self.lines.keys)
        own = f'"{column_of(self.lines.block.key)}"'
        bad = f"nullif(concat_ws(chr(10), c.{BAD}, l.{BAD}), '')"
        return (
            f"SELECT c.* REPLACE (coalesce(l.lines, []) AS {own}, {bad} AS {BAD}) FROM claims c LEFT JOIN ("
            f'SELECT {keys}, list({_LINE} ORDER BY "{ROW}") AS lines, string_agg({BAD}, chr(10)) AS {BAD} '
            f'FROM lines GROUP BY {keys}) l ON {self._same} ORDER BY c."{ROW}"'
        )
