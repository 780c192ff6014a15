"""The type of a column of a sheet: what its cells are, in which unit its bare numbers are meant, its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum

from attrs import evolve, frozen

from policyc.report.diagnostic import Diagnostic, Words
from policyc.sheets.cell_text import CellText, Word, read_cell, written_number
from policyc.sheets.fault import SheetError, fault
from policyc.sheets.grid import Place, SheetCell, address, addresses
from policyc.sheets.layout import HeadingUnit, SheetColumn
from policyc.syntax import clause as c
from policyc.syntax import expression as e
from policyc.syntax.clause import TypeWord
from policyc.syntax.expression import NumberUnit


class Sort(Enum):
    """What the cells of a column are; all but words by the language's own types."""

    MONEY = TypeWord.MONEY
    RATIO = TypeWord.RATIO
    COUNT = TypeWord.COUNT
    AGE = TypeWord.AGE
    YEARS = TypeWord.YEARS
    MONTHS = TypeWord.MONTHS
    DAYS = TypeWord.DAYS
    DATE = TypeWord.DATE
    YEAR = TypeWord.YEAR
    TRUTH = TypeWord.TRUTH
    WORD = None


SORT_OF_UNIT = {
    NumberUnit.YUAN: Sort.MONEY,
    NumberUnit.PERCENT: Sort.RATIO,
    NumberUnit.TIMES: Sort.COUNT,
    NumberUnit.AGE: Sort.AGE,
    NumberUnit.YEARS: Sort.YEARS,
    NumberUnit.MONTHS: Sort.MONTHS,
    NumberUnit.DAYS: Sort.DAYS,
}
"""The units in which a column's numbers may be meant."""


@frozen
class TypedColumn:
    """A column read: a node for each row. `sort` is None where every cell is a mark, such as 无.

    `words` are those its cells name, in order of appearance. `optional` says that 无 is among the cells, `as_yuan`
    lists those that show to be money without saying so.
    """

    column: SheetColumn
    nodes: tuple[c.Cell, ...]
    sort: Sort | None
    words: tuple[Word, ...] = ()
    optional: bool = False
    as_yuan: tuple[Place, ...] = ()


@frozen
class _Held:
    """A cell with its place, its text, and what it was read as."""

    place: Place
    text: str
    read: CellText


def read_column(
    column: SheetColumn, cells: Mapping[Place, SheetCell], answered: NumberUnit | None, *, output: bool
) -> TypedColumn:
    """The column with a unit on every number. `answered` is the unit said for bare ones. Raises SheetError."""
    held = _read(column, cells, output=output)
    sort = _one_sort(column, held)
    bare = [one for one in held if _lacks_unit(one.read.node)]
    as_yuan: tuple[Place, ...] = ()
    if bare:
        meant = _meant(column, bare, sort, answered)
        if meant is None:
            meant, as_yuan = HeadingUnit(NumberUnit.YUAN), tuple(one.place for one in bare)
        sort = SORT_OF_UNIT[meant.unit]
        places = {one.place for one in bare}
        held = [_in_unit(one, meant) if one.place in places else one for one in held]
    words = _words(held)
    nodes = tuple(_spelled(one.read, words) for one in held)
    optional = any(isinstance(leaf, e.Absent) for node in nodes for leaf in _leaves(node))
    if sort is None and not output:
        raise fault("sheet-input-unsaid", column=_name(column))
    return TypedColumn(column, nodes, sort, tuple(words.values()), optional, as_yuan)


def _read(column: SheetColumn, cells: Mapping[Place, SheetCell], *, output: bool) -> list[_Held]:
    held: list[_Held] = []
    faults: list[Diagnostic] = []
    for place, cell in sorted(cells.items(), key=lambda item: item[0]):
        if place[1] != column.number:
            continue
        read = read_cell(address(place), cell.text)
        if isinstance(read, Diagnostic):
            faults.append(read)
        elif not _stands(read.node, output=output):
            faults.append(Diagnostic("sheet-cell-misplaced", None, {"cell": address(place), "text": cell.text}))
        else:
            held.append(_Held(place, cell.text, read))
    if faults:
        raise SheetError(faults)
    return held


def _stands(node: c.Cell, *, output: bool) -> bool:
    """A result is one value, a reckoning of one, or a mark; a condition is values, intervals or 任意."""
    match node:
        case e.Pattern(items=(item,)) if output:
            return not isinstance(item, e.Bound)
        case e.Pattern(items=items):
            return not output and not any(isinstance(item, e.Product | e.Apply) for item in items)
        case e.Any():
            return not output
        case _:
            return output


# ---- sorts


def _one_sort(column: SheetColumn, held: list[_Held]) -> Sort | None:
    """The one sort that the cells show; None where all are bare numbers or marks."""
    found: dict[Sort, _Held] = {}
    for one in held:
        for sort in _sorts(one.read):
            found.setdefault(sort, one)
    if len(found) > 1:
        first, second = list(found.values())[:2]
        told = [f"{address(one.place)} {one.text}" for one in (first, second)]
        raise fault("sheet-cells-differ", column=_name(column), first=told[0], second=told[1])
    return next(iter(found), None)


def _sorts(read: CellText) -> Iterator[Sort]:
    if read.words:
        yield Sort.WORD
        return
    for leaf in _leaves(read.node):
        match leaf:
            case e.Number(unit=unit) if unit in SORT_OF_UNIT:
                yield SORT_OF_UNIT[unit]
            case e.DateLiteral() | e.MonthDay():
                yield Sort.DATE
            case e.YearLiteral():
                yield Sort.YEAR
            case e.TruthLiteral():
                yield Sort.TRUTH
            case _:
                pass


def _leaves(node: c.Cell) -> Iterator[e.Expression]:
    """The values of a cell, ends of intervals included. What is inside a reckoning is its own business."""
    match node:
        case e.Pattern(items=items):
            for item in items:
                if isinstance(item, e.Bound):
                    yield from (end for end in (item.low, item.high) if end is not None)
                elif isinstance(item, e.Yearly):
                    yield from (item.first, item.last)
                else:
                    yield item
        case c.PatientPays(share=share):
            yield share
        case _:
            return


# ---- units


def _lacks_unit(node: c.Cell) -> bool:
    """Has the cell numbers, none of them with a unit? A nought needs none beside others that have."""
    numbers = [leaf for leaf in _leaves(node) if isinstance(leaf, e.Number)]
    return bool(numbers) and all(number.unit is NumberUnit.NONE for number in numbers)


def _meant(
    column: SheetColumn, bare: list[_Held], sort: Sort | None, answered: NumberUnit | None
) -> HeadingUnit | None:
    """The unit of the bare numbers: their heading's, their neighbours', the one answered; None for shown money.

    A ratio is never taken from a bare number, since 0.65 and 65 would both be read, but for one under `（%）`.
    """
    if column.unit is not None and not (column.unit.unit is NumberUnit.PERCENT and _has_fraction(bare)):
        return column.unit
    beside = next((unit for unit, one in SORT_OF_UNIT.items() if one is sort), None)
    if beside is not None and (beside is not NumberUnit.PERCENT or _all_nought(bare)):
        return HeadingUnit(beside)
    if answered is not None and sort in (None, SORT_OF_UNIT[answered]):
        return HeadingUnit(answered)
    if sort is None and column.unit is None and any(written_number(one.text) for one in bare):
        return None
    raise fault("sheet-unit-missing", column=_name(column), cells=addresses(one.place for one in bare))


def _has_fraction(bare: list[_Held]) -> bool:
    """Is one of the numbers above nought and at most one: 0.65 under `（%）` may be 65% or 0.65%?"""
    numbers = [leaf for one in bare for leaf in _leaves(one.read.node) if isinstance(leaf, e.Number)]
    return any(0 < number.digits <= 10**number.decimals for number in numbers)


def _all_nought(bare: list[_Held]) -> bool:
    numbers = [leaf for one in bare for leaf in _leaves(one.read.node) if isinstance(leaf, e.Number)]
    return all(number.digits == 0 for number in numbers)


def _in_unit(held: _Held, meant: HeadingUnit) -> _Held:
    def united(item: e.Expression) -> e.Expression:
        if not isinstance(item, e.Number):
            return item
        spare = max(0, meant.shift - item.decimals)
        return e.Number(item.digits * 10**spare, max(0, item.decimals - meant.shift), meant.unit)

    match held.read.node:
        case e.Pattern(items=items):
            changed = tuple(
                _bound_in_unit(item, united)
                if isinstance(item, e.Bound)
                else item
                if isinstance(item, e.Yearly)
                else united(item)
                for item in items
            )
            return evolve(held, read=CellText(e.Pattern(changed)))
        case c.PatientPays(share=share):
            return evolve(held, read=CellText(c.PatientPays(united(share))))
        case _:
            return held


def _bound_in_unit(bound: e.Bound, united: Callable[[e.Expression], e.Expression]) -> e.Bound:
    low = None if bound.low is None else united(bound.low)
    high = None if bound.high is None else united(bound.high)
    return evolve(bound, low=low, high=high)


# ---- words


def _words(held: list[_Held]) -> dict[str, Word]:
    """The words by key, in order of appearance; one that is once written in both spellings is so everywhere."""
    words = [word for one in held for word in one.read.words]
    both = {word.zh: word for word in words if word.zh is not None and word.en is not None}
    whole = [both.get(word.zh or "", word) for word in words]
    return {word.key: word for word in whole}


def _spelled(read: CellText, words: Mapping[str, Word]) -> c.Cell:
    if not read.words:
        return read.node
    by_zh = {word.zh: word for word in words.values() if word.zh is not None}
    return e.Pattern(tuple(e.Name(by_zh.get(word.zh or "", word).key) for word in read.words))


def _name(column: SheetColumn) -> Words:
    return Words(column.word.zh or column.word.key, column.word.en or column.word.zh or column.word.key)
