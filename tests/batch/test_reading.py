"""What a table may hold, and what becomes of the rows that cannot be read.

The policy pays what is billed, up to 100 yuan a year in all; a claim by one who has not paid the premium pays nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import policyc
from policyc.batch.reading.beside import micros, read_handed_in, read_moments
from policyc.claims.moment import read_moment
from policyc.cli import main
from tests.fixture import loaded

POLICY = """\
policy small (小保单)
  title: "A small policy" ("小保单")
  in force: 2024-01-01 to 2025-12-31
  round: each payment, to fen, half up

kind ward (病房): general (普通) code 01, single (单间) code 07

facts
  day (就诊日): date, 2024-01-01 to 2025-12-31
  cost (费用): money, 0 to 10,000
  ward (病房): ward
  paid_on (缴费日): date, 2023-01-01 to 2025-12-31, optional

period policy_year (年度): year, starting Jan 1, by day

benefit pay (赔付)
  not payable: paid_on is none, because "the premium is not paid" ("未缴费")
  expense: cost
  ratio: 100%
  cap: payment, per policy_year, 100 yuan
"""


def policy() -> policyc.Policy:
    return policyc.loads(POLICY.encode())


def row(number: str, on: int, cost: object, **others: object) -> dict[str, Any]:
    told: dict[str, Any] = {
        "member": "甲",
        "claim_number": number,
        "settled_at": datetime(2024, 3, on, 9),
        "day": date(2024, 3, on),
        "cost": cost,
        "ward": "general",
        "paid_on": date(2024, 1, 1),
    }
    return told | others


def table(*rows: Mapping[str, Any]) -> Any:
    return pa.Table.from_pylist(list(rows))


def paid(results: Any) -> list[Decimal | None]:
    return results.column("pay").to_pylist()


def test_a_year_is_paid_in_order_of_settlement_whatever_the_order_of_rows() -> None:
    # 60, then 40 of 60, then nothing: in the order of days 1, 2, 3
    claims = table(row("c", 3, Decimal("60")), row("a", 1, Decimal("60")), row("b", 2, Decimal("60")))
    assert paid(policy().run(claims, openings="none")) == [Decimal("0.00"), Decimal("60.00"), Decimal("40.00")]


def test_every_kind_of_table_comes_back_as_itself() -> None:
    claims = table(row("a", 1, Decimal("60.05")))
    run = policy().run
    assert paid(run(claims, openings="none")) == [Decimal("60.05")]
    frame = run(polars.from_arrow(claims), openings="none")
    assert isinstance(frame, polars.DataFrame)
    assert frame["pay"].to_list() == [Decimal("60.05")]
    panda = run(pandas.DataFrame(claims.to_pylist()), openings="none")
    assert isinstance(panda, pandas.DataFrame)
    assert panda["pay"].tolist() == [Decimal("60.05")]
    relation = run(duckdb.from_arrow(claims), openings="none")
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    assert relation.fetchall()[0][relation.columns.index("pay")] == Decimal("60.05")
    with pytest.raises(TypeError):
        run([{"cost": 1}])


def test_names_and_values_are_read_as_a_claim_is() -> None:
    told = {
        "参保人": "甲",
        "单号": "1",
        "结算时间": "2024-03-01",
        "就诊日": "2024年3月1日",
        "费用": "1,0.50".replace(",0", "0"),
        "病房": "07",
        "缴费日": "2024-01-01",
    }
    assert paid(policy().run(table(told), openings="none")) == [Decimal("10.50")]
    coded = table(row("a", 1, 7, ward=7))
    assert paid(policy().run(coded, openings="none")) == [Decimal("7.00")]


def test_an_empty_cell_is_not_known_and_an_optional_one_is_none() -> None:
    claims = table(row("a", 1, Decimal("1")), row("b", 2, None), row("c", 3, Decimal("1"), paid_on=None))
    results = policy().run(claims, openings="none", language="en").to_pylist()
    assert [one["pay__status"] for one in results] == ["paid", "undetermined", "refused"]
    assert results[1]["pay__missing"] == ["cost"]
    assert results[2]["pay__reasons"] == ["the premium is not paid"]
    assert [one["findings"] for one in results] == [None, None, None]


def test_what_cannot_be_read_leaves_later_claims_of_the_member_and_year_undetermined() -> None:
    # the second claim's cost is not a number; the third reads the year's total, the fourth another year's
    next_year = row("d", 4, "50", day=date(2025, 1, 4), settled_at=datetime(2025, 1, 4))
    claims = table(row("a", 1, "60"), row("b", 2, "sixty"), row("c", 3, "10"), next_year)
    others = table({**row("e", 3, "10"), "member": "乙"})
    results = policy().run(pa.concat_tables([claims, others]), openings="none", language="en").to_pylist()
    assert [one["pay__status"] for one in results] == ["paid", "undetermined", "undetermined", "paid", "paid"]
    assert results[1]["findings"] == ["`cost` is a number, not `sixty`"]
    assert [one["pay"] for one in results][3:] == [Decimal("50.00"), Decimal("10.00")]


def test_an_optional_fact_that_cannot_be_read_is_not_none() -> None:
    # were it none the claim would be refused; it is not known whether it is
    claims = table(row("a", 1, "60", paid_on="2024-01-01"), row("b", 2, "60", paid_on="soon"))
    results = policy().run(claims, openings="none").to_pylist()
    assert [one["pay__status"] for one in results] == ["paid", "undetermined"]


def test_a_broken_assertion_shows_the_values_of_what_it_speaks_of() -> None:
    law = policyc.loads((POLICY + "\nassert: pay under 50 yuan or paid_on is none\n").encode())
    results = law.run(table(row("1", 1, "60.50")), openings="none").to_pylist()
    assert "赔付 60.50" in results[0]["findings"][0]


def test_claims_that_tie_are_both_at_fault() -> None:
    claims = table(row("a", 1, "60"), row("a", 1, "50"), row("b", 2, "10"))
    results = policy().run(claims, openings="none", language="en").to_pylist()
    assert [one["pay__status"] for one in results] == ["undetermined"] * 3
    assert [bool(one["findings"]) for one in results] == [True, True, False]


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"cost": 1.5}, "table-column-float"),
        ({"day": True}, "table-column-type"),
        ({"settled_at": 1}, "table-column-type"),
    ],
)
def test_a_column_of_a_wrong_type_is_told_once(change: dict[str, Any], slug: str) -> None:
    with pytest.raises(policyc.TableError) as told:
        policy().run(table({**row("a", 1, "1"), **change}, {**row("b", 2, "1"), **change}))
    assert [one.code for one in told.value.diagnostics] == [slug]


@pytest.mark.parametrize("column", ["cost", "paid_on", "member", "settled_at"])
def test_a_missing_column_is_told(column: str) -> None:
    with pytest.raises(policyc.TableError) as told:
        policy().run(table(row("a", 1, "1")).drop_columns([column]))
    assert [one.code for one in told.value.diagnostics] == ["table-column-missing"]
    assert column in str(told.value)


# ---- files


def invoke(folder: Path, *words: str) -> Any:
    (folder / "small.pol").write_text(POLICY, encoding="utf-8")
    return CliRunner().invoke(main, ["run", str(folder / "small.pol"), *words, "--lang", "en"])


def test_the_same_claims_from_every_kind_of_file(tmp_path: Path) -> None:
    claims = table(row("a", 1, "60.00"), row("b", 2, "sixty"), row("c", 3, "10.00"), row("d", 1, "1.00", member="乙"))
    pq.write_table(claims, tmp_path / "c.parquet")
    csv.write_csv(claims, tmp_path / "c.csv")
    lines = [json.dumps(one, ensure_ascii=False, default=str) for one in claims.to_pylist()]
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found: list[Any] = []
    for ending in ("parquet", "csv", "jsonl"):
        output = tmp_path / f"{ending}.results.parquet"
        done = invoke(tmp_path, str(tmp_path / f"c.{ending}"), "-o", str(output), "--openings", "none")
        assert done.exit_code == 1, done.output
        found.append(pq.read_table(output).to_pylist())
        bad = [json.loads(line) for line in output.with_suffix(".bad.jsonl").read_text("utf-8").splitlines()]
        assert [(one["row"], one["claim_number"]) for one in bad] == [(2, "b")]
        assert bad[0]["findings"][0]["code"] == "claim-not-a-number"
    assert found[0] == found[1] == found[2]
    answers = {one["claim_number"]: one["pay__status"] for one in found[0]}
    assert answers == {"a": "paid", "b": "undetermined", "c": "undetermined", "d": "paid"}


def test_a_file_as_a_spreadsheet_saves_it(tmp_path: Path) -> None:
    """In GBK, days and times written short: 60, 40 of what is left of 100, nothing."""
    told = ["参保人,单号,结算时间,就诊日,费用,病房,缴费日"]
    told += [f"丁甲,{at},2024/3/{at} 9:05,2024/3/{at},60.00,普通,2024/1/1" for at in (2, 10, 1)]
    (tmp_path / "c.csv").write_bytes("\r\n".join(told).encode("gbk"))
    done = invoke(tmp_path, str(tmp_path / "c.csv"), "-o", str(tmp_path / "r.parquet"), "--openings", "none")
    assert done.exit_code == 0, done.output
    found = pq.read_table(tmp_path / "r.parquet").to_pylist()
    assert [(one["member"], one["claim_number"], one["pay"]) for one in found] == [
        ("丁甲", "1", Decimal("60.00")),
        ("丁甲", "2", Decimal("40.00")),
        ("丁甲", "10", Decimal("0.00")),
    ]
    assert found[0]["settled_at"] == datetime(2024, 3, 1, 9, 5)


HEADER = b"member,claim_number,settled_at,day,cost,ward,paid_on\n"
SHORT = ["2024/3/1 9:05", "2024-3-1 09:05", "2024/03/1T9:05:00", "2024-03-01 9:05:00"]


@pytest.mark.parametrize(
    "text", [*SHORT, "2024/3/1", "2024年3月1日 9:05", "2024-3/1 9:05", "2024/3/1 9:5", "1/3/2024 9:05"]
)
def test_times_of_settlement_written_short_are_read_in_bulk_as_one_by_one(text: str) -> None:
    values, doubtful = read_moments(pa.array([text, None]))
    moment = read_moment(text)
    if text in SHORT:
        assert moment == datetime(2024, 3, 1, 9, 5)
        assert not doubtful.any()
    if not doubtful[0]:
        assert moment is not None
        assert values.to_pylist() == [micros(moment), None]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("c.xlsx", b"PK", "table-input-kind"),
        ("c.csv", "参保人,单号\n".encode("utf-16"), "table-not-utf-8"),
        ("c.csv", "参保人,单号\n".encode() + "丁,1\n".encode("gbk"), "table-not-utf-8"),
        (
            "c.csv",
            HEADER + 50_000 * b"A,1,2024-03-01,2024-03-01,6,01,\n" + "丁,,,,,,\n".encode("gbk"),
            "table-not-utf-8",
        ),
    ],
)
def test_files_of_other_kinds_are_told(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    done = invoke(tmp_path, str(tmp_path / name), "-o", str(tmp_path / "r.parquet"))
    assert done.exit_code == 1
    assert f"[{code}]" in done.output


def test_a_row_of_too_many_cells_is_told_by_its_number(tmp_path: Path) -> None:
    """The first row has a cell of two lines; the one at fault stands in another block of the file."""
    rows = [b'A,1,2024-03-01,2024-03-01,6,01,"2024-01-01\n"\n', *(40_000 * [b"A,1,2024-03-01,2024-03-01,6,01,\n"])]
    (tmp_path / "c.csv").write_bytes(HEADER + b"".join(rows) + b"A,1,2024-03-01,2024-03-01,1,200,01,\n")
    done = invoke(tmp_path, str(tmp_path / "c.csv"), "-o", str(tmp_path / "r.parquet"))
    assert "row 40002 of " in done.output
    assert " has 8 cells, where there are 7 columns: A,1,2024-03-01,2024-03-01,1,200,01," in " ".join(
        done.output.split()
    )


def test_a_cell_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    told = 2000 * b'A,,2024-03-01,2024-03-01,6,01,2024-01-01,"a note\n\n, and more"\n'
    (tmp_path / "c.csv").write_bytes(HEADER.strip() + b",note\n" + told)
    invoke(tmp_path, str(tmp_path / "c.csv"), "-o", str(tmp_path / "r.parquet"))
    assert pq.read_table(tmp_path / "r.parquet").num_rows == 2000


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = invoke(tmp_path, str(tmp_path / "c.parquet"), "-o", str(tmp_path / "r.parquet"))
    assert "[table-not-there]: there is no file" in done.output


def test_parquet_by_another_name_is_read(tmp_path: Path) -> None:
    pq.write_table(table(row("a", 1, "60")), tmp_path / "claims")
    done = invoke(tmp_path, str(tmp_path / "claims"), "-o", str(tmp_path / "r.parquet"), "--openings", "none")
    assert done.exit_code == 0, done.output


def test_openings_by_a_file(tmp_path: Path) -> None:
    # 甲 has had 70 of the year's 100 and gets 30 of 60; 乙 is new; of 丙 nothing is told
    claims = [row("a", 1, "60"), row("b", 1, "60", member="乙"), row("c", 1, "60", member="丙")]
    pq.write_table(table(*claims), tmp_path / "c.parquet")
    told = "参保人,期间,时段,累计项,金额\n甲,年度,2024,赔付,70.00\n乙,,,,\n"
    (tmp_path / "o.csv").write_text(told, encoding="utf-8")
    first = '{"member": "甲", "openings": {"policy_year": {"2024": {"pay": "70"}}}}'
    second = '{"member": "乙", "openings": "none"}'
    (tmp_path / "o.jsonl").write_text(f"{first}\n{second}\n", encoding="utf-8")
    for openings in ("o.csv", "o.jsonl"):
        output = tmp_path / "r.parquet"
        done = invoke(tmp_path, str(tmp_path / "c.parquet"), "-o", str(output), "--openings", str(tmp_path / openings))
        assert done.exit_code == 0, done.output
        pays = {one["claim_number"]: one["pay"] for one in pq.read_table(output).to_pylist()}
        assert pays == {"a": Decimal("30.00"), "b": Decimal("60.00"), "c": None}


def test_a_wrong_row_of_the_openings_is_told(tmp_path: Path) -> None:
    pq.write_table(table(row("a", 1, "60")), tmp_path / "c.parquet")
    (tmp_path / "o.csv").write_text("member,period,key,total,amount\n甲,policy_year,MMXXIV,pay,70\n", encoding="utf-8")
    output = tmp_path / "r.parquet"
    done = invoke(tmp_path, str(tmp_path / "c.parquet"), "-o", str(output), "--openings", str(tmp_path / "o.csv"))
    assert done.exit_code == 1
    assert "row 1 of the openings" in done.output
    assert not output.exists()


def test_a_parquet_file_cut_short_is_told(tmp_path: Path) -> None:
    pq.write_table(table(row("a", 1, "60")), tmp_path / "c.parquet")
    whole = (tmp_path / "c.parquet").read_bytes()
    (tmp_path / "c.parquet").write_bytes(whole[: len(whole) // 2])
    done = invoke(tmp_path, str(tmp_path / "c.parquet"), "-o", str(tmp_path / "r.parquet"))
    assert done.exit_code == 1
    assert "[table-unreadable]" in done.output
    assert not (tmp_path / "r.parquet").exists()


def test_a_parquet_file_damaged_within_is_told(tmp_path: Path) -> None:
    pq.write_table(table(*(row(str(at), 1, str(at)) for at in range(2000))), tmp_path / "c.parquet", compression="gzip")
    data = bytearray((tmp_path / "c.parquet").read_bytes())
    data[20:400] = bytes(380)
    (tmp_path / "c.parquet").write_bytes(data)
    done = invoke(tmp_path, str(tmp_path / "c.parquet"), "-o", str(tmp_path / "r.parquet"))
    assert done.exit_code == 1
    assert "[table-unreadable]" in done.output
    assert {path.name for path in tmp_path.iterdir()} == {"small.pol", "c.parquet"}


def test_no_room_to_put_claims_in_order_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policyc.batch.reading.ordering.HELD", 0)
    monkeypatch.setattr("policyc.batch.reading.database.MEMORY", "1MB")
    pq.write_table(table(*(row(str(at), 1, str(at)) for at in range(30_000))), tmp_path / "c.parquet")
    done = invoke(tmp_path, str(tmp_path / "c.parquet"), "-o", str(tmp_path / "r.parquet"))
    assert "[table-no-room]" in done.output
    assert not (tmp_path / "r.parquet").exists()


def test_a_table_without_rows_gives_results_without_rows() -> None:
    empty = table(row("a", 1, "1")).slice(0, 0)
    results = policy().run(empty, openings="none")
    assert results.num_rows == 0
    assert "pay__reasons" in results.column_names


def test_an_amount_outside_its_bounds_or_too_precise_goes_to_the_reader_of_claims() -> None:
    amounts = [Decimal("10000.00"), Decimal("10000.01"), Decimal("1.005"), Decimal("-0.01")]
    claims = table(*(row(str(at), 1, amount, member=str(at)) for at, amount in enumerate(amounts)))
    results = policy().run(claims, openings="none", language="en").to_pylist()
    assert [one["pay__status"] for one in results] == ["paid", "undetermined", "undetermined", "undetermined"]
    # the fact's own words for what is wrong, as of a claim by itself
    alone = []
    for at in (1, 2, 3):
        with pytest.raises(policyc.ClaimError) as told:
            policy().read({"cost": amounts[at]})
        alone.append([told.value.diagnostics[0].code])
    assert alone == [["claim-out-of-bounds"], ["claim-too-precise"], ["claim-out-of-bounds"]]
    assert all(one["findings"] for one in results[1:])


def test_whole_yuan_and_other_decimals_are_the_same_amount() -> None:
    types = [pa.int64(), pa.decimal128(10, 0), pa.decimal128(30, 6), pa.decimal256(40, 2), pa.string()]
    for kind in types:
        claims = table(row("a", 1, "12"))
        cost = pa.array(["12"]).cast(kind) if kind != pa.string() else pa.array(["12"])
        claims = claims.set_column(claims.schema.get_field_index("cost"), "cost", cost)
        assert paid(policy().run(claims, openings="none")) == [Decimal("12.00")]


def test_times_of_settlement_in_other_forms_are_the_same_moments() -> None:
    # 23:00 in London is 07:00 of the next day in Beijing: after 06:59 there, and before 07:01
    moments = ["2024-03-02 06:59:00", "2024-03-01T23:00:00Z", "2024-03-02 07:01:00"]
    claims = table(*(row(str(at), 1, "60", settled_at=moment) for at, moment in enumerate(moments)))
    wanted = [Decimal("60.00"), Decimal("40.00"), Decimal("0.00")]
    assert paid(policy().run(claims, openings="none")) == wanted
    zoned = pa.array([datetime(2024, 3, 1, 22, 59), datetime(2024, 3, 1, 23), datetime(2024, 3, 1, 23, 1)])
    claims = claims.set_column(2, "settled_at", zoned.cast(pa.timestamp("ns", "UTC")))
    assert paid(policy().run(claims, openings="none")) == wanted


TRUTHS = """\
policy truths (是否)
  round: each payment, to fen, half up

facts
  emergency (急诊): yes or no
  cost (费用): money, 0 to 10,000

benefit pay (赔付)
  not payable: not emergency, because "not an emergency" ("不是急诊")
  expense: cost
"""


@pytest.mark.parametrize("yes", ["true", '"是"', '"yes"'])
def test_yes_and_no_are_read_from_json_lines(yes: str, tmp_path: Path) -> None:
    """The second row is read by itself too, for its cost cannot be."""
    (tmp_path / "t.pol").write_text(TRUTHS, encoding="utf-8")
    lines = [
        f'{{"急诊": {yes}, "费用": "12.50"}}',
        f'{{"急诊": {yes}, "费用": "dear"}}',
        '{"急诊": false, "费用": "3"}',
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told = ["run", str(tmp_path / "t.pol"), str(tmp_path / "c.jsonl"), "-o", str(tmp_path / "r.parquet")]
    done = CliRunner().invoke(main, told)
    assert done.exit_code == 1, done.output
    results = pq.read_table(tmp_path / "r.parquet")
    assert paid(results) == [Decimal("12.50"), None, Decimal("0.00")]
    assert results.column("pay__status").to_pylist() == ["paid", "undetermined", "refused"]


def test_a_list_of_papers_that_is_null_but_holds_something_is_not_given() -> None:
    papers = loaded(Path(__file__).parents[2] / "policies/kunshan/resident_2021.zh.pol").compiled.interface.papers
    offsets, missing = pa.array([0, 1, 2], pa.int32()), pa.array([True, False])
    handed = pa.ListArray.from_arrays(offsets, pa.array([papers[0].key, papers[1].key]), mask=missing)
    found, doubtful = read_handed_in(papers, handed)
    assert not doubtful.any()
    assert found[papers[0].column].to_pylist() == [None, False]
    assert found[papers[1].column].to_pylist() == [None, True]
