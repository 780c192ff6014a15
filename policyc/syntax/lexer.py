"""From text to tokens: one regular expression, one dictionary, and what the parser can take next.

A word is looked up among the terminals the parser's state accepts; where none fits it is a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from attrs import frozen

from policyc.lexicon import Lexicon, lexicon
from policyc.source import Source, Span
from policyc.syntax import literals
from policyc.syntax.build import Builder
from policyc.syntax.characters import LETTER, plain_text
from policyc.syntax.expression import Function, NumberUnit
from policyc.syntax.tables import tables

Token = tuple[str, object, int, int]
"""Terminal, value, and the stretch of text."""

UNREADABLE = "UNREADABLE"
"""The terminal of a character that begins nothing; no state of the parser takes it."""

CALLED = frozenset({"FUNCTION", "TOTAL"})
"""Words that are themselves only before an opening parenthesis."""

SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}


@frozen
class Patterns:
    """What the lexer needs, worked out once from the lexicon."""

    token: re.Pattern[str]
    next_word: re.Pattern[str]
    chinese_number: re.Pattern[str]
    time: re.Pattern[str]
    phrases: dict[str, tuple[tuple[re.Pattern[str], str], ...]]
    symbols: dict[str, str]
    units: dict[str, NumberUnit]
    functions: dict[str, Function]
    longest_word: int


@cache
def patterns() -> Patterns:
    words = lexicon()
    breakers = "|".join(words.breakers)
    letter = f"(?!{breakers})(?:[A-Za-z_]|{LETTER})"
    word = rf"[A-Za-z_][A-Za-z0-9_]*(?!(?!{breakers})\w)|(?:{letter})+"
    ends = rf"(?=\W|\Z|{breakers}|[至起止0-9])"
    symbols = dict(tables().symbols)
    return Patterns(
        token=re.compile(_token_pattern(words, word, breakers, symbols)),
        next_word=re.compile(rf"[ \t]*({breakers}|{word})"),
        chinese_number=re.compile(literals.chinese_number_pattern(words, ends)),
        time=re.compile(literals.time_pattern(words)),
        phrases=_phrases(words),
        symbols=symbols | {sign: symbols[plain] for sign, plain in SIGNS.items()},
        units=literals.units_by_word(words),
        functions={w: Function(key) for key, row in words.functions.items() for w in row.spellings()},
        longest_word=max(map(len, words.words)),
    )


def _token_pattern(words: Lexicon, word: str, breakers: str, symbols: Mapping[str, str]) -> str:
    signs = "|".join(re.escape(sign) for sign in sorted([*symbols, *SIGNS], key=lambda s: (-len(s), s)))
    kinds = {
        "end": r"(?:#[^\n]*)?(?=\n|\Z)",
        "string": r'"[^"\n]*"|“[^”\n]*”',
        "date": r"[0-9]{4}[ ]*年[ ]*[0-9]{1,2}[ ]*月[ ]*[0-9]{1,2}[ ]*日|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])",
        "year": r"[0-9]{4}[ ]*年(?![ ]*[0-9])",
        "month": literals.month_pattern(words),
        "month_day": r"[0-9]{1,2}[ ]*月[ ]*[0-9]{1,2}[ ]*日",
        "number": literals.number_pattern(words),
        "symbol": signs,
        "comma": "[,，、]",
        "breaker": breakers,
        "word": word,
        "quoted": r"「[^」\n]+」",
        "other": r"[^\n]",
    }
    return r"[ \t]*(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()) + ")"


def _phrases(words: Lexicon) -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    return {
        first: tuple(
            (re.compile("".join(rf"[ \t]+{part}" for part in rest) + r"(?!\w)"), terminal) for rest, terminal in found
        )
        for first, found in words.phrases.items()
    }


_LOCATOR = re.compile(r'[ \t]*([^\s:,，、#"“|<]+)')
_HEADING = re.compile(r"[ \t]*([^\n#]*)")
_CODE = re.compile(r"[ \t]*([0-9A-Za-z.]+)")
_YEAR_AFTER = re.compile(r"[ \t]+[0-9]{4}(?![0-9])")
_DAY_AFTER = re.compile(r"[ \t]+[0-9]{1,2}(?![0-9])")


class Lexer:
    """Tokens of one source, one at a time. `comments` are those met so far at the end of a line that says something."""

    def __init__(self, source: Source, builder: Builder) -> None:
        self.text = source.text
        self.plain = plain_text(source.text)
        self.builder = builder
        self.patterns = patterns()
        self.words = lexicon().words
        self.commas = lexicon().commas
        self.comments: list[Span] = []

    def token(self, position: int, row: Mapping[str, int]) -> Token:
        """The token at `position` on a line; `row` holds what the parser's state accepts. The line's end is `NL`."""
        if "TIME" in row and (time := self.patterns.time.match(self.plain, position)):
            span = Span(time.start(1), time.end())
            return "TIME", self.builder.time(literals.time_literal(time, span)), span.start, span.end
        match = self.patterns.token.match(self.plain, position)
        if match is None:
            return "NL", None, position, position
        kind = match.lastgroup
        assert kind is not None
        start, end = match.span(kind)
        if "LOCATOR" in row or "HEADING" in row or "CODE_NUMBER" in row:
            free = self._free_text(kind, position, row)
            if free is not None:
                return free
        match kind:
            case "word" | "breaker":
                return self._word(match[kind], start, end, row)
            case "symbol":
                return self.patterns.symbols[match[kind]], None, start, end
            case "comma":
                return self._comma(start, end, row)
            case "end":
                if end > start:
                    self.comments.append(Span(start, end))
                return "NL", None, start, start
            case "string":
                return "STRING", self.text[start + 1 : end - 1], start, end
            case "quoted":
                return "NAME", self.builder.quoted(self.text[start + 1 : end - 1], Span(start, end)), start, end
            case "other":
                return UNREADABLE, None, start, end
            case _:
                return self._literal(kind, match, Span(start, end))

    def _literal(self, kind: str, match: re.Match[str], span: Span) -> Token:
        value: object
        match kind:
            case "number":
                value, kind = (
                    self.builder.number(literals.number(match, self.patterns.units, span), match["digits"]),
                    kind,
                )
            case "date":
                value = self.builder.day(literals.date_literal(match[kind], span))
            case "month":
                value = self.builder.day(literals.month_literal(match[kind], span))
            case "month_day":
                value, kind = self.builder.day(literals.month_day(match[kind], span)), "monthday"
            case _:
                value = literals.year_literal(match[kind], span)
        return kind.upper(), value, span.start, span.end

    def _free_text(self, kind: str, position: int, row: Mapping[str, int]) -> Token | None:
        """What is written freely: places in a document, headings of an outline, codes."""
        if kind == "end":
            return None
        for terminal, pattern in (("LOCATOR", _LOCATOR), ("HEADING", _HEADING), ("CODE_NUMBER", _CODE)):
            match = pattern.match(self.plain, position) if terminal in row else None
            if match:
                start, end = match.span(1)
                words = self.text[start:end] if terminal == "HEADING" else match[1]
                return terminal, words.rstrip(), start, end
        return None

    def _comma(self, start: int, end: int, row: Mapping[str, int]) -> Token:
        """A comma, or the word after it where that word takes its comma along."""
        match = self.patterns.next_word.match(self.plain, end)
        if match and self.plain[start] != "、":
            found = self._known(match[1], match.start(1), match.end(1), row)
            if found and found[0] in self.commas:
                return found
        return "SEP", None, start, end

    def _word(self, text: str, start: int, end: int, row: Mapping[str, int]) -> Token:
        found = self._known(text, start, end, row) or self._worded_literal(text, start, row)
        if found:
            return found
        if "NAME" not in row:
            return self._glued(text, start, row) or ("NAME", text, start, end)
        if text in lexicon().breakers:
            return self.words[text][0], None, start, end
        return "NAME", self.builder.named(text, Span(start, end)), start, end

    def _known(self, text: str, start: int, end: int, row: Mapping[str, int]) -> Token | None:
        """The word or phrase of the lexicon that begins here and that the parser can take."""
        for pattern, terminal in self.patterns.phrases.get(text, ()):
            if terminal in row:
                match = pattern.match(self.plain, end)
                if match:
                    return terminal, terminal, start, match.end()
        for terminal in self.words.get(text, ()):
            if terminal in row and (terminal not in CALLED or self.plain[end : end + 9].lstrip(" ").startswith("(")):
                return terminal, self.patterns.functions[text] if terminal == "FUNCTION" else terminal, start, end
        return None

    def _glued(self, text: str, start: int, row: Mapping[str, int]) -> Token | None:
        """Where no name can stand, a Han word may go on without a space: `为一级` is `为` and `一级`."""
        for length in range(min(len(text) - 1, self.patterns.longest_word), 0, -1):
            if text[length - 1] > "\u2fff":
                found = self._known(text[:length], start, start + length, row)
                if found:
                    return found
        return None

    def _worded_literal(self, text: str, start: int, row: Mapping[str, int]) -> Token | None:
        """Literals that begin with a letter: `year 2021`, `Dec 30`, `二十万元`, `二〇二一年一月一日`."""
        if text[0] in literals.CHINESE_FIRST or text.startswith("百分之"):
            return self._chinese_literal(start, row)
        end = start + len(text)
        if text == "year" and "YEAR" in row and (match := _YEAR_AFTER.match(self.plain, end)):
            span = Span(start, match.end())
            return "YEAR", literals.year_literal(match[0].strip(), span), start, match.end()
        if "MONTHDAY" in row and text[:3].lower() in literals.MONTHS and (match := _DAY_AFTER.match(self.plain, end)):
            month = literals.MONTHS.index(text[:3].lower()) + 1
            day = literals.month_day(f"{month} {match[0]}", Span(start, match.end()))
            return "MONTHDAY", self.builder.day(day), start, match.end()
        return None

    def _chinese_literal(self, start: int, row: Mapping[str, int]) -> Token | None:
        if match := literals.CHINESE_DATE.match(self.plain, start):
            digits = [literals.written_digits(part) for part in match.groups() if part]
            span = Span(start, match.end())
            if len(digits) == 1 and "YEAR" in row:
                return "YEAR", literals.year_literal(str(digits[0]), span), start, match.end()
            if len(digits) == 3 and "DATE" in row:
                date = literals.date_literal("-".join(map(str, digits)), span)
                return "DATE", self.builder.day(date), start, match.end()
        if "MONTHDAY" in row and (match := literals.CHINESE_MONTH_DAY.match(self.plain, start)):
            day = literals.month_day(
                " ".join(str(literals.written_digits(part)) for part in match.groups()), Span(start, match.end())
            )
            return "MONTHDAY", self.builder.day(day), start, match.end()
        match = self.patterns.chinese_number.match(self.plain, start) if "NUMBER" in row else None
        value = literals.chinese_number(match, self.patterns.units, Span(start, match.end())) if match else None
        return ("NUMBER", value, start, match.end()) if match and value else None
