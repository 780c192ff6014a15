"""Claims as lines of JSON, each as a claim by itself is written; every one of them through the reader of claims."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
from attrs import define, field

from policyc.batch.fault import fault
from policyc.batch.reading.normal import ROW, names_of, schema_of
from policyc.batch.reading.unread import NOTHING, Record, RowReader, Verdict, told
from policyc.batch.staged import Staged
from policyc.claims.json_text import read_json
from policyc.claims.reader import ClaimReader
from policyc.report.diagnostic import Language

LINES = 16_384


@define
class JsonLines:
    """A file of claims, one a line."""

    staged: Staged
    path: Path
    language: Language
    normal: Any = field(init=False)
    one_by_one: RowReader = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.normal = schema_of(self.staged, dict.fromkeys(names_of(self.staged), pa.string()))
        reader = ClaimReader(self.staged.compiled.interface)
        self.one_by_one = RowReader(self.staged, reader, self.language)

    @property
    def rows(self) -> int | None:
        return None

    def batches(self) -> Iterator[Any]:
        """The claims in the one form."""
        held: list[Record] = []
        try:
            with self.path.open("rb") as file:
                numbers = count(1)
                for line in file:
                    row = next(numbers)
                    if line.strip():
                        held.append({**self._record(line), ROW: row})
                    if len(held) == LINES:
                        yield pa.RecordBatch.from_pylist(held, schema=self.normal)
                        held = []
        except OSError as error:
            raise fault("table-unreadable", path=str(self.path), reason=str(error.strerror)) from None
        if held:
            yield pa.RecordBatch.from_pylist(held, schema=self.normal)

    def _record(self, line: bytes) -> Record:
        value, findings = read_json(line)
        if not findings and isinstance(value, dict):
            return self.one_by_one.read(value)
        if not findings:
            _, findings = self.one_by_one.reader.read(value)
        verdict = Verdict(tuple(told(findings, self.language)), (), lost=True)
        return self.one_by_one.record(NOTHING, verdict)
