"""A parsed file as text, one node a line, for goldens and for people. Chinese and English twins show the same."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from policyc.syntax.clause import File
from policyc.syntax.expression import Name, Text

_INDENT = "  "


def show_tree(file: File) -> str:
    """The blocks of a file and the spellings of its names."""
    lines = [line for block in (*file.blocks, *file.versions) for line in _lines(block, 0, "")]
    spellings = [f"{key}: {names.zh or '-'} | {names.en or '-'}" for key, names in sorted(file.spellings.items())]
    return "\n".join([*lines, "spellings", *(_INDENT + spelling for spelling in spellings)])


def _lines(root: object, depth: int, label: str) -> Iterator[str]:
    """A node and its fields, without recursion; what is absent is left out."""
    waiting: list[tuple[object, int, str]] = [(root, depth, label)]
    while waiting:
        node, level, name = waiting.pop()
        start = _INDENT * level + (f"{name}: " if name else "")
        if node is None or node == ():
            continue
        if isinstance(node, tuple):
            yield _INDENT * level + f"{name}:"
            waiting += [(item, level + 1, "") for item in reversed(node)]
        elif isinstance(node, Name):
            yield f"{start}{node.key}"
        elif isinstance(node, Text):
            yield f"{start}{node.zh or '-'} | {node.en or '-'}"
        elif hasattr(node, "__attrs_attrs__"):
            yield f"{start}{type(node).__name__}"
            fields = [field.name for field in node.__attrs_attrs__ if field.name != "span"]
            waiting += [(getattr(node, field), level + 1, field) for field in reversed(fields)]
        else:
            yield f"{start}{node.value if isinstance(node, Enum) else node}"
