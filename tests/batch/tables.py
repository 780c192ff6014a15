"""Claims as a table, as a bureau would keep them: dates, decimals, names, one row a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import attrs
import pyarrow as pa

from policyc.batch.engines import engine
from policyc.batch.openings import before
from policyc.batch.reading.sources import source_of
from policyc.batch.reading.table import TableReader
from policyc.batch.run import Options, Run
from policyc.batch.staged import Staged
from policyc.claims.claim import Claim
from policyc.claims.present import to_python
from policyc.compiled import Compiled
from policyc.interface import FactSpec
from policyc.policy import Policy
from policyc.report.diagnostic import Language
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, scale_of
from tests.histories import Inventor

Row = dict[str, Any]


def arrow_type(fact: FactSpec) -> Any:
    match fact.type:
        case Money() | Measure() | Ratio():
            return pa.decimal128(18, scale_of(fact.type))
        case Count():
            return pa.int64()
        case Date():
            return pa.date32()
        case Time():
            return pa.time32("s")
        case Truth():
            return pa.bool_()
        case Kind():
            return pa.string()


def histories(compiled: Compiled, random: Random, members: int, claims: int, complete: bool = False) -> list[Claim]:
    """Invented claims of so many ledgers, in no order; some a second apart, some by their number alone."""
    inventor = Inventor(compiled)
    found: list[Claim] = []
    for member in range(members):
        moment = datetime(2021, 3, 1, 9)
        for at in range(random.randint(1, claims)):
            moment += timedelta(seconds=random.choice([0, 1, 3600, 90000]))
            claim = inventor.claim(random, complete)
            name = {"member": f"m{member}"}
            if compiled.interface.of_families:
                # who is called alike in two families is not one person
                name = {"family": f"f{member}", "member": f"m{random.randint(1, 3)}"}
            found.append(attrs.evolve(claim, **name, number=f"{member}-{at:03d}", settled_at=moment))
    random.shuffle(found)
    return found


def told(compiled: Compiled, claim: Claim) -> Row:
    """A claim as a row of Python values."""
    interface = compiled.interface
    row: Row = {"member": claim.member, "claim_number": claim.number, "settled_at": claim.settled_at}
    row |= {"family": claim.family} if interface.of_families else {}
    row |= _facts(interface.facts, claim.facts)
    for block in interface.lines:
        lines = claim.lines.get(block.key)
        row[block.key] = None if lines is None else [_facts(block.facts, line) for line in lines]
    if interface.papers:
        row["documents"] = None if claim.papers is None else sorted(claim.papers)
    return row


def _facts(specs: Sequence[FactSpec], facts: Mapping[str, int]) -> Row:
    return {spec.key: to_python(facts[spec.key], spec.type) if spec.key in facts else None for spec in specs}


def schema(compiled: Compiled) -> Any:
    interface = compiled.interface
    fields = [("member", pa.string()), ("claim_number", pa.string()), ("settled_at", pa.timestamp("us"))]
    fields += [("family", pa.string())] if interface.of_families else []
    fields += [(fact.key, arrow_type(fact)) for fact in interface.facts]
    for block in interface.lines:
        inner = pa.struct([(fact.key, arrow_type(fact)) for fact in block.facts])
        fields.append((block.key, pa.list_(inner)))
    if interface.papers:
        fields.append(("documents", pa.list_(pa.string())))
    return pa.schema(fields)


def table_of(compiled: Compiled, claims: Sequence[Claim]) -> Any:
    return pa.Table.from_pylist([told(compiled, claim) for claim in claims], schema=schema(compiled))


def settled(
    policy: Policy,
    table: Any,
    folder: Any,
    openings: str | None = "none",
    language: str = "zh",
    engine_name: str = "python",
) -> dict[str, Row]:
    """The rows of results by claim number."""
    options = Options(engine(engine_name), Language(language), before(openings, policy.settler))
    staged = Staged(policy.settler)
    run = Run(staged, TableReader(staged, source_of(table), options.language), options)
    return {row["claim_number"]: row for part in run.settled(str(folder)) for row in part.results.to_pylist()}
