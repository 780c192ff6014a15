"""Families: their claims stand in one ledger, where a member is known by a name within the family.

Of each claim a member bears up to 5,000 yuan a year, a family up to 10,000 in all; 90 % of the rest is paid.
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import policyc
from policyc.batch.engines.by_kernel import KernelEngine
from policyc.batch.openings import ALL_NEW
from policyc.batch.reading.sources import source_of
from policyc.batch.reading.table import TableReader
from policyc.batch.run import Options, Run
from policyc.batch.staged import Staged
from policyc.cli import main
from policyc.report.diagnostic import Language
from tests.fixture import HERE, loaded

FILE = HERE.parent / "examples/family_deductible.en.pol"


def row(family: object, member: str | None, day: str, cost: str) -> dict[str, Any]:
    return {
        "family": family,
        "member": member,
        "claim_number": f"{member} {day}",
        "settled_at": f"2024-{day} 09:00:00",
        "service_date": f"2024-{day}",
        "reasonable_cost": cost,
    }


TWO = [
    row(11, "1", "02-01", "8000"),
    row(12, "1", "02-01", "6000"),
    row(11, "2", "03-01", "4000"),
    row(11, "3", "04-01", "6000"),
    row(12, "1", "04-15", "1000"),
    row(11, "2", "05-01", "3000"),
]
PAID = [
    Decimal("2700.00"),  # 5,000 borne, 90 % of 3,000
    Decimal("900.00"),  # another person: 5,000 borne, 90 % of 1,000
    Decimal("0.00"),  # 4,000 borne; the family 9,000
    Decimal("4500.00"),  # of 5,000 the family has 1,000 left to bear: 90 % of 5,000
    Decimal("900.00"),  # has borne 5,000 of this year: 90 % of 1,000
    Decimal("2700.00"),  # the family bears no more: 90 % of 3,000
]


@pytest.mark.parametrize("engine", ["kernel", "python", "duckdb"])
def test_each_family_has_a_ledger_and_its_members_names_of_their_own(engine: str) -> None:
    order = [5, 2, 0, 4, 1, 3]
    results = loaded(FILE).run(pa.Table.from_pylist([TWO[at] for at in order]), openings="none", engine=engine)
    assert results.column("claim_pay").to_pylist() == [PAID[at] for at in order]
    assert results.column("family").to_pylist() == [TWO[at]["family"] for at in order]


def settled(folder: Path, rows: list[dict[str, Any]], *words: str) -> Any:
    pq.write_table(pa.Table.from_pylist(rows), folder / "claims.parquet")
    output = str(folder / "results.parquet")
    command = ["run", str(FILE), str(folder / "claims.parquet"), "-o", output, "--lang", "en", *words]
    return CliRunner().invoke(main, command)


def pays(folder: Path) -> dict[tuple[str, str], Decimal | None]:
    rows = pq.read_table(folder / "results.parquet").to_pylist()
    return {(one["family"], one["member"]): one["claim_pay"] for one in rows}


CSV = """\
家庭,参保人,期间,时段,累计项,金额
A,,家庭年度,2024,claim_pay_deductible,9000.00
A,,家庭年度,2024,医疗赔付,2700.00
A,甲,保险年度,2024,合理费用,8000.00
A,乙,,,,
B,,,,,
"""
JSON = """\
{"family": "A", "openings": {"family_year": {"2024": {"claim_pay_deductible": "9000", "claim_pay": "2700"}},\
 "member": {"甲": {"policy_year": {"2024": {"reasonable_cost": "8000"}}}, "乙": "none"}}}
{"family": "B", "openings": "none"}
"""


@pytest.mark.parametrize(("name", "text"), [("o.csv", CSV), ("o.jsonl", JSON)])
def test_openings_of_families_and_their_members(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    rows = [row("A", "甲", "06-01", "3000"), row("A", "乙", "07-01", "6000"), row("A", "丙", "08-01", "20000")]
    rows += [row("B", "甲", "06-01", "6000"), row("C", "甲", "06-01", "6000")]
    done = settled(tmp_path, rows, "--openings", str(tmp_path / name))
    assert done.exit_code == 0, done.output
    assert pays(tmp_path) == {
        ("A", "甲"): Decimal("2700.00"),  # has borne 5,000: 90 % of 3,000
        ("A", "乙"): Decimal("4500.00"),  # of 5,000 the family has 1,000 left to bear: 90 % of 5,000
        ("A", "丙"): None,  # what of this year 丙 has borne is not told
        ("B", "甲"): Decimal("900.00"),  # a new family: 90 % of what is over 5,000
        ("C", "甲"): None,
    }


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ("A,,保险年度,2024,合理费用,8000", "row 1 of the openings: the totals of `policy_year` are each member's own"),
        ("A,甲,家庭年度,2024,医疗赔付,70", "row 1 of the openings: the totals of `family_year` are the whole family's"),
        (",甲,保险年度,2024,合理费用,8000", "row 1 of the openings: `family` is empty, so that it is not known whose"),
        ("A,,,,,\nA,,家庭年度,2024,医疗赔付,70", "row 1 of the openings: `A` is given twice"),
        ("A,,,,,\nA,甲,保险年度,2024,合理费用,8000", "row 1 of the openings: `A` is given twice"),
    ],
)
def test_a_row_of_openings_that_cannot_be_placed_is_told(tmp_path: Path, told: str, wrong: str) -> None:
    (tmp_path / "o.csv").write_text(f"{CSV.splitlines()[0]}\n{told}\n", encoding="utf-8")
    done = settled(tmp_path, [row("A", "甲", "06-01", "3000")], "--openings", str(tmp_path / "o.csv"))
    assert wrong in " ".join(done.output.split())
    assert not (tmp_path / "results.parquet").exists()


def test_openings_without_a_column_of_families_are_told(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("member,period,key,total,amount\n甲,policy_year,2024,reasonable_cost,1\n", "utf-8")
    done = settled(tmp_path, TWO, "--openings", str(tmp_path / "o.csv"))
    assert "`family`" in done.output


def test_a_table_without_families_is_told(tmp_path: Path) -> None:
    done = settled(tmp_path, [{key: one for key, one in TWO[0].items() if key != "family"}])
    assert "[table-column-missing]" in done.output
    assert "`family`" in done.output


def test_a_claim_that_does_not_say_which_member_it_is_of_bears_on_what_the_family_has_left(tmp_path: Path) -> None:
    rows = [row("A", "甲", "01-01", "8000"), row("A", None, "02-01", "8000"), row("A", "乙", "03-01", "8000")]
    done = settled(
        tmp_path, [*rows, row(None, "甲", "02-01", "1"), row("B", "甲", "03-01", "6000")], "--openings", "none"
    )
    assert done.exit_code == 1
    assert pays(tmp_path) == {
        ("A", "甲"): Decimal("2700.00"),
        ("A", None): None,
        ("A", "乙"): None,
        (None, "甲"): None,
        ("B", "甲"): Decimal("900.00"),
    }
    bad = [json.loads(line) for line in (tmp_path / "results.bad.jsonl").read_text("utf-8").splitlines()]
    assert {(one["family"], one["member"]) for one in bad} == {("A", None), (None, "甲")}
    assert all("`member`" in one["findings"][0]["message"] for one in bad if one["family"])
    assert all("`family`" in one["findings"][0]["message"] for one in bad if one["member"])


def test_two_claims_of_one_family_tie_whoever_they_are_of(tmp_path: Path) -> None:
    one, other = row("A", "甲", "01-01", "8000"), row("A", "乙", "01-01", "8000")
    done = settled(tmp_path, [{**claim, "claim_number": "1"} for claim in (one, other)], "--openings", "none")
    assert done.exit_code == 1
    assert "ledger-tie" in (tmp_path / "results.bad.jsonl").read_text("utf-8")


def test_a_claim_is_explained_by_its_family(tmp_path: Path) -> None:
    settled(tmp_path, TWO, "--openings", "none", "--explain-sample", "6")
    text = (tmp_path / "results.sample.md").read_text("utf-8")
    assert text.count("2,700.00 yuan") >= 2
    assert "11" in text


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_share_out_families_whole(threads: int, tmp_path: Path) -> None:
    """20,000 families of five claims of three members each, one after another by the hour."""
    families, count = 20_000, 100_000
    place = np.arange(count)
    moments = np.datetime64("2024-01-01T00:00:00") + (place % 5).astype("timedelta64[D]")
    costs = pa.array((place * 7919 % 9000).astype(np.int64))
    table = pa.table(
        {
            "family": pa.array(place // 5),
            "member": pa.array(place % 3),
            "claim_number": pa.array(place % 5),
            "settled_at": pa.array(moments),
            "service_date": pa.array(moments.astype("datetime64[D]")),
            "reasonable_cost": costs,
        }
    )
    staged = Staged(loaded(FILE).settler)
    engine = KernelEngine(tmp_path, threads)
    run = Run(staged, TableReader(staged, source_of(table), Language.EN), Options(engine, Language.EN, ALL_NEW))
    found = pa.concat_tables([part.results for part in run.settled(str(tmp_path))])
    assert found.column("family").to_pylist() == (place // 5).tolist()
    assert found.column("claim_pay").to_pylist() == [pay for at in range(families) for pay in _by_hand(at)]


def _by_hand(family: int) -> list[Decimal]:
    """What a family is paid for its five claims, reckoned as the schedule says."""
    borne: dict[int, int] = {}
    found: list[Decimal] = []
    for at in range(5 * family, 5 * family + 5):
        member, cost = at % 3, at * 7919 % 9000
        deductible = min(cost, 5000 - borne.get(member, 0), 10_000 - sum(borne.values()))
        borne[member] = borne.get(member, 0) + deductible
        found.append(Decimal((cost - deductible) * 90) / 100)
    return found


LINED = """\
policy lined (按明细)
  in force: from 2024-01-01
  round: each payment, to fen, half up

facts
  day (就诊日): date, 2024-01-01 to 2025-12-31

lines item (明细)
  amount (行金额): money, 0 to 100,000

period family_year (家庭年度): year, starting Jan 1, by day, whole family

benefit pay (赔付)
  expense: sum(amount)
  ratio: 80%
  cap: payment, per family_year, 100 yuan
"""


@pytest.mark.parametrize("keys", [("family",), ("family", "member")])
def test_lines_of_families_from_a_file_of_their_own(tmp_path: Path, keys: tuple[str, ...]) -> None:
    claims = [
        {"family": family, "member": "1", "claim_number": "1", "settled_at": "2024-03-01", "day": "2024-03-01"}
        for family in ("A", "B")
    ]
    lines = [
        {"family": family, "member": "1", "claim_number": "1", "amount": amount}
        for family, amount in [("A", "30"), ("B", "100"), ("A", "20"), ("B", "50")]
    ]
    (tmp_path / "lined.pol").write_text(LINED, encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(claims), tmp_path / "c.parquet")
    command = ["run", str(tmp_path / "lined.pol"), str(tmp_path / "c.parquet"), "-o", str(tmp_path / "r.parquet")]
    command += ["--lines", f"item={tmp_path / 'l.parquet'}", "--openings", "none", "--lang", "en"]
    pq.write_table(pa.Table.from_pylist(lines).select([*keys, "claim_number", "amount"]), tmp_path / "l.parquet")
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    # 80 % of 50; 80 % of 150, of which the family is paid 100 a year
    found = {one["family"]: one["pay"] for one in pq.read_table(tmp_path / "r.parquet").to_pylist()}
    assert found == {"A": Decimal("40.00"), "B": Decimal("100.00")}
    pq.write_table(pa.Table.from_pylist(lines).select(["member", "claim_number", "amount"]), tmp_path / "l.parquet")
    assert "claims of more than one family have the number `1`" in CliRunner().invoke(main, command).output


def test_where_all_totals_are_the_familys_members_need_no_names() -> None:
    policy = policyc.loads(LINED.encode())
    claims = [
        {"family": "A", "settled_at": datetime(2024, 3, day), "day": f"2024-03-0{day}", "item": [{"amount": "75"}]}
        for day in (1, 2)
    ]
    results = policy.run(pa.Table.from_pylist(claims), openings="none")
    # 60, and of another 60 the 40 that are left of the family's year
    assert results.column("pay").to_pylist() == [Decimal("60.00"), Decimal("40.00")]
