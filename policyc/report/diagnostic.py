"""What went wrong, as data: a code that is also a page, a place, labels, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen

from policyc.source import Span


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"


class Language(Enum):
    ZH = "zh"
    EN = "en"


@frozen
class Words:
    """The same words in both languages, for arguments of messages that are themselves language."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en


Argument = str | int | Words


@frozen
class Label:
    """A further place that matters, with the key of its words in the catalogue entry (`labels.<key>`)."""

    span: Span
    key: str


@frozen
class Diagnostic:
    """One finding. `code` is a slug: an entry of the catalogue and a page docs/errors/<code>.md.

    `arguments` fill the entry's `{placeholders}`. `span` is None where the finding is about a claim, not a text.
    """

    code: str
    span: Span | None
    arguments: Mapping[str, Argument] = field(factory=dict)
    labels: tuple[Label, ...] = ()
    severity: Severity = Severity.ERROR
