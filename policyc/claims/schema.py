"""JSON Schema (2020-12) of the claims a policy takes and of the results it gives, titles in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from policyc.claims.opening import NO_TOTALS
from policyc.claims.present import present
from policyc.claims.reader import Reserved
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
from policyc.types import Count, Date, Kind, Money, Ratio, Truth, Type, range_of

Schema = dict[str, object]

VERSION = 1
"""Raised when a claim or a result that fitted the schema of the same policy may no longer fit."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_MONEY = r"^-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]{1,2})?$"
_WHOLE = r"^-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)$"
_RATIO = r"^-?([0-9]+(\.[0-9]{1,4})?|[0-9]+(\.[0-9]{1,2})?%)$"
_DATE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)$"
_PERIOD_KEY = {
    PeriodKey.YEAR: r"^[0-9]{4}年?$",
    PeriodKey.MONTH: r"^([0-9]{4}-[0-9]{2}|[0-9]{4}年[0-9]{1,2}月)$",
    PeriodKey.DAY: _DATE,
}
_STATUSES = ("paid", "refused", "undetermined", "not_applicable")


# ---- claims


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
        "$schema": _DRAFT,
        "version": VERSION,
        "title": _policy_title(interface),
        **_object(properties, once),
    }


def _record(facts: Iterable[FactSpec], interface: Interface) -> tuple[Schema, list[Schema]]:
    properties: Schema = {}
    once: list[Schema] = []
    for spec in facts:
        once += _pair(properties, spec, _fact_schema(spec, interface))
    return properties, once


def _object(properties: Schema, once: list[Schema]) -> Schema:
    rules: Schema = {"allOf": once} if once else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **rules}


def _pair(properties: Schema, spec: Spec, schema: Schema) -> list[Schema]:
    """Adds `schema` under every spelling; the rules that forbid two of them at once."""
    written = spellings(spec)
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
    explained: Schema = {} if spec.question is None else {"description": _title(spec.question)}
    return {"title": _title(words(spec)), **explained, **_given(spec.type, low, high, kind)}


def _given(type: Type, low: int, high: int, kind: KindSpec | None) -> Schema:
    """What a claim may give for a value of `type`; null says that it is not known."""
    match type:
        case Money():
            return _number(_MONEY, low, high, 100)
        case Ratio():
            return _number(_RATIO, low, high, 10_000)
        case Count():
            return {"anyOf": [{"type": "integer", "minimum": low, "maximum": high}, _text(_WHOLE), _NULL]}
        case Date():
            between = " – ".join(present(bound, type, None, Language.EN) for bound in (low, high))
            return {"anyOf": [_text(_DATE) | {"$comment": between}, _NULL]}
        case Truth():
            return {"enum": [True, False, "true", "false", "是", "否", "yes", "no", None]}
        case Kind():
            assert kind is not None
            return {"enum": [*_member_spellings(kind), None]}
        case _:
            assert_never(type)


_NULL: Schema = {"type": "null"}


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": pattern}


def _number(pattern: str, low: int, high: int, unit: int) -> Schema:
    """A number or its text; the bounds are widened to whole units, so that the schema itself holds no fraction."""
    return {
        "anyOf": [{"type": "number", "minimum": low // unit, "maximum": -(-high // unit)}, _text(pattern), _NULL],
    }


def _member_spellings(kind: KindSpec) -> list[str | int]:
    names = [spelling for member in kind.members for spelling in spellings(member)]
    codes = [member.code for member in kind.members if member.code is not None]
    numbers = [int(code) for code in codes if code.isdecimal()]
    return [*dict.fromkeys((*names, *codes)), *(number for number in numbers if numbers.count(number) == 1)]


def _lines_schema(block: LinesSpec, interface: Interface) -> Schema:
    listed = {"type": "array", "items": _object(*_record(block.facts, interface))}
    return {"title": _title(words(block)), "anyOf": [listed, _NULL]}


def _reserved(interface: Interface) -> Mapping[Reserved, Schema]:
    text: Schema = {"type": ["string", "null"], "minLength": 1, "maxLength": 200}
    return {
        Reserved.MEMBER: text | {"title": _title(Words("参保人", "the insured person"))},
        Reserved.NUMBER: text | {"title": _title(Words("单号", "claim number"))},
        Reserved.SETTLED_AT: {"title": _title(Words("结算时间", "when it was settled")), "type": ["string", "null"]},
        Reserved.OPENINGS: _openings_schema(interface),
    }


def _openings_schema(interface: Interface) -> Schema:
    properties: Schema = {}
    once: list[Schema] = []
    for period in interface.periods:
        accumulators = [spec for spec in interface.accumulators if spec.period == period.key]
        once += _pair(properties, period, _period_schema(period, accumulators))
    return {
        "title": _title(Words("此前累计", "what had added up before")),
        "anyOf": [{"enum": [*NO_TOTALS, None]}, _object(properties, once)],
    }


def _period_schema(period: PeriodSpec, accumulators: list[AccumulatorSpec]) -> Schema:
    properties: Schema = {}
    once: list[Schema] = []
    for spec in accumulators:
        given = _given(spec.type, *range_of(spec.type), None)
        once += _pair(properties, spec, {"title": _title(words(spec)), **given})
    totals = _object(properties, once)
    if period.unit is PeriodKey.LIFETIME:
        return {"title": _title(words(period)), **totals}
    keyed = {"type": "object", "patternProperties": {_PERIOD_KEY[period.unit]: totals}, "additionalProperties": False}
    return {"title": _title(words(period)), "anyOf": [totals, keyed]}


def _policy_title(interface: Interface) -> str:
    return _title(interface.title or Words(interface.zh or interface.key, interface.en or interface.key))


def _title(name: Words) -> str:
    return name.zh if name.zh == name.en else f"{name.zh} · {name.en}"


# ---- results


def result_schema(interface: Interface) -> Schema:
    """The schema of one settlement: every result's value, each benefit's status and reasons, the totals after it.

    A value is null where it is not known.
    """
    results: Schema = {spec.key: _result_schema(spec, interface) for spec in interface.results}
    benefits: Schema = {spec.key: _benefit_schema(spec, interface) for spec in interface.results if spec.benefit}
    return {
        "$schema": _DRAFT,
        "version": VERSION,
        "title": _policy_title(interface),
        "type": "object",
        "properties": {
            "policy": {"const": interface.key},
            "member": {"type": ["string", "null"]},
            "claim_number": {"type": ["string", "null"]},
            "results": _object(results, []),
            "benefits": _object(benefits, []),
            "accumulators": _object(
                {period.key: _totals_schema(period, interface) for period in interface.periods}, []
            ),
        },
        "required": ["policy", "results", "benefits"],
        "additionalProperties": False,
    }


def _result_schema(spec: ResultSpec, interface: Interface) -> Schema:
    return {"title": _title(words(spec)), "anyOf": [_given_back(spec.type, interface), _NULL]}


def _benefit_schema(spec: ResultSpec, interface: Interface) -> Schema:
    either: Schema = {"type": ["string", "null"]}
    properties: Schema = {
        "status": {"enum": list(_STATUSES)},
        "payment": _result_schema(spec, interface),
        "reasons": {"type": "array", "items": _object({"zh": either, "en": either}, [])},
        "missing": {"type": "array", "items": {"type": "string"}},
    }
    return {"title": _title(words(spec)), **_object(properties, []), "required": ["status", "payment"]}


def _totals_schema(period: PeriodSpec, interface: Interface) -> Schema:
    totals: Schema = {
        spec.key: {"title": _title(words(spec)), "anyOf": [_given_back(spec.type, interface), _NULL]}
        for spec in interface.accumulators
        if spec.period == period.key
    }
    return {"title": _title(words(period)), **_object(totals, [])}


def _given_back(type: Type, interface: Interface) -> Schema:
    """What `present.to_json` makes of a value of `type`."""
    match type:
        case Money():
            return _text(r"^-?[0-9]+\.[0-9]{2}$")
        case Ratio():
            return _text(r"^-?[0-9]+\.[0-9]{4}$")
        case Count():
            return {"type": "integer"}
        case Date():
            return {"type": "string", "format": "date"}
        case Truth():
            return {"type": "boolean"}
        case Kind():
            return {"enum": [member.key for member in interface.kind(type.name).members]}
        case _:
            assert_never(type)
