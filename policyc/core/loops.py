"""Which columns wait for which, and which of them loop through time.

reads(term) -> names                      dependencies(worksheet) -> name -> names
loops(worksheet) -> frozenset of names    needed(worksheet, names) -> frozenset of names
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policyc.core.terms import Caught, Column, OpenTerm, Prior, Total
from policyc.core.walk import subterms
from policyc.core.worksheet import Worksheet


def reads(term: OpenTerm) -> frozenset[str]:
    """Every column `term` names, of this row or of earlier ones."""
    names: set[str] = set()
    for here in subterms(term):
        match here:
            case Column(name) | Caught(name) | Total(name):
                names.add(name)
            case Prior(column):
                names.update((column, *here.asks, *here.keeps))
            case _:
                pass
    return frozenset(names)


def reads_here(term: OpenTerm) -> frozenset[str]:
    """Every column of this row, or of its lines, that `term` names; not those that only earlier rows must have."""
    names: set[str] = set()
    for here in subterms(term):
        match here:
            case Column(name) | Caught(name) | Total(name):
                names.add(name)
            case Prior():
                names.update((*here.asks, *here.keeps))
            case _:
                pass
    return frozenset(names)


def dependencies(worksheet: Worksheet) -> dict[str, frozenset[str]]:
    """For every column the columns it reads; none for an input."""
    read = {definition.name: reads(definition.term) for definition in worksheet.definitions}
    return {name: read.get(name, frozenset()) for name in worksheet.by_name}


def reachable(edges: Mapping[str, Iterable[str]], start: Iterable[str]) -> frozenset[str]:
    """`start` and all that its edges lead to."""
    seen, pending = set(start), list(start)
    while pending:
        fresh = set(edges[pending.pop()]) - seen
        seen |= fresh
        pending.extend(fresh)
    return frozenset(seen)


def needed(worksheet: Worksheet, names: Iterable[str]) -> frozenset[str]:
    """`names` and every column they are made of, through earlier rows too."""
    return reachable(dependencies(worksheet), names)


def loops(worksheet: Worksheet) -> frozenset[str]:
    """The columns whose value leads, through a Prior, back to themselves in earlier rows."""
    edges = dependencies(worksheet)
    return frozenset(name for component in components(edges) if _turns(component, edges) for name in component)


def _turns(component: tuple[str, ...], edges: Mapping[str, Iterable[str]]) -> bool:
    return len(component) > 1 or component[0] in edges[component[0]]


def components(edges: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The strongly connected components of a graph, each after those it leads to (Tarjan's algorithm, no recursion)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    standing: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in edges:
        if root in order:
            continue
        order[root] = lowest[root] = len(order)
        stack.append(root)
        standing.add(root)
        path = [(root, iter(edges[root]))]
        while path:
            here, onward = path[-1]
            following = next(onward, None)
            if following is None:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[here])
                if lowest[here] == order[here]:
                    cut = stack.index(here)
                    found.append(tuple(stack[cut:]))
                    standing.difference_update(stack[cut:])
                    del stack[cut:]
            elif following not in order:
                order[following] = lowest[following] = len(order)
                stack.append(following)
                standing.add(following)
                path.append((following, iter(edges[following])))
            elif following in standing:
                lowest[here] = min(lowest[here], order[following])
    return found
