"""Whether what was read from a bundle hangs together, as all that the compiler makes does.

A seal says that a file is as it was written, not who wrote it: before anything is staged from its terms, names are
names, columns are well formed again, and what refers to a column, a fact or a kind finds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from policyc.bundle.readers import MalformedError, Rows
from policyc.bundle.shape import columns_in
from policyc.bundle.sound_cases import cases_are_sound
from policyc.bundle.sound_clauses import MOST_DECIMALS, check_clauses
from policyc.compiled import Compiled
from policyc.core.check import GREATEST, WorksheetError, check_open
from policyc.core.ranges import Bounds, range_over, ranges_of
from policyc.core.terms import Column, OpenTerm, Prior, Sort
from policyc.core.walk import fold, subterms
from policyc.core.worksheet import Input, Worksheet
from policyc.elaborate.account import (
    AssertionAccount,
    BandAccount,
    BenefitAccount,
    Equation,
    Fixed,
    HoleAccount,
    RefusalAccount,
    Shown,
    StepAccount,
)
from policyc.elaborate.case_account import Fixed as FixedAnswer
from policyc.elaborate.lines import listed
from policyc.elaborate.owner import FAMILY, MEMBER, OWNERS, owner_of
from policyc.interface import FactSpec
from policyc.report.catalogue import help_text, label_text, message
from policyc.report.diagnostic import Diagnostic, Language, Severity
from policyc.source import Span
from policyc.syntax.clause import Bands, PeriodBlock, Row
from policyc.types import MONEY, UNIT_PRICE, Date, Kind, Time, Truth, range_of

_NAME = re.compile(r"[^\W\d]\w{0,199}")


def check_sound(compiled: Compiled, warnings: Iterable[Diagnostic], read: Rows) -> None:
    """Raises MalformedError unless the policy can be used as if it had just been checked."""
    sheet = compiled.worksheet
    _require(all(_NAME.fullmatch(name) for name in (*sheet.by_name, *_grains(sheet))))
    _require(read.columns <= sheet.by_name.keys() - OWNERS and compiled.columns.keys() <= sheet.by_name.keys())
    try:
        check_open(sheet)
    except WorksheetError:
        raise MalformedError from None
    _check_inputs(compiled)
    ranges = _reckoned(sheet)
    _check_columns(compiled, ranges)
    _check_told(compiled, read)
    _check_numbers(compiled, read)
    check_clauses(compiled, read.records)
    _check_chosen(compiled, ranges)
    _require(cases_are_sound(compiled))
    for warning in warnings:
        _check_warning(warning)


def _require(holds: bool) -> None:
    if not holds:
        raise MalformedError


def _grains(sheet: Worksheet) -> Iterator[str]:
    return (column.grain for column in sheet.by_name.values() if column.grain is not None)


def _reckoned(sheet: Worksheet) -> dict[str, Bounds]:
    """The range of every column from those of the facts: what is declared is not believed, and all stays small."""
    declared = ranges_of(sheet)
    ranges = {fact.name: (fact.low, fact.high) for fact in sheet.inputs}

    def bounded(term: OpenTerm, inner: list[Bounds]) -> Bounds:
        here = range_over(term, inner, ranges if isinstance(term, Column) else declared)
        _require(here[0] >= -GREATEST and here[1] <= GREATEST)
        return here

    for definition in sheet.definitions:
        ranges[definition.name] = fold(definition.term, bounded)
    return ranges


def _check_inputs(compiled: Compiled) -> None:
    """The inputs are the member, the family where it has totals, and a claim's facts, papers and blocks of lines."""
    interface = compiled.interface
    wanted = {MEMBER, FAMILY} if interface.of_families else {MEMBER}
    for fact in interface.facts:
        wanted |= set(_inputs_of(fact, None))
    wanted |= {Input(paper.column, Sort.TRUTH, 0, 1) for paper in interface.papers}
    _require(len({paper.key for paper in interface.papers}) == len(interface.papers))
    for block in interface.lines:
        wanted.add(Input(listed(block.key), Sort.TRUTH, 0, 1))
        for fact in block.facts:
            wanted |= set(_inputs_of(fact, block.key))
    _require(set(compiled.worksheet.inputs) == wanted)


def _inputs_of(fact: FactSpec, grain: str | None) -> Iterator[Input]:
    sort = Sort.TRUTH if isinstance(fact.type, Truth) else Sort.INTEGER
    _require(fact.low is not None and fact.high is not None)
    yield Input(fact.key, sort, fact.low or 0, fact.high or 0, grain)
    if fact.optional:
        yield Input(f"{fact.key}__present", Sort.TRUTH, 0, 1, grain)


def _check_columns(compiled: Compiled, ranges: Mapping[str, Bounds]) -> None:
    """The type that readers are told of each column suits it and every value it takes."""
    columns = compiled.worksheet.by_name
    kinds = {spec.name: tuple(member.key for member in spec.members) for spec in compiled.interface.kinds}
    _require({definition.name for definition in compiled.worksheet.definitions} <= compiled.columns.keys())
    for name, info in compiled.columns.items():
        low, high = ranges[name]
        match info.type:
            case Truth():
                _require(columns[name].sort is Sort.TRUTH)
            case Date():
                _require(low >= date.min.toordinal() and high <= date.max.toordinal())
            case Time():
                _require(low >= 0 and high <= range_of(info.type)[1])
            case Kind(kind, members):
                _require(kinds.get(kind) == members and low >= 0 and high < len(members))
            case _:
                pass
        _require(isinstance(info.type, Truth) or columns[name].sort is Sort.INTEGER)
        _require(0 <= info.scale <= MOST_DECIMALS)
        absent = () if info.absent is None else subterms(info.absent)
        _require(all(term.name in columns for term in absent if isinstance(term, Column)))


def _check_chosen(compiled: Compiled, ranges: Mapping[str, Bounds]) -> None:
    """The columns that say which band of a slab and which row of a table applies say one that there is."""
    account = compiled.account
    for table in account.tables.values():
        low, high = ranges[table.row]
        grid = table.table.grid
        _require(grid is not None and low >= 1 and high <= sum(isinstance(row, Row) for row in grid.rows))
    for entry in (*account.benefits.values(), *account.versions_of_benefits.values()):
        slab = any(isinstance(told.step, Bands) and not told.step.marginal for told in entry.steps)
        chosen = [ranges.get(band.pays, (0, 0)) for band in entry.bands] if slab else []
        _require(all(low >= 1 and high <= len(chosen) for low, high in chosen))


def _check_told(compiled: Compiled, read: Rows) -> None:
    """What the account names is of the claim, or all of one line; facts are of the type of their columns."""
    interface, account = compiled.interface, compiled.account
    of_claim = [record for record in read.records if isinstance(record, _OF_CLAIM)]
    _require(all(_grain(compiled, name) is None for record in of_claim for name in columns_in(record)))
    for key, rule in account.rules.items():
        _require(_are_of(compiled, [key, *(test for test in rule.tests if test is not None)], _grain(compiled, key)))
    for table in account.tables.values():
        _require(_are_of(compiled, [table.row, *table.outputs], _grain(compiled, table.row)))
    for total in account.totals:
        after = [] if total.after is None else [total.after]
        _require(_are_of(compiled, [total.column, total.before, *after], total.grain))
        _require(all(_grain(compiled, key) in (None, total.grain) for key in total.keys))
        _require(total.per is None or total.per in total.keys)
    _require(_owners_agree(compiled))
    told = {total.before for total in account.totals} | {last.column for last in account.last_totals.values()}
    _require(_looks_back(compiled.worksheet) <= told)
    _require(all(_grain(compiled, name) is not None for name in account.line_totals.values()))
    facts = [*interface.facts, *(fact for block in interface.lines for fact in block.facts)]
    _require(all(fact.key in compiled.columns and compiled.columns[fact.key].type == fact.type for fact in facts))


def _owners_agree(compiled: Compiled) -> bool:
    """Periods are the whole family's where the file says so; every total has the keys of its look-back."""
    shared = {spec.key: spec.whole_family for spec in compiled.interface.periods}
    blocks = [block for block in compiled.file.blocks if isinstance(block, PeriodBlock)]
    terms = {definition.name: definition.term for definition in compiled.worksheet.definitions}
    priors = [(terms.get(total.before), total) for total in compiled.account.totals]
    return (
        all(shared.get(block.name.key, False) == block.whole_family for block in blocks)
        and all(total.owner == owner_of(shared.get(total.period_key, False)) for total in compiled.account.totals)
        and all(isinstance(prior, Prior) and prior.by == total.by for prior, total in priors)
    )


def _looks_back(sheet: Worksheet) -> set[str]:
    """The columns that look back at totals which a claim may have to open."""
    return {
        definition.name
        for definition in sheet.definitions
        if isinstance(definition.term, Prior) and definition.term.column in sheet.openings
    }


def _grain(compiled: Compiled, column: str) -> str | None:
    _require(column in compiled.worksheet.by_name)
    return compiled.worksheet.by_name[column].grain


def _are_of(compiled: Compiled, columns: Iterable[str], grain: str | None) -> bool:
    return all(_grain(compiled, column) == grain for column in columns)


_OF_CLAIM = (
    Shown,
    Fixed,
    Equation,
    StepAccount,
    BandAccount,
    RefusalAccount,
    HoleAccount,
    BenefitAccount,
    AssertionAccount,
)
"""Entries of the account that are of the whole claim."""


def _check_numbers(compiled: Compiled, read: Rows) -> None:
    """Every place lies in the text, money is kept to the fen or as a unit price, and answers have decimals."""
    end = len(compiled.source.text)
    for value in read.numbers:
        match value:
            case Span(first, last):
                _require(0 <= first <= last <= end)
            case FixedAnswer(_, scale):
                _require(0 <= scale <= MOST_DECIMALS)
            case _:
                _require(value in (MONEY, UNIT_PRICE))


def _check_warning(warning: Diagnostic) -> None:
    """A warning can be told."""
    _require(warning.severity is Severity.WARNING)
    try:
        for language in Language:
            message(warning, language)
            help_text(warning, language)
            for label in warning.labels:
                label_text(warning, label.key, language)
    except KeyError:
        raise MalformedError from None
