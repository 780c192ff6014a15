"""A JSON text read exactly: numbers keep their characters, a key given twice is found, nothing hostile gets through."""

from __future__ import annotations

import json

from policyc.claims.finding import given_twice
from policyc.claims.numeral import Numeral
from policyc.claims.shown import shown
from policyc.report.diagnostic import Diagnostic

_LIMIT = 4 * 1024 * 1024
_SMALL_DIGITS = 18
_TWICE_SHOWN = 20


def read_json(text: str | bytes) -> tuple[object, tuple[Diagnostic, ...]]:
    """The value of a JSON text of at most 4 MiB, whole numbers as int and others as `Numeral`; or diagnostics."""
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > _LIMIT:
        return None, (Diagnostic("claim-too-large", None, {"size": size, "limit": _LIMIT}),)
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return None, (Diagnostic("claim-not-utf-8", None, {"position": error.start + 1}),)
    return _parse(decoded)


def _parse(text: str) -> tuple[object, tuple[Diagnostic, ...]]:
    twice: dict[str, None] = {}
    try:
        value: object = json.loads(
            text,
            parse_int=_whole,
            parse_float=Numeral,
            parse_constant=Numeral,
            object_pairs_hook=lambda pairs: _object(pairs, twice),
        )
    except json.JSONDecodeError as error:
        return None, (Diagnostic("claim-not-json", None, {"line": error.lineno, "column": error.colno}),)
    except RecursionError:
        return None, (Diagnostic("claim-too-deep", None),)
    return value, tuple(given_twice(shown(key)) for key in list(twice)[:_TWICE_SHOWN])


def _whole(digits: str) -> int | Numeral:
    return int(digits) if len(digits) <= _SMALL_DIGITS else Numeral(digits)


def _object(pairs: list[tuple[str, object]], twice: dict[str, None]) -> dict[str, object]:
    """The object of `pairs`; the keys it has twice are added to `twice`."""
    read = dict(pairs)
    if len(read) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                twice[key] = None
            seen.add(key)
    return read
