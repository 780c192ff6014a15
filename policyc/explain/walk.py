"""Finding nodes under a clause in the order written, without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import attrs

from policyc.syntax.expression import Allows, EarlierTotal, LastTotal, Name

Node = TypeVar("Node")


def nodes_in(root: object, *kinds: type[Node]) -> Iterator[Node]:
    """Every node of the kinds under `root`; what lies inside a found node is not looked at."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, kinds):
            yield node
        elif isinstance(node, tuple | list):
            stack.extend(reversed(node))
        else:
            stack.extend(reversed(_parts(node)))


def _parts(node: object) -> list[object]:
    kind = type(node)
    return [getattr(node, field.name) for field in attrs.fields(kind)] if attrs.has(kind) else []


def names_in_order(root: object) -> list[str]:
    """The keys of the names read under `root`, each once.

    What an earlier total adds up is a look back: it is not read.
    """
    found: dict[str, None] = {}
    kinds: tuple[type[Name | EarlierTotal | LastTotal | Allows], ...] = (Name, EarlierTotal, LastTotal, Allows)
    for node in nodes_in(root, *kinds):
        if isinstance(node, Name):
            found[node.key] = None
        elif isinstance(node, Allows):
            found[node.channels.key] = None
        else:
            found[node.period.key] = None
            if isinstance(node, EarlierTotal) and node.including_this:
                found[node.of.key] = None
    return list(found)
