"""JSON Schema (2020-12) of the claims a policy takes, titles in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from policyc.claims.opening import NO_TOTALS, period_spellings
from policyc.claims.opening_hints import SINCE
from policyc.claims.papers import NO_PAPERS
from policyc.claims.present import present
from policyc.claims.reader import MOST_LINES, NO_VALUE, Reserved
from policyc.claims.schema import DRAFT, NULL, VERSION, Schema, closed_object, matching, policy_title, title_of
from policyc.claims.value import bounds
from policyc.interface import (
    AccumulatorSpec,
    FactSpec,
    Interface,
    KindSpec,
    LinesSpec,
    PeriodKey,
    PeriodSpec,
    ResultSpec,
    Spec,
    spellings,
    words,
)
from policyc.report.diagnostic import Language, Words
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, Type, range_of

_WHOLE = r"^-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)$"
_RATIO = r"^-?([0-9]+(\.[0-9]{1,4})?|[0-9]+(\.[0-9]{1,2})?%)$"
_DATE = r"^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)$"
_TIME = r"^(([01]?[0-9]|2[0-3]):[0-5][0-9]|([01]?[0-9]|2[0-3])时([0-5]?[0-9]分)?)$"
_PERIOD_KEY = {
    PeriodKey.YEAR: r"^[0-9]{4}年?$",
    PeriodKey.MONTH: r"^([0-9]{4}-[0-9]{2}|[0-9]{4}年[0-9]{1,2}月)$",
    PeriodKey.DAY: _DATE,
    PeriodKey.ROLLING: _DATE,
}


def claim_schema(interface: Interface) -> Schema:
    """The schema of one claim, for the plain spellings of values.

    What fits can still be refused (a date must exist, an amount in a string keep its bounds), and the reader takes
    full-width digits too.
    """
    properties, once = _record(interface.facts, interface)
    for block in interface.lines:
        once += _pair(properties, block, _lines_schema(block, interface))
    for word, schema in _reserved(interface).items():
        once += _pair_of_words(properties, word.value, schema)
    return {
        "$schema": DRAFT,
        "version": VERSION,
        "title": policy_title(interface),
        **closed_object(properties, once),
    }


def _record(facts: Iterable[FactSpec], interface: Interface) -> tuple[Schema, list[Schema]]:
    properties: Schema = {}
    once: list[Schema] = []
    for spec in facts:
        once += _pair(properties, spec, _fact_schema(spec, interface))
    return properties, once


def _pair(properties: Schema, spec: Spec, schema: Schema) -> list[Schema]:
    """Adds `schema` under every spelling; the rules that forbid two of them at once."""
    return _under_each(properties, spellings(spec), schema)


def _under_each(properties: Schema, written: tuple[str, ...], schema: Schema) -> list[Schema]:
    properties.update(dict.fromkeys(written, schema))
    return [_not_both(written[0], other) for other in written[1:]]


def _pair_of_words(properties: Schema, name: Words, schema: Schema) -> list[Schema]:
    properties.update({name.en: schema, name.zh: schema})
    return [_not_both(name.en, name.zh)]


def _not_both(first: str, second: str) -> Schema:
    return {"not": {"required": [first, second]}}


def _fact_schema(spec: FactSpec, interface: Interface) -> Schema:
    low, high = bounds(spec)
    kind = interface.kind(spec.type.name) if isinstance(spec.type, Kind) else None
    explained: Schema = {} if spec.question is None else {"description": title_of(spec.question)}
    given = _given(spec.type, low, high, kind)
    if spec.optional:
        given = {"anyOf": [given, {"enum": list(NO_VALUE)}]}
    return {"title": title_of(words(spec)), **explained, **given}


def _given(type: Type, low: int, high: int, kind: KindSpec | None) -> Schema:
    """What a claim may give for a value of `type`; null says that it is not known."""
    match type:
        case Money(decimals):
            return _number(_decimal(decimals), low, high, 10**decimals)
        case Measure():
            return _number(_decimal(4), low, high, 10_000)
        case Ratio():
            return _number(_RATIO, low, high, 10_000)
        case Count():
            return {"anyOf": [{"type": "integer", "minimum": low, "maximum": high}, matching(_WHOLE), NULL]}
        case Date():
            between = " – ".join(present(bound, type, None, Language.EN) for bound in (low, high))
            return {"anyOf": [matching(_DATE) | {"$comment": between}, NULL]}
        case Time():
            return {"anyOf": [matching(_TIME), NULL]}
        case Truth():
            return {"enum": [True, False, "true", "false", "是", "否", "yes", "no", None]}
        case Kind():
            assert kind is not None
            return {"enum": [*_member_spellings(kind), None]}
        case _:
            assert_never(type)


def _decimal(places: int) -> str:
    """Digits, with commas between thousands or without, and at most so many decimals."""
    return rf"^-?([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]+)(\.[0-9]{{1,{places}}})?$"


def _number(pattern: str, low: int, high: int, unit: int) -> Schema:
    """A number or its text; the bounds are widened to whole units, so that the schema itself holds no fraction."""
    return {
        "anyOf": [{"type": "number", "minimum": low // unit, "maximum": -(-high // unit)}, matching(pattern), NULL],
    }


def _member_spellings(kind: KindSpec) -> list[str | int]:
    names = [spelling for member in kind.members for spelling in spellings(member)]
    codes = [member.code for member in kind.members if member.code is not None]
    numbers = [int(code) for code in codes if code.isdecimal()]
    return [*dict.fromkeys((*names, *codes)), *(number for number in numbers if numbers.count(number) == 1)]


def _lines_schema(block: LinesSpec, interface: Interface) -> Schema:
    listed = {"type": "array", "maxItems": MOST_LINES, "items": closed_object(*_record(block.facts, interface))}
    return {"title": title_of(words(block)), "anyOf": [listed, NULL]}


def _reserved(interface: Interface) -> Mapping[Reserved, Schema]:
    text: Schema = {"type": ["string", "null"], "minLength": 1, "maxLength": 200}
    papers = {Reserved.DOCUMENTS: _papers_schema(interface)} if interface.papers else {}
    family = {Reserved.FAMILY: text | {"title": title_of(Words("家庭", "the family of the insured person"))}}
    return (
        (family if interface.of_families else {})
        | papers
        | {
            Reserved.MEMBER: text | {"title": title_of(Words("参保人", "the insured person"))},
            Reserved.NUMBER: text | {"title": title_of(Words("单号", "claim number"))},
            Reserved.SETTLED_AT: {
                "title": title_of(Words("结算时间", "when it was settled")),
                "type": ["string", "null"],
            },
            Reserved.OPENINGS: _openings_schema(interface),
        }
    )


def _papers_schema(interface: Interface) -> Schema:
    names = [spelling for paper in interface.papers for spelling in spellings(paper)]
    listed: Schema = {"type": "array", "items": {"enum": list(dict.fromkeys(names))}}
    given: Schema = {"anyOf": [listed, {"enum": [*NO_PAPERS, None]}]}
    return {"title": title_of(Words("交来的材料", "the documents handed in")), **given}


def _openings_schema(interface: Interface) -> Schema:
    properties: Schema = {}
    once: list[Schema] = []
    for period in interface.periods:
        accumulators = [spec for spec in interface.accumulators if spec.period == period.key]
        once += _under_each(properties, period_spellings(period), _period_schema(period, accumulators, interface))
    return {
        "title": title_of(Words("此前累计", "what had added up before")),
        "anyOf": [{"enum": [*NO_TOTALS, None]}, closed_object(properties, once)],
    }


def _by_further(per: ResultSpec, totals: Schema, interface: Interface) -> Schema:
    """The totals for each value of a period's further key."""
    if not isinstance(per.type, Kind):
        return {"type": "object", "patternProperties": {_WHOLE: totals}, "additionalProperties": False}
    spelled = [str(spelling) for spelling in _member_spellings(interface.kind(per.type.name))]
    return closed_object(dict.fromkeys(spelled, totals), [])


def _period_schema(period: PeriodSpec, accumulators: list[AccumulatorSpec], interface: Interface) -> Schema:
    properties: Schema = {}
    once: list[Schema] = []
    for spec in accumulators:
        given = _given(spec.type, *range_of(spec.type), None)
        once += _pair(properties, spec, {"title": title_of(words(spec)), **given})
    totals: Schema = {"anyOf": [closed_object(properties, once), {"enum": list(NO_TOTALS)}]}
    if period.per is not None:
        totals = _by_further(period.per, totals, interface)
    if period.unit is PeriodKey.LIFETIME:
        return {"title": title_of(words(period)), **totals}
    if period.unit is PeriodKey.ROLLING:
        past: Schema = {word: matching(_DATE) for word in SINCE}
        keyed: Schema = {"type": "object", "properties": past, "patternProperties": {_DATE: totals}}
        keyed["additionalProperties"] = False
        return {"title": title_of(words(period)), "anyOf": [totals, keyed]}
    keyed = {"type": "object", "patternProperties": {_PERIOD_KEY[period.unit]: totals}, "additionalProperties": False}
    return {"title": title_of(words(period)), "anyOf": [totals, keyed]}
