"""What only follows from lines that could not be read: a name they may declare, a part they may give."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Diagnostic
from policyc.source import Source

NAMES = frozenset(
    {
        *("unknown-name", "unknown-name-near", "unknown-name-glued", "unknown-member", "member-without-kind"),
        *("not-a-period", "not-a-source", "not-a-type", "not-channels", "not-an-amount", "heading-not-a-name"),
    }
)
"""Findings on a name that is not declared, or not as what is wanted."""

PARTS = frozenset({"nothing-given", "expense-missing", "otherwise-missing", "case-not-covered", "bands-end"})
"""Findings on a block that lacks something."""

OF_POLICY = frozenset({"rounding-unsaid", "parameter-needs-date", "date-without-value", "in-force-backwards"})
"""Findings on what the policy's own lines may say for all its blocks."""

_BETWEEN_WORDS = re.compile(r"[-\s_]+")


class Unread:
    """The lines of a source that could not be read, and those under them."""

    def __init__(self, source: Source, findings: Iterable[Diagnostic]) -> None:
        self.source = source
        lines = {self._line(finding.span.start) for finding in findings if finding.span is not None}
        self.text = _plain("\n".join(self._text(line) for first in sorted(lines) for line in self._with_body(first)))
        self.blocks = {self._block(line) for line in lines}
        policy = lexicon().rows["POLICY"].spellings()
        self.of_policy = any(self._text(block).startswith(tuple(policy)) for block in self.blocks)

    def explains(self, finding: Diagnostic) -> bool:
        """Whether a finding on what the file means may be gone once these lines can be read."""
        if finding.span is None or not self.text:
            return False
        if finding.code in NAMES:
            return _plain(self.source.text[finding.span.start : finding.span.end]) in self.text
        if finding.code in OF_POLICY and self.of_policy:
            return True
        return finding.code in PARTS and self._block(self._line(finding.span.start)) in self.blocks

    def _line(self, place: int) -> int:
        return bisect_right(self.source.line_starts, place) - 1

    def _text(self, line: int) -> str:
        starts = self.source.line_starts
        return self.source.text[starts[line] : starts[line + 1] if line + 1 < len(starts) else None]

    def _with_body(self, line: int) -> Iterable[int]:
        """A line and those below it that are indented deeper, which are skipped with it."""
        yield line
        width = _width(self._text(line))
        for below in range(line + 1, len(self.source.line_starts)):
            text = self._text(below)
            if text.strip() and _width(text) <= width:
                return
            yield below

    def _block(self, line: int) -> int:
        """The line that begins the block a line is in: the nearest above that is not indented."""
        while line > 0 and (self._text(line)[:1] in " \t\u3000#\r\n" or not self._text(line)):
            line -= 1
        return line


def _width(text: str) -> int:
    return len(text) - len(text.lstrip())


def _plain(text: str) -> str:
    """Names as they may have been meant: `IP-pay` and `ip pay` for `ip_pay`."""
    return _BETWEEN_WORDS.sub("_", text).lower()
