"""Rows that are not plainly well formed, one by one through the reader of claims, whose verdict and findings count."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from policyc.batch.reading.beside import micros
from policyc.batch.reading.normal import BAD, FAMILY, MEMBER, NUMBER, SETTLED_AT, column_of
from policyc.batch.staged import Staged
from policyc.claims.claim import Claim, Openings
from policyc.claims.reader import RESERVED, ClaimReader, Reserved
from policyc.interface import FactSpec, LinesSpec, spellings
from policyc.report.diagnostic import Diagnostic, Language
from policyc.report.render import to_json
from policyc.types import Truth

Record = dict[str, Any]

NOTHING = Claim(None, None, None, {}, {}, Openings())
"""A claim of which nothing can be read."""

_PLACE = (Reserved.FAMILY, Reserved.MEMBER, Reserved.NUMBER, Reserved.SETTLED_AT)


@frozen
class Verdict:
    """What is wrong with a claim, and which optional facts are therefore not known to be 无.

    `lost` is a claim whose place in its member's order is not known: nothing that it says is then taken as known.
    """

    findings: tuple[Mapping[str, Any], ...] = ()
    unread: tuple[str, ...] = ()
    lost: bool = False

    def text(self) -> str:
        return json.dumps({"findings": self.findings, "unread": self.unread, "lost": self.lost}, ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Verdict:
        """The verdict that `text` wrote, or several, a line each, as one."""
        told = [json.loads(line) for line in text.split("\n")]
        findings = tuple(finding for data in told for finding in data["findings"])
        unread = tuple(dict.fromkeys(key for data in told for key in data["unread"]))
        return cls(findings, unread, any(data["lost"] for data in told))

    def also(self, diagnostics: Iterable[Diagnostic], language: Language, *, lost: bool) -> Verdict:
        return Verdict((*self.findings, *told(diagnostics, language)), self.unread, self.lost or lost)


def told(diagnostics: Iterable[Diagnostic], language: Language) -> list[dict[str, Any]]:
    """Findings as data, in the reader's language."""
    entries = to_json(tuple(diagnostics), None, language)
    return [{key: entry[key] for key in ("code", "message", "help")} for entry in entries]


@frozen
class RowReader:
    """Reads one claim as a mapping, into the columns of the one form."""

    staged: Staged
    reader: ClaimReader
    language: Language
    _keys: Mapping[object, str] = field(init=False, repr=False)

    _blocks: Mapping[object, LinesSpec] = field(init=False, repr=False)

    @_keys.default
    def _by_spelling(self) -> Mapping[object, str]:
        return {spelling: spec.key for spec in self.staged.compiled.interface.facts for spelling in spellings(spec)}

    @_blocks.default
    def _blocks_by_spelling(self) -> Mapping[object, LinesSpec]:
        return {spelling: spec for spec in self.staged.compiled.interface.lines for spelling in spellings(spec)}

    def read(self, row: Mapping[str, object]) -> Record:
        """A row's values by column; what cannot be read of it is missing, and `bad` says what that is."""
        claim, findings = self.reader.read(row)
        if claim is not None:
            return self.record(claim, self._verdict(claim, Verdict()))
        claim, verdict = self._salvaged(row)
        return self.record(claim, self._verdict(claim, verdict.also(findings, self.language, lost=False)))

    def _verdict(self, claim: Claim, verdict: Verdict) -> Verdict | None:
        """What a claim must not say or leave out among others, added to what is wrong with it by itself."""
        if claim.openings != Openings():
            verdict = verdict.also([Diagnostic("ledger-openings", None)], self.language, lost=False)
        said = {
            Reserved.FAMILY: claim.family,
            Reserved.MEMBER: claim.member,
            Reserved.SETTLED_AT: claim.settled_at,
        }
        unsaid = [word for word in self.staged.placed_by if said[word] is None]
        if unsaid:
            lacking = [Diagnostic("table-cell-missing", None, {"name": word.value}) for word in unsaid]
            verdict = verdict.also(lacking, self.language, lost=True)
        return verdict if verdict.findings else None

    def _salvaged(self, row: Mapping[str, object]) -> tuple[Claim, Verdict]:
        """What can be read of a row, key by key. A key that no one knows may stand for any optional fact."""
        sound: dict[str, object] = {}
        unread: set[str] = set()
        lost = False
        for key, value in row.items():
            block = self._blocks.get(key)
            if self.reader.read({key: value})[0] is not None:
                sound[key] = value
            elif block is not None:
                lines = self._sound_lines(key, block, value)
                sound |= {} if lines is None else {key: lines}
            elif key in self._keys:
                unread.add(self._keys[key])
            elif key in RESERVED:
                lost |= RESERVED[key] in _PLACE
            else:
                unread |= {spec.key for spec in self.staged.facts if spec.optional}
        claim, _ = self.reader.read(sound)
        if claim is None:  # something is given under two of its names
            named = {key: value for key, value in sound.items() if RESERVED.get(key) in _PLACE}
            claim, lost = self.reader.read(named)[0] or NOTHING, True
        return claim, Verdict((), tuple(sorted(unread)), lost)

    def _sound_lines(self, key: str, block: LinesSpec, value: object) -> list[dict[str, object]] | None:
        """What can be read of a block of lines: each line without the facts that cannot. None if that says too much.

        A line whose optional fact cannot be read is not one where it is 无.
        """
        if not isinstance(value, list) or not all(isinstance(line, Mapping) for line in value):
            return None
        required = {name for spec in block.facts if not spec.optional for name in spellings(spec)}
        optional = any(spec.optional for spec in block.facts)
        sound: list[dict[str, object]] = []
        for line in value:
            kept = {fact: one for fact, one in line.items() if self.reader.read({key: [{fact: one}]})[0] is not None}
            if optional and not line.keys() - kept.keys() <= required:
                return None
            sound.append(kept)
        return None if self.reader.read({key: sound})[0] is None else sound

    def record(self, claim: Claim, verdict: Verdict | None) -> Record:
        record: Record = {
            FAMILY: claim.family,
            MEMBER: claim.member,
            NUMBER: claim.number,
            SETTLED_AT: None if claim.settled_at is None else micros(claim.settled_at),
            BAD: None if verdict is None else verdict.text(),
        }
        record |= {column_of(spec.key): _cell(spec, claim.facts) for spec in self.staged.facts}
        for paper in self.staged.papers:
            record[column_of(paper.column)] = None if claim.papers is None else paper.key in claim.papers
        for block, facts in self.staged.lines:
            lines = claim.lines.get(block.key)
            record[column_of(block.key)] = (
                None if lines is None else [{spec.key: _cell(spec, line) for spec in facts} for line in lines]
            )
        return record


def _cell(spec: FactSpec, facts: Mapping[str, int]) -> int | bool | None:
    """A fact as its column holds it."""
    value = facts.get(spec.key)
    return bool(value) if isinstance(spec.type, Truth) and value is not None else value
