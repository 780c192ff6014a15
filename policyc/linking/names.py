"""One name, one key, across all files: what one file spells in Chinese and another in English is the same."""

from __future__ import annotations

from attrs import evolve

from policyc.linking.gather import Document, Gathered
from policyc.report.diagnostic import Label
from policyc.source import Span
from policyc.syntax.clause import Spelling
from policyc.syntax.rewrite import names_under, respelled


def unify(gathered: Gathered) -> dict[str, Spelling]:
    """Give every name of every file its key, and all spellings; a spelling paired in two ways is told."""
    pairs = _pairs(gathered)
    english = {spelling.zh: key for key, spelling in pairs.items() if spelling.zh is not None}
    for path, document in gathered.documents.items():
        file = document.file
        if any(name.key in english for name in names_under(file.blocks)):
            gathered.documents[path] = evolve(document, file=evolve(file, blocks=respelled(file.blocks, english)))
    return pairs


def _pairs(gathered: Gathered) -> dict[str, Spelling]:
    """The pairs of all files, those of the files that others build on first: later ones keep to them."""
    pairs: dict[str, Spelling] = {}
    english: dict[str | None, str] = {}
    homes: dict[str, Document] = {}
    for document in reversed(gathered.documents.values()):
        for key, spelling in document.file.spellings.items():
            earlier = english.get(spelling.zh)
            if earlier is not None and earlier != key:
                _told(gathered, document, key, homes[earlier], earlier, str(spelling.zh), earlier, key)
            elif key in pairs and pairs[key].zh != spelling.zh:
                zh, other = str(pairs[key].zh), str(spelling.zh)
                _told(gathered, document, key, homes[key], key, key, zh, other)
            else:
                english[spelling.zh] = key
                pairs.setdefault(key, spelling)
                homes.setdefault(key, document)
    return pairs


def _told(
    gathered: Gathered, document: Document, key: str, first: Document, at: str, name: str, earlier: str, other: str
) -> None:
    label = Label(_place(first, at), "first")
    gathered.error("two-spellings", _place(document, key), label, name=name, earlier=earlier, other=other)


def _place(document: Document, key: str) -> Span:
    return next((name.span for name in names_under(document.file.blocks) if name.key == key), document.file.span)
