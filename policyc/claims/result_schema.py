"""JSON Schema (2020-12) of the settlements a policy gives, titles in both languages."""

from __future__ import annotations

from typing import assert_never

from policyc.claims.schema import DRAFT, NULL, VERSION, Schema, closed_object, matching, policy_title, title_of
from policyc.interface import ChannelsSpec, ChecklistSpec, Interface, LinesSpec, PeriodSpec, ResultSpec, words
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, Type, Unit

_CITATION: Schema = closed_object(
    {"source": {"type": "string"}, "sections": {"type": "array", "items": {"type": "string"}}}
)

_STATUSES = ("paid", "refused", "undetermined", "not_applicable")


def result_schema(interface: Interface) -> Schema:
    """The schema of one settlement: every result's value, each benefit's status and reasons, the totals after it.

    `unanswered` says why a result that was asked for by name has no value. A value is null where it is not known.
    """
    results: Schema = {spec.key: _result_schema(spec, interface) for spec in interface.results}
    totals: Schema = {period.key: _totals_schema(period, interface) for period in interface.periods}
    lines: Schema = {block.key: _lines_schema(block, interface) for block in interface.lines if block.results}
    benefits: Schema = {spec.key: _benefit_schema(spec, interface) for spec in interface.results if spec.benefit}
    unanswered: Schema = {
        spec.key: {"title": title_of(words(spec)), **closed_object(_why())}
        for spec in interface.results
        if not spec.benefit
    }
    return {
        "$schema": DRAFT,
        "version": VERSION,
        "title": policy_title(interface),
        "type": "object",
        "properties": {
            "version": {"const": VERSION},
            "policy": {"const": interface.key},
            "member": {"type": ["string", "null"]},
            **({"family": {"type": ["string", "null"]}} if interface.of_families else {}),
            "claim_number": {"type": ["string", "null"]},
            "results": closed_object(results),
            "benefits": closed_object(benefits),
            "unanswered": closed_object(unanswered),
            "lines": closed_object(lines),
            "accumulators": closed_object(totals),
            "documents": closed_object({spec.key: _checklist_schema(spec, interface) for spec in interface.checklists}),
            "channels": closed_object({spec.key: _channels_schema(spec) for spec in interface.channels}),
            "sources": {"type": "array", "items": _CITATION},
        },
        "required": ["version", "policy", "results", "benefits", "lines", "accumulators", "sources"],
        "additionalProperties": False,
    }


def _result_schema(spec: ResultSpec, interface: Interface) -> Schema:
    return {"title": title_of(words(spec)), "anyOf": [_given_back(spec.type, interface), NULL]}


_EITHER: Schema = {"type": ["string", "null"]}
_SENTENCE: Schema = {"zh": _EITHER, "en": _EITHER}
_MISSING: Schema = {"type": "array", "items": closed_object({"kind": {"type": "string"}, **_SENTENCE})}


def _checklist_schema(spec: ChecklistSpec, interface: Interface) -> Schema:
    papers: Schema = {"type": "array", "items": {"enum": [paper.key for paper in interface.papers]}}
    lacking: Schema = {"oneOf": [closed_object({how: papers}) | {"required": [how]} for how in ("any_of", "all_of")]}
    properties: Schema = {
        "complete": {"type": ["boolean", "null"]},
        "lacking": {"type": "array", "items": lacking},
        "missing": _MISSING,
    }
    return {"title": title_of(words(spec)), **closed_object(properties), "required": list(properties)}


def _channels_schema(spec: ChannelsSpec) -> Schema:
    names: Schema = {"enum": [channel.key for channel in spec.channels]}
    closed = closed_object({"channel": names, **_SENTENCE})
    properties: Schema = {
        "permitted": {"type": "array", "items": names},
        "closed": {"type": "array", "items": closed},
        "undetermined": {"type": "array", "items": names},
        "missing": _MISSING,
    }
    return {"title": title_of(words(spec)), **closed_object(properties), "required": list(properties)}


def _benefit_schema(spec: ResultSpec, interface: Interface) -> Schema:
    properties: Schema = {"payment": _result_schema(spec, interface), **_why()}
    return {"title": title_of(words(spec)), **closed_object(properties), "required": ["status", "payment"]}


def _why() -> Schema:
    """A status with what it comes of."""
    return {
        "status": {"enum": list(_STATUSES)},
        "reasons": {"type": "array", "items": closed_object(_SENTENCE)},
        "missing": _MISSING,
    }


def _lines_schema(block: LinesSpec, interface: Interface) -> Schema:
    results: Schema = {spec.key: _result_schema(spec, interface) for spec in block.results}
    either: Schema = {"type": ["string", "null"]}
    reasons: Schema = {"type": "array", "items": closed_object({"zh": either, "en": either})}
    line = closed_object({"results": closed_object(results), "reasons": reasons})
    return {"title": title_of(words(block)), "type": "array", "items": line}


def _totals_schema(period: PeriodSpec, interface: Interface) -> Schema:
    totals: Schema = {
        spec.key: {"title": title_of(words(spec)), "anyOf": [_given_back(spec.type, interface), NULL]}
        for spec in interface.accumulators
        if spec.period == period.key
    }
    if period.per is not None:
        return {"title": title_of(words(period)), "type": "object", "additionalProperties": closed_object(totals)}
    return {"title": title_of(words(period)), **closed_object(totals)}


def _given_back(type: Type, interface: Interface) -> Schema:
    """What `present.to_json` makes of a value of `type`."""
    match type:
        case Money(decimals):
            return matching(rf"^-?[0-9]+\.[0-9]{{{decimals}}}$")
        case Ratio() | Measure():
            return matching(r"^-?[0-9]+\.[0-9]{4}$")
        case Count(Unit.MONTH):
            return matching(r"^[0-9]{4}-[0-9]{2}$")
        case Count():
            return {"type": "integer"}
        case Date():
            return {"type": "string", "format": "date"}
        case Time():
            return matching(r"^[0-9]{2}:[0-9]{2}$")
        case Truth():
            return {"type": "boolean"}
        case Kind():
            return {"enum": [member.key for member in interface.kind(type.name).members]}
        case _:
            assert_never(type)
