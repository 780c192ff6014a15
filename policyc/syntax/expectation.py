"""What could stand in a place, in words, the likeliest first."""

from __future__ import annotations

import re
from functools import cache

from policyc.lexicon import Row, lexicon
from policyc.report.diagnostic import Language, Words
from policyc.syntax.tables import tables

MOST_EXPECTED = 5
"""How many things a message says could stand in a place."""

LITERALS = frozenset({"NUMBER", "DATE", "YEAR", "MONTH", "MONTHDAY", "TIME"})
AFTER_A_SECOND_VALUE = frozenset({"GE_POST", "LE_POST", "FROM_POST", "THROUGH_POST"})
"""What alone can follow a value right after another: `甲 500 元 以上`."""

MOST_JOINTS = 8
"""How many words and signs a message says could join two values."""

_ROUNDING = frozenset({"TO_FEN", "TO_JIAO", "TO_YUAN"})
_SILENT = frozenset({"HOLE", "DEDENT", "INDENT", "$END", "HEADING"})
_ARITHMETIC = frozenset({"+", "-", "*", "/"})
_CLOSING = (":", ")", "|")
_SHAPES = ("STRING", "NAME", "NUMBER", "DATE", "YEAR", "MONTH", "MONTHDAY", "TIME", "SEP")
# how a word that needs more goes on
_CONTINUED: dict[str, str | Words] = {
    "ELSE": " …",
    "UNLESS": " …",
    "MUST_EQUAL": " …",
    "BY": " …",
    "BECAUSE": ' "…"',
    "MISSING": ' "…"',
    "STARTING": Words(" 1月1日", " Jan 1"),
    "WHEN": Words(" …，否则 …", " …, else …"),
}
_PERIODS = re.compile(r"^(?:期间|period)[ \t]+([^\s:(]+)", re.MULTILINE)
# the first words of lines, the most used in their block first
_HEADS = (
    *("POLICY", "FACTS", "KIND", "LINES", "PERIOD", "CALENDAR", "PARAMETER", "RULE", "TABLE", "BENEFIT", "CHECKLIST"),
    *("CHANNELS", "CASE", "ASSERT"),
    *("EXPENSE", "DEDUCTIBLE", "RATIO", "MARGINAL", "SLAB", "CAP", "FLOOR", "UPFRONT", "REQUIRE", "REFUSE"),
    *("UNDETERMINED", "FORMULA", "IF", "OTHERWISE", "TITLE", "IN_FORCE", "APPLIES", "GIVEN", "BLANK", "ROUND"),
    *("ANY_OF", "ALL_OF", "SOURCE", "NOTE", "READING"),
)


class Expectation:
    """Speaks of what could stand in a place of one file, in its vocabulary and with its own names."""

    def __init__(self, plain: str, language: Language) -> None:
        self.language = language
        period = _PERIODS.search(plain)
        self.period = period[1] if period and len(period[1]) <= 40 else None

    def of(self, expected: tuple[str, ...], after_comma: bool, ending: bool = False) -> Words:
        """What could stand there. `ending`: the line ends too early, so words that carry it on come alone."""
        ended = self._value_ended(expected)
        told = [t for t in expected if not (ended and t in LITERALS)]
        ranked = sorted(told, key=lambda terminal: (self._rank(terminal, ended), _written_order().get(terminal, 0)))
        carrying = [t for t in ranked if (_section(t) == "comma" and t not in _ROUNDING) or _sign(t) in _CLOSING]
        if ending and ended and carrying:
            ranked = carrying
        return _listed([self._words(terminal, ended and not after_comma) for terminal in ranked], MOST_EXPECTED)

    def joining(self, expected: tuple[str, ...]) -> Words:
        """What could join a value to another that stands right after it."""
        joints = [t for t in expected if _sign(t) not in (None, *_CLOSING) or _section(t) == "infix"]
        ranked = sorted(joints, key=lambda t: (_sign(t) not in _ARITHMETIC, _written_order().get(t, 0)))
        return _listed([self._words(terminal, False) for terminal in ranked], MOST_JOINTS)

    def heads(self, expected: tuple[str, ...]) -> Words:
        """All the first words a line could have there, those used most first."""
        rows = lexicon().rows
        ranked = sorted(expected, key=lambda t: (_HEADS.index(t) if t in _HEADS else -1, _written_order().get(t, 0)))
        return _listed([self._words(terminal, False) for terminal in ranked if terminal in rows], len(_HEADS))

    def _value_ended(self, expected: tuple[str, ...]) -> bool:
        return any(_sign(terminal) == "+" for terminal in expected)

    def _rank(self, terminal: str, ended: bool) -> int:
        if terminal == "NL":
            return 9
        if _sign(terminal) in _CLOSING:
            return 0
        if ended and _section(terminal) == "comma":
            return 8 if terminal in _ROUNDING else 1
        if terminal in _SHAPES:
            return 2
        if _sign(terminal) is not None:
            return 6 if _sign(terminal) in _ARITHMETIC else 5
        return 4 if _section(terminal) == "infix" else 3

    def _words(self, terminal: str, comma: bool) -> Words | None:
        """How a terminal is told of, with its comma if asked; None where this file has no word for it."""
        sign = _sign(terminal)
        if sign is not None:
            return Words(sign, sign)
        row = lexicon().rows.get(terminal)
        if row is None or terminal in _SILENT:
            return None
        if row.section == "shape":
            return Words(row.zh[0], row.en[0])
        if not (row.zh if self.language is Language.ZH else row.en):
            return None
        return self._continued(row, comma)

    def _continued(self, row: Row, comma: bool) -> Words:
        """A word of the file's vocabulary with its comma before it and what it needs after it."""
        after = _CONTINUED.get(row.key, "")
        if isinstance(after, Words):
            after = after.in_language(self.language)
        if row.key == "PER":
            after = f" {self.period or Words('期间', 'period').in_language(self.language)}"
        spelled = row.spelling(self.language) + after
        if not comma or row.section != "comma":
            return Words(spelled, spelled)
        spelled = f"，{spelled}" if self.language is Language.ZH else f"`, {spelled}`"
        return Words(spelled, spelled)


def _listed(words: list[Words | None], most: int) -> Words:
    zh = dict.fromkeys(word.zh for word in words if word is not None)
    en = dict.fromkeys(word.en for word in words if word is not None)
    return Words("、".join([*zh][:most]), ", ".join([*en][:most]))


def _section(terminal: str) -> str | None:
    row = lexicon().rows.get(terminal)
    return None if row is None else row.section


def _sign(terminal: str) -> str | None:
    return _signs().get(terminal)


@cache
def _signs() -> dict[str, str]:
    return {terminal: sign for sign, terminal in tables().symbols.items()}


@cache
def _written_order() -> dict[str, int]:
    """Places by which what ranks equally is told: signs as the grammar has them, words as the lexicon does."""
    return {terminal: place for place, terminal in enumerate([*tables().symbols.values(), *lexicon().rows])}
