"""What a checked policy shows the world: the interface of its claims and settlements."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from attrs import evolve

from policyc.core.terms import Column
from policyc.elaborate.account import ChannelsAccount
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.symbols import AmountSymbol, KindSymbol, PeriodSymbol
from policyc.elaborate.value import Bare, Value
from policyc.interface import (
    AccumulatorSpec,
    ChannelSpec,
    ChannelsSpec,
    ChecklistSpec,
    FactSpec,
    Interface,
    KindSpec,
    LinesSpec,
    MemberSpec,
    PaperSpec,
    PeriodKey,
    PeriodSpec,
    ResultSpec,
)
from policyc.lexicon import lexicon
from policyc.report.diagnostic import Language, Words
from policyc.syntax.clause import Fact, Facts, Lines, PeriodUnit, Policy
from policyc.syntax.expression import Text
from policyc.types import Money, Type, scale_of

LIFETIME = PeriodSpec("lifetime", "终身", "lifetime", PeriodKey.LIFETIME)


def publish(work: Elaboration, results: tuple[ResultSpec, ...]) -> Interface:
    """The interface of an elaborated policy."""
    policy = next(block for block in work.file.blocks if isinstance(block, Policy))
    accumulators = _accumulators(work)
    periods = _periods(work)
    if any(spec.period == LIFETIME.key for spec in accumulators):
        periods = (*periods, _lifetime(work))
    return Interface(
        policy.name.key,
        *_pair(work, policy.name.key),
        _text(policy.title),
        tuple(_fact(work, fact) for block in work.file.blocks if isinstance(block, Facts) for fact in _facts(block)),
        tuple(_lines(work, block) for block in work.file.blocks if isinstance(block, Lines)),
        _kinds(work),
        periods,
        accumulators,
        results,
        tuple(PaperSpec(key, *_pair(work, key), _column(value)) for key, value in work.papers.items()),
        tuple(ChecklistSpec(key, *_pair(work, key)) for key in work.account.checklists),
        tuple(_channels(work, entry) for entry in work.account.channels.values()),
    )


def _column(value: Value) -> str:
    assert isinstance(value.term, Column)
    return value.term.name


def _channels(work: Elaboration, entry: ChannelsAccount) -> ChannelsSpec:
    names = [one.channel.name.key for one in entry.channels]
    key = entry.block.name.key
    return ChannelsSpec(key, *_pair(work, key), tuple(ChannelSpec(name, *_pair(work, name)) for name in names))


def _pair(work: Elaboration, key: str) -> tuple[str | None, str | None]:
    """A name's Chinese and English spellings, None where it has none."""
    spelling = work.file.spellings.get(key)
    if spelling is not None:
        return spelling.zh, spelling.en
    return (None, key) if key.isascii() else (key, None)


def _text(text: Text | None) -> Words | None:
    if text is None:
        return None
    return Words(text.zh or text.en or "", text.en or text.zh or "")


def _facts(block: Facts | Lines) -> list[Fact]:
    return [fact for fact in block.facts if isinstance(fact, Fact)]


def _fact(work: Elaboration, fact: Fact) -> FactSpec:
    symbol = work.symbols[fact.name.key]
    assert isinstance(symbol, AmountSymbol)
    assert symbol.value is not None
    assert isinstance(symbol.type, Type)
    pair = _pair(work, fact.name.key)
    bounds = (symbol.value.low, symbol.value.high)
    return FactSpec(fact.name.key, *pair, symbol.type, *bounds, fact.optional, _text(fact.question))


def _lines(work: Elaboration, block: Lines) -> LinesSpec:
    facts = tuple(_fact(work, fact) for fact in _facts(block))
    return LinesSpec(block.name.key, *_pair(work, block.name.key), facts, _results(work, block.name.key))


def _kinds(work: Elaboration) -> tuple[KindSpec, ...]:
    symbols = [symbol for symbol in (*work.kinds.values(), *work.symbols.values()) if isinstance(symbol, KindSymbol)]
    return tuple(
        KindSpec(
            symbol.type.name,
            *_pair(work, symbol.type.name),
            tuple(MemberSpec(m.name.key, *_pair(work, m.name.key), m.code) for m in symbol.block.members),
        )
        for symbol in symbols
    )


def _periods(work: Elaboration) -> tuple[PeriodSpec, ...]:
    return tuple(
        PeriodSpec(
            symbol.key,
            *_pair(work, symbol.key),
            PeriodKey(symbol.unit.value),
            _per(work, symbol),
            symbol.whole_family,
            _example_key(symbol),
        )
        for symbol in work.symbols.values()
        if isinstance(symbol, PeriodSymbol) and not symbol.is_lifetime
    )


def _example_key(period: PeriodSymbol) -> int:
    """A key that claims may have: that of 5 March 2024, or of the nearest day that they may be of."""
    if period.by is None:
        return 0
    day = date.fromordinal(min(max(date(2024, 3, 5).toordinal(), period.by.low), period.by.high))
    match period.unit:
        case PeriodUnit.YEAR:
            return day.year - ((day.month, day.day) < (period.start.month, period.start.day))
        case PeriodUnit.MONTH:
            return 12 * day.year + day.month - 1
        case PeriodUnit.DAY | PeriodUnit.ROLLING:
            return day.toordinal()
        case PeriodUnit.LIFETIME:
            return 0
        case _:
            assert_never(period.unit)


def _per(work: Elaboration, period: PeriodSymbol) -> ResultSpec | None:
    """The further key that a period's totals are kept under."""
    if period.per is None or period.per_value is None or isinstance(period.per_value.type, Bare):
        return None
    return ResultSpec(period.per, *_pair(work, period.per), period.per_value.type)


def _lifetime(work: Elaboration) -> PeriodSpec:
    """The period without an end, by the name the policy gives it."""
    for symbol in work.symbols.values():
        if isinstance(symbol, PeriodSymbol) and symbol.is_lifetime:
            zh, en = _pair(work, symbol.key)
            return evolve(LIFETIME, zh=zh or LIFETIME.zh, en=en or LIFETIME.en)
    return LIFETIME


def _accumulators(work: Elaboration) -> tuple[AccumulatorSpec, ...]:
    """The totals a claim may open and a settlement closes, one for each name and period."""
    found: dict[tuple[str, str], AccumulatorSpec] = {}
    for total in work.account.totals:
        if total.after is None:
            continue
        period = total.period_key
        zh, en = total_names(work, total.key, total.benefit)
        info = work.columns[total.column].type
        type = Money(total.scale) if isinstance(info, Money | Bare) else info
        found.setdefault((period, total.key), AccumulatorSpec(total.key, zh, en, period, total.column, type))
    return tuple(found.values())


def total_names(work: Elaboration, key: str, benefit: str | None) -> tuple[str | None, str | None]:
    """A total kept under a benefit's inner name is called by the benefit and what it adds up."""
    if benefit is not None and key.startswith(benefit) and key != benefit:
        after = key.removeprefix(benefit)
        part = next((part for part in lexicon().parts.values() if part.spelling(Language.EN) == after), None)
        if part is not None:
            return f"{work.words(benefit).zh}{part.spelling(Language.ZH)}", key
    return _pair(work, key)


def results_of(work: Elaboration) -> tuple[ResultSpec, ...]:
    """Rules, table outputs, period keys and benefits, in the order of the worksheet."""
    return _results(work, None)


def _results(work: Elaboration, grain: str | None) -> tuple[ResultSpec, ...]:
    """What is reckoned for the claim, or for each line of the block `grain`."""
    apart = {entry.name for entry in work.inputs} | set(work.parameters)
    found: list[ResultSpec] = []
    for definition in work.definitions:
        if definition.grain != grain or work.public(definition.name) != definition.name:
            continue
        symbol = work.symbols.get(definition.name)
        type = symbol.type if isinstance(symbol, AmountSymbol) else None
        if isinstance(symbol, PeriodSymbol) and symbol.value is not None and symbol.unit is not PeriodUnit.ROLLING:
            type = symbol.value.type
        if type is not None and not isinstance(type, Bare) and definition.name not in apart:
            if definition.name in work.parts and work.columns[definition.name].scale > scale_of(type):
                continue  # finer than a fen: no answer by itself
            benefit = definition.name in work.account.benefits
            found.append(ResultSpec(definition.name, *_pair(work, definition.name), type, benefit))
    return tuple(found)


def targets_of(work: Elaboration) -> tuple[str, ...]:
    """Benefits and the rules that read them, at any distance; without a benefit, every rule, checklist and channel."""
    account = work.account
    if not account.benefits:
        channels = [one.column for entry in account.channels.values() for one in entry.channels]
        rules = dict.fromkeys(work.public(name) for name in account.rules if work.grain_of(name) is None)
        return (*rules, *account.checklists, *channels)
    targets = dict.fromkeys(account.benefits)
    for definition in work.definitions:
        rule = account.rules.get(definition.name)
        if rule is None or definition.grain is not None:
            continue
        if any(work.public(_benefit_of(work, name)) in targets for name in rule.reads):
            targets[work.public(definition.name)] = None
    return tuple(targets)


def _benefit_of(work: Elaboration, name: str) -> str:
    """The benefit that a name is a part of; any other name is its own."""
    return work.parts[name][0] if name in work.parts else name
