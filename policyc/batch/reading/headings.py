"""Which column of a table is which part of a claim, by the names that claims use; what lacks a column is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from policyc.batch.fault import BatchError
from policyc.batch.staged import Staged
from policyc.claims.finding import nearest, spelled_twice
from policyc.claims.reader import Reserved
from policyc.interface import FactSpec, LinesSpec, spellings, words
from policyc.report.diagnostic import Diagnostic, Words


@frozen
class Headings:
    """The column of each part of a claim that a table has, by key; other columns are left alone."""

    reserved: Mapping[Reserved, str]
    facts: Mapping[str, str]
    lines: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns to read."""
        return (*self.reserved.values(), *self.facts.values(), *self.lines.values())


def headings(staged: Staged, columns: Sequence[str], beside: Iterable[str] = ()) -> Headings:
    """The parts of claims that `columns` hold. Raises BatchError where one is there twice, or lacking.

    `beside` are the keys of blocks of lines that come from elsewhere.
    """
    findings: list[Diagnostic] = []
    facts = {spec.key: found for spec in staged.facts if (found := _column(spec, columns, findings)) is not None}
    lines = {block.key: found for block, _ in staged.lines if (found := _column(block, columns, findings)) is not None}
    reserved: dict[Reserved, str] = {}
    for word in _reserved(staged):
        found = _only([name for name in (word.value.zh, word.value.en) if name in columns], word.value, findings)
        if found is not None:
            reserved[word] = found
    lacking: list[Words] = [words(spec) for spec in staged.facts if spec.key not in facts and not _spared(staged, spec)]
    lacking += [
        words(block)
        for block, own in staged.lines
        if block.key not in lines and block.key not in beside and any(not _spared(staged, spec) for spec in own)
    ]
    lacking += [word.value for word in staged.placed_by if word not in reserved]
    findings += [_lacks(name, columns) for name in lacking]
    if findings:
        raise BatchError(findings)
    return Headings(reserved, facts, lines)


def line_headings(
    staged: Staged, block: LinesSpec, facts: tuple[FactSpec, ...], columns: Sequence[str]
) -> Mapping[str, str]:
    """The columns of a block's own facts. Raises BatchError."""
    findings: list[Diagnostic] = []
    named = {spec.key: found for spec in facts if (found := _column(spec, columns, findings)) is not None}
    lacking = [words(spec) for spec in facts if spec.key not in named and not _spared(staged, spec)]
    over = words(block)
    findings += [_lacks(Words(f"{over.zh} {name.zh}", f"{over.en} {name.en}"), columns) for name in lacking]
    if findings:
        raise BatchError(findings)
    return named


def reserved_column(word: Reserved, columns: Sequence[str]) -> str | None:
    """The column of what a claim says beside its facts. Raises BatchError where there are two."""
    findings: list[Diagnostic] = []
    found = _only([name for name in (word.value.zh, word.value.en) if name in columns], word.value, findings)
    if findings:
        raise BatchError(findings)
    return found


def _spared(staged: Staged, spec: FactSpec) -> bool:
    """May the table do without this fact?"""
    return spec.key not in staged.must_have and f"{spec.key}__present" not in staged.must_have


def _reserved(staged: Staged) -> tuple[Reserved, ...]:
    family = (Reserved.FAMILY,) if staged.of_families else ()
    papers = (Reserved.DOCUMENTS,) if staged.papers else ()
    return (*family, Reserved.MEMBER, Reserved.NUMBER, Reserved.SETTLED_AT, *papers)


def _column(spec: FactSpec | LinesSpec, columns: Sequence[str], findings: list[Diagnostic]) -> str | None:
    return _only([name for name in spellings(spec) if name in columns], words(spec), findings)


def _only(found: list[str], name: Words, findings: list[Diagnostic]) -> str | None:
    if len(found) > 1:
        findings.append(spelled_twice(name))
    return found[0] if found else None


def _lacks(name: Words, columns: Sequence[str]) -> Diagnostic:
    there = tuple(Words(column, column) for column in columns)
    return Diagnostic("table-column-missing", None, {"name": name, "nearest": nearest(name.zh, there)})
