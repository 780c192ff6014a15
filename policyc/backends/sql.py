"""The reading into SQL: one query, a step for each layer of columns that wait for nothing but earlier layers.

sql(worksheet, results, dialect) -> the queries as text      queries(…) -> one for claims, one for each grain of lines

It reads `claims(seq, <inputs>)` with `seq` rising in ledger order, for each grain `<grain>(seq, line, <inputs>)`, and
where columns take opening balances `openings` (`sql_openings`). A missing fact is NULL. It gives `seq` and the results,
those of lines with `line`, in no order. Totals of earlier claims are windows; lines are added up by claim; columns that
loop through time are a recursive step, where the engine has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from policyc.backends.sql_branches import without_branches
from policyc.backends.sql_dialects import DUCKDB, Dialect, Loops
from policyc.backends.sql_list_walk import walk_lists
from policyc.backends.sql_names import fit_names
from policyc.backends.sql_openings import OPENINGS, totals_opened
from policyc.backends.sql_sheet import Sheet
from policyc.backends.sql_steps import Steps
from policyc.backends.sql_walk import Loop, fits, walk
from policyc.backends.sql_words import LINE, ORDER, column, outside, table
from policyc.core.inline import inlined
from policyc.core.loops import components, dependencies
from policyc.core.ranges import infer_range, ranges_of
from policyc.core.simplify import simplified
from policyc.core.trim import trimmed
from policyc.core.worksheet import Worksheet


class CannotLoopError(Exception):
    """The engine has no query for `columns`, which wait for one another through earlier claims."""

    def __init__(self, dialect: Dialect, columns: Sequence[str]) -> None:
        super().__init__(f"{dialect.name} cannot say columns that loop through time: {', '.join(columns)}")
        self.dialect = dialect
        self.columns = tuple(columns)


class NameTakenError(Exception):
    """The policy calls `name` something of its own that these queries call by that name too."""

    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` is a name of the queries' own")
        self.name = name


def sql(worksheet: Worksheet, results: Sequence[str], dialect: Dialect = DUCKDB) -> str:
    """The queries for the `results` of a closed worksheet, one after another.

    Raises CannotLoopError where the dialect has none, NameTakenError where the policy takes a name of theirs.
    """
    return ";\n\n".join(queries(worksheet, results, dialect).values())


def queries(worksheet: Worksheet, results: Sequence[str], dialect: Dialect = DUCKDB) -> Mapping[str | None, str]:
    """The query for the results of claims (None), and for those of each grain of lines.

    Raises CannotLoopError and NameTakenError, as `sql` does.
    """
    _check_names(worksheet, results)
    grains: dict[str | None, list[str]] = {}
    for name in results:
        grains.setdefault(worksheet.by_name[name].grain, []).append(name)
    lean = simplified(without_branches(worksheet))
    return {grain: _written(Sheet(_lean(trimmed(lean, own)), dialect), grain) for grain, own in grains.items()}


def _check_names(worksheet: Worksheet, results: Sequence[str]) -> None:
    """The columns of the tables read, and of the answers, are the policy's and a few of our own; so are the tables."""
    for column_name in (*(fact.name for fact in worksheet.inputs), *results):
        own = ("seq",) if worksheet.by_name[column_name].grain is None else ("seq", "line")
        if column_name.lower() in own:
            raise NameTakenError(column_name)
    for grain in {one.grain for one in worksheet.inputs if one.grain is not None}:
        if grain.lower() in ("claims", OPENINGS):
            raise NameTakenError(grain)


def _lean(worksheet: Worksheet) -> Worksheet:
    """`worksheet` where what one column alone reads stands in it, so that there are fewer steps to plan.

    But a column that is known not to be negative, where its term could be, stays: division asks for it.
    """
    ranges = ranges_of(worksheet)
    proven = [one.name for one in worksheet.definitions if infer_range(one.term, ranges)[0] < 0 <= one.low]
    return inlined(worksheet, frozenset((*worksheet.results, *proven)))


def _written(sheet: Sheet, grain: str | None) -> str:
    """The query of one grain, as the dialect's text."""
    query, dialect = _tree(sheet, grain), sheet.dialect
    fit_names(query, dialect)
    query.set("expressions", [one.this if one.this.name == one.alias else one for one in query.expressions])
    for ordered in query.find_all(exp.Ordered):
        ordered.set("nulls_first", dialect.null_is_least)  # as the engine does it; no such column has a NULL
    return query.sql(dialect=dialect.name, pretty=True)


def reads_openings(worksheet: Worksheet) -> Mapping[str, tuple[str, ...]]:
    """The totals whose opening balances the queries read, each with the columns of its key."""
    return totals_opened(worksheet)


def _tree(sheet: Sheet, grain: str | None) -> exp.Query:
    """Layer upon layer; the columns that loop when all else that could be filled is."""
    steps, edges = Steps(sheet), dependencies(sheet.worksheet)
    place = {definition.name: at for at, definition in enumerate(sheet.worksheet.definitions)}
    done = {fact.name for fact in sheet.worksheet.inputs}
    waiting: list[Loop] = []
    for component in components(edges):
        if component[0] in place:
            waiting.append([sheet.worksheet.definitions[at] for at in sorted(place[name] for name in component)])
    recursive = False
    while waiting:
        ready = [one for one in waiting if all(edges[column.name] <= done | _names(one) for column in one)]
        plain = [one for one in ready if not _loops(one, edges)]
        filled = plain and next(
            [one for one in plain if one[0].grain == of]
            for of in (None, *sheet.grains)
            if any(o[0].grain == of for o in plain)
        )
        if filled:
            ahead = [column for one in waiting for column in one]
            steps.layer(filled[0][0].grain, [one[0] for one in filled], ahead)
        else:
            filled = ready[:1]
            _walk(steps, filled[0])
            recursive = True
        done |= {name for one in filled for name in _names(one)}
        waiting = [one for one in waiting if one not in filled]
    return _answer(steps, grain, recursive)


def _names(loop: Loop) -> set[str]:
    return {one.name for one in loop}


def _loops(columns: Loop, edges: Mapping[str, frozenset[str]]) -> bool:
    return len(columns) > 1 or columns[0].name in edges[columns[0].name]


def _walk(steps: Steps, loop: Loop) -> None:
    loops = steps.sheet.dialect.loops
    if loops is not Loops.NOTHING and fits(steps.sheet, loop):
        walk(steps, loop)
    elif loops is Loops.LISTS:
        walk_lists(steps, loop)
    else:
        raise CannotLoopError(steps.sheet.dialect, [one.name for one in loop])


def _answer(steps: Steps, grain: str | None, recursive: bool) -> exp.Query:
    places = {ORDER: "seq"} if grain is None else {ORDER: "seq", LINE: "line"}
    given = places | {name: name for name in steps.sheet.worksheet.results}
    answer = exp.select(*[exp.alias_(column(own), outside(name)) for own, name in given.items()])
    answer = answer.from_(table(steps.last[grain]))
    for name, step in _read(steps.made, steps.last[grain]):
        answer = answer.with_(exp.to_identifier(name, quoted=True), as_=step, recursive=recursive, copy=False)
    return answer


def _read(made: Sequence[tuple[str, exp.Query]], last: str) -> list[tuple[str, exp.Query]]:
    """The steps that lead to the last, in their order."""
    wanted = {last}
    kept = []
    for name, query in reversed(made):
        if name in wanted:
            wanted |= {read.name for read in query.find_all(exp.Table)}
            kept.append((name, query))
    return kept[::-1]
