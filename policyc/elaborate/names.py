"""Names to values: facts, rules, periods, and the members of kinds."""

from __future__ import annotations

import re

from attrs import evolve

from policyc.core import prelude
from policyc.core.terms import Hole
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.near import nearest
from policyc.elaborate.symbols import (
    AmountSymbol,
    CalendarSymbol,
    ChannelsSymbol,
    KindSymbol,
    LinesSymbol,
    PeriodSymbol,
    Symbol,
)
from policyc.elaborate.value import Value, ValueType, constant, stand_in
from policyc.elaborate.wording import type_words
from policyc.report.diagnostic import Words
from policyc.source import Span
from policyc.syntax.clause import PeriodUnit, TypeRef, TypeWord
from policyc.syntax.expression import Name
from policyc.types import DATE, MONEY, QUANTITY, RATIO, TIME, TRUTH, UNIT_PRICE, Count, Kind, Type, Unit

MOST_MEMBERS = 12
"""How many members of a kind a message lists."""

_ORDINAL = re.compile("(?:第?([一二三四五六七八九十]+)|首)次")


def name_value(work: Elaboration, node: Name, expected: ValueType | None) -> Value | None:
    """A name as an amount: reading 无 is a hole, unless a test before it has ruled it out."""
    member = kind_member(node, expected)
    if member is not None:
        return member
    if node.key not in work.symbols and node.key not in work.members and _told_by_type(work, node, expected):
        return None
    value = read(work, node)
    if value is None or value.absent is None:
        return value
    work.unguarded.append((work.owner, node))
    present = prelude.choose(value.absent, Hole(f"absent:{node.key}", stand_in(value.type, value.low)), value.term)
    return evolve(value, term=present, absent=None, axis=None)


def _told_by_type(work: Elaboration, node: Name, expected: ValueType | None) -> bool:
    """Say of a name that is not declared what the type wanted there has instead: its members, or a number."""
    name = work.words(node.key)
    if isinstance(expected, Kind) and work.told_enough("unknown-member"):
        return True
    if isinstance(expected, Kind) and nearest(name.zh, (work.words(key).zh for key in work.symbols)) is None:
        members = [work.words(key) for key in expected.members[:MOST_MEMBERS]]
        told = Words("、".join(member.zh for member in members), ", ".join(member.en for member in members))
        work.error("unknown-member", node.span, name=name, kind=work.words(expected.name), members=told)
        return True
    ordinal = _ORDINAL.fullmatch(name.zh) if isinstance(expected, Count) else None
    if ordinal is not None:
        work.error("unknown-name-near", node.span, name=name, near=f"{ordinal[1] or 1}次")
    return ordinal is not None


def kind_member(node: Name, expected: ValueType | None) -> Value | None:
    """A member of the expected kind, by its name."""
    if isinstance(expected, Kind) and node.key in expected.members:
        return constant(expected.members.index(node.key), expected)
    return None


def read(work: Elaboration, node: Name) -> Value | None:
    """What a name stands for, 无 included."""
    symbol = work.symbols.get(node.key)
    work.used.add(node.key)
    if work.parameter_day is not None and node.key in work.parameters:
        return _parameter_on(work, node, work.parameter_day)
    match symbol:
        case AmountSymbol(grain=str(grain)) | PeriodSymbol(grain=str(grain)) if grain != work.grain:
            work.error("line-fact-outside", node.span, name=work.words(node.key), lines=work.words(grain))
        case PeriodSymbol(unit=PeriodUnit.LIFETIME):
            work.error("not-an-amount", node.span, name=work.words(node.key), what=Words("终身期间", "a lifetime"))
        case PeriodSymbol(unit=PeriodUnit.ROLLING):
            what = Words("滚动的期间", "a rolling period")
            work.error("not-an-amount", node.span, name=work.words(node.key), what=what)
        case AmountSymbol(value=value) | PeriodSymbol(value=value):
            return value
        case None if node.key in work.members:
            kind = work.members[node.key][0].type.name
            work.error("member-without-kind", node.span, name=work.words(node.key), kind=work.words(kind))
        case None:
            work.unknown_name(node)
        case _:
            work.error("not-an-amount", node.span, name=work.words(node.key), what=_symbol_words(symbol))
    return None


def _parameter_on(work: Elaboration, node: Name, day: int) -> Value | None:
    """A parameter's figure as of a day."""
    for first, last, value in work.parameters[node.key]:
        if first <= day and (last is None or day <= last):
            return value
    work.error("must-equal-not-fixed", node.span)
    return None


def _symbol_words(symbol: Symbol) -> Words:
    if isinstance(symbol, KindSymbol):
        return Words("种类", "a kind")
    if isinstance(symbol, LinesSymbol):
        return Words("明细", "a block of lines")
    if isinstance(symbol, CalendarSymbol):
        return Words("日历", "a calendar")
    if isinstance(symbol, ChannelsSymbol):
        return Words("渠道", "a block of channels")
    return Words("表或来源", "a table or a source")


_TYPE_WORDS: dict[TypeWord, Type] = {
    TypeWord.MONEY: MONEY,
    TypeWord.UNIT_PRICE: UNIT_PRICE,
    TypeWord.QUANTITY: QUANTITY,
    TypeWord.RATIO: RATIO,
    TypeWord.COUNT: Count(Unit.TIMES),
    TypeWord.DATE: DATE,
    TypeWord.TIME: TIME,
    TypeWord.AGE: Count(Unit.AGE),
    TypeWord.YEARS: Count(Unit.YEARS),
    TypeWord.MONTHS: Count(Unit.MONTHS),
    TypeWord.DAYS: Count(Unit.DAYS),
    TypeWord.WORKDAYS: Count(Unit.WORKDAYS),
    TypeWord.YEAR: Count(Unit.YEAR),
    TypeWord.TRUTH: TRUTH,
}


def resolve_type(work: Elaboration, node: TypeRef) -> Type | None:
    """The type a type word or a kind's name stands for."""
    if isinstance(node.type, TypeWord):
        return _TYPE_WORDS[node.type]
    key = node.type.key
    symbol = work.kinds.get(key) or work.symbols.get(key)
    work.used.add(key)
    if isinstance(symbol, KindSymbol):
        return symbol.type
    kinds = [key for key, symbol in {**work.symbols, **work.kinds}.items() if isinstance(symbol, KindSymbol)]
    spelled = work.words(key)
    near = nearest(spelled.zh, (work.words(kind).zh for kind in kinds))
    if symbol is None and near is not None:
        work.error("unknown-name-near", node.span, name=spelled, near=near)
    else:
        work.error("not-a-type", node.span, name=spelled)
    return None


def named_type(work: Elaboration, type: ValueType) -> Words:
    """A type in words, a kind by the name it has in this file."""
    return type_words(type, work.words(type.name) if isinstance(type, Kind) else None)


def wrong_type(work: Elaboration, span: Span, expected: ValueType, found: ValueType) -> None:
    work.error("wrong-type", span, expected=named_type(work, expected), found=named_type(work, found))
