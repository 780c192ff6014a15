"""Tables in memory of four kinds, as Arrow and back: Arrow itself, Polars, pandas, a DuckDB relation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

Back = Callable[[Any], Any]

KINDS = "a pyarrow Table, a Polars or pandas DataFrame or a DuckDB relation"


def as_arrow(table: Any) -> tuple[Any, Back]:
    """A table as Arrow, and what makes an Arrow table one of its kind. Raises TypeError for what is no table."""
    match type(table).__module__.partition(".")[0], type(table).__name__:
        case "pyarrow", "Table":
            return table, lambda results: results
        case "pyarrow", "RecordBatch":
            return pa.Table.from_batches([table]), lambda results: results.combine_chunks().to_batches()[0]
        case "polars", "DataFrame":
            return table.to_arrow(), _polars
        case "polars", "LazyFrame":
            return table.collect().to_arrow(), lambda results: _polars(results).lazy()
        case "pandas", "DataFrame":
            return pa.Table.from_pandas(table, preserve_index=False), _pandas
        case (("duckdb" | "_duckdb"), "DuckDBPyRelation"):
            return table.to_arrow_table(), _duckdb
    raise TypeError(f"claims are {KINDS}, not a {type(table).__name__}")


def given_out(schema: Any) -> Any:
    """A schema of results as its readers get it: with decimals of 128 bits, which every library knows."""
    wide = [pa.decimal128(one.precision, one.scale) if pa.types.is_decimal64(one) else one for one in schema.types]
    return pa.schema([pa.field(name, one) for name, one in zip(schema.names, wide, strict=True)])


def _polars(results: Any) -> Any:
    import polars

    return polars.from_arrow(results)


def _pandas(results: Any) -> Any:
    """With columns of Arrow's types, so that decimals stay what they are."""
    import pandas

    return results.to_pandas(types_mapper=pandas.ArrowDtype)


def _duckdb(results: Any) -> Any:
    import duckdb

    return duckdb.from_arrow(results)
