"""Where in a sheet its table lies: title and notes around it, the rows of headings, the columns, the rows of cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import evolve, frozen

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Diagnostic, Words
from policyc.sheets.cell_text import Word, read_word
from policyc.sheets.fault import SheetError, fault
from policyc.sheets.grid import EMPTY, Area, Place, Sheet, SheetCell, address, addresses, column_letters
from policyc.syntax.expression import NumberUnit
from policyc.syntax.literals import units_by_word

_NOTE = re.compile(r"(?:注|备注|附注|说明|[Nn]otes?)[:：\d(（ ]")
_BRACKET = re.compile(r"(?P<name>.*?)[ ]*[(（](?:单位[:：])?[ ]*(?P<unit>[^()（）]+?)[ ]*[)）]")


@frozen
class HeadingUnit:
    """A unit that a heading states, `（元）` or `（万元）`; `shift` is the power of ten of the latter's 万."""

    unit: NumberUnit
    shift: int = 0


@frozen
class SheetColumn:
    """A column by its number in the sheet, its name, and the unit its heading states."""

    number: int
    word: Word
    unit: HeadingUnit | None = None

    @property
    def letters(self) -> str:
        return column_letters(self.number)


@frozen
class Layout:
    """A table as it lies in a sheet. `rows` are the numbers of its rows; `remarks` what is written around it."""

    sheet: Sheet
    area: Area
    columns: tuple[SheetColumn, ...]
    rows: tuple[int, ...]
    cells: Mapping[Place, SheetCell]
    remarks: tuple[str, ...]

    @property
    def merges(self) -> tuple[Area, ...]:
        """The merged cells among the rows of the table."""
        rows = set(self.rows)
        return tuple(area for area in self.sheet.merges if area.top in rows and area.left in self.area.columns)

    @property
    def blanks(self) -> tuple[Place, ...]:
        """The cells with nothing in them, not even a merged cell's value."""
        return tuple(place for place, cell in self.cells.items() if cell == EMPTY)


def lay_out(sheet: Sheet, wanted: Area | None, heading_rows: int | None) -> Layout:
    """The table in an area of a sheet, or in all of it. Raises SheetError with every cell that cannot be taken."""
    area = sheet.within(wanted)
    area, remarks = _without_remarks(sheet, area)
    height = heading_rows or _heading_height(sheet, area)
    if height >= len(area.rows):
        raise fault("sheet-nothing-there", sheet=sheet.name, area=str(area))
    columns = _columns(sheet, evolve(area, bottom=area.top + height - 1))
    rows = tuple(range(area.top + height, area.bottom + 1))
    cells = {(row, column): sheet.at((row, column)) for row in rows for column in area.columns}
    faults = [cell.fault for cell in cells.values() if cell.fault is not None]
    if faults:
        raise SheetError(_once(faults))
    for row in rows:
        if all(cells[row, column] == EMPTY for column in area.columns):
            raise fault("sheet-row-empty", row=row, area=str(area))
    return Layout(sheet, area, columns, rows, cells, remarks)


def _once(faults: list[Diagnostic]) -> list[Diagnostic]:
    """A merged cell's fault is told once."""
    return [one for number, one in enumerate(faults) if one not in faults[:number]]


# ---- what stands around the table


def _without_remarks(sheet: Sheet, area: Area) -> tuple[Area, tuple[str, ...]]:
    """The area without the titles above its headings and the notes below its rows, and what those say."""
    above: list[str] = []
    below: list[str] = []
    while len(area.rows) > 1 and (title := _lone(sheet, area, area.top)) is not None:
        above.append(title)
        area = evolve(area, top=area.top + 1)
    while len(area.rows) > 1 and (note := _lone(sheet, area, area.bottom)) is not None:
        if not (_NOTE.match(note) or _is_wide(sheet, area, area.bottom)):
            break
        below.insert(0, note)
        area = evolve(area, bottom=area.bottom - 1)
    return area, (*above, *below)


def _lone(sheet: Sheet, area: Area, row: int) -> str | None:
    """The text of the only cell of a row that holds something, where the area has more columns than that."""
    held = {
        (row, column) if merge is None else (merge.top, merge.left)
        for column in area.columns
        if sheet.at((row, column)) != EMPTY
        for merge in (sheet.merge_of((row, column)),)
    }
    if len(held) != 1 or len(area.columns) == 1:
        return None
    (place,) = held
    merge = sheet.merge_of(place)
    return sheet.at(place).text if merge is None or merge.top == merge.bottom else None


def _is_wide(sheet: Sheet, area: Area, row: int) -> bool:
    merge = sheet.merge_of((row, area.left))
    return merge is not None and merge.right >= area.right


# ---- headings


def _heading_height(sheet: Sheet, area: Area) -> int:
    """How many rows the headings take, by the merged cells of the first: one over several columns has its own below."""
    height = 1
    for column in area.columns:
        merge = sheet.merge_of((area.top, column))
        if merge is not None:
            height = max(height, merge.bottom - merge.top + 1, 2 if merge.left < merge.right else 1)
    return height


def _columns(sheet: Sheet, area: Area) -> tuple[SheetColumn, ...]:
    columns: list[SheetColumn] = []
    blank: list[Place] = []
    for number in area.columns:
        cells = [sheet.at((row, number)) for row in area.rows]
        faults = [cell.fault for cell in cells if cell.fault is not None]
        if faults:
            raise SheetError(faults[:1])
        parts = list(dict.fromkeys(cell.text for cell in cells if cell.text))
        if not parts:
            blank.append((area.bottom, number))
            continue
        columns.append(_column(number, parts, (area.bottom, number)))
    if blank:
        raise fault("sheet-heading-blank", cells=addresses(blank))
    for column in columns:
        first = next(one for one in columns if one.word.key == column.word.key)
        if first is not column:
            raise fault("sheet-heading-twice", name=_shown(column.word), first=first.letters, second=column.letters)
    return tuple(columns)


def _column(number: int, parts: list[str], place: Place) -> SheetColumn:
    unit: HeadingUnit | None = None
    words: list[Word] = []
    for part in parts:
        text = " ".join(part.split()) if part.isascii() else "".join(part.split())
        match = _BRACKET.fullmatch(text)
        stated = None if match is None else _heading_unit(match["unit"])
        if match is not None and stated is not None:
            unit, text = stated, match["name"]
        word = read_word(text)
        if word is None:
            raise fault("sheet-heading-form", cell=address(place), text=part)
        words.append(word)
    return SheetColumn(number, _joined(words), unit)


def _heading_unit(text: str) -> HeadingUnit | None:
    text = text.replace("％", "%")
    shift = 4 if text in ("万", "万元") else 0
    unit = units_by_word(lexicon()).get("元" if shift else text)
    return None if unit is None else HeadingUnit(unit, shift)


def _joined(words: list[Word]) -> Word:
    """A heading over several columns and the one below it, as one name: `门诊` and `比例` as `门诊比例`."""
    if len(words) == 1:
        return words[0]
    zh = [word.zh for word in words if word.zh is not None]
    en = [word.en for word in words if word.en is not None]
    if not zh:
        return Word(None, "_".join(en))
    return Word("".join(word.zh or word.en or "" for word in words), "_".join(en) if len(en) == len(words) else None)


def _shown(word: Word) -> Words:
    return Words(word.zh or word.key, word.en or word.key)


# ---- which columns a table gives


def find_columns(layout: Layout, named: str) -> tuple[int, ...]:
    """The columns named in `B,C` or `起付线,比例`, by letter or heading. Raises SheetError."""
    found: list[int] = []
    for name in re.split("[,，、]", named):
        wanted = name.strip()
        matches = [
            column.number
            for column in layout.columns
            if wanted in (column.word.zh, column.word.en, column.letters, column.letters.lower())
        ]
        if not matches:
            raise fault("sheet-no-such-column", given=wanted, columns=column_list(layout))
        found.append(matches[0])
    return tuple(sorted(set(found)))


def column_list(layout: Layout) -> Words:
    """`A 人群、B 等级`."""
    told = [
        Words(f"{column.letters} {_shown(column.word).zh}", f"{column.letters} {_shown(column.word).en}")
        for column in layout.columns
    ]
    return Words("、".join(one.zh for one in told), ", ".join(one.en for one in told))
