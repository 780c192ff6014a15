"""JSON Schema (2020-12) of the settlements a policy gives, titles in both languages."""

from __future__ import annotations

from typing import assert_never

from policyc.claims.schema import DRAFT, NULL, VERSION, Schema, closed_object, matching, policy_title, title_of
from policyc.interface import Interface, PeriodSpec, ResultSpec, words
from policyc.types import Count, Date, Kind, Money, Ratio, Truth, Type

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
            "claim_number": {"type": ["string", "null"]},
            "results": closed_object(results),
            "benefits": closed_object(benefits),
            "unanswered": closed_object(unanswered),
            "accumulators": closed_object(totals),
            "sources": {"type": "array", "items": _CITATION},
        },
        "required": ["version", "policy", "results", "benefits", "accumulators", "sources"],
        "additionalProperties": False,
    }


def _result_schema(spec: ResultSpec, interface: Interface) -> Schema:
    return {"title": title_of(words(spec)), "anyOf": [_given_back(spec.type, interface), NULL]}


def _benefit_schema(spec: ResultSpec, interface: Interface) -> Schema:
    properties: Schema = {"payment": _result_schema(spec, interface), **_why()}
    return {"title": title_of(words(spec)), **closed_object(properties), "required": ["status", "payment"]}


def _why() -> Schema:
    """A status with what it comes of."""
    either: Schema = {"type": ["string", "null"]}
    return {
        "status": {"enum": list(_STATUSES)},
        "reasons": {"type": "array", "items": closed_object({"zh": either, "en": either})},
        "missing": {"type": "array", "items": closed_object({"kind": {"type": "string"}, "zh": either, "en": either})},
    }


def _totals_schema(period: PeriodSpec, interface: Interface) -> Schema:
    totals: Schema = {
        spec.key: {"title": title_of(words(spec)), "anyOf": [_given_back(spec.type, interface), NULL]}
        for spec in interface.accumulators
        if spec.period == period.key
    }
    return {"title": title_of(words(period)), **closed_object(totals)}


def _given_back(type: Type, interface: Interface) -> Schema:
    """What `present.to_json` makes of a value of `type`."""
    match type:
        case Money():
            return matching(r"^-?[0-9]+\.[0-9]{2}$")
        case Ratio():
            return matching(r"^-?[0-9]+\.[0-9]{4}$")
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
