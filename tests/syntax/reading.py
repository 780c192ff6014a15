"""Short ways to read a text in a test."""

from __future__ import annotations

from typing import TypeVar

from policyc.source import Source
from policyc.syntax.clause import Assertion, Block, File
from policyc.syntax.expression import Expression
from policyc.syntax.parse import parse

Kind = TypeVar("Kind", bound=Block)


def read(text: str) -> File:
    """The file a text is; fails if anything is wrong with it."""
    file, diagnostics = parse(Source("test.pol", text))
    assert diagnostics == ()
    return file


def block(text: str, kind: type[Kind]) -> Kind:
    (only,) = read(text).blocks
    assert isinstance(only, kind)
    return only


def condition(text: str) -> Expression:
    return block(f"断言：{text}\n", Assertion).condition


def codes(text: str) -> list[str]:
    return [diagnostic.code for diagnostic in parse(Source("test.pol", text))[1]]


def codes_by_line(text: str) -> list[tuple[int, str]]:
    source = Source("test.pol", text)
    spans = [(diagnostic.span, diagnostic.code) for diagnostic in parse(source)[1]]
    return [(source.place(span.start).line if span else 0, code) for span, code in spans]
