"""Lines in a second file settle as those in a column of lists do; claims are explained as a sample."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from policyc.cli import main
from tests.batch.tables import histories, table_of
from tests.fixture import loaded

SHENZHEN = Path(__file__).parents[2] / "policies" / "shenzhen" / "children_2024.zh.pol"


def run(folder: Path, claims: Any, output: str, *words: str) -> Any:
    pq.write_table(claims, folder / f"{output}.claims.parquet")
    command = ["run", str(SHENZHEN), str(folder / f"{output}.claims.parquet"), "-o", str(folder / f"{output}.parquet")]
    return CliRunner().invoke(main, [*command, "--openings", "none", "--lang", "en", *words])


@pytest.fixture
def claims() -> Any:
    compiled = loaded(SHENZHEN).compiled
    table = table_of(compiled, histories(compiled, Random(5), 20, 5))
    # in a second file there is no telling a claim without a list from one whose list is empty
    lists = [lines or [] for lines in table.column("fee_line").to_pylist()]
    place = table.schema.get_field_index("fee_line")
    return table.set_column(place, "fee_line", pa.array(lists, table.schema.field("fee_line").type))


def rows_of(claims: Any) -> list[dict[str, Any]]:
    numbers = claims.column("claim_number").to_pylist()
    lists = claims.column("fee_line").to_pylist()
    return [{"claim_number": number, **line} for number, lines in zip(numbers, lists, strict=True) for line in lines]


def lines_table(claims: Any, rows: list[dict[str, Any]]) -> Any:
    inner = list(claims.schema.field("fee_line").type.value_type)
    return pa.Table.from_pylist(rows, schema=pa.schema([("claim_number", pa.string()), *inner]))


def test_a_second_file_settles_as_a_column_of_lists(tmp_path: Path, claims: Any) -> None:
    pq.write_table(lines_table(claims, rows_of(claims)), tmp_path / "lines.parquet")
    run(tmp_path, claims, "nested")
    lines = f"费用明细={tmp_path / 'lines.parquet'}"
    done = run(tmp_path, claims.drop_columns(["fee_line"]), "apart", "--lines", lines)
    assert "does not apply" in done.output
    apart, nested = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("apart", "nested"))
    assert nested.num_rows == claims.num_rows
    assert apart.to_pylist() == nested.to_pylist()


def test_a_line_of_no_claim_is_told(tmp_path: Path, claims: Any) -> None:
    rows = rows_of(claims)
    rows[3] = {**rows[3], "claim_number": "elsewhere"}
    pq.write_table(lines_table(claims, rows), tmp_path / "lines.parquet")
    lines = f"fee_line={tmp_path / 'lines.parquet'}"
    done = run(tmp_path, claims.drop_columns(["fee_line"]), "apart", "--lines", lines)
    assert done.exit_code == 1
    assert "row 4 of the lines is of the claim `elsewhere`" in done.output


def test_lines_of_another_name_are_told(tmp_path: Path, claims: Any) -> None:
    done = run(tmp_path, claims, "r", "--lines", "fees=lines.parquet")
    assert "[table-no-such-lines]" in done.output


def test_a_line_that_cannot_be_read_leaves_its_claim_undetermined(tmp_path: Path, claims: Any) -> None:
    rows = rows_of(claims)
    table = lines_table(claims, rows)
    kinds = table.column("charge_kind").to_pylist()
    kinds[2] = "no such kind"
    table = table.set_column(table.schema.get_field_index("charge_kind"), "charge_kind", pa.array(kinds))
    pq.write_table(table, tmp_path / "lines.parquet")
    lines = f"fee_line={tmp_path / 'lines.parquet'}"
    run(tmp_path, claims.drop_columns(["fee_line"]), "apart", "--lines", lines)
    settled = {one["claim_number"]: one for one in pq.read_table(tmp_path / "apart.parquet").to_pylist()}
    found = settled[rows[2]["claim_number"]]["findings"]
    assert any("no such kind" in finding for finding in found)


def test_as_many_claims_are_explained_as_are_asked_for(tmp_path: Path, claims: Any) -> None:
    run(tmp_path, claims, "r", "--explain-sample", "4")
    text = (tmp_path / "r.sample.md").read_text("utf-8")
    assert text.count("## Answer") == 4
    assert text.count("\n---\n") == 3
