"""Walking trees without recursion: the names a node uses."""

from __future__ import annotations

from functools import cache

import attrs

from policyc.syntax.expression import EarlierTotal, Name


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind) if field.name != "span") if attrs.has(kind) else ()


def names_in(root: object) -> set[str]:
    """The keys of all names under `root`. What an earlier total adds up is not among them: it is a look back."""
    found: set[str] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is Name:
            found.add(node.key)  # type: ignore[attr-defined]
        elif kind is tuple:
            stack.extend(node)  # type: ignore[arg-type]
        elif kind is EarlierTotal:
            stack.append(node.period)  # type: ignore[attr-defined]
            if node.including_this:  # type: ignore[attr-defined]
                stack.append(node.of)  # type: ignore[attr-defined]
        else:
            stack.extend(getattr(node, name) for name in _fields(kind))
    return found
