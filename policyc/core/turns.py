"""Lines taken in turn: a line's look-back meets the earlier lines of its own claim, so what it waits for goes before.

waits(worksheet) -> name -> names         in_turn(worksheet) -> Worksheet, its columns in an order that can be filled
stretches(worksheet) -> its definitions in order, in stretches that are filled line by line or column by column
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from policyc.core.loops import components, reads_here
from policyc.core.terms import Prior
from policyc.core.walk import subterms
from policyc.core.worksheet import Definition, Worksheet


@frozen
class Stretch:
    """Neighbouring definitions. Those `in_turn` are line columns that are filled line by line, all of them at once."""

    definitions: tuple[Definition, ...]
    in_turn: bool


def line_priors(definition: Definition) -> Iterator[Prior]:
    """The look-backs of a line column."""
    if definition.grain is not None:
        yield from (term for term in subterms(definition.term) if isinstance(term, Prior))


def waits(worksheet: Worksheet) -> Mapping[str, tuple[str, ...]]:
    """For every column those that must be filled for the same claim, on earlier lines at least, in worksheet order."""
    places = {name: place for place, name in enumerate(worksheet.by_name)}
    edges: dict[str, tuple[str, ...]] = {fact.name: () for fact in worksheet.inputs}
    for definition in worksheet.definitions:
        names = reads_here(definition.term) | {prior.column for prior in line_priors(definition)}
        edges[definition.name] = tuple(sorted(names, key=places.__getitem__))
    return edges


def in_turn(worksheet: Worksheet) -> Worksheet:
    """`worksheet` with its columns so ordered that line columns that wait for one another stand together."""
    if not any(True for definition in worksheet.definitions for _ in line_priors(definition)):
        return worksheet
    places = {definition.name: place for place, definition in enumerate(worksheet.definitions)}
    ordered: list[Definition] = []
    for component in components(waits(worksheet)):
        ordered += [worksheet.definitions[place] for place in sorted(places[one] for one in component if one in places)]
    return evolve(worksheet, definitions=tuple(ordered))


def stretches(worksheet: Worksheet) -> tuple[Stretch, ...]:
    """The definitions in order: each line look-back with all up to the column it gathers, the others one by one."""
    definitions = worksheet.definitions
    places = {definition.name: place for place, definition in enumerate(definitions)}
    found: list[Stretch] = []
    at = 0
    while at < len(definitions):
        here, last = at, at
        looks_back = False
        while here <= last:
            for prior in line_priors(definitions[here]):
                looks_back = True
                last = max(last, places.get(prior.column, here))
            here += 1
        found.append(Stretch(definitions[at : last + 1], looks_back))
        at = last + 1
    return tuple(found)
