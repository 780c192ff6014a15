"""Results appear whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policyc.batch.writing.abandoned import MARK
from tests.batch.test_reading import POLICY, invoke, row, table

ROOT = Path(__file__).parents[2]


def left(folder: Path) -> set[str]:
    """What is in a folder beside what was put there."""
    return {path.name for path in folder.iterdir()} - {"small.pol", "c.parquet", "c.jsonl"}


def claims(folder: Path) -> str:
    pq.write_table(table(row("a", 1, "60"), row("b", 2, "sixty")), folder / "c.parquet")
    return str(folder / "c.parquet")


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "r.parquet").write_bytes(b"earlier")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = claims(tmp_path)
    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    done = invoke(tmp_path, path, "-o", str(tmp_path / "r.parquet"))
    assert done.exit_code == 1
    assert "[table-no-room]" in done.output
    assert (tmp_path / "r.parquet").read_bytes() == b"earlier"
    assert left(tmp_path) == {"r.parquet"}


def test_a_disk_that_is_full_at_the_end_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    done = invoke(tmp_path, claims(tmp_path), "-o", str(tmp_path / "r.parquet"))
    assert "[table-no-room]" in done.output
    assert left(tmp_path) == set()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = invoke(tmp_path, claims(tmp_path), "-o", str(tmp_path / "no" / "r.parquet"))
    assert done.exit_code == 1
    assert "[table-unwritable]" in done.output


def test_rows_at_fault_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    output = tmp_path / "r.parquet"
    invoke(tmp_path, claims(tmp_path), "-o", str(output))
    assert left(tmp_path) == {"r.parquet", "r.bad.jsonl"}
    pq.write_table(table(row("a", 1, "60")), tmp_path / "c.parquet")
    assert invoke(tmp_path, str(tmp_path / "c.parquet"), "-o", str(output)).exit_code == 0
    assert left(tmp_path) == {"r.parquet"}


def started(folder: Path, source: Path, output: Path) -> subprocess.Popen[bytes]:
    """A run in a process of its own, which takes its claims from a pipe."""
    (folder / "small.pol").write_text(POLICY, encoding="utf-8")
    os.mkfifo(source)
    command = [sys.executable, "-m", "policyc", "run", str(folder / "small.pol"), str(source), "-o", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([*command, "--openings", "none"], env=environment, stderr=subprocess.PIPE)


def test_killed_half_way_nothing_is_left_and_a_second_run_succeeds(tmp_path: Path) -> None:
    source, output = tmp_path / "c.jsonl", tmp_path / "r.parquet"
    running = started(tmp_path, source, output)
    # the run waits for claims in the middle of its work
    with source.open("wb") as pipe:
        pipe.write(b"{}\n")
        pipe.flush()
        wait_for(lambda: bool(left(tmp_path)))
        running.send_signal(signal.SIGTERM)
        running.wait(60)
    assert running.returncode != 0
    assert left(tmp_path) == set()
    source.unlink()
    source.write_text(
        '{"member": "甲", "claim_number": "1", "settled_at": "2024-03-01", "day": "2024-03-01", "cost": "60",'
        ' "ward": "general", "paid_on": "2024-01-01"}',
        encoding="utf-8",
    )
    done = invoke(tmp_path, str(source), "-o", str(output), "--openings", "none")
    assert done.exit_code == 0
    assert pq.read_table(output).column("pay").to_pylist() == [Decimal("60.00")]


def test_what_a_run_leaves_that_could_not_clear_up_the_next_one_clears_away(tmp_path: Path) -> None:
    source, output = tmp_path / "c.jsonl", tmp_path / "r.parquet"
    running = started(tmp_path, source, output)
    with source.open("wb") as pipe:
        pipe.write(b"{}\n")
        pipe.flush()
        wait_for(lambda: any((folder / MARK).exists() for folder in tmp_path.iterdir()))
        # while it goes on, another run leaves its folder alone
        assert invoke(tmp_path, claims(tmp_path), "-o", str(output)).exit_code == 1
        assert left(tmp_path) > {"r.parquet", "r.bad.jsonl"}
        running.kill()
        running.wait(60)
    assert left(tmp_path) > {"r.parquet", "r.bad.jsonl"}
    invoke(tmp_path, claims(tmp_path), "-o", str(output))
    assert left(tmp_path) == {"r.parquet", "r.bad.jsonl"}


def wait_for(happened: Any) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx", "r"])
def test_results_are_not_called_what_they_are_not(name: str, tmp_path: Path) -> None:
    done = invoke(tmp_path, claims(tmp_path), "-o", str(tmp_path / name))
    assert done.exit_code == 1
    assert "[table-output-kind]" in done.output
    assert left(tmp_path) == set()


def test_amounts_are_whole_numbers_of_the_file_and_decimals_to_every_reader(tmp_path: Path) -> None:
    """Sixty yuan, and nothing that is known; those who look for some amounts can tell where they are not."""
    output = tmp_path / "r.parquet"
    invoke(tmp_path, claims(tmp_path), "-o", str(output), "--openings", "none")
    file = pq.ParquetFile(output)
    places = {file.schema.column(at).path: at for at in range(len(file.schema))}
    assert file.schema.column(places["pay"]).physical_type == "INT64"
    assert file.schema_arrow.field("pay").type == pa.decimal128(18, 2)
    assert pa.types.is_dictionary(file.schema_arrow.field("pay__status").type)
    told = file.metadata.row_group(0).column(places["pay"]).statistics
    assert (told.min, told.max, told.null_count) == (Decimal("60.00"), Decimal("60.00"), 1)
    wanted = [Decimal("60.00"), None]
    assert file.read().column("pay").to_pylist() == wanted
    assert polars.read_parquet(output)["pay"].to_list() == wanted
    assert [pay for (pay,) in duckdb.sql(f"SELECT pay FROM '{output}'").fetchall()] == wanted
