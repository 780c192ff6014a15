"""Many claims settled: read into the one form, put in order, settled member by member, answered as a table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
from attrs import define, frozen

from policyc.batch.answers import Answers, status_column
from policyc.batch.claims import Stretch
from policyc.batch.columns import Engine
from policyc.batch.headings import headings
from policyc.batch.normal import MEMBER, NUMBER, ROW, SETTLED_AT
from policyc.batch.ordering import as_they_come, in_order, whole_members
from policyc.batch.reading import TableReader
from policyc.batch.reasons import Why, texts
from policyc.batch.sources import Source
from policyc.batch.staged import Staged
from policyc.core.state import NONE, ZERO, Openings
from policyc.report.diagnostic import Language, Words
from policyc.settlement import BenefitResult

FINDINGS = "findings"
"""The column that says what is wrong with a claim."""


@frozen
class Part:
    """Some of the results, and what is wrong with the claims among them that are at fault."""

    results: Any
    bad: Sequence[Mapping[str, Any]]


@frozen
class Options:
    """How a table is settled: by which engine, with what before it, told in which language."""

    engine: Engine
    language: Language
    openings: str | None = None


@define(slots=False)
class Run:
    """One table of claims under one policy."""

    staged: Staged
    source: Source
    options: Options

    def settled(self, folder: str) -> Iterator[Part]:
        """Results stretch by stretch. Sorted runs that do not fit into memory are kept in `folder`."""
        named = headings(self.staged, self.source.schema.names)
        reader = TableReader(self.staged, named, self.source.schema, self.options.language)
        batches = (reader.read(batch) for batch in self.source.batches(named.columns))
        if self.staged.ledger:
            tables = whole_members(in_order(batches, reader.normal, folder))
        else:
            tables = as_they_come(batches)
        for table in tables:
            yield self.answer(Stretch(self.staged, table, self.options.language))

    def answer(self, stretch: Stretch) -> Part:
        """A stretch settled and answered."""
        answers = self.settle(stretch)
        columns: dict[str, Any] = {name: stretch.table.column(name) for name in (ROW, MEMBER, NUMBER)}
        columns[SETTLED_AT] = stretch.table.column(SETTLED_AT).cast(pa.timestamp("us"))
        for spec in self.staged.compiled.interface.results:
            columns[spec.key] = answers.result(spec)
        why = self._why.told(stretch, answers, self._openings())
        for key, places in answers.statuses.items():
            columns[f"{key}__status"] = status_column(places)
            columns[f"{key}__reasons"] = texts(why[key], lambda one: one.reasons, self.options.language)
            columns[f"{key}__missing"] = texts(why[key], _missing, self.options.language)
        columns[FINDINGS] = _findings(stretch)
        return Part(pa.table(columns), _bad(stretch))

    def _openings(self) -> Openings:
        return ZERO if self.options.openings == "none" else NONE

    @cached_property
    def _why(self) -> Why:
        """Why benefits do not pay, by the reading that also knows of optional facts that could not be read."""
        return Why(self.staged.doubtful, self.options.engine)

    def settle(self, stretch: Stretch) -> Answers:
        sheet = stretch.sheet()
        batch = stretch.batch(sheet)
        openings = self._openings()
        found = self.options.engine.settle(sheet.worksheet, sheet.columns, batch, openings)
        return Answers(sheet, batch, found)


def _findings(stretch: Stretch) -> Any:
    """What is wrong with each claim, in sentences; null where nothing is."""
    texts: list[list[str] | None] = [None] * stretch.count
    for at, verdict in stretch.verdicts.items():
        texts[at] = [finding["message"] for finding in verdict.findings]
    return pa.array(texts, pa.list_(pa.string()))


def _bad(stretch: Stretch) -> list[Mapping[str, Any]]:
    """The claims at fault: the row of the table, whose and which claim it is, and every finding."""
    return [
        {
            "row": stretch.table.column(ROW)[at].as_py(),
            "member": stretch.table.column(MEMBER)[at].as_py(),
            "claim_number": stretch.table.column(NUMBER)[at].as_py(),
            "findings": list(verdict.findings),
        }
        for at, verdict in sorted(stretch.verdicts.items())
    ]


def _missing(result: BenefitResult) -> list[Words]:
    return [entry.words for entry in result.missing]


def spill_folder(output: Path | None) -> tempfile.TemporaryDirectory[str]:
    """Where sorted runs are kept meanwhile: beside the results, or where temporary files go."""
    return tempfile.TemporaryDirectory(prefix=".policyc-", dir=None if output is None else output.parent)
