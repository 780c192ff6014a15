"""The two exceptions of the library: a policy at fault, a claim at fault. Both carry their findings as data."""

from __future__ import annotations

from policyc.report.diagnostic import Diagnostic, Language
from policyc.report.render import render_text
from policyc.source import Source


class PolicycError(Exception):
    """What a policy or a claim caused. `str` gives the findings in Chinese and English."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], source: Source) -> None:
        super().__init__()
        self.diagnostics = diagnostics
        self.source = source

    def render(self, language: Language) -> str:
        """The findings as a reader of the language sees them."""
        return render_text(self.diagnostics, self.source, language)

    def __str__(self) -> str:
        return f"{self.render(Language.ZH)}\n{self.render(Language.EN)}"


class PolicyError(PolicycError):
    """The policy has errors and cannot settle anything."""


class ClaimError(PolicycError):
    """The claim cannot be settled: unreadable, or facts that matter are missing (`missing`).

    Of a list of claims `place` says which entry is at fault, from 1 in the order given.
    """

    place: int | None = None


class TableError(PolicycError):
    """A table of claims that cannot be settled as a whole: a column missing, a wrong type, no room to write."""
