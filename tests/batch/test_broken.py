"""A claim that breaks a law of the policy is refused, and its member's claims, no one else's, are settled once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import define, field

import policyc
from policyc.batch.engines.by_python import PythonEngine
from policyc.batch.engines.columns import Array, Batch
from policyc.batch.openings import ALL_NEW
from policyc.batch.reading.sources import source_of
from policyc.batch.reading.table import TableReader
from policyc.batch.run import Options, Part, Run
from policyc.batch.staged import Staged
from policyc.core.openings import Openings
from policyc.core.worksheet import Worksheet
from policyc.report.diagnostic import Language
from tests.batch.test_reading import POLICY, row, table


@define
class Counting:
    """The engine of Python, which notes how many claims it was given for the results."""

    engine: PythonEngine = field(factory=PythonEngine)
    given: list[int] = field(factory=list)

    def settle(self, sheet: Worksheet, results: Sequence[str], batch: Batch, openings: Openings) -> Mapping[str, Array]:
        if "pay" in results:
            self.given.append(batch.count)
        return self.engine.settle(sheet, results, batch, openings)


OTHERS = [row(f"b{day}", day, "20", member="乙") for day in (1, 2, 3, 4, 5, 6)]
PAID = {f"b{day}": Decimal("20.00") for day in (1, 2, 3, 4, 5)} | {"b6": Decimal("0.00")}
"""100 yuan a year: 20 each of five, and nothing of the sixth."""


def settled(law: str, claims: list[dict[str, Any]], folder: Path) -> tuple[list[int], list[Part]]:
    engine = Counting()
    staged = Staged(policyc.loads(f"{POLICY}\nassert: {law}\n".encode()).settler)
    reader = TableReader(staged, source_of(table(*claims)), Language.EN)
    return engine.given, list(Run(staged, reader, Options(engine, Language.EN, ALL_NEW)).settled(str(folder)))


def paid(parts: list[Part]) -> dict[str, Decimal | None]:
    return {one["claim_number"]: one["pay"] for part in parts for one in part.results.to_pylist()}


def bad(parts: list[Part]) -> list[str]:
    return sorted(one["claim_number"] for part in parts for one in part.bad)


def test_nothing_is_known_of_what_is_left_after_a_claim_that_is_refused(tmp_path: Path) -> None:
    """甲 would be paid 60, of which the law knows nothing; then no one knows what is paid of the others."""
    claims = [row(f"a{day}", day, "60") for day in (1, 2, 3)]
    given, parts = settled("pay under 50 yuan or paid_on is none", [*claims, *OTHERS], tmp_path)
    # once by the sheet for whole claims, and once by that for claims of which something is not known
    assert given == [9, 9]
    assert bad(parts) == ["a1"]
    assert paid(parts) == {**PAID, "a1": None, "a2": None, "a3": None}


def test_each_claim_at_fault_takes_a_turn_of_its_member_alone(tmp_path: Path) -> None:
    """The law looks at the bill, which is known whatever went before."""
    claims = [row(f"a{day}", day, "60") for day in (1, 2, 3)]
    given, parts = settled("cost under 50 yuan or paid_on is none", [*claims, *OTHERS], tmp_path)
    # both sheets, then the three claims of 甲 for the second and for the third that is refused
    assert given == [9, 9, 3, 3]
    assert bad(parts) == ["a1", "a2", "a3"]
    assert paid(parts) == {**PAID, "a1": None, "a2": None, "a3": None}
