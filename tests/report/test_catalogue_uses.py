"""Where a diagnostic is made: its slug is in the catalogue, and no placeholder is left without an argument."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from policyc.report.catalogue import entries

PACKAGE = Path(__file__).parents[2] / "policyc"


def uses() -> Iterator[tuple[str, ast.Call]]:
    """Every `Diagnostic("slug", …)` of the package, with where it stands."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and makes_a_diagnostic(node):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def makes_a_diagnostic(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Name) and call.func.id == "Diagnostic"
    return named and bool(call.args) and isinstance(call.args[0], ast.Constant)


USES = dict(uses())


def slug_of(call: ast.Call) -> str:
    slug = call.args[0]
    assert isinstance(slug, ast.Constant)
    return str(slug.value)


def arguments_of(call: ast.Call) -> set[str] | None:
    """The names of the arguments if they are written out, else None; no third argument is none at all."""
    if any(keyword.arg == "arguments" for keyword in call.keywords):
        return None
    if len(call.args) < 3:
        return set()
    given = call.args[2]
    if not isinstance(given, ast.Dict) or not all(isinstance(key, ast.Constant) for key in given.keys):
        return None
    return {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}


def placeholders(slug: str) -> set[str]:
    entry = entries()[slug]
    words = [entry.words, *([entry.help] if entry.help else []), *entry.labels.values()]
    return {name for each in words for text in (each.zh, each.en) for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("place", USES)
def test_what_is_raised_can_be_said(place: str) -> None:
    call = USES[place]
    assert slug_of(call) in entries()
    given = arguments_of(call)
    assert given is None or placeholders(slug_of(call)) <= given
