"""Many claims settled: read into the one form, put in order, settled ledger by ledger, answered as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import define, field, frozen

from policyc.batch.answering.answers import Answers, status_column
from policyc.batch.answering.reasons import Why, texts
from policyc.batch.answering.replay import only
from policyc.batch.answering.sample import Sample
from policyc.batch.answering.tally import Tally
from policyc.batch.engines.columns import Array, Engine
from policyc.batch.openings import NOT_KNOWN, Before
from policyc.batch.reading.normal import ROW, SETTLED_AT, Claims, names_of, owner_of
from policyc.batch.reading.ordering import as_they_come, in_order
from policyc.batch.staged import Sheet, Staged
from policyc.batch.stretch import Stretch
from policyc.core.openings import Openings
from policyc.elaborate.account import AssertionAccount
from policyc.report.diagnostic import Language, Words
from policyc.settling.assertions import broken_assertion
from policyc.settling.results import BenefitResult

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
    before: Before = NOT_KNOWN
    # how many claims are explained
    explained: int = 0


@define(slots=False)
class Run:
    """One table of claims under one policy."""

    staged: Staged
    claims: Claims
    options: Options
    tally: Tally = field(init=False, factory=Tally)
    sample: Sample = field(init=False)
    _whys: dict[int, Why] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.sample = Sample(self.options.explained)

    def settled(self, folder: str) -> Iterator[Part]:
        """Results stretch by stretch. Sorted runs that do not fit into memory are kept in `folder`."""
        if self.staged.ledger:
            tables = in_order(self.claims.batches(), self.claims.normal, owner_of(self.staged), folder)
        else:
            tables = as_they_come(self.claims.batches())
        for table in tables:
            yield self.answer(Stretch(self.staged, table, self.options.language))

    def explanations(self) -> str:
        """The claims of the sample explained, as Markdown."""
        return self.sample.markdown(self.staged.doubtful, self.options.before, self.options.language)

    def empty(self) -> Any:
        """The results of no claims."""
        return self.answer(Stretch(self.staged, self.claims.normal.empty_table(), self.options.language)).results

    def answer(self, stretch: Stretch) -> Part:
        """A stretch settled and answered."""
        openings = self.options.before.of(stretch)
        answers = self.settle(stretch, openings)
        columns: dict[str, Any] = {name: stretch.table.column(name) for name in (ROW, *names_of(self.staged))}
        columns[SETTLED_AT] = stretch.table.column(SETTLED_AT).cast(pa.timestamp("us"))
        for spec in self.staged.compiled.interface.results:
            columns[spec.key] = answers.result(spec)
        why = self._why(answers.sheet).told(stretch, answers, openings)
        for key, places in answers.statuses.items():
            columns[f"{key}__status"] = status_column(places)
            columns[f"{key}__reasons"] = texts(why[key], lambda one: one.reasons, self.options.language)
            columns[f"{key}__missing"] = texts(why[key], _missing, self.options.language)
        columns[FINDINGS] = _findings(stretch)
        self.tally.add(answers, why, len(stretch.verdicts))
        self.sample.add(stretch, answers, why)
        return Part(pa.table(columns), _bad(stretch))

    def _why(self, sheet: Sheet) -> Why:
        """Why benefits do not pay, by the reading that their claims were settled by."""
        return self._whys.setdefault(id(sheet), Why(sheet, self.options.engine))

    def settle(self, stretch: Stretch, openings: Openings) -> Answers:
        """The results of a stretch. A claim that breaks a law of the policy is not taken as known by those after it."""
        answers = self._settle_all(stretch, openings)
        while ledgers := self._refuse_broken(stretch, answers):
            if stretch.sheet() is answers.sheet:
                answers = self._settle_again(
                    stretch, openings, answers, np.flatnonzero(np.isin(stretch.ledgers, ledgers))
                )
            else:
                answers = self._settle_all(stretch, openings)
        return answers

    def _settle_all(self, stretch: Stretch, openings: Openings) -> Answers:
        sheet = stretch.sheet()
        batch = stretch.batch(sheet)
        return Answers(sheet, batch, self.options.engine.settle(sheet.worksheet, sheet.columns, batch, openings))

    def _settle_again(self, stretch: Stretch, openings: Openings, answers: Answers, places: Array) -> Answers:
        """The same answers, but for the claims at these places: all of some ledgers."""
        sheet, batch = answers.sheet, stretch.batch(answers.sheet)
        some = self.options.engine.settle(sheet.worksheet, sheet.columns, only(batch, places), openings)
        found = {name: values.copy() for name, values in answers.found.items()}
        for name, values in some.items():
            found[name][places] = values
        return Answers(sheet, batch, found)

    def _refuse_broken(self, stretch: Stretch, answers: Answers) -> list[int]:
        """Refuses each ledger's first claim whose numbers must not be used; the ledgers that have one."""
        first: dict[int, tuple[int, AssertionAccount]] = {}
        for entry, broken in answers.broken:
            for at in np.flatnonzero(broken).tolist():
                ledger = int(stretch.ledgers[at])
                if ledger not in first or at < first[ledger][0]:
                    first[ledger] = at, entry
        for at, entry in first.values():
            stretch.refuse(at, broken_assertion(entry, self.staged.settler.compiled, partial(answers.value, at=at)))
        return list(first)


def _findings(stretch: Stretch) -> Any:
    """What is wrong with each claim, in sentences; null where nothing is."""
    if not stretch.verdicts:
        return pa.nulls(stretch.count, pa.list_(pa.string()))
    texts: list[list[str] | None] = [None] * stretch.count
    for at, verdict in stretch.verdicts.items():
        texts[at] = [finding["message"] for finding in verdict.findings]
    return pa.array(texts, pa.list_(pa.string()))


def _bad(stretch: Stretch) -> list[Mapping[str, Any]]:
    """The claims at fault: the row of the table, whose and which claim it is, and every finding."""
    return [
        {
            "row": stretch.table.column(ROW)[at].as_py(),
            **{name: stretch.table.column(name)[at].as_py() for name in names_of(stretch.staged)},
            "findings": list(verdict.findings),
        }
        for at, verdict in sorted(stretch.verdicts.items())
    ]


def _missing(result: BenefitResult) -> list[Words]:
    return [entry.words for entry in result.missing]
