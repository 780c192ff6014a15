"""事实 and 明细: what a claim says, about itself and line by line."""

from __future__ import annotations

from attrs import evolve

from policyc.core import prelude
from policyc.core.terms import Column, Literal, Sort
from policyc.core.worksheet import Input
from policyc.elaborate.elaboration import Elaboration, input_value
from policyc.elaborate.expression import elaborate
from policyc.elaborate.lines import listed
from policyc.elaborate.names import resolve_type, wrong_type
from policyc.elaborate.symbols import AmountSymbol, ColumnInfo, KindSymbol, LinesSymbol
from policyc.elaborate.value import Value, met_type, raised
from policyc.syntax.clause import Fact, Facts, Lines
from policyc.syntax.expression import Bound, Expression
from policyc.types import FIRST_DAY, LAST_DAY, Date, Kind, Truth, Type, range_of, scale_of

LARGEST_FACT = 10**15  # in the smallest unit: ten thousand million million fen is past any claim


def declare_facts(work: Elaboration, block: Facts) -> None:
    for fact in block.facts:
        if isinstance(fact, Fact):
            _declare_fact(work, fact, None)


def declare_lines(work: Elaboration, block: Lines) -> None:
    """Enter a block of lines and its facts; an input says whether the claim lists it at all."""
    work.declare(block.name, LinesSymbol(block.name.key, block.name.span))
    work.inputs.append(Input(listed(block.name.key), Sort.TRUTH, 0, 1))
    for fact in block.facts:
        if isinstance(fact, Fact):
            _declare_fact(work, fact, block.name.key)


def _declare_fact(work: Elaboration, fact: Fact, grain: str | None) -> None:
    type = resolve_type(work, fact.type)
    bounds = (0, 1) if type is None else _bounds(work, fact, type)
    value = None if type is None else _enter(work, fact, type, bounds, grain)
    _declare(work, fact, AmountSymbol(type, fact.name.span, value, grain))


def _declare(work: Elaboration, fact: Fact, symbol: AmountSymbol) -> None:
    """Enter the fact. `人群：人群`: a fact may bear the name of its own kind, and reads as the fact from then on."""
    kind = work.symbols.get(fact.name.key)
    if isinstance(kind, KindSymbol) and symbol.type == kind.type:
        work.kinds[fact.name.key] = kind
        del work.symbols[fact.name.key]
    work.declare(fact.name, symbol)


def _enter(work: Elaboration, fact: Fact, type: Type, bounds: tuple[int, int], grain: str | None) -> Value:
    key = fact.name.key
    low, high = bounds
    sort = Sort.TRUTH if isinstance(type, Truth) else Sort.INTEGER
    work.inputs.append(Input(key, sort, low, high, grain))
    absent = None
    if fact.optional:
        present = f"{key}__present"
        work.inputs.append(Input(present, Sort.TRUTH, 0, 1, grain))
        absent = prelude.is_not(Column(present))
    work.columns[key] = ColumnInfo(type, scale_of(type), absent)
    return input_value(key, type, low, high, absent)


def _bounds(work: Elaboration, fact: Fact, type: Type) -> tuple[int, int]:
    low, high = range_of(type)
    if fact.bound is None:
        return low, high
    if isinstance(type, Truth) or (isinstance(type, Kind) and not type.ordered):
        work.error("bound-without-order", fact.bound.span)
        return low, high
    given = _given_bounds(work, fact.bound, type)
    if given is None:
        return low, high
    if given[0] is not None:
        low, high = given[0], max(high, given[0])
    if given[1] is not None:
        low, high = low if given[0] is not None else min(low, given[1]), given[1]
    if low > high:
        work.error("empty-interval", fact.bound.span)
        return range_of(type)
    if isinstance(type, Date) and not (FIRST_DAY <= low <= high <= LAST_DAY):
        work.error("date-out-of-range", fact.bound.span)
        return range_of(type)
    if max(abs(low), abs(high)) > LARGEST_FACT:
        work.error("amount-too-large", fact.bound.span)
        return range_of(type)
    return low, high


def _given_bounds(work: Elaboration, bound: Bound, type: Type) -> tuple[int | None, int | None] | None:
    low = None if bound.low is None else _end(work, bound.low, type)
    high = None if bound.high is None else _end(work, bound.high, type)
    if (low is None) != (bound.low is None) or (high is None) != (bound.high is None):
        return None
    return (
        None if low is None else low + (0 if bound.low_included else 1),
        None if high is None else high - (0 if bound.high_included else 1),
    )


def _end(work: Elaboration, node: Expression, type: Type) -> int | None:
    """A bound's end as an integer of the type: it is the same for every claim."""
    value = elaborate(work, node, type)
    if value is None:
        return None
    if met_type(value.type, type) is None:
        wrong_type(work, node.span, type, value.type)
        return None
    if not isinstance(value.term, Literal) or value.divisor is not None or value.scale > scale_of(type):
        work.error("cell-not-fixed", node.span)
        return None
    return raised(evolve(value, type=type), scale_of(type)).low
