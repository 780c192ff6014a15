"""The rules, tables, parameters and periods that fed an answer, each with what it read and what it gave."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from attrs import evolve

from policyc.elaborate.account import ChannelsAccount, ChecklistAccount, RuleAccount, TableAccount
from policyc.explain import phrases
from policyc.explain.book import Book, sentence, sentences
from policyc.explain.clause_words import case_words, since_words, verdict_words
from policyc.explain.model import Ground, Line, Working
from policyc.explain.paper_grounds import channels_ground, checklist_ground
from policyc.explain.reads import Arm, Maker, Reads, arms, outcome_of, taken
from policyc.explain.table_grounds import table_ground
from policyc.explain.walk import nodes_in
from policyc.explain.working import chosen, is_arithmetic, rounded, told_lines, worked
from policyc.report.diagnostic import Words
from policyc.syntax.clause import (
    Citation,
    Formula,
    Parameter,
    ParameterValue,
    PeriodBlock,
    Reading,
    Refused,
    Undetermined,
)
from policyc.syntax.expression import (
    Absent,
    Conditional,
    DateLiteral,
    EarlierTotal,
    Expression,
    LastTotal,
    LineTotal,
    MonthLiteral,
    Name,
    Number,
    TruthLiteral,
    YearLiteral,
)


def ground_of(book: Book, reads: Reads, key: str, names: frozenset[str]) -> Ground:
    """The account of one maker for this claim; of a table, the outputs among `names`."""
    return evolve(_ground(book, reads, reads.maker(key), names), policy=book.policy_of(key))


def _ground(book: Book, reads: Reads, maker: Maker, names: frozenset[str]) -> Ground:
    match maker:
        case RuleAccount():
            return _rule(book, reads, maker)
        case TableAccount():
            return table_ground(book, reads, maker, names)
        case ChecklistAccount():
            return checklist_ground(book, maker)
        case ChannelsAccount():
            return channels_ground(book, maker)
        case Parameter():
            return _parameter(book, maker)
        case PeriodBlock():
            return _period(book, maker)
        case _:
            assert_never(maker)


def _period(book: Book, block: PeriodBlock) -> Ground:
    """The period this claim falls in: when it starts, and the date that places the claim."""
    key = block.name.key
    return Ground(
        key,
        "period",
        book.name(key),
        _value(book, key),
        case=_reckoned(book, block),
        given=() if block.by is None else book.lines([block.by.key]),
        verdict=None if book.has(key) else book.no_value(key),
    )


def _reckoned(book: Book, block: PeriodBlock) -> Words | None:
    """When a year starts, or how long a rolling period is."""
    if block.rolling is not None:
        return phrases.ROLLING.of(book.rolling(block.rolling))
    return None if block.start is None else phrases.EACH_YEAR.of(book.words(block.start))


def _value(book: Book, key: str, working: Working | None = None) -> Line | None:
    return Line(book.label(key), book.quantity(key), working) if book.has(key) else None


# ---- rules


def _rule(book: Book, reads: Reads, entry: RuleAccount) -> Ground:
    number, nodes = taken(book, entry), reads.read_nodes(entry)
    key = entry.rule.name.key
    bare = Ground(
        key,
        "rule",
        book.name(key),
        None,
        given=(*book.lines(reads.told_by(entry)), *earlier_totals(book, nodes)),
        parts=line_amounts_told(book, nodes),
        sources=book.sources(entry.citations),
        readings=sentences(entry.readings),
    )
    if number is None:
        return evolve(bare, verdict=book.no_value(key))
    arm = arms(entry)[number]
    case = None if isinstance(arm, Formula) else case_words(book, arm)
    bare = evolve(bare, case=case, number=None if case is None else number + 1)
    outcome = outcome_of(arm)
    if isinstance(outcome, Refused | Undetermined):
        others = tuple(case_words(book, other) for other in arms(entry) if _gives(other))
        reason = None
        if isinstance(outcome, Refused):
            reason = phrases.REFUSED if outcome.text is None else sentence(outcome.text)
        return evolve(bare, verdict=verdict_words(outcome), reason=reason, others=others)
    return _with_value(book, bare, outcome, arm)


def _with_value(book: Book, bare: Ground, outcome: Expression | Conditional, arm: Arm) -> Ground:
    node = chosen(book, outcome) if isinstance(outcome, Conditional) else outcome
    if not book.has(bare.key) or node is None:
        return evolve(bare, verdict=book.no_value(bare.key))
    working = None
    if is_arithmetic(node) or (isinstance(node, Name) and node.key in book.compiled.columns):
        working = rounded(worked(book, node), arm.rounding)
    formula = book.words(outcome) if _is_worth_saying(outcome) else None
    return evolve(bare, value=_value(book, bare.key, working), formula=formula)


def _is_worth_saying(outcome: Expression | Conditional) -> bool:
    """A figure needs no formula beside it."""
    node = outcome.otherwise if isinstance(outcome, Conditional) and not outcome.branches else outcome
    return not isinstance(node, Number | DateLiteral | YearLiteral | MonthLiteral | TruthLiteral | Absent)


def _gives(arm: Arm) -> bool:
    return not isinstance(outcome_of(arm), Refused | Undetermined)


def earlier_totals(book: Book, node: object) -> tuple[Line, ...]:
    """The totals of earlier claims that a clause reads."""
    found: dict[Line, None] = {}
    for one in nodes_in(node, EarlierTotal):
        total = book.total_of(one)
        if total is not None:
            found[book.line(total.before)] = None
        own = book.compiled.account.included.get(one)
        if own is not None:
            found[Line(phrases.COUNTED_OF.of(book.name(one.of.key)), book.quantity(own))] = None
    for last in nodes_in(node, LastTotal):
        found[book.line(book.compiled.account.last_totals[last].column)] = None
    return tuple(found)


def line_amounts_told(book: Book, node: object) -> tuple[Line, ...]:
    """What each line of the claim adds to the totals in a clause, where that is more than a fact of the line."""
    return tuple(line for one in nodes_in(node, LineTotal) for line in told_lines(book, one))


# ---- parameters


def _parameter(book: Book, block: Parameter) -> Ground:
    key = block.name.key
    citations = tuple(part for part in block.statements if isinstance(part, Citation))
    readings = tuple(part for part in block.statements if isinstance(part, Reading))
    row = _row_in_force(book, block)
    return Ground(
        key,
        "parameter",
        book.name(key),
        _value(book, key),
        case=None if row is None else since_words(row),
        given=() if block.by is None else (book.line(block.by.key),),
        sources=book.sources(citations),
        readings=sentences(readings),
    )


def _row_in_force(book: Book, block: Parameter) -> ParameterValue | None:
    if block.by is None:
        return block.values[0]
    day = book.quantity(block.by.key)
    if day is None:
        return None
    begun = [row for row in block.values if _begins(row) <= day.value]
    return begun[-1] if begun else None


def _begins(row: ParameterValue) -> int:
    since = row.since
    if isinstance(since, YearLiteral):
        return date(since.year, 1, 1).toordinal()
    return date(since.year, since.month, since.day).toordinal()
