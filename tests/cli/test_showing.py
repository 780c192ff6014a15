"""policyc show --stage sql: the query of an engine, or which columns it has none for."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import sqlglot
from click.testing import CliRunner

from policyc.cli import main

ROOT = Path(__file__).parents[2]
DAILY = str(ROOT / "examples/daily_limit.zh.pol")
LOOPING = str(ROOT / "tests/settlement/difference_and_clamp.zh.pol")


def show(policy: str, dialect: str, language: str = "en") -> str:
    shown = CliRunner().invoke(main, ["show", policy, "--stage", "sql", "--dialect", dialect, "--lang", language])
    assert shown.exit_code == 0, shown.stderr
    return shown.stdout


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres", "mysql"])
def test_the_query_of_each_engine_is_read_by_it(dialect: str) -> None:
    assert len(sqlglot.parse(show(DAILY, dialect), read=dialect)) == 1


def test_the_head_says_what_the_query_reads_and_gives(tmp_path: Path) -> None:
    policy = b"""policy visit
  in force: 2024-01-01 to 2024-12-31
  round: each payment, to fen, half up

kind level: primary < tertiary

facts
  service_date: date, 2024-01-01 to 2024-12-31
  level: level
  cost: money, 0 to 1,000
  referred: yes or no

period policy_year: year, starting Jan 1, by service_date

benefit pay
  expense: cost
  ratio: 50%, if referred or level is primary, else 20%
  cap: payment, per policy_year, 300
"""
    (tmp_path / "visit.pol").write_bytes(policy)
    text = show(str(tmp_path / "visit.pol"), "duckdb")
    head = [line for line in text.splitlines() if line.startswith("--")]
    assert any('"cost"' in line and "fen, 0..100000" in line for line in head)
    assert any('"level"' in line and "0 primary, 1 tertiary" in line for line in head)
    assert any('"service_date"' in line and "date - CAST('0001-01-01' AS DATE)" in line for line in head)
    assert any("HAVING COUNT(*) > 1" in line for line in head)
    assert any("member, policy_year" in line for line in head)
    # 738,886 is 1 January 2024. 400.00 of 2 January are settled first, then 1,000.00 of 1 January: half of 400.00 is
    # 200.00; half of 1,000.00 is 500.00, of which the year has 300.00 - 200.00 left. Nobody had anything before.
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE claims AS SELECT * FROM (VALUES (1, 7, 738887, 0, 40000, FALSE), (2, 7, 738886, 1, 100000, TRUE))"
        " AS of(seq, member, service_date, level, cost, referred)"
    )
    connection.execute("CREATE TABLE openings(total VARCHAR, key1 BIGINT, key2 BIGINT, amount BIGINT)")
    for total in {line.split("'")[1] for line in head if " by member" in line}:
        connection.execute("INSERT INTO openings VALUES (?, NULL, NULL, 0)", [total])
    rows = connection.execute(f"SELECT seq, pay FROM ({text}\n) ORDER BY seq").fetchall()
    assert rows == [(1, 20000), (2, 10000)]


def test_an_engine_that_cannot_loop_says_which_columns_and_what_to_do() -> None:
    for language, words in (("zh", "Spark 的查询说不了"), ("en", "a query of Spark cannot say")):
        shown = CliRunner().invoke(main, ["show", LOOPING, "--stage", "sql", "--dialect", "spark", "--lang", language])
        assert shown.exit_code == 2
        assert shown.stderr.startswith(words)
        assert "--dialect duckdb" in shown.stderr
        assert "__paid_earlier" in shown.stderr or "_earlier_" in shown.stderr


@pytest.mark.parametrize(
    "clash",
    [
        "facts\n  seq: count, 0 to 9\n  cost: money, 0 to 100\n\nbenefit pay\n"
        '  not payable: seq > 3, because "too often" ("太多")\n  expense: cost\n',
        "facts\n  cost: money, 0 to 100\n\nbenefit seq\n  expense: cost\n  ratio: 50%\n",
    ],
    ids=["a fact", "a result"],
)
def test_a_name_that_the_queries_have_too_is_told(clash: str, tmp_path: Path) -> None:
    """The answer would be another column's: no query is written."""
    policy = tmp_path / "small.pol"
    policy.write_text(f'policy small\n  title: "Small"\n  round: each payment, to fen, half up\n\n{clash}')
    done = CliRunner().invoke(main, ["show", str(policy), "--stage", "sql", "--lang", "en"])
    assert done.exit_code == 1
    assert "[sql-name-taken]" in done.output
    assert "`seq`" in done.output
