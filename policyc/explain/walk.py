"""Finding nodes of a kind under a clause, without recursion."""

from __future__ import annotations

from typing import TypeVar

import attrs

Node = TypeVar("Node")


def nodes_in(root: object, kind: type[Node]) -> list[Node]:
    """Every node of a kind under `root`, in the order written."""
    found: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, kind):
            found.append(node)
        elif isinstance(node, tuple | list):
            stack.extend(reversed(node))
        elif attrs.has(type(node)):
            stack.extend(getattr(node, field.name) for field in reversed(attrs.fields(type(node))))
    return found
