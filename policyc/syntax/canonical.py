"""A file's text made canonical: one layout, one spelling, comments kept; in its own vocabulary or the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import evolve, fields, frozen, has

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Diagnostic, Language
from policyc.source import NOWHERE, Source, Span
from policyc.syntax.build_expression import PERIOD_KEYS
from policyc.syntax.characters import has_han
from policyc.syntax.clause import File, Spelling
from policyc.syntax.format import format_file
from policyc.syntax.parse import language_of, parse_with_comments
from policyc.syntax.rewrite import names_under, respelled
from policyc.syntax.trivia import Trivia, trivia_of
from policyc.syntax.weave import weave

_FIRST_WORD = re.compile(r"^[ \t]*([^\W\d_]+)", re.MULTILINE)


@frozen
class Rewritten:
    """What became of a file. `text` is None where it has findings, or where `faithful` is false.

    `faithful` is false when the canonical text would not be read back as the same file: a mistake of this program.
    `untranslated` are the names that have no spelling in the vocabulary written, in order of first use.
    """

    text: str | None
    findings: tuple[Diagnostic, ...]
    faithful: bool = True
    untranslated: tuple[str, ...] = ()


def rewrite(source: Source, language: Language | None = None, known: Mapping[str, Spelling] | None = None) -> Rewritten:
    """The canonical text of a source, in `language` or else in the vocabulary it is mostly written in.

    `known` are spellings by key of names that the source uses and other files declare; its own come first.
    """
    file, findings, trailing = parse_with_comments(source)
    if findings:
        return Rewritten(None, findings)
    names = _Names.beside(file, known or {})
    file = names.keyed(file)
    written_in = language or mostly(source.text)
    trivia = trivia_of(source, trailing)
    text = _canonical(file, source, trivia, written_in, names)
    if text is None or _read(text, names) != (file, trivia.comments()):
        return Rewritten(None, (), faithful=False)
    return Rewritten(text, (), untranslated=_untranslated(file, written_in, names))


@frozen
class _Names:
    """The spellings that a file does not say itself, by key."""

    spellings: Mapping[str, Spelling]

    @classmethod
    def beside(cls, file: File, known: Mapping[str, Spelling]) -> _Names:
        """What is known of the names that the file says nothing of."""
        own = {spelling for pair in file.spellings.values() for spelling in (pair.zh, pair.en)}
        return cls({key: pair for key, pair in known.items() if pair.zh not in own and pair.en not in own})

    def keyed(self, file: File) -> File:
        """The file with each of the names under its key, whichever way it is spelled."""
        keys = {pair.zh: key for key, pair in self.spellings.items() if pair.zh is not None}
        return evolve(file, blocks=respelled(file.blocks, keys)) if keys else file


def mostly(text: str) -> Language:
    """The vocabulary that most lines begin in; that of the first keyword where they are as many."""
    words = {
        word.split(" ")[0]: language
        for row in lexicon().rows.values()
        if row.section in ("block", "head")
        for language, spellings in ((Language.ZH, row.zh), (Language.EN, row.en))
        for word in spellings
    }
    found = [words[word] for word in _FIRST_WORD.findall(text) if word in words]
    chinese, english = found.count(Language.ZH), found.count(Language.EN)
    if chinese == english:
        return language_of(text)
    return Language.ZH if chinese > english else Language.EN


def _canonical(file: File, source: Source, trivia: Trivia, language: Language, names: _Names) -> str | None:
    """The file written anew, with its trivia; None where what is written is not read back."""
    bare = Source(source.name, format_file(file, language, source, names.spellings))
    again, findings, _ = parse_with_comments(bare)
    again = names.keyed(again)
    if findings or again != file:
        return None
    return weave(bare.text.splitlines(), trivia, _places(file, source, again, bare, trivia))


def _read(text: str, names: _Names) -> tuple[File, list[str]] | None:
    source = Source("", text)
    file, findings, trailing = parse_with_comments(source)
    return None if findings else (names.keyed(file), trivia_of(source, trailing).comments())


# ---- from the lines of one text to those of another that says the same


def _places(file: File, source: Source, again: File, bare: Source, trivia: Trivia) -> dict[int, int]:
    """For each line of `source` that says something, the line of `bare` that says it.

    Both trees are equal, so the n-th node of one is the n-th of the other. A line with no node of its own, as
    `空白：同上`, goes to the next line of `bare` that has none either, or else to where the line before it went.
    """
    lines: dict[int, int] = {}
    for here, there in zip(_spans(file), _spans(again), strict=True):
        if here != NOWHERE and there != NOWHERE:
            lines.setdefault(source.line_of(here.start), bare.line_of(there.start))
    taken = set(lines.values())
    free = [place for place, line in enumerate(bare.text.splitlines(), 1) if line and place not in taken]
    place = 1
    for statement in trivia.statements:
        if statement.line not in lines:
            place = next((number for number in free if number > place), place)
            lines[statement.line] = place
        place = lines[statement.line]
    return lines


def _spans(file: File) -> Iterator[Span]:
    for node in _nodes(file):
        span = getattr(node, "span", None)
        if isinstance(span, Span):
            yield span


def _nodes(file: File) -> Iterator[object]:
    """The nodes of a file in the order they are written, outer ones first."""
    waiting: list[object] = [file.blocks]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if isinstance(node, tuple):
            waiting += reversed(node)
        elif has(kind) and kind is not Span:
            yield node
            waiting += [getattr(node, field.name) for field in reversed(fields(kind))]


def _untranslated(file: File, language: Language, names: _Names) -> tuple[str, ...]:
    """The names that have but one spelling, and that in the other vocabulary."""
    paired = file.spellings.keys() | names.spellings.keys() | PERIOD_KEYS.keys()
    single = (key for key in (name.key for name in names_under(file)) if key not in paired)
    return tuple(dict.fromkeys(key for key in single if has_han(key) is (language is Language.EN)))
