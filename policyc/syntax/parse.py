"""From the text of a policy to its nodes and everything that is wrong with its writing."""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Iterator

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Diagnostic, Language
from policyc.source import LARGEST, Source, Span
from policyc.syntax.build_clause import ClauseBuilder
from policyc.syntax.characters import FORBIDDEN, character_name, plain_text
from policyc.syntax.clause import Block, File
from policyc.syntax.mistakes import Mistakes
from policyc.syntax.reader import Reader

MOST_DIAGNOSTICS = 100
"""After so many findings a file's rest is not told."""

_FIRST_WORD = re.compile(r"^([^\W\d]+)", re.MULTILINE)


def decode(name: str, data: bytes) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The source a file's bytes are, a byte order mark left out; None if it is too large or not UTF-8."""
    if len(data) > LARGEST:
        return None, (Diagnostic("file-too-large", None, {"size": len(data), "limit": LARGEST}),)
    try:
        return Source(name, data.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, (Diagnostic("not-utf-8", None, {"position": error.start + 1, "line": line}),)


def parse(source: Source) -> tuple[File, tuple[Diagnostic, ...]]:
    """The file's nodes, a hole for each statement that could not be read, and the findings in order of place."""
    file, findings, _ = parse_with_comments(source)
    return file, findings


def parse_with_comments(source: Source) -> tuple[File, tuple[Diagnostic, ...], tuple[Span, ...]]:
    """What `parse` gives, and the places of the comments that follow something on their line.

    The places are those of a file without findings; where something could not be read they may miss or repeat some.
    """
    if len(source.text) > LARGEST:
        too_large = Diagnostic("file-too-large", None, {"size": len(source.text), "limit": LARGEST})
        return File((), {}), (too_large,), ()
    collecting = gc.isenabled()
    gc.disable()  # a tree only grows while it is read: collecting would find nothing, many times
    try:
        return _parse(source)
    finally:
        if collecting:
            gc.enable()


def _parse(source: Source) -> tuple[File, tuple[Diagnostic, ...], tuple[Span, ...]]:
    language = language_of(source.text)
    builder = ClauseBuilder(chinese=language is Language.ZH)
    mistakes = Mistakes(source.text, plain_text(source.text), language)
    findings: list[Diagnostic] = []
    reader = Reader(source, builder, lambda f: findings.append(mistakes.diagnose(f)))
    blocks: tuple[Block, ...] = reader.blocks()
    spellings = builder.complete()
    file = File(blocks, spellings, span=Span(0, len(source.text)))
    built = [finding for finding in builder.diagnostics if not _within(finding, findings)]
    told = _told(source, [*_forbidden(source.text), *built, *findings])
    return file, told, tuple(reader.lexer.comments)


def _within(form: Diagnostic, findings: list[Diagnostic]) -> bool:
    """Whether a finding on a name's form is about a stretch that should be written otherwise altogether."""
    if form.code != "name-form" or form.span is None:
        return False
    place = form.span
    return any(
        other.code == "written-otherwise"
        and other.span is not None
        and other.span.start <= place.start < other.span.end
        for other in findings
    )


def _forbidden(text: str) -> Iterator[Diagnostic]:
    for match in FORBIDDEN.finditer(text):
        span = Span(match.start(), match.end())
        yield Diagnostic("forbidden-character", span, {"found": character_name(match[0])})


def _told(source: Source, findings: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings in order of place, one a place and line for those of characters, and no more than can be read."""
    told: list[Diagnostic] = []
    silent: set[int] = set()
    places: set[tuple[int, str]] = set()
    for finding in findings:
        start = finding.span.start if finding.span is not None else 0
        line = bisect_right(source.line_starts, start)
        if line in silent or (start, finding.code) in places:
            continue
        if finding.code == "forbidden-character":
            silent.add(line)
        places.add((start, finding.code))
        told.append(finding)
    told.sort(key=lambda finding: finding.span.start if finding.span is not None else 0)
    if len(told) > MOST_DIAGNOSTICS:
        last = told[MOST_DIAGNOSTICS - 1].span
        more = Diagnostic("too-many-errors", last, {"limit": MOST_DIAGNOSTICS})
        return (*told[:MOST_DIAGNOSTICS], more)
    return tuple(told)


def language_of(text: str) -> Language:
    """The vocabulary of the file's first keyword; Chinese where there is none."""
    known = lexicon().block_language
    for match in _FIRST_WORD.finditer(text):
        if match[1] in known:
            return known[match[1]]
    return Language.ZH
