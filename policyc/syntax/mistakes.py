"""What to say of a statement that could not be read: the likeliest mistake, and what to write instead."""

from __future__ import annotations

import re
from difflib import get_close_matches

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Argument, Diagnostic, Language
from policyc.source import Span
from policyc.syntax.build import shortened
from policyc.syntax.characters import LETTER, as_written, meant_by
from policyc.syntax.expectation import AFTER_A_SECOND_VALUE, LITERALS, MOST_EXPECTED, Expectation
from policyc.syntax.habits import Place, habit_at
from policyc.syntax.lexer import UNREADABLE
from policyc.syntax.reader import DEEPEST, Failure
from policyc.syntax.slips import grouped_number, name_in_pieces, open_quote, separator

_EXPONENT = re.compile(r"[0-9][0-9.,]*[eE][+-]?[0-9]+")
_HAN_END = re.compile(rf"{LETTER}+\Z")
_VAGUE = re.compile("以前|以后|之前|之后")
_BARE_BANDS = frozenset({"分段", "bands"})


class Mistakes:
    """Turns failures of one source into diagnostics, in terms of the file's own vocabulary."""

    def __init__(self, text: str, plain: str, language: Language) -> None:
        self.text = text
        self.plain = plain
        self.language = language
        self.expectation = Expectation(plain, language)

    def diagnose(self, failure: Failure) -> Diagnostic:
        """The diagnostic of a statement that could not be read."""
        if failure.reason is not None:
            if failure.reason == "nested-too-deep":
                return self._at(failure, failure.reason, limit=DEEPEST)
            return self._at(failure, failure.reason)
        return (
            self._of_quotes(failure)
            or self._of_slips(failure)
            or self._of_habit(failure)
            or self._of_characters(failure)
            or self._of_words(failure)
            or self._of_punctuation(failure)
            or self._unexpected(failure)
        )

    def _at(self, failure: Failure, code: str, span: Span | None = None, **arguments: Argument) -> Diagnostic:
        _, _, start, end = failure.token
        return Diagnostic(code, span or Span(start, end), arguments)

    # ---- habits

    def _of_habit(self, failure: Failure) -> Diagnostic | None:
        """What the table of habits knows, and words of the language in other characters or letters."""
        start = failure.token[2] if failure.before is None else failure.before[2]
        line = Span(failure.line, self._line_end(failure.line))
        place = Place(line, Span(start, failure.token[3]), failure.before is None, failure.expected)
        found = habit_at(self.plain, place, self.language)
        if found is None:
            return self._of_spelling(failure)
        habit, span, instead = found
        written = self.text[span.start : span.end].strip(" \t，,、：:")
        return self._at(failure, habit.told.value, span, found=shortened(written), instead=instead)

    def _of_spelling(self, failure: Failure) -> Diagnostic | None:
        _, _, start, end = failure.token
        found = self.plain[start:end]
        written = as_written(found[:40])
        if written == found or failure.token[0] == UNREADABLE:
            return None
        phrases = lexicon().phrases.get(written, ())
        terminals = {*lexicon().words.get(written, ()), *(terminal for _, terminal in phrases)}
        if terminals.isdisjoint(failure.expected):
            return None
        if failure.before is None:
            return self._at(failure, "unknown-clause-near", found=found, near=written)
        return self._at(failure, "written-otherwise", found=found, instead=written)

    # ---- slips

    def _of_slips(self, failure: Failure) -> Diagnostic | None:
        """A number or a name in pieces, a semicolon for a comma."""
        end = self._line_end(failure.line)
        number = grouped_number(self.plain, failure, end)
        if number is not None:
            span, instead = number
            return self._at(failure, "written-otherwise", span, found=self.text[span.start : span.end], instead=instead)
        name = name_in_pieces(self.plain, failure, end)
        if name is not None:
            span, instead = name
            found = shortened(self.text[span.start : span.end])
            return self._at(failure, "name-form", span, name=found, instead=shortened(instead))
        comma = separator(failure, self.text, self.language)
        if comma is not None:
            start = failure.token[2]
            return self._at(failure, "written-otherwise", Span(start, start + 1), found=self.text[start], instead=comma)
        return None

    # ---- characters

    def _of_quotes(self, failure: Failure) -> Diagnostic | None:
        terminal, _, start, _ = failure.token
        if terminal == UNREADABLE and self.text[start : start + 1] in ('"', "“", "「", "＂"):
            return self._at(failure, "unclosed-quote", Span(start, self._line_end(start)))
        unclosed = open_quote(self.plain, failure, self._line_end(failure.line))
        return None if unclosed is None else self._at(failure, "unclosed-quote", unclosed)

    def _of_characters(self, failure: Failure) -> Diagnostic | None:
        terminal, _, start, end = failure.token
        character = self.text[start : start + 1]
        look_alike = self._look_alike(start, end)
        if look_alike is not None:
            instead = meant_by(self.text[look_alike]) or ""
            span = Span(look_alike, look_alike + 1)
            return self._at(failure, "look-alike-character", span, found=self.text[look_alike], instead=instead)
        if terminal == UNREADABLE:
            return self._at(failure, "unexpected-character", found=character)
        return None

    def _look_alike(self, start: int, end: int) -> int | None:
        """The first letter, in the word around a token, that only looks like an ordinary one."""
        first, last = start, max(end, start + 1)
        while first > 0 and start - first < 40 and self.text[first - 1].isalnum():
            first -= 1
        while last < len(self.text) and last - end < 40 and self.text[last].isalnum():
            last += 1
        return next(
            (
                place
                for place in range(first, min(last, first + 120, len(self.text)))
                if self._misleads(self.text[place])
            ),
            None,
        )

    def _misleads(self, character: str) -> bool:
        return not character.isascii() and character.isalpha() and meant_by(character) is not None

    def _line_end(self, start: int) -> int:
        end = self.plain.find("\n", start)
        return len(self.plain) if end < 0 else end

    # ---- words

    def _of_words(self, failure: Failure) -> Diagnostic | None:
        terminal, _, start, end = failure.token
        found = self.plain[start:end]
        before = failure.before
        if before is not None and before[0] == "NUMBER" and (number := _EXPONENT.match(self.plain, before[2])):
            return self._at(failure, "number-form", Span(*number.span()), found=shortened(number[0]))
        if _VAGUE.search(found[:40]):
            return self._at(failure, "vague-bound", found=shortened(found))
        if before is None and found in _BARE_BANDS:
            return self._at(failure, "bare-bands")
        if before is not None and terminal == "LPAR" and before[0] == "NAME":
            name = shortened(self.plain[before[2] : before[3]])
            return self._at(
                failure, "not-a-function", Span(before[2], before[3]), name=name, expected=self._functions(name)
            )
        for token in (failure.token, before):
            if token is not None and token[0] == "NUMBER" and (name := self._han_before(token[2])):
                return self._glued(failure, name, Span(token[2], token[3]))
        if before is None and terminal != "NL":
            return self._of_head(failure, found)
        return None

    def _of_head(self, failure: Failure, found: str) -> Diagnostic:
        """A line begun with no word it could begin with: the close one if there is any, or all of them."""
        rows = lexicon().rows
        heads = [rows[t].spelling(self.language) for t in failure.expected if t in rows and rows[t].section != "shape"]
        close = get_close_matches(found[:40], heads, 1, 0.5)
        if close:
            return self._at(failure, "unknown-clause-near", found=shortened(found), near=close[0])
        expected = self.expectation.heads(failure.expected)
        return self._at(failure, "unknown-clause", found=shortened(found), expected=expected)

    def _han_before(self, start: int) -> str:
        """The Han letters that touch the place `start` on its left, as far as they can matter."""
        match = _HAN_END.search(self.plain, max(0, start - 40), start)
        return match[0] if match else ""

    def _glued(self, failure: Failure, name: str, number: Span) -> Diagnostic:
        """A digit right after a name: a word between them lacks its spaces, or the name needs quotes."""
        digits = self.plain[number.start : number.end]
        span = Span(number.start - len(name), number.end)
        place = Place(Span(failure.line, self._line_end(failure.line)), span, False, failure.expected)
        habit = habit_at(self.plain, place, self.language)
        if habit is not None:
            found, instead = self.plain[habit[1].start : habit[1].end], habit[2]
            return self._at(failure, habit[0].told.value, habit[1], found=found, instead=instead)
        for length in range(min(4, len(name) - 1), 0, -1):
            terminals = lexicon().words.get(name[-length:], ())
            if any(t in lexicon().rows and lexicon().rows[t].section == "infix" for t in terminals):
                cut = f"{name[:-length]} {name[-length:]} {digits}"
                return self._at(failure, "glued-word", span, found=name + digits, instead=cut)
        return self._at(failure, "digit-in-name", span, found=name + digits, instead=f"「{name}{digits}」")

    def _functions(self, name: str) -> str:
        # those that amounts are reckoned with first: most that are sought are among them
        words = [lexicon().functions[word] for word in ("least", "most")]
        rows = [*words, lexicon().rows["TOTAL"], *lexicon().functions.values()]
        names = list(dict.fromkeys(row.spelling(self.language) for row in rows))
        return self._joined(get_close_matches(name, names, 3) or names[:MOST_EXPECTED])

    # ---- punctuation

    def _of_punctuation(self, failure: Failure) -> Diagnostic | None:
        terminal, _, start, _ = failure.token
        expected = failure.expected
        rest = self.plain[start : self._line_end(start)]
        if "RPAR" in expected and terminal in ("NL", "COLON", "VBAR"):
            return self._at(failure, "unclosed-parenthesis")
        if terminal == "RPAR" and "RPAR" not in expected:
            return self._at(failure, "unopened-parenthesis")
        if "COLON" in expected and ":" not in rest:
            return self._at(failure, "missing-colon", Span(start, start), found=self._found(failure))
        if terminal == "NL" and self._is_row(failure.line):
            return self._at(failure, "row-not-closed", Span(start, start))
        if terminal != "NL" and set(expected) <= {"STRING", "SEP"} and "STRING" in expected:
            return self._at(failure, "text-without-quotes", Span(start, start + len(rest.rstrip())))
        return None

    def _is_row(self, line: int) -> bool:
        return self.plain[line : self._line_end(line)].lstrip().startswith("|")

    # ---- anything else

    def _unexpected(self, failure: Failure) -> Diagnostic:
        terminal, before = failure.token[0], failure.before
        if before is not None and before[0] in LITERALS and set(failure.expected) == AFTER_A_SECOND_VALUE:
            # `费用 500 元`: the mistake is the second value, not what comes after it
            expected = self.expectation.joining(failure.earlier)
            found = shortened(self.text[before[2] : before[3]])
            return self._at(failure, "unexpected-here", Span(before[2], before[3]), found=found, expected=expected)
        after_comma = before is not None and before[0] == "SEP"
        expected = self.expectation.of(failure.expected, after_comma, terminal == "NL")
        if terminal == "NL":
            return self._at(failure, "unexpected-end", expected=expected)
        return self._at(failure, "unexpected-here", found=self._found(failure), expected=expected)

    def _found(self, failure: Failure) -> str:
        _, _, start, end = failure.token
        return shortened(self.text[start:end]) if end > start else "⏎"

    def _joined(self, words: list[str]) -> str:
        return ("、" if self.language is Language.ZH else ", ").join(words)
