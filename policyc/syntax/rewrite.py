"""The same tree with some of its nodes otherwise: places moved, names respelled. Without recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TypeVar, cast

import attrs

from policyc.syntax.expression import Name

Node = TypeVar("Node")


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind)) if attrs.has(kind) else ()


def _parts(node: object) -> list[object]:
    if isinstance(node, tuple):
        return list(node)
    kind: type = type(node)
    return [getattr(node, name) for name in _fields(kind)]


def rewritten(root: Node, change: Callable[[object], object]) -> Node:
    """`root` with `change` made of every node under it and of itself, what lies inside a node first."""
    done: dict[int, object] = {}
    waiting: list[tuple[object, bool]] = [(root, False)]
    while waiting:
        node, ready = waiting.pop()
        if id(node) in done:
            continue
        parts = _parts(node)
        if ready or not parts:
            done[id(node)] = change(_with(node, parts, [done[id(part)] for part in parts]))
        else:
            waiting.append((node, True))
            waiting += [(part, False) for part in parts if id(part) not in done]
    return cast(Node, done[id(root)])


def _with(node: object, parts: list[object], changed: list[object]) -> object:
    """The node with its parts changed; itself where none was."""
    if all(before is after for before, after in zip(parts, changed, strict=True)):
        return node
    if isinstance(node, tuple):
        return tuple(changed)
    kind: type = type(node)
    return kind(**dict(zip(_fields(kind), changed, strict=True)))


def respelled(root: Node, keys: Mapping[str, str]) -> Node:
    """`root` with names under the keys that `keys` gives them."""

    def change(node: object) -> object:
        return Name(keys[node.key], node.span) if isinstance(node, Name) and node.key in keys else node

    return rewritten(root, change)


def names_under(root: object) -> Iterator[Name]:
    """Every name under `root`, in the order written."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            yield node
        else:
            waiting.extend(reversed(_parts(node)))
