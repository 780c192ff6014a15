"""What only follows from lines that could not be read: a name they may declare, a part they may give."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from policyc.report.diagnostic import Diagnostic
from policyc.source import Source

NAMES = frozenset(
    {"unknown-name", "unknown-name-near", "unknown-name-glued", "not-a-period", "not-a-source", "not-a-type"}
)
"""Findings on a name that is not declared, or not as what is wanted."""

PARTS = frozenset({"nothing-given", "expense-missing", "otherwise-missing", "case-not-covered"})
"""Findings on a block that lacks something."""


class Unread:
    """The lines of a source that could not be read."""

    def __init__(self, source: Source, findings: Iterable[Diagnostic]) -> None:
        self.source = source
        lines = {self._line(finding.span.start) for finding in findings if finding.span is not None}
        self.text = "\n".join(self._text(line) for line in sorted(lines))
        self.blocks = {self._block(line) for line in lines}

    def explains(self, finding: Diagnostic) -> bool:
        """Whether a finding on what the file means may be gone once these lines can be read."""
        if finding.span is None or not self.text:
            return False
        if finding.code in NAMES:
            return self.source.text[finding.span.start : finding.span.end] in self.text
        return finding.code in PARTS and self._block(self._line(finding.span.start)) in self.blocks

    def _line(self, place: int) -> int:
        return bisect_right(self.source.line_starts, place) - 1

    def _text(self, line: int) -> str:
        starts = self.source.line_starts
        return self.source.text[starts[line] : starts[line + 1] if line + 1 < len(starts) else None]

    def _block(self, line: int) -> int:
        """The line that begins the block a line is in: the nearest above that is not indented."""
        while line > 0 and (self._text(line)[:1] in " \t\u3000#\r\n" or not self._text(line)):
            line -= 1
        return line
