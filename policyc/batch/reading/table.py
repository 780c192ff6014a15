"""Tables of claims into the one form, batch by batch: in bulk where a row is plainly well formed, else one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

from policyc.batch.engines.columns import Array
from policyc.batch.fault import BatchError
from policyc.batch.reading.ahead import ahead
from policyc.batch.reading.beside import read_handed_in, read_moments, read_names, takes_beside
from policyc.batch.reading.convert import ArrowArray, Read, packed, plain, read_column, takes
from policyc.batch.reading.headings import Headings, headings, line_headings
from policyc.batch.reading.normal import BAD, NAMES, ROW, SETTLED_AT, column_of, names_of, schema_of, type_of
from policyc.batch.reading.sources import Source
from policyc.batch.reading.unread import Record, RowReader
from policyc.batch.staged import Staged
from policyc.claims.papers import separated
from policyc.claims.reader import ClaimReader, Reserved
from policyc.claims.value import Converter, bounds, fact_converter
from policyc.claims.wanted import number_words
from policyc.interface import FactSpec, LinesSpec, words
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth


@define
class TableReader:
    """A table of claims, by its columns."""

    staged: Staged
    source: Source
    language: Language
    # the keys of blocks of lines that come from elsewhere
    beside: frozenset[str] = frozenset()
    # the row of the table that the source begins with
    begins: int = 1
    headings: Headings = field(init=False)
    normal: Any = field(init=False)
    one_by_one: RowReader = field(init=False)
    _converters: Mapping[str, Converter] = field(init=False)
    _lines: Mapping[str, Mapping[str, str]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        interface = self.staged.compiled.interface
        self.headings = headings(self.staged, self.schema.names, self.beside)
        lined = [spec for _, facts in self.staged.lines for spec in facts]
        self._converters = {spec.key: fact_converter(spec, interface) for spec in (*self.staged.facts, *lined)}
        self.one_by_one = RowReader(self.staged, ClaimReader(interface), self.language)
        self._lines = {
            block.key: line_headings(self.staged, block, facts, self._inner(block.key).names)
            for block, facts in self.staged.lines
            if block.key in self.headings.lines
        }
        self._check_types()
        self.normal = schema_of(self.staged, {name: self._name_type(word) for name, word in NAMES.items()})

    @property
    def schema(self) -> Any:
        return self.source.schema

    @property
    def rows(self) -> int | None:
        """How many claims there are, where that is known."""
        return self.source.rows

    def _name_type(self, word: Reserved) -> Any:
        """Families, members and claim numbers stay what they are: texts, or whole numbers."""
        name = self.headings.reserved.get(word)
        type = pa.string() if name is None else _type(self.schema.field(name).type)
        return pa.int64() if pa.types.is_integer(type) else pa.string()

    def _inner(self, block: str) -> Any:
        """The fields of one line of a nested column."""
        return pa.schema(list(_line_type(self.schema.field(self.headings.lines[block]).type, block)))

    # ---- types

    def _check_types(self) -> None:
        findings: list[Diagnostic] = []
        for spec in self.staged.facts:
            if spec.key in self.headings.facts:
                findings += mistyped(spec, self.schema.field(self.headings.facts[spec.key]).type)
        for block, facts in self.staged.lines:
            if block.key in self._lines:
                inner = self._inner(block.key)
                for spec in facts:
                    if (name := self._lines[block.key].get(spec.key)) is not None:
                        findings += mistyped(spec, inner.field(name).type)
        for word, name in self.headings.reserved.items():
            type = _type(self.schema.field(name).type)
            if not takes_beside(word, type):
                findings.append(_wrong(word.value, type, _BESIDE[word]))
        if findings:
            raise BatchError(findings)

    # ---- rows

    def batches(self) -> Iterator[Any]:
        """The claims in the one form."""
        columns = list(dict.fromkeys(self.headings.columns))
        names = set(self.headings.reserved.values())
        texts = [one for one in columns if one not in names and pa.types.is_string(self.schema.field(one).type)]

        def readings() -> Iterator[Callable[[], Any]]:
            first = self.begins
            for batch in self.source.batches(columns, texts):
                yield partial(self.read, batch, first)
                first += len(batch)

        return ahead(readings())

    def read(self, batch: Any, first: int) -> Any:
        """A record batch in the one form. `first` is the row of the table that it begins with."""
        count = len(batch)
        found: dict[str, ArrowArray] = {ROW: pa.array(np.arange(first, first + count))}
        doubtful = self._read_beside(batch, found)
        for spec in self.staged.facts:
            name = self.headings.facts.get(spec.key)
            type = type_of(self.staged, spec)
            if name is None:
                found[column_of(spec.key)] = pa.nulls(count, type)
                continue
            read = self._column(spec, batch.column(name))
            doubtful |= read.doubtful
            found[column_of(spec.key)] = integers(read, type)
        for block, facts in self.staged.lines:
            found[column_of(block.key)] = self._read_lines(batch, block, facts, doubtful)
        found[BAD] = pa.nulls(count, pa.string())
        places = np.flatnonzero(doubtful)
        if len(places):
            rows = batch.select(list(dict.fromkeys(self.headings.columns))).take(pa.array(places)).to_pylist()
            self._patch(found, places, [self.one_by_one.read(self._told(row)) for row in rows])
        return pa.RecordBatch.from_arrays([found[name] for name in self.normal.names], schema=self.normal)

    def _read_beside(self, batch: Any, found: dict[str, ArrowArray]) -> Array:
        reserved, count = self.headings.reserved, len(batch)
        doubtful = np.zeros(count, np.bool_)
        for column in names_of(self.staged):
            word = NAMES[column]
            type = self._name_type(word)
            found[column] = pa.nulls(count, type)
            if word in reserved:
                names = plain(batch.column(reserved[word])).cast(type)
                found[column], second = read_names(word, self.one_by_one.reader, names)
                doubtful |= second
        found[SETTLED_AT] = pa.nulls(count, pa.int64())
        if Reserved.SETTLED_AT in reserved:
            found[SETTLED_AT], second = read_moments(plain(batch.column(reserved[Reserved.SETTLED_AT])))
            doubtful |= second
        for word in self.staged.placed_by:
            doubtful |= ~found[word.value.en].is_valid().to_numpy(zero_copy_only=False)
        for paper in self.staged.papers:
            found[column_of(paper.column)] = pa.nulls(count, pa.bool_())
        if Reserved.DOCUMENTS in reserved:
            all_papers = self.staged.compiled.interface.papers
            papers, second = read_handed_in(all_papers, plain(batch.column(reserved[Reserved.DOCUMENTS])))
            found |= {column_of(paper.column): papers[paper.column] for paper in self.staged.papers}
            doubtful |= second
        return doubtful

    def _column(self, spec: FactSpec, array: ArrowArray) -> Read:
        return read_column(spec, bounds(spec), self._converters[spec.key], packed(array))

    def _read_lines(self, batch: Any, block: LinesSpec, facts: Sequence[FactSpec], doubtful: Array) -> ArrowArray:
        type = self.normal.field(column_of(block.key)).type
        if block.key not in self._lines:
            return pa.nulls(len(batch), type)
        array = _as_list(batch.column(self.headings.lines[block.key]))
        flat = array.flatten()
        lengths = pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        second = ~flat.is_valid().to_numpy(zero_copy_only=False)
        columns: list[ArrowArray] = []
        for spec in facts:
            name = self._lines[block.key].get(spec.key)
            if name is None:
                columns.append(pa.nulls(len(flat), type_of(self.staged, spec)))
                continue
            read = self._column(spec, pc.struct_field(flat, name))
            second |= read.doubtful
            columns.append(integers(read, type_of(self.staged, spec)))
        doubtful[np.repeat(np.arange(len(batch)), lengths)[second]] = True
        inner = pa.StructArray.from_arrays(columns, fields=list(type.value_type))
        return pa.ListArray.from_arrays(pa.array(offsets), inner, mask=array.is_null())

    def _told(self, row: Mapping[str, Any]) -> dict[str, object]:
        """A row as a claim tells it; a whole number in place of a name is its digits."""
        said = {name: _said(value) for name, value in row.items()}
        for word in NAMES.values():
            name = self.headings.reserved.get(word)
            if name is not None and isinstance(said[name], int):
                said[name] = str(said[name])
        papers = self.headings.reserved.get(Reserved.DOCUMENTS)
        if papers is not None and isinstance(text := said[papers], str):
            said[papers] = separated(text)
        return said

    def _patch(self, found: dict[str, ArrowArray], places: Array, records: Sequence[Record]) -> None:
        """Puts what was read one by one in place of what was read in bulk."""
        for name, array in found.items():
            if name == ROW:
                continue
            values = [record[name] for record in records]
            if pa.types.is_integer(array.type) and name in NAMES:
                values = [None if value is None else int(value) for value in values]
            order = np.arange(len(array))
            order[places] = len(array) + np.arange(len(places))
            found[name] = pa.concat_arrays([array, pa.array(values, array.type)]).take(pa.array(order))


def integers(read: Read, type: Any) -> ArrowArray:
    """A column read, as integers of the one form."""
    values = read.values.astype(type.to_pandas_dtype(), copy=False)
    return pa.array(values, mask=None if read.given.all() else ~read.given)


def _said(value: Any) -> object:
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    return value


# ---- types


def _type(type: Any) -> Any:
    return plain(pa.nulls(0, type)).type


def _as_list(array: ArrowArray) -> ArrowArray:
    if pa.types.is_null(array.type):
        return array.cast(pa.list_(pa.struct([])))
    return array.cast(pa.list_(array.type.value_type)) if not pa.types.is_list(array.type) else array


def _line_type(type: Any, block: str) -> Any:
    if pa.types.is_null(type):
        return ()
    if (pa.types.is_list(type) or pa.types.is_large_list(type)) and pa.types.is_struct(type.value_type):
        return type.value_type
    raise BatchError((_wrong(Words(block, block), type, _LINES),))


def mistyped(spec: FactSpec, type: Any) -> list[Diagnostic]:
    """Why a column of this Arrow type cannot hold a fact."""
    own = _type(type)
    if pa.types.is_floating(own):
        return [Diagnostic("table-column-float", None, {"name": words(spec), "type": str(own)})]
    return [] if takes(spec, own) else [_wrong(words(spec), own, _wanted(spec))]


def _wrong(name: Words, type: Any, wanted: Words) -> Diagnostic:
    return Diagnostic("table-column-type", None, {"name": name, "type": str(type), "wanted": wanted})


def _wanted(spec: FactSpec) -> Words:
    match spec.type:
        case Money() | Ratio() | Measure():
            return Words("小数（decimal）、整数或文字", "decimals, whole numbers or texts")
        case Count():
            return Words(f"{number_words(spec.type).zh}或文字", "whole numbers or texts")
        case Date():
            return Words("日期（date）或文字", "dates or texts")
        case Time():
            return Words("时刻（time）或文字", "times of day or texts")
        case Truth():
            return Words("是否（bool）或文字", "truths (bool) or texts")
        case Kind():
            return Words("文字或整数代码", "texts, or codes as whole numbers")


_LINES = Words("由明细组成的列表（list of struct）", "lists of lines (list of struct)")
_BESIDE = {
    **dict.fromkeys(NAMES.values(), Words("文字或整数", "texts or whole numbers")),
    Reserved.SETTLED_AT: Words("时间（timestamp、date）或文字", "timestamps, dates or texts"),
    Reserved.DOCUMENTS: Words("材料名的列表，或用逗号分开的文字", "lists of names, or texts with commas between them"),
}
