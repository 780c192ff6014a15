"""Columns between Arrow and Spark: the one form and results as Spark holds them, and back."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from policyc.batch.frames import given_out
from policyc.batch.reading.normal import FAMILY, MEMBER, ROW

NAMED = (FAMILY, MEMBER, ROW)
"""The columns of the one form that Spark brings claims together by, under their own names."""


def spark_schema(schema: Any) -> Any:
    """An Arrow schema as Spark's, for columns of `carried` types."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema, prefer_timestamp_ntz=True)


def arrow_schema(schema: Any) -> Any:
    """Spark's schema as the Arrow schema that its columns come in."""
    from pyspark.sql.pandas.types import to_arrow_type
    from pyspark.sql.types import DayTimeIntervalType, YearMonthIntervalType

    fields = []
    for column in schema:
        interval = isinstance(column.dataType, DayTimeIntervalType | YearMonthIntervalType)
        # no column of claims holds an interval: what stands for it here is only named to the reader
        of = pa.month_day_nano_interval() if interval else to_arrow_type(column.dataType, timezone="UTC")
        fields.append(pa.field(column.name, of))
    return pa.schema(fields)


def carried(schema: Any) -> Any:
    """Results as Spark has them: no dictionaries, no short decimals, times of day only by the microsecond."""
    return pa.schema([pa.field(one.name, _carried(one.type)) for one in given_out(schema)])


def _carried(type: Any) -> Any:
    if pa.types.is_dictionary(type):
        return type.value_type
    return pa.time64("us") if pa.types.is_time32(type) else type


def named_by_place(schema: Any) -> Any:
    """The one form with plain names, for Spark does not tell names apart that differ in capitals."""
    names = [one if one in NAMED else f"column{at}" for at, one in enumerate(schema.names)]
    return pa.schema([pa.field(name, one.type) for name, one in zip(names, schema, strict=True)])


def as_schema(batch: Any, schema: Any) -> Any:
    """A record batch's columns, by place, under the names and types of a schema."""
    columns = [array.cast(one.type) for array, one in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
