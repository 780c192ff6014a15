"""An explanation as JSON: words in both languages, amounts as strings, workings as text and as trees."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any, assert_never

import attrs

from policyc.elaborate.value import Bare
from policyc.elaborate.wording import number_text
from policyc.explain.model import Chain, Explanation, Function, Operand, Quantity, Rounded, Wording, Working
from policyc.explain.shown import money_text, quantity_text, working_text
from policyc.report.diagnostic import Language, Words
from policyc.types import Count, Date, Kind, Measure, Money, Ratio, Time, Truth, Unit, month_text, time_text

VERSION = 1

_TYPES = {
    Money: "money",
    Ratio: "ratio",
    Measure: "quantity",
    Count: "count",
    Bare: "number",
    Date: "date",
    Time: "time",
    Truth: "truth",
    Kind: "kind",
}


def to_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation for programs; `version` grows when a key changes its meaning or goes."""
    return {"version": VERSION, **_fields(explanation)}


def _fields(node: Any) -> dict[str, Any]:
    return {field.name: _value(getattr(node, field.name)) for field in attrs.fields(type(node))}


def _value(node: Any) -> Any:
    match node:
        case None | bool() | int() | str():
            return node
        case Enum():
            return node.value
        case tuple():
            return [_value(part) for part in node]
        case Words(zh, en):
            return {"zh": zh, "en": en}
        case Quantity():
            return _quantity(node)
        case Operand() | Wording() | Chain() | Function() | Rounded():
            return {**_both(node), "tree": _tree(node)}
        case _:
            return _fields(node)


def _both(working: Working) -> dict[str, str]:
    return {language.value: working_text(working, language) for language in Language}


def _quantity(quantity: Quantity) -> dict[str, Any]:
    shown = {language.value: quantity_text(quantity, language) for language in Language}
    kind = "month" if quantity.type == Count(Unit.MONTH) else _TYPES[type(quantity.type)]
    return {"type": kind, "value": plain(quantity), **shown}


def plain(quantity: Quantity) -> str | int | bool:
    """A value as JSON carries it: amounts and ratios exact decimals in strings, a kind's member by key."""
    value, scale = quantity.value, quantity.scale
    match quantity.type:
        case Money():
            return money_text(value, scale).replace(",", "")
        case Ratio() | Measure() | Bare():
            return number_text(value, scale).replace(",", "")
        case Count(Unit.MONTH):
            return month_text(value)
        case Count():
            return value if scale == 0 else number_text(value, scale).replace(",", "")
        case Date():
            return date.fromordinal(value).isoformat()
        case Time():
            return time_text(value)
        case Truth():
            return bool(value)
        case Kind(members=members):
            return members[value]
        case _:
            assert_never(quantity.type)


def _tree(working: Working) -> dict[str, Any]:
    match working:
        case Operand(quantity, written):
            return {"value": plain(quantity), "written": written}
        case Wording(words):
            return {"words": {"zh": words.zh, "en": words.en}}
        case Chain(parts, signs):
            return {"signs": list(signs), "parts": [_tree(part) for part in parts]}
        case Function(key=key, arguments=arguments):
            return {"function": key, "parts": [_tree(part) for part in arguments]}
        case Rounded(operand, scale, mode):
            return {"round": mode, "scale": scale, "parts": [_tree(operand)]}
        case _:
            assert_never(working)
