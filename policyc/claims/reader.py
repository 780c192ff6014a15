"""Claims read against an interface: one flat object in, integers at their scales or every diagnostic out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from attrs import field, frozen

from policyc.claims.claim import Claim, Openings
from policyc.claims.finding import Findings, TooManyError, hidden_character, spelled_twice
from policyc.claims.json_text import read_json
from policyc.claims.ledger_opening import LedgerOpeningsReader
from policyc.claims.moment import read_moment
from policyc.claims.opening import OpeningsReader
from policyc.claims.papers import read_papers
from policyc.claims.shown import shown
from policyc.claims.value import Converter, fact_converter
from policyc.interface import FactSpec, Interface, LinesSpec, spellings, words
from policyc.report.diagnostic import Diagnostic, Words
from policyc.report.visible import first_hidden

MOST_LINES = 10_000
"""How many lines of a block a claim may have: what totals over them are promised to hold."""

_TEXT_LENGTH = 200
_UNKNOWN = Openings()


class Reserved(Enum):
    """What a claim says beside its facts, with both spellings of the key."""

    MEMBER = Words("参保人", "member")
    NUMBER = Words("单号", "claim_number")
    SETTLED_AT = Words("结算时间", "settled_at")
    OPENINGS = Words("此前累计", "openings")
    DOCUMENTS = Words("材料", "documents")
    FAMILY = Words("家庭", "family")


RESERVED: Mapping[object, Reserved] = {
    spelling: word for word in Reserved for spelling in (word.value.zh, word.value.en)
}
"""The keys no fact may have."""

NO_VALUE = ("none", "无")
"""What a claim may write for an optional fact that has no value."""


@frozen
class _FactReader:
    """How one fact is read."""

    key: str
    optional: bool
    convert: Converter

    def is_absent(self, value: object) -> bool:
        return self.optional and isinstance(value, str) and value.strip() in NO_VALUE


_Readers = Mapping[object, _FactReader]


@frozen
class _Block:
    """A block of lines and how to read one of them."""

    spec: LinesSpec
    readers: _Readers


def _readers(facts: tuple[FactSpec, ...], interface: Interface) -> _Readers:
    named = [(fact, _FactReader(fact.key, fact.optional, fact_converter(fact, interface))) for fact in facts]
    return {spelling: reader for fact, reader in named for spelling in spellings(fact)}


@frozen
class ClaimReader:
    """Reads claims under one interface; build it once and read many."""

    interface: Interface
    _facts: _Readers = field(init=False, repr=False)
    _blocks: Mapping[object, _Block] = field(init=False, repr=False)
    _openings: OpeningsReader = field(init=False, repr=False)

    @_facts.default
    def _fact_readers(self) -> _Readers:
        return _readers(self.interface.facts, self.interface)

    @_blocks.default
    def _line_readers(self) -> Mapping[object, _Block]:
        blocks = [(spec, _Block(spec, _readers(spec.facts, self.interface))) for spec in self.interface.lines]
        return {spelling: block for spec, block in blocks for spelling in spellings(spec)}

    @_openings.default
    def _openings_reader(self) -> OpeningsReader:
        return OpeningsReader(self.interface)

    def read_text(self, text: str | bytes) -> tuple[Claim | None, tuple[Diagnostic, ...]]:
        """The claim in a JSON text, or None and every diagnostic."""
        value, diagnostics = read_json(text)
        return (None, diagnostics) if diagnostics else self.read(value)

    def read(self, claim: object) -> tuple[Claim | None, tuple[Diagnostic, ...]]:
        """The claim in a mapping of str, int, Decimal, date, bool, lists and mappings, or None and every diagnostic."""
        if not isinstance(claim, Mapping):
            return None, (Diagnostic("claim-not-an-object", None, {"given": shown(claim)}),)
        findings = Findings()
        try:
            read = self._read(claim, findings)
        except TooManyError:
            return None, tuple(findings.found)
        return (None, tuple(findings.found)) if findings.found else (read, ())

    def read_ledger_openings(self, openings: object) -> tuple[Openings | None, tuple[Diagnostic, ...]]:
        """The totals that a ledger begins with, or None and every diagnostic."""
        findings = Findings()
        try:
            read = LedgerOpeningsReader(self.interface, self._openings).read(openings, findings)
        except TooManyError:
            return None, tuple(findings.found)
        return (None, tuple(findings.found)) if findings.found else (read, ())

    def _read(self, claim: Mapping[str, object], findings: Findings) -> Claim:
        facts, others = _read_facts(claim, self._facts, findings)
        if not others:
            return Claim(None, None, None, facts, {}, _UNKNOWN)
        lines: dict[str, tuple[Mapping[str, int], ...]] = {}
        reserved: dict[Reserved, object] = {}
        for key in others:
            value = claim[key]
            word = RESERVED.get(key)
            if word is not None and word in self._reserved:
                _refuse_second(word in reserved, word.value, findings)
                reserved[word] = value
            elif (block := self._blocks.get(key)) is not None:
                _refuse_second(block.spec.key in lines, words(block.spec), findings)
                if value is not None:
                    lines[block.spec.key] = _read_block(block, value, findings)
            else:
                findings.unknown_key("claim-unknown-key", key, self._known_names())
        return Claim(
            member=_read_text(Reserved.MEMBER, reserved, findings),
            number=_read_text(Reserved.NUMBER, reserved, findings),
            settled_at=_read_settled_at(reserved, findings),
            facts=facts,
            lines=lines,
            openings=self._read_openings(reserved, findings),
            papers=read_papers(reserved.get(Reserved.DOCUMENTS), self.interface.papers, findings),
            family=_read_text(Reserved.FAMILY, reserved, findings),
        )

    @property
    def _reserved(self) -> tuple[Reserved, ...]:
        """What claims of this policy say beside its facts: papers and the family only where it asks for them."""
        unasked = set() if self.interface.papers else {Reserved.DOCUMENTS}
        unasked |= set() if self.interface.of_families else {Reserved.FAMILY}
        return tuple(word for word in Reserved if word not in unasked)

    def _read_openings(self, reserved: Mapping[Reserved, object], findings: Findings) -> Openings:
        value = reserved.get(Reserved.OPENINGS)
        return _UNKNOWN if value is None else self._openings.read(value, findings)

    def _known_names(self) -> tuple[Words, ...]:
        facts, lines = map(words, self.interface.facts), map(words, self.interface.lines)
        return (*facts, *lines, *(word.value for word in self._reserved))


def read_claim(claim: Mapping[str, object], interface: Interface) -> tuple[Claim | None, tuple[Diagnostic, ...]]:
    """One claim in a mapping; see `ClaimReader.read`."""
    return ClaimReader(interface).read(claim)


def read_claim_text(text: str | bytes, interface: Interface) -> tuple[Claim | None, tuple[Diagnostic, ...]]:
    """One claim in a JSON text; see `ClaimReader.read_text`."""
    return ClaimReader(interface).read_text(text)


# ---- facts and lines


def _read_facts(
    record: Mapping[str, object], readers: _Readers, findings: Findings
) -> tuple[dict[str, int], list[str]]:
    """The facts of a record, and its keys that are none of `readers`."""
    facts: dict[str, int] = {}
    failed: set[str] = set()
    others: list[str] = []
    for key, value in record.items():
        reader = readers.get(key)
        if reader is None:
            others.append(key)
        elif value is not None:
            name = reader.key
            if name in facts or name in failed:
                findings.add(spelled_twice(shown(key)))
                continue
            number = reader.convert(value)
            if isinstance(number, int):
                facts[name] = number
            elif not reader.is_absent(value):
                failed.add(name)
                findings.add(number)
    return facts, others


def _read_block(block: _Block, value: object, findings: Findings) -> tuple[Mapping[str, int], ...]:
    name = words(block.spec)
    if not isinstance(value, (list, tuple)):
        findings.add(Diagnostic("claim-lines-shape", None, {"lines": name, "given": shown(value)}))
        return ()
    if len(value) > MOST_LINES:
        findings.add(Diagnostic("claim-too-many-lines", None, {"lines": name, "given": len(value), "most": MOST_LINES}))
        return ()
    return tuple(
        _read_line(block, _line_name(name, number), line, findings) for number, line in enumerate(value, start=1)
    )


def _line_name(block: Words, number: int) -> Words:
    return Words(f"{block.zh} 第 {number} 条", f"{block.en} line {number}")


def _read_line(block: _Block, place: Words, line: object, findings: Findings) -> Mapping[str, int]:
    if not isinstance(line, Mapping):
        findings.add(Diagnostic("claim-lines-shape", None, {"lines": place, "given": shown(line)}))
        return {}
    facts, others = _read_facts(line, block.readers, findings.at(place))
    for key in others:
        findings.at(place).unknown_key("claim-unknown-key", key, tuple(map(words, block.spec.facts)))
    return facts


# ---- what stands beside the facts


def _refuse_second(given_already: bool, key: Words, findings: Findings) -> None:
    if given_already:
        findings.add(spelled_twice(key))


def _read_text(word: Reserved, reserved: Mapping[Reserved, object], findings: Findings) -> str | None:
    value = reserved.get(word)
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _TEXT_LENGTH:
        findings.add(Diagnostic("claim-not-a-text", None, {"key": word.value, "given": shown(value)}))
        return None
    if (character := first_hidden(value)) is not None:
        findings.add(hidden_character(word.value, character))
    return value.strip()


def _read_settled_at(reserved: Mapping[Reserved, object], findings: Findings) -> datetime | None:
    value = reserved.get(Reserved.SETTLED_AT)
    if value is None:
        return None
    moment = read_moment(value)
    if moment is None:
        findings.add(Diagnostic("claim-not-a-time", None, {"given": shown(value)}))
    return moment
