"""What a claim gave, as it is quoted in a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from policyc.claims.numeral import Numeral
from policyc.report.diagnostic import Argument, Words
from policyc.report.visible import visible

_COLUMNS = 60
_WHOLE_BITS = 200


def shown(value: object) -> Argument:
    """`value` in at most a few words, whatever it is."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return visible(value, _COLUMNS)
        case int():
            return str(int(value)) if value.bit_length() < _WHOLE_BITS else Words("很大的数", "a very large number")
        case float() | Decimal():
            return visible(str(value), _COLUMNS)
        case Numeral():
            return visible(value.text, _COLUMNS)
        case date():
            return value.isoformat()
        case Mapping():
            return "{…}"
        case list() | tuple():
            return "[…]"
        case _:
            return Words("其他种类的值", "a value of another sort")
