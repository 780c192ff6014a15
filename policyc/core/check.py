"""What a worksheet must be before any backend reads it: names, sorts, grains, ranges.

sort_of(term, columns) -> Sort            check(worksheet) -> None, raises WorksheetError
check_open(worksheet) -> None             the same of a sheet that may still hold open terms

A sheet that the compiler made and that fails is our own mistake; one that was read from a file is the file's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from policyc.core.basis import Operation
from policyc.core.ranges import Bounds, range_over, ranges_of
from policyc.core.terms import (
    Call,
    Caught,
    Choose,
    Column,
    Fold,
    Hole,
    Literal,
    OpenTerm,
    Prior,
    Refusal,
    Settled,
    Sort,
    Total,
)
from policyc.core.turns import in_turn, stretches
from policyc.core.walk import fold, subterms
from policyc.core.worksheet import Definition, Input, Worksheet

INTEGER, TRUTH = Sort.INTEGER, Sort.TRUTH
GREATEST = 10**400  # no amount that is not refused comes near, and no engine is slow with it
FIRST_ORDINAL, LAST_ORDINAL = 1, 3_652_059  # 0001-01-01 and 9999-12-31
TRUTH_OPERATIONS = frozenset({Operation.AND, Operation.OR, Operation.NOT})
DATE_PARTS = frozenset({Operation.YEAR, Operation.MONTH, Operation.DAY})
YIELDS_TRUTH = TRUTH_OPERATIONS | {Operation.LE, Operation.EQ}
ARITY = {Operation.NOT: 1, Operation.YEAR: 1, Operation.MONTH: 1, Operation.DAY: 1, Operation.DATE: 3}


class WorksheetError(AssertionError):
    """A worksheet that could not have come from a right compiler."""


def sort_of(term: OpenTerm, columns: Mapping[str, Input | Definition]) -> Sort:
    """Whether `term` yields an integer or a truth, from the sorts of `columns`."""
    while True:
        match term:
            case Choose(_, then, _):
                term = then
            case Settled(inner):
                term = inner
            case Column(name):
                return columns[name].sort
            case Literal(value) | Hole(_, value) | Refusal(_, value):
                return TRUTH if isinstance(value, bool) else INTEGER
            case Call(operation):
                return TRUTH if operation in YIELDS_TRUTH else INTEGER
            case Prior(_, _, of):
                return TRUTH if of is Fold.OPENED else INTEGER
            case Caught():
                return TRUTH
            case Total():
                return INTEGER


def check(worksheet: Worksheet) -> None:
    """Raises WorksheetError, naming the column, unless `worksheet` is closed and well formed."""
    for definition in worksheet.definitions:
        is_open = any(isinstance(term, Hole | Refusal | Caught | Settled) for term in subterms(definition.term))
        _require(not is_open, definition.name, "is still open")
    check_open(worksheet)


def check_open(worksheet: Worksheet) -> None:
    """Raises WorksheetError, naming the column, unless `worksheet` is well formed. In time linear in its terms."""
    columns = worksheet.by_name
    if len(columns) != len(worksheet.inputs) + len(worksheet.definitions):
        raise WorksheetError("two columns share a name")
    ranges = ranges_of(worksheet)
    above = {column.name for column in worksheet.inputs}
    for definition in worksheet.definitions:
        _check_definition(definition, above, columns, ranges)
        above.add(definition.name)
    for stretch in stretches(in_turn(worksheet)):
        if stretch.in_turn:
            grains = {definition.grain for definition in stretch.definitions}
            _require(len(grains) == 1, stretch.definitions[0].name, "looks back at lines that wait for their total")
    for name in (*worksheet.results, *worksheet.openings):
        _require(name in columns, name, "is asked for but not a column")


def _require(holds: bool, name: str, words: str) -> None:
    if not holds:
        raise WorksheetError(f"column `{name}` {words}")


def _check_definition(
    definition: Definition, above: set[str], columns: Mapping[str, Input | Definition], ranges: Mapping[str, Bounds]
) -> None:
    name = definition.name
    for term in subterms(definition.term):
        match term:
            case Column(read):
                _require(read in above, name, f"reads `{read}` before it is defined")
                _require(columns[read].grain in (None, definition.grain), name, f"reads `{read}` of another grain")
            case Prior():
                _check_prior(definition, term, above, columns)
            case Total(column):
                _require(column in above, name, f"totals `{column}` before it is defined")
                _require(columns[column].grain is not None, name, "totals what is no line column")
                _require(columns[column].sort is INTEGER, name, f"totals the truth `{column}`")
                _require(definition.grain is None, name, "totals lines inside a line")
            case Caught(column):
                _require(column in above, name, f"catches `{column}` before it is defined")
                _require(
                    columns[column].grain in (None, definition.grain), name, f"catches `{column}` of another grain"
                )
            case Literal() | Call() | Choose() | Hole() | Refusal() | Settled():
                pass
            case _:
                assert_never(term)
    sort, _ = fold(definition.term, lambda term, inner: _checked(name, term, inner, columns, ranges))
    _require(sort is definition.sort, name, "is not of its declared sort")
    _require(definition.low <= definition.high, name, "has an empty range")


def _check_prior(
    definition: Definition, prior: Prior, above: set[str], columns: Mapping[str, Input | Definition]
) -> None:
    name, grain = definition.name, definition.grain
    _require(prior.column in columns, name, f"looks back at `{prior.column}`, which is no column")
    _require(columns[prior.column].grain == grain, name, f"looks back at `{prior.column}` of another grain")
    _require(columns[prior.column].sort is INTEGER, name, f"looks back at the truth `{prior.column}`")
    for key in (*prior.asks, *prior.keeps):
        _require(key in above, name, f"is kept by `{key}` before it is defined")
        _require(columns[key].grain in (None, grain), name, f"is kept by `{key}` of another grain")
    _require(len(prior.key) == len(prior.by), name, "looks up a key of another length")


Judged = tuple[Sort, Bounds]


def _checked(
    name: str,
    term: OpenTerm,
    inner: list[Judged],
    columns: Mapping[str, Input | Definition],
    ranges: Mapping[str, Bounds],
) -> Judged:
    """The sort and the range of a term by those of its children, which must suit it."""
    sorts, bounds = [sort for sort, _ in inner], [each for _, each in inner]
    match term:
        case Call(operation):
            _check_call(name, operation, sorts, bounds)
            sort = TRUTH if operation in YIELDS_TRUTH else INTEGER
        case Choose():
            _require(sorts[0] is TRUTH, name, "chooses by what is no truth")
            _require(sorts[1] is sorts[2], name, "chooses between an integer and a truth")
            sort = sorts[1]
        case Settled():
            sort = sorts[0]
        case _:
            sort = sort_of(term, columns)
    low, high = range_over(term, bounds, ranges)
    _require(low >= -GREATEST and high <= GREATEST, name, "may grow past any number")
    return sort, (low, high)


def _check_call(name: str, operation: Operation, sorts: list[Sort], bounds: list[Bounds]) -> None:
    _require(len(sorts) == ARITY.get(operation, 2), name, f"gives {operation.value} a wrong number")
    wanted = TRUTH if operation in TRUTH_OPERATIONS else INTEGER
    _require(all(sort is wanted for sort in sorts), name, f"gives {operation.value} a wrong sort")
    if operation is Operation.DIV:
        _require(bounds[1][0] >= 1, name, "divides by what may be less than 1")
    if operation in DATE_PARTS:
        low, high = bounds[0]
        _require(low >= FIRST_ORDINAL and high <= LAST_ORDINAL, name, "takes a part of what may be no date")
    if operation is Operation.DATE:
        for (low, high), (least, most) in zip(bounds, ((1, 9999), (1, 12), (1, 10**6)), strict=True):
            _require(least <= low and high <= most, name, "makes a date of parts that may not exist")
