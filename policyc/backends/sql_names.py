"""Names that an engine can tell apart: none too long for it, none that differ from another only in capitals."""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from policyc.backends.sql_dialects import Dialect


def fit_names(query: exp.Query, dialect: Dialect, kept: Collection[str]) -> None:
    """Gives the names of `query` that the engine would cut or confuse shorter ones of their own, but for `kept`."""
    found = [*query.find_all(exp.Identifier)]
    names = dict.fromkeys([*kept, *(one.name for one in found)])
    taken: set[str] = set()
    fitting: dict[str, str] = {}
    for name in names:
        fitting[name] = name if name in kept else _fitting(name, taken, dialect.longest)
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
