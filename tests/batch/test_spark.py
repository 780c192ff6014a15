"""A Spark DataFrame settles, claim by claim, to what the same table in memory settles to; and so does a file.

Small tables are cut into several partitions, before and after Spark has put them in order.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import policyc
from policyc.batch.spark.types import carried, spark_schema
from policyc.cli import main
from policyc.policy import Policy
from tests.backends.spark import session
from tests.batch.tables import histories, table_of
from tests.batch.test_families import LINED
from tests.batch.test_libraries import python
from tests.batch.test_reading import POLICY, row, table
from tests.fixture import loaded

ROOT = Path(__file__).parents[2]
KUNSHAN = ROOT / "policies/kunshan/resident_2021.zh.pol"
LOOPING = ROOT / "tests/settlement/difference_and_clamp.zh.pol"
HOUSEHOLD = ROOT / "tests/settlement/household.zh.pol"
SHENZHEN = ROOT / "policies/shenzhen/children_2024.zh.pol"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """The session of these tests, with more than one partition after a shuffle."""
    started = session()
    started.conf.set("spark.sql.shuffle.partitions", "3")
    yield started
    started.conf.set("spark.sql.shuffle.partitions", "1")


def frame(spark: Any, claims: Any) -> Any:
    """A table as a DataFrame in two partitions, rows of a member in both."""
    known = claims.cast(carried(claims.schema))
    return spark.createDataFrame(known, spark_schema(known.schema)).repartition(2)


def rows(results: Any) -> list[str]:
    """Every row of results, in an order of their own, for a DataFrame has none."""
    return sorted(repr(one) for one in results.to_pylist())


def with_faults(claims: Any) -> Any:
    """The same claims, and among them two that tie, a number twice, claims without a member or without a time."""
    first, second, third, fourth = claims.slice(0, 4).to_pylist()
    added = [
        first,
        {**second, "settled_at": second["settled_at"] + timedelta(days=1)},
        {**third, "member": None, "claim_number": "nobody's"},
        {**third, "member": None, "claim_number": "no one's"},
        {**fourth, "settled_at": None, "claim_number": "some day"},
    ]
    return pa.concat_tables([claims, pa.Table.from_pylist(added, schema=claims.schema)])


def agree(spark: Any, policy: Policy, claims: Any, **told: Any) -> Any:
    """The results of a DataFrame, which are those of the table."""
    expected = policy.run(claims, **told)
    found = policy.spark(frame(spark, claims), **told).toArrow()
    assert found.schema.names == expected.schema.names
    assert rows(found) == rows(expected)
    return found


@pytest.mark.parametrize(
    ("path", "openings"),
    [(KUNSHAN, "none"), (SHENZHEN, None), (LOOPING, "none"), (HOUSEHOLD, "none")],
    ids=["kunshan", "shenzhen, nothing known before", "a loop through totals", "families"],
)
def test_a_policy_settles_as_a_table_does(spark: Any, path: Path, openings: str | None) -> None:
    policy = loaded(path)
    claims = with_faults(table_of(policy.compiled, histories(policy.compiled, Random(7), 15, 6)))
    found = agree(spark, policy, claims, openings=openings, engine="python")
    assert sum(one is not None for one in found.column("findings").to_pylist()) >= 6


def test_a_policy_that_keeps_no_totals_is_settled_where_its_rows_are(spark: Any) -> None:
    policy = loaded(ROOT / "examples/age_tiers.zh.pol")
    claims = table_of(policy.compiled, histories(policy.compiled, Random(3), 10, 4))
    agree(spark, policy, claims)
    plan = policy.spark(frame(spark, claims).coalesce(1))._jdf.queryExecution().toString()
    assert plan.count("MapInArrow") == 4  # one step, in each of the four forms of the plan
    assert "Sort" not in plan


def test_texts_and_what_cannot_be_read_of_them(spark: Any) -> None:
    """Of the year's 100 yuan 60, then what cannot be read; after it the total of 甲, spelled so or so, is unknown."""
    last = row("c", 3, "10", member=" 甲 ")
    claims = table(row("a", 1, "60"), row("b", 2, "sixty"), last, row("d", 1, "70", member="乙"))
    found = agree(spark, policyc.loads(POLICY.encode()), claims, openings="none", language="en").to_pylist()
    told = {one["claim_number"]: (one["pay"], one["pay__status"], one["findings"]) for one in found}
    assert told == {
        "a": (Decimal("60.00"), "paid", None),
        "b": (None, "undetermined", ["`cost` is a number, not `sixty`"]),
        "c": (None, "undetermined", None),
        "d": (Decimal("70.00"), "paid", None),
    }


def test_members_by_whole_numbers_and_instants_in_beijing(spark: Any) -> None:
    """At 23:00 in London it is 07:00 of the next day in Beijing; 60 is paid first, then 40 of the year's 100."""
    london = pa.array([datetime(2024, 3, 1, 23), datetime(2024, 3, 1, 22, 59)]).cast(pa.timestamp("us", "UTC"))
    claims = table(row("a", 1, 60, member=7), row("b", 1, 60, member=7)).set_column(2, "settled_at", london)
    found = agree(spark, policyc.loads(POLICY.encode()), claims, openings="none").to_pylist()
    assert {one["claim_number"]: (one["pay"], one["settled_at"]) for one in found} == {
        "a": (Decimal("40.00"), datetime(2024, 3, 2, 7)),
        "b": (Decimal("60.00"), datetime(2024, 3, 2, 6, 59)),
    }


def test_openings_by_a_file(spark: Any, tmp_path: Path) -> None:
    # 甲 has had 70 of the year's 100 and gets 30 of 60; 乙 is new; of 丙 nothing is told
    claims = table(row("a", 1, "60"), row("b", 1, "60", member="乙"), row("c", 1, "60", member="丙"))
    (tmp_path / "o.csv").write_text("参保人,期间,时段,累计项,金额\n甲,年度,2024,赔付,70.00\n乙,,,,\n", encoding="utf-8")
    found = agree(spark, policyc.loads(POLICY.encode()), claims, openings=tmp_path / "o.csv").to_pylist()
    pays = {one["claim_number"]: one["pay"] for one in found}
    assert pays == {"a": Decimal("30.00"), "b": Decimal("60.00"), "c": None}


# ---- the columns


def settled(given: Any) -> Any:
    return policyc.loads(POLICY.encode()).spark(given, openings="none")


def told_of(given: Any) -> list[str]:
    with pytest.raises(policyc.TableError) as told:
        settled(given)
    return [one.code for one in told.value.diagnostics]


def test_columns_at_fault_are_told_before_anything_is_settled(spark: Any) -> None:
    from pyspark.sql import functions as of

    claims = frame(spark, table(row("a", 1, "60")))
    assert told_of(claims.drop("cost")) == ["table-column-missing"]
    assert told_of(claims.withColumn("cost", of.lit(1.5))) == ["table-column-float"]
    assert told_of(claims.withColumn("day", of.expr("INTERVAL '1' DAY"))) == ["table-column-type"]
    assert told_of(claims.select("*", claims["cost"])) == ["claim-key-twice"]


def test_other_columns_are_left_alone(spark: Any) -> None:
    from pyspark.sql import functions as of

    claims = frame(spark, table(row("a", 1, "60")))
    more = claims.select("*", of.lit(1.5).alias("a.b"), of.lit(2).alias("COST"))
    assert [one["pay"] for one in settled(more).collect()] == [Decimal("60.00")]


def test_only_a_dataframe_of_spark_is_taken() -> None:
    with pytest.raises(TypeError, match="a Spark DataFrame, not a Table"):
        settled(table(row("a", 1, "60")))


# ---- files


def invoke(path: Path, claims: Path, output: Path, *words: str) -> Any:
    return CliRunner().invoke(main, ["run", str(path), str(claims), "-o", str(output), "--lang", "en", *words])


def bad_rows(output: Path) -> list[Any]:
    """The rows at fault, by the row of the claims."""
    told = [json.loads(line) for line in output.with_suffix(".bad.jsonl").read_text("utf-8").splitlines()]
    return sorted(told, key=lambda one: one["row"])


def same_files(path: Path, claims: Path, folder: Path, *words: str) -> Any:
    """What the command says with Spark, which writes what it writes without."""
    (folder / "here").mkdir()
    (folder / "spark").mkdir()
    done = invoke(path, claims, folder / "spark/r.parquet", "--engine", "spark", *words)
    expected = invoke(path, claims, folder / "here/r.parquet", "--engine", "python", *words)
    assert done.exit_code == expected.exit_code == 1, done.output
    assert done.stdout == expected.stdout
    found, wanted = (pq.read_table(folder / name / "r.parquet") for name in ("spark", "here"))
    assert found.schema == wanted.schema
    assert rows(found) == rows(wanted)
    assert bad_rows(folder / "spark/r.parquet") == bad_rows(folder / "here/r.parquet")
    assert {one.name for one in (folder / "spark").iterdir()} == {one.name for one in (folder / "here").iterdir()}
    return done


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_a_file_is_settled_by_its_row_groups(spark: Any, ending: str, tmp_path: Path) -> None:
    """What is not Parquet is brought into the one form beforehand; that is."""
    (tmp_path / "small.pol").write_text(POLICY, encoding="utf-8")
    claims = table(row("a", 1, "60.00"), row("b", 2, "sixty"), row("c", 3, "10.00"), row("d", 1, "1.00", member="乙"))
    pq.write_table(claims, tmp_path / "c.parquet", row_group_size=1)
    csv.write_csv(claims, tmp_path / "c.csv")
    lines = [json.dumps(one, ensure_ascii=False, default=str) for one in claims.to_pylist()]
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    words = ("--openings", "none", "--explain-sample", "3")
    same_files(tmp_path / "small.pol", tmp_path / f"c.{ending}", tmp_path, *words)
    assert [one["row"] for one in bad_rows(tmp_path / "spark/r.parquet")] == [2]
    assert (tmp_path / "spark/r.sample.md").read_text("utf-8").count("\n---\n") == 2


def test_lines_of_a_file_of_their_own_are_put_under_their_claims(spark: Any, tmp_path: Path) -> None:
    """Of families, whose claims Spark brings together: 80 % of the lines, 100 a year for a family; one has no time."""
    (tmp_path / "lined.pol").write_text(LINED, encoding="utf-8")
    told = [("A", "1", "2024-03-01"), ("B", "1", "2024-03-02"), ("A", "2", "2024-03-03"), ("B", "3", None)]
    claims = [
        {"family": family, "claim_number": number, "settled_at": day, "day": "2024-03-01"}
        for family, number, day in told
    ]
    lines = [
        {"family": family, "claim_number": number, "amount": amount}
        for family, number, amount in [("A", "1", "30"), ("B", "1", "75"), ("A", "1", "20"), ("A", "2", "90")]
    ]
    pq.write_table(pa.Table.from_pylist(claims), tmp_path / "c.parquet", row_group_size=1)
    pq.write_table(pa.Table.from_pylist(lines), tmp_path / "l.parquet")
    words = ("--openings", "none", "--lines", f"item={tmp_path / 'l.parquet'}")
    same_files(tmp_path / "lined.pol", tmp_path / "c.parquet", tmp_path, *words)
    found = {
        (one["family"], one["claim_number"]): one["pay"]
        for one in pq.read_table(tmp_path / "spark/r.parquet").to_pylist()
    }
    # 80 % of 50, and of 90 what is left of the 100; what B has left no one knows: the claim without a time may be first
    paid = {("A", "1"): Decimal("40.00"), ("A", "2"): Decimal("60.00")}
    assert found == {**paid, ("B", "1"): None, ("B", "3"): None}


def test_what_stops_a_task_is_told_as_without_spark(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "small.pol").write_text(POLICY, encoding="utf-8")
    pq.write_table(table(row("a", 1, "60")), tmp_path / "c.parquet")
    (tmp_path / "o.csv").write_text("member,period,key,total,amount\n甲,policy_year,MMXXIV,pay,70\n", encoding="utf-8")
    words = ("--engine", "spark", "--openings", str(tmp_path / "o.csv"))
    done = invoke(tmp_path / "small.pol", tmp_path / "c.parquet", tmp_path / "r.parquet", *words)
    assert done.exit_code == 1
    assert "[table-opening]: row 1 of the openings" in done.output
    assert {path.name for path in tmp_path.iterdir()} == {"small.pol", "c.parquet", "o.csv"}


def test_a_parquet_file_damaged_within_is_told(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "small.pol").write_text(POLICY, encoding="utf-8")
    pq.write_table(table(*(row(str(at), 1, str(at)) for at in range(2000))), tmp_path / "c.parquet", compression="gzip")
    data = bytearray((tmp_path / "c.parquet").read_bytes())
    data[20:400] = bytes(380)
    (tmp_path / "c.parquet").write_bytes(data)
    done = invoke(tmp_path / "small.pol", tmp_path / "c.parquet", tmp_path / "r.parquet", "--engine", "spark")
    assert done.exit_code == 1
    assert "[table-unreadable]" in done.output
    assert {path.name for path in tmp_path.iterdir()} == {"small.pol", "c.parquet"}


def test_no_claims_give_results_without_rows(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "small.pol").write_text(POLICY, encoding="utf-8")
    pq.write_table(table(row("a", 1, "60")).slice(0, 0), tmp_path / "c.parquet")
    done = invoke(tmp_path / "small.pol", tmp_path / "c.parquet", tmp_path / "r.parquet", "--engine", "spark")
    assert done.exit_code == 0, done.output
    assert pq.read_table(tmp_path / "r.parquet").num_rows == 0


# ---- what has to be there


def test_without_spark_it_is_told_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "small.pol").write_text(POLICY, encoding="utf-8")
    text = f"""
import importlib.util, sys
from importlib.util import find_spec
importlib.util.find_spec = lambda name: None if name == "pyspark" else find_spec(name)
from click.testing import CliRunner
from policyc.cli import main
words = ["run", {str(tmp_path / "small.pol")!r}, "c.parquet", "-o", {str(tmp_path / "r.parquet")!r}]
print(CliRunner().invoke(main, [*words, "--engine", "spark", "--lang", "en"]).output)
"""
    assert "Spark is not installed" in (told := python(text))
    assert "pip install 'policyc[spark]'" in told


def test_without_java_it_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "small.pol").write_text(POLICY, encoding="utf-8")
    command = [sys.executable, "-m", "policyc", "run", str(tmp_path / "small.pol"), "c.parquet", "--engine", "spark"]
    command += ["-o", str(tmp_path / "r.parquet"), "--lang", "en"]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "[spark-not-started]: Spark does not start: there is no Java" in done.stderr
    assert "Traceback" not in done.stderr
