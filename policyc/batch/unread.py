"""Rows that are not plainly well formed, one by one through the reader of claims, whose verdict and findings count."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from policyc.batch.beside import micros
from policyc.batch.normal import BAD, MEMBER, NUMBER, SETTLED_AT, column_of
from policyc.batch.staged import Staged
from policyc.claims.claim import Claim
from policyc.claims.reader import RESERVED, ClaimReader, Reserved
from policyc.interface import spellings
from policyc.report.diagnostic import Diagnostic, Language
from policyc.report.render import to_json

Record = dict[str, Any]


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
        data = json.loads(text)
        return cls(tuple(data["findings"]), tuple(data["unread"]), data["lost"])

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

    @_keys.default
    def _by_spelling(self) -> Mapping[object, str]:
        return {spelling: spec.key for spec in self.staged.compiled.interface.facts for spelling in spellings(spec)}

    def read(self, row: Mapping[str, object]) -> Record:
        """A row's values by column; what cannot be read of it is missing, and `bad` says what that is."""
        claim, findings = self.reader.read(row)
        if claim is not None:
            return self.record(claim, self._misplaced(claim))
        kept = {key: value for key, value in row.items() if self.reader.read({key: value})[0] is not None}
        failed = row.keys() - kept.keys()
        whole = {key: self._sound_lines(key, row[key]) for key in failed if self._is_block(key)}
        sound = {key: value for key, value in {**kept, **whole}.items() if value is not None}
        lost = any(RESERVED.get(key) in (Reserved.MEMBER, Reserved.NUMBER, Reserved.SETTLED_AT) for key in failed)
        unread = tuple(sorted(self._keys[key] for key in failed if key in self._keys))
        read, more = self.reader.read(sound)
        assert read is not None, more
        return self.record(read, Verdict(tuple(told(findings, self.language)), unread, lost))

    def _is_block(self, key: str) -> bool:
        return any(key in spellings(block) for block in self.staged.compiled.interface.lines)

    def _sound_lines(self, key: str, value: object) -> list[dict[str, object]] | None:
        """What can be read of a block of lines: each line without the facts that cannot. None if nothing can."""
        if not isinstance(value, list) or not all(isinstance(line, Mapping) for line in value):
            return None
        sound = [
            {fact: one for fact, one in line.items() if self.reader.read({key: [{fact: one}]})[0] is not None}
            for line in value
        ]
        optional = {
            spelling
            for block in self.staged.compiled.interface.lines
            for spec in block.facts
            if spec.optional
            for spelling in spellings(spec)
        }
        lost = any(line.keys() - kept.keys() & optional for line, kept in zip(value, sound, strict=True))
        # a line whose optional fact cannot be read is not one where it is 无
        return None if lost or self.reader.read({key: sound})[0] is None else sound

    def _misplaced(self, claim: Claim) -> Verdict | None:
        """Where answers rest on earlier claims: whose it is and when it was settled has to be said."""
        return None if not self.staged.ledger else misplaced(claim, self.language)

    def record(self, claim: Claim, verdict: Verdict | None) -> Record:
        record: Record = {
            MEMBER: claim.member,
            NUMBER: claim.number,
            SETTLED_AT: None if claim.settled_at is None else micros(claim.settled_at),
            BAD: None if verdict is None else verdict.text(),
        }
        record |= {column_of(spec.key): claim.facts.get(spec.key) for spec in self.staged.facts}
        for paper in self.staged.papers:
            record[column_of(paper.column)] = None if claim.papers is None else paper.key in claim.papers
        for block, facts in self.staged.lines:
            lines = claim.lines.get(block.key)
            record[column_of(block.key)] = (
                None if lines is None else [{spec.key: line.get(spec.key) for spec in facts} for line in lines]
            )
        return record


def misplaced(claim: Claim, language: Language) -> Verdict | None:
    given = ((Reserved.MEMBER, claim.member), (Reserved.SETTLED_AT, claim.settled_at))
    lacking = [Diagnostic("table-cell-missing", None, {"name": word.value}) for word, value in given if value is None]
    return Verdict(tuple(told(lacking, language)), (), lost=True) if lacking else None
