"""A settlement that explains itself: what the library gives back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from attrs import frozen

from policyc.explain.explanation import explain
from policyc.explain.json_form import to_json
from policyc.explain.markdown import render_markdown
from policyc.explain.model import Explanation
from policyc.explain.text import render_text
from policyc.report.diagnostic import Language
from policyc.settling.settlement import Settlement as FilledSettlement


@frozen(eq=False, slots=False, repr=False)
class Settlement(FilledSettlement):
    """A settled claim that can say how it came about."""

    def __repr__(self) -> str:
        answers = ", ".join(f"{result.name} {result.status.value} {result.payment}" for result in self.benefits)
        return f"<settlement of {self.compiled.interface.key}: {answers}>"

    @cached_property
    def explanation(self) -> Explanation:
        """The steps of the settlement as data."""
        return explain(self)

    def explain(self, language: str = "zh", form: str = "text", *, colour: bool = False) -> str:
        """How the settlement came about, in `language` ("zh" or "en"), as terminal "text" or "markdown"."""
        reader = Language(language)
        if form == "markdown":
            return render_markdown(self.explanation, reader)
        return render_text(self.explanation, reader, colour=colour)

    def explanation_data(self) -> dict[str, Any]:
        """The explanation as plain data for JSON, in both languages, with its version."""
        return to_json(self.explanation)
