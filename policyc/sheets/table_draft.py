"""A sheet's table as the text of a policy: the kinds and facts it needs, the table, and what was done in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from policyc.compile import compile_source
from policyc.report.diagnostic import Diagnostic, Language, Severity, Words
from policyc.report.visible import visible
from policyc.sheets.blank import BlankMeaning, filled, word_of
from policyc.sheets.cell_text import Word, read_word
from policyc.sheets.column_type import Sort, TypedColumn, read_column
from policyc.sheets.fault import SheetError, fault
from policyc.sheets.grid import Place, addresses
from policyc.sheets.layout import Layout, SheetColumn, column_list
from policyc.source import Source
from policyc.syntax import clause as c
from policyc.syntax import expression as e
from policyc.syntax.expression import NumberUnit
from policyc.syntax.format import format_file

_UNTITLED = re.compile(r"(?:sheet|工作表|表格?)\s*\d*", re.IGNORECASE)
_TABLE = Word("待遇表", "benefit_table")

_READ = Words("由 {file} 的 {area} 读入", "Read from {area} of {file}")
_REMARK = Words("原表写着：{text}", "Beside the table: {text}")
_MERGED = Words("合并单元格，已逐格写出：{areas}", "Merged cells, written out cell by cell: {areas}")
_BLANK = Words("空白格 {cells} 按「{word}」写出", "Blank cells {cells} written out as `{word}`")
_YUAN = Words("{cells} 没写单位，按元读", "{cells} give no unit, and are read as yuan")
_DECLARED = Words(
    "政策里已有的种类和事实，删去这里的；只有中文的名称可以加英文名，如 等级 (level)",
    "Leave out kinds and facts that the policy has already; a name may be given its other spelling, as level (等级)",
)


@frozen
class Answers:
    """What the sheet does not say itself: which columns the table gives, what blanks mean, units, the table's name."""

    outputs: tuple[int, ...] | None = None
    blanks: Mapping[Place, BlankMeaning] = field(factory=dict)
    units: Mapping[int, NumberUnit] = field(factory=dict)
    name: str | None = None


@frozen
class Draft:
    """The text to paste into a policy, and what the checker finds in it. Places in findings are the text's own."""

    text: str
    source: Source
    findings: tuple[Diagnostic, ...]


def draft(layout: Layout, answers: Answers, file_name: str, language: Language) -> Draft:
    """The table as text. Raises SheetError for what is neither in the sheet nor answered."""
    outputs = answers.outputs
    if not outputs:
        raise fault("sheet-outputs-unsaid", columns=column_list(layout), proposed=letters_of(layout, proposed(layout)))
    if len(outputs) == len(layout.columns):
        raise fault("sheet-no-inputs", columns=column_list(layout))
    columns = typed_columns(layout, answers)
    file = _file(layout, columns, len(layout.columns) - len(outputs), answers.name)
    comments = _comments(layout, columns, answers, file_name)
    written = [f"# {visible(one.in_language(language))}\n" for one in comments]
    text = "".join(written) + "\n" + format_file(file, language)
    source, findings = _checked(file_name, text)
    return Draft(text, source, findings)


def typed_columns(layout: Layout, answers: Answers) -> list[TypedColumn]:
    """Every column read, those asked about first. Raises SheetError with all that is wrong in any of them."""
    outputs = answers.outputs or ()
    cells = filled(layout, outputs, answers.blanks)
    read: list[TypedColumn] = []
    faults: list[Diagnostic] = []
    for column in sorted(layout.columns, key=lambda column: (column.number in outputs, column.number)):
        unit = answers.units.get(column.number)
        try:
            read.append(read_column(column, cells, unit, output=column.number in outputs))
        except SheetError as unread:
            faults += unread.diagnostics
    if faults:
        raise SheetError(faults)
    return read


def unsaid_units(layout: Layout, answers: Answers) -> tuple[SheetColumn, ...]:
    """The columns whose numbers have no unit anywhere. Raises SheetError for what is unsaid of blank cells."""
    outputs = answers.outputs or ()
    cells = filled(layout, outputs, answers.blanks)
    unsaid = []
    for column in layout.columns:
        try:
            read_column(column, cells, answers.units.get(column.number), output=column.number in outputs)
        except SheetError as unread:
            if unread.diagnostics[0].code == "sheet-unit-missing":
                unsaid.append(column)
    return tuple(unsaid)


def proposed(layout: Layout) -> tuple[int, ...]:
    """The columns that look like results: the last ones, as far as their cells are single amounts or marks."""
    found: list[int] = []
    for column in reversed(layout.columns[1:]):
        texts = [cell.text for place, cell in layout.cells.items() if place[1] == column.number and cell.text]
        if not all(re.search(r"\d|^(?:无|none|未规定|不予支付)$", text) for text in texts):
            break
        found.insert(0, column.number)
    return tuple(found) or (layout.columns[-1].number,)


def letters_of(layout: Layout, numbers: tuple[int, ...]) -> str:
    return ",".join(column.letters for column in layout.columns if column.number in numbers)


# ---- the blocks


def _file(layout: Layout, columns: list[TypedColumn], inputs: int, name: str | None) -> c.File:
    named = [(one, _kind_word(one, is_fact=at < inputs)) for at, one in enumerate(columns) if one.sort is Sort.WORD]
    kinds = [_kind(one, word) for one, word in named]
    facts = c.Facts(tuple(_fact(one) for one in columns[:inputs]))
    table_name = _table_name(layout, name)
    headings = tuple(c.Column(e.Name(one.column.word.key)) for one in columns)
    rows = tuple(c.Row(tuple(one.nodes[number] for one in columns)) for number in range(len(layout.rows)))
    table = c.Table(e.Name(table_name.key), (), c.Grid(None, headings, inputs, rows))
    words = [*(one.column.word for one in columns), *(word for one in columns for word in one.words), table_name]
    words += [word for _, word in named]
    spellings = {word.key: c.Spelling(word.zh, word.en) for word in words if word.zh and word.en}
    return c.File((*kinds, facts, table), spellings)


def _kind_word(column: TypedColumn, *, is_fact: bool) -> Word:
    """A fact's kind shares its name; a result's is called after it."""
    word = column.column.word
    if is_fact:
        return word
    return Word(word.zh and f"{word.zh}种类", word.en and f"{word.en}_kind")


def _kind(column: TypedColumn, name: Word) -> c.KindBlock:
    return c.KindBlock(e.Name(name.key), False, tuple(c.Member(e.Name(word.key), None) for word in column.words))


def _fact(column: TypedColumn) -> c.Fact:
    name = e.Name(column.column.word.key)
    assert column.sort is not None
    type = name if column.sort.value is None else column.sort.value
    return c.Fact(name, c.TypeRef(type), None, None, column.optional)


def _table_name(layout: Layout, name: str | None) -> Word:
    """The name given, else the sheet's own where it has one. Raises SheetError where it cannot be a name."""
    taken = {column.word.key for column in layout.columns} | {column.word.zh for column in layout.columns}
    word = _own_name(layout) if name is None else read_word(name)
    if name is not None and (word is None or word.key in taken):
        raise fault("sheet-name-form", given=name)
    if word is None or word.key in taken or word.zh in taken or _UNTITLED.fullmatch(layout.sheet.name):
        return _TABLE if name is None or word is None else word
    return word


def _own_name(layout: Layout) -> Word | None:
    """The sheet's name, with its other spelling where a title gives both."""
    titles = [word for word in map(read_word, layout.remarks) if word is not None]
    both = [word for word in titles if layout.sheet.name in (word.zh, word.en)]
    return both[0] if both else read_word(layout.sheet.name)


# ---- what was done


def _comments(layout: Layout, columns: list[TypedColumn], answers: Answers, file_name: str) -> Iterator[Words]:
    def filled_in(template: Words, **parts: str | Words) -> Words:
        said = {
            one: {key: part.in_language(one) if isinstance(part, Words) else part for key, part in parts.items()}
            for one in Language
        }
        return Words(template.zh.format(**said[Language.ZH]), template.en.format(**said[Language.EN]))

    yield filled_in(_READ, file=file_name, area=f"{layout.sheet.name}!{layout.area}")
    for remark in layout.remarks:
        yield filled_in(_REMARK, text=" ".join(remark.split()))
    if layout.merges:
        yield filled_in(_MERGED, areas=", ".join(map(str, layout.merges)))
    for meaning in BlankMeaning:
        places = [place for place in layout.blanks if answers.blanks.get(place) is meaning]
        if places:
            yield filled_in(_BLANK, cells=addresses(places), word=word_of(meaning))
    as_yuan = [place for one in columns for place in one.as_yuan]
    if as_yuan:
        yield filled_in(_YUAN, cells=addresses(as_yuan))
    yield _DECLARED


# ---- is it sound


def _checked(file_name: str, text: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """What the checker says of the text in a policy of its own; names from elsewhere are let be."""
    source = Source(file_name, text + "\n政策 「读入的表」\n  有效：2000年1月1日起\n")
    _, _, found = compile_source(source)
    errors = [one for one in found if one.severity is Severity.ERROR and not one.code.startswith("unknown-name")]
    return source, tuple(errors)
