"""The words of the language in both vocabularies, and which terminals of the grammar each can be."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from attrs import frozen

from policyc.report.diagnostic import Language

WORD_SECTIONS = ("block", "head", "word", "infix", "comma")


def grammar_text(name: str) -> str:
    """The text of a file of the grammar folder, in an installed package or beside a checkout."""
    package = Path(__file__).parent
    folder = package / "grammar"
    if not folder.is_dir():
        folder = package.parent / "grammar"
    return (folder / name).read_text("utf-8")


@frozen
class Row:
    """One meaning and its spellings; the first of each language is the one to write."""

    key: str
    section: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    breaks: bool

    def spellings(self) -> tuple[str, ...]:
        return self.zh + self.en

    def spelling(self, language: Language) -> str:
        """How to write it; a word that only one language has is written in that one."""
        own, other = (self.zh, self.en) if language is Language.ZH else (self.en, self.zh)
        return (own or other)[0]


@frozen
class Lexicon:
    """All rows. `words` are single words, `phrases` several, by their first word, longest first."""

    rows: dict[str, Row]
    units: dict[str, Row]
    functions: dict[str, Row]
    parts: dict[str, Row]
    words: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    breakers: tuple[str, ...]
    commas: frozenset[str]
    block_language: dict[str, Language]

    def spelling(self, terminal: str, language: Language) -> str:
        return self.rows[terminal].spelling(language)


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    sections = tomllib.loads(grammar_text("lexicon.toml"))
    by_section = {section: _rows(section, table) for section, table in sections.items()}
    rows = [row for section in WORD_SECTIONS for row in by_section[section]]
    return Lexicon(
        rows={row.key: row for row in [*rows, *by_section["shape"]]},
        units={row.key: row for row in by_section["unit"]},
        functions={row.key: row for row in by_section["function"]},
        parts={row.key: row for row in by_section["part"]},
        words=_words(rows, by_section["function"]),
        phrases=_phrases(rows),
        breakers=_breakers(rows),
        commas=frozenset(row.key for row in rows if row.section == "comma"),
        block_language=_block_language(by_section["block"]),
    )


def _rows(section: str, table: dict[str, dict[str, list[str]]]) -> list[Row]:
    return [
        Row(key, section, tuple(entry.get("zh", ())), tuple(entry.get("en", ())), bool(entry.get("breaks")))
        for key, entry in table.items()
    ]


def _words(rows: list[Row], functions: list[Row]) -> dict[str, tuple[str, ...]]:
    words: dict[str, list[str]] = {}
    for row in rows:
        for spelling in row.spellings():
            if " " not in spelling:
                words.setdefault(spelling, []).append(row.key)
    for row in functions:
        for spelling in row.spellings():
            words.setdefault(spelling, []).append("FUNCTION")
    return {word: tuple(keys) for word, keys in words.items()}


def _phrases(rows: list[Row]) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in rows:
        for spelling in row.spellings():
            first, *rest = spelling.split(" ")
            if rest:
                phrases.setdefault(first, []).append((tuple(rest), row.key))
    return {first: tuple(sorted(found, key=lambda phrase: -len(phrase[0]))) for first, found in phrases.items()}


def _breakers(rows: list[Row]) -> tuple[str, ...]:
    found = {spelling for row in rows if row.breaks for spelling in row.zh}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def _block_language(rows: list[Row]) -> dict[str, Language]:
    chinese = {word: Language.ZH for row in rows for word in row.zh}
    english = {word: Language.EN for row in rows for word in row.en}
    return chinese | english
