"""One table of claims settled by every engine, and where they differ."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
from attrs import define, field, frozen

from policyc.batch.answering.reasons import Why
from policyc.batch.engines import engine
from policyc.batch.engines.columns import Engine
from policyc.batch.openings import before
from policyc.batch.reading.sources import source_of
from policyc.batch.reading.table import TableReader
from policyc.batch.run import Options, Run
from policyc.batch.staged import Staged
from policyc.policy import Policy
from policyc.report.diagnostic import Language
from tests.agreement.crowd import Crowd, Section, openings
from tests.agreement.engines import Interpreter, SparkSql
from tests.batch.test_agreement import as_row

FIRST = "kernel"
ENGINES: Mapping[str, Callable[[], Engine]] = {
    FIRST: lambda: engine("kernel"),
    "python": lambda: engine("python"),
    "duckdb": lambda: engine("duckdb"),
    "spark": SparkSql,
    "interpreter": Interpreter,
}
LEDGERS = "ledgers"
SAMPLED = ("interpreter", LEDGERS)
"""What is too slow for all claims settles all claims of some members, the one with most claims among them."""


@frozen
class Compared:
    """What an engine settled of a table, how long it took, and how many claims came out otherwise than by the first."""

    engine: str
    claims: int
    seconds: float
    differences: int = 0
    # the first claim that differs, as text
    example: str | None = None


def compare(crowd: Crowd, claims: int, section: Section, names: Sequence[str], sampled: int) -> list[Compared]:
    """So many claims of a section settled by the engines named, each compared with the first."""
    policy = crowd.policy
    table = crowd.table(claims, section)
    with tempfile.TemporaryDirectory(prefix="policyc-") as folder:
        told = _openings(crowd, table, section, Path(folder))
        some = table.filter(pc.is_in(table.column("member"), _members(table, sampled)))
        began = time.perf_counter()
        settler = Settling(policy)
        expected = settler.settled(table, ENGINES[FIRST](), told)
        found = [Compared(FIRST, claims, time.perf_counter() - began)]
        for name in names:
            given = some if name in SAMPLED else table
            wanted = expected if given is table else _of(expected, some)
            began = time.perf_counter()
            if name == LEDGERS:
                if section is Section.WHOLE:
                    found.append(_by_ledgers(policy, some, wanted, began))
                continue
            results = settler.settled(given, ENGINES[name](), told)
            took = time.perf_counter() - began
            found.append(Compared(name, given.num_rows, took, *differing(name, wanted, results, given)))
    return found


@define(slots=False)
class Settling:
    """Tables of one policy settled by one engine after another, through all that `policyc run` does.

    What is told of claims that are alike, as the engine finds them, is found once for all engines: the interpreter
    that finds it is none of them.
    """

    policy: Policy
    _told: dict[int, dict[Any, Any]] = field(factory=dict)

    @cached_property
    def staged(self) -> Staged:
        return Staged(self.policy.settler)

    def settled(self, table: Any, by: Engine, openings: str | None) -> Any:
        """The results of a table, in the ledger's order."""
        options = Options(by, Language.ZH, before(openings, self.policy.settler))
        run = Run(self.staged, TableReader(self.staged, source_of(table), Language.ZH), options)
        for sheet in (self.staged.complete, self.staged.partial, self.staged.doubtful):
            run._whys[id(sheet)] = Why(sheet, by, self._told.setdefault(id(sheet), {}))
        with tempfile.TemporaryDirectory(prefix="policyc-") as folder:
            return pa.concat_tables([part.results for part in run.settled(folder)]).combine_chunks()


def _openings(crowd: Crowd, table: Any, section: Section, folder: Path) -> str | None:
    if section is not Section.LACKING:
        return "none"
    members = pc.unique(table.column("member")).to_pylist()
    rows = openings(crowd, sorted(members))
    path = folder / "openings.csv"
    csv.write_csv(pa.Table.from_pylist(rows), path)
    return str(path)


def _members(table: Any, claims: int) -> Any:
    """The first members in the alphabet, until they have about so many claims; the first of all has most."""
    counted = table.column("member").combine_chunks().value_counts()
    members, counts = counted.field("values"), counted.field("counts").to_numpy()
    order = np.argsort(members.to_numpy(zero_copy_only=False))
    return members.take(pa.array(order[: int(np.searchsorted(np.cumsum(counts[order]), claims)) + 1]))


def _of(results: Any, some: Any) -> Any:
    """The results of some members."""
    return results.filter(pc.is_in(results.column("member"), pc.unique(some.column("member"))))


# ---- differences


def differing(name: str, wanted: Any, found: Any, given: Any) -> tuple[int, str | None]:
    """How many claims differ, and the first of them."""
    wanted, found = (one.drop_columns(["row"]).combine_chunks() for one in (wanted, found))
    if found.equals(wanted):
        return 0, None
    differ = np.zeros(wanted.num_rows, np.bool_)
    for column in wanted.column_names:
        ours, theirs = wanted.column(column).combine_chunks(), found.column(column).combine_chunks()
        if not theirs.equals(ours):
            pairs = zip(ours.to_pylist(), theirs.to_pylist(), strict=True)
            differ |= np.array([one != other for one, other in pairs])
    at = int(np.argmax(differ))
    return int(differ.sum()), _told(name, _row(wanted, at), _row(found, at), given)


def _row(table: Any, at: int) -> dict[str, Any]:
    row: dict[str, Any] = table.slice(at, 1).to_pylist()[0]
    return row


def _told(name: str, wanted: Mapping[str, Any], found: Mapping[str, Any], given: Any) -> str:
    """A claim that differs: what came out of it, and what it says."""
    mask = pc.and_(
        pc.equal(given.column("member"), wanted["member"]),
        pc.equal(given.column("claim_number"), wanted["claim_number"]),
    )
    lines = [f"member {wanted['member']}, claim {wanted['claim_number']}"]
    lines += [
        f"  {key}: {FIRST} {wanted[key]!r}, {name} {found.get(key)!r}"
        for key in wanted
        if wanted[key] != found.get(key)
    ]
    lines += [f"  the claim: {row}" for row in given.filter(mask).to_pylist()]
    return "\n".join(lines)


# ---- ledgers


def _by_ledgers(policy: Policy, some: Any, wanted: Any, began: float) -> Compared:
    """Members' ledgers, in each of which claims are put that are voided again, re-run, once one more has followed."""
    expected = {row["claim_number"]: row for row in wanted.to_pylist()}
    books: dict[str, list[dict[str, Any]]] = {}
    for row in some.sort_by(
        [("member", "ascending"), ("settled_at", "ascending"), ("claim_number", "ascending")]
    ).to_pylist():
        books.setdefault(row["member"], []).append({key: one for key, one in row.items() if one is not None})
    differences, example = 0, None
    for claims in books.values():
        for number, settlement in _ledger(policy, claims).items():
            found = as_row(settlement)
            there = {name: expected[number][name] for name in found}
            if there != found:
                differences += 1
                told = {"member": expected[number]["member"], "claim_number": number}
                example = example or _told(LEDGERS, there | told, found | told, some)
    return Compared(LEDGERS, some.num_rows, time.perf_counter() - began, differences, example)


def _ledger(policy: Policy, claims: list[dict[str, Any]]) -> dict[str, Any]:
    """Every claim's settlement as it stands in the end."""
    ledger = policy.ledger("none")
    found: dict[str, Any] = {}
    for at, claim in enumerate(claims):
        withdrawn = None
        if at % 7 == 3:
            withdrawn = claims[at - 1]["claim_number"] + "v"
            ledger.settle({**claims[at - 2], "claim_number": withdrawn, "settled_at": claim["settled_at"]})
        found[claim["claim_number"]] = ledger.settle(claim)
        if withdrawn is not None:
            for again in ledger.void(withdrawn, "re-run"):
                found[str(again.claim.number)] = again
    return found
