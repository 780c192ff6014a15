"""Parquet as record batches: by its row groups, small ones together."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policyc.batch.reading.sources import open_source


@pytest.mark.parametrize(
    ("rows", "batches"),
    [
        # a batch that went over from one group into the next would come in two
        (150, [100, 50, 100, 50, 100]),
        (100, [100, 100, 100, 100]),
        # 40 + 40 + 40, the fewest that are as many as are read at once
        (40, [100, 20, 100, 20, 100, 20, 40]),
        (1000, [100, 100, 100, 100]),
    ],
)
def test_groups_are_read_one_by_one_and_small_ones_together(
    rows: int, batches: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policyc.batch.reading.sources.READ_ROWS", 100)
    file = tmp_path / "claims.parquet"
    pq.write_table(pa.table({"row": range(400), "kind": ["a", "b"] * 200}), file, row_group_size=rows)
    read = list(open_source(file).batches(["row"], []))
    assert [one for batch in read for one in batch.column("row").to_pylist()] == list(range(400))
    assert [len(batch) for batch in read] == batches
    assert sum(len(batch) for batch in open_source(file, 0).batches(["row"], [])) == min(rows, 400)


def test_a_file_without_rows_has_no_batches(tmp_path: Path) -> None:
    file = tmp_path / "claims.parquet"
    with pq.ParquetWriter(file, pa.schema([("row", pa.int64())])):
        pass
    assert sum(len(batch) for batch in open_source(file).batches(["row"], [])) == 0
