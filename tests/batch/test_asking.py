"""A table asked for few results: what only the others need is neither read of it, nor reckoned, nor written.

The policy pays 80% of visits and 90% of stays; `own` is what is left of a visit.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import policyc
from policyc.cli import main

POLICY = """\
policy two (两项)
  title: "Visits and stays" ("门诊与住院")
  in force: 2024-01-01 to 2025-12-31
  round: each payment, to fen, half up

facts
  visit_cost (门诊费): money, 0 to 10,000
  stay_cost (住院费): money, 0 to 10,000

benefit visit_pay (门诊支付)
  expense: visit_cost
  ratio: 80%

benefit stay_pay (住院支付)
  expense: stay_cost
  ratio: 90%

rule own (自付): money
  formula: visit_cost - visit_pay
"""
PAID = ["visit_pay", "visit_pay__status", "visit_pay__reasons", "visit_pay__missing"]
BESIDE = ["member", "claim_number", "settled_at"]


def visits() -> Any:
    """Claims without a column of what stays cost: 80% of 60 is 48, of 12.50 it is 10."""
    return pa.table({"claim_number": ["1", "2"], "visit_cost": [Decimal("60.00"), Decimal("12.50")]})


def run(folder: Path, *asked: str) -> Any:
    (folder / "two.pol").write_text(POLICY, encoding="utf-8")
    pq.write_table(visits(), folder / "claims.parquet")
    command = ["run", str(folder / "two.pol"), str(folder / "claims.parquet"), "-o", str(folder / "results.parquet")]
    options = [part for name in asked for part in ("--result", name)]
    return CliRunner().invoke(main, [*command, *options, "--openings", "none", "--lang", "en"])


def test_all_of_a_policy_takes_a_column_of_everything(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.exit_code == 1
    assert "stay_cost" in done.output
    with pytest.raises(policyc.TableError):
        policyc.loads(POLICY.encode()).run(visits(), openings="none")


@pytest.mark.parametrize("name", ["visit_pay", "门诊支付"])
def test_one_result_takes_what_it_needs_alone(name: str, tmp_path: Path) -> None:
    done = run(tmp_path, name)
    assert done.exit_code == 0, done.output
    written = pq.read_table(tmp_path / "results.parquet")
    given = policyc.loads(POLICY.encode()).asking(name).run(visits(), openings="none")
    assert written.column_names == ["row", *BESIDE, *PAID, "findings"]
    assert given.column_names == written.column_names[1:]
    for results in (written, given):
        assert results.column("visit_pay").to_pylist() == [Decimal("48.00"), Decimal("10.00")]


def test_a_result_comes_with_the_benefits_that_it_reads(tmp_path: Path) -> None:
    """60 less 48 is 12, and 12.50 less 10 is 2.50; why a benefit that they rest on pays is told with them."""
    assert run(tmp_path, "own").exit_code == 0
    written = pq.read_table(tmp_path / "results.parquet")
    assert set(written.column_names) == {"row", *BESIDE, *PAID, "own", "findings"}
    assert written.column("own").to_pylist() == [Decimal("12.00"), Decimal("2.50")]


def test_a_result_that_is_none_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "visit_pays")
    assert done.exit_code != 0
    assert "visit_pay" in done.output
