"""Text that others wrote, made safe to show: every character that hides, joins or reorders becomes an escape."""

from __future__ import annotations

import unicodedata

from policyc.source import display_width

_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_HIDING = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def is_hidden(character: str) -> bool:
    """Does this character leave no mark of its own, or change the order of others (controls, zero-width, bidi)?"""
    return character in _BLANK_LETTERS or unicodedata.category(character) in _HIDING


def first_hidden(text: str) -> str | None:
    """The first character of `text` that a reader cannot see, or None."""
    if text.isascii() and text.isprintable():
        return None
    return next((character for character in text if is_hidden(character)), None)


def code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def visible_character(character: str) -> str:
    """The character itself, `\\t` for a tab, `<U+202E>` for one that a screen may not show as one sign of its own.

    Those are hidden and unassigned characters, marks that combine with a neighbour, and spaces other than the two
    that Chinese and English text are written with.
    """
    if character == "\t":
        return "\\t"
    if " " <= character <= "~" or character == "\u3000":
        return character
    if is_hidden(character) or unicodedata.category(character)[0] in "CMZ":
        return f"<{code_point(character)}>"
    return character


def visible(text: str, columns: int | None = None) -> str:
    """`text` with every unsafe character escaped, cut to at most `columns` display columns if given."""
    if columns is None:
        return "".join(map(visible_character, text))
    shown: list[str] = []
    room = columns
    for character in text:
        piece = visible_character(character)
        room -= display_width(piece)
        if room < 1:
            return "".join(shown) + "…"
        shown.append(piece)
    return "".join(shown)
