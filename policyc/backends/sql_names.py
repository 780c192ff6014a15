"""Names that an engine can tell apart: none too long for it, none that differ from another only in capitals."""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from policyc.backends.sql_dialects import Dialect
from policyc.backends.sql_openings import AMOUNT, OPENINGS, TOTAL
from policyc.backends.sql_words import OUTSIDE


def fit_names(query: exp.Query, dialect: Dialect) -> None:
    """Gives the names of `query` that the engine would cut or confuse shorter ones; but not names from outside."""
    found = [one for one in query.find_all(exp.Identifier) if not one.meta.get(OUTSIDE)]
    taken: set[str] = set()
    fitting: dict[str, str] = {}
    for name in dict.fromkeys(["claims", OPENINGS, TOTAL, AMOUNT, *(one.name for one in found)]):
        fitting[name] = _fitting(name, taken, dialect.longest)
        taken.add(fitting[name].casefold())
    for one in found:
        one.set("this", fitting[one.name])


def _fitting(name: str, taken: Collection[str], longest: int | None) -> str:
    """`name`, or what can be kept of it with a number that no other has."""
    if _size(name) <= (longest or _size(name)) and name.casefold() not in taken:
        return name
    number = 1
    while True:
        end = f" {number}"
        stem = name
        while longest is not None and _size(stem + end) > longest:
            stem = stem[:-1]
        if (stem + end).casefold() not in taken:
            return stem + end
        number += 1


def _size(name: str) -> int:
    """In bytes, of which an engine that counts characters allows more."""
    return len(name.encode())
