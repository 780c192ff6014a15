"""From the text of a policy to its nodes and everything that is wrong with its writing."""

from __future__ import annotations

import gc
import re

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Diagnostic, Language
from policyc.source import Source, Span
from policyc.syntax.build_clause import ClauseBuilder
from policyc.syntax.clause import File
from policyc.syntax.reader import Failure, Reader

_FIRST_WORD = re.compile(r"^([^\W\d]+)", re.MULTILINE)


def parse(source: Source) -> tuple[File, tuple[Diagnostic, ...]]:
    """The file's nodes, a hole for each statement that could not be read, and the findings in order of place."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _parse(source)
    finally:
        if collecting:
            gc.enable()


def _parse(source: Source) -> tuple[File, tuple[Diagnostic, ...]]:
    language = language_of(source.text)
    builder = ClauseBuilder(chinese=language is Language.ZH)

    def failed(failure: Failure) -> None:
        terminal, value, start, end = failure.token
        builder.report(failure.reason or "unexpected", Span(start, end), found=str(value or terminal), expected=" ".join(failure.expected))

    blocks = Reader(source, builder, failed).blocks()
    spellings = builder.complete()
    return File(blocks, spellings, Span(0, len(source.text))), tuple(builder.diagnostics)


def language_of(text: str) -> Language:
    """The vocabulary of the file's first keyword; Chinese where there is none."""
    known = lexicon().block_language
    for match in _FIRST_WORD.finditer(text):
        if match[1] in known:
            return known[match[1]]
    return Language.ZH
