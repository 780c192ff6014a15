"""What the stretch around a fault was perhaps meant to be: a number in groups, a name in pieces, an open quotation."""

from __future__ import annotations

import re

from policyc.report.diagnostic import Language
from policyc.source import Span
from policyc.syntax.lexer import UNREADABLE
from policyc.syntax.reader import Failure

_GROUPS = re.compile(
    r"(?<![0-9A-Za-z_.,])(?:(?P<dots>[0-9]{1,3}(?:[.][0-9]{3}){2,})(?:,(?P<rest>[0-9]+))?"
    r"|(?P<blanks>[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.][0-9]+)?))(?![0-9])"
)
_PIECES = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[- ][A-Za-z][A-Za-z0-9_]*)+")
_REST = re.compile(r"[ \t]*[^\s#]")
_DECLARED = re.compile(r"[ \t]*(?:[():|]|$)")


def grouped_number(plain: str, failure: Failure, end: int) -> tuple[Span, str] | None:
    """`1.234.567` or `20 000` at the fault, and how it is written: with commas."""
    before, token = failure.before, failure.token
    for match in _GROUPS.finditer(plain, failure.line, end):
        if match.end() < token[2] or (before is not None and match.start() > before[2]):
            continue
        if before is None or match.start() <= before[2] < match.end():
            dots, rest, blanks = match.group("dots", "rest", "blanks")
            written = dots.replace(".", ",") + (f".{rest}" if rest else "") if dots else re.sub("[ ']", ",", blanks)
            return Span(*match.span()), written
    return None


def name_in_pieces(plain: str, failure: Failure, end: int) -> tuple[Span, str] | None:
    """`ip-pay` or `ip pay` at the fault, where a name is declared or the file has it in one: and that one."""
    before, token = failure.before, failure.token
    if before is None or before[0] != "NAME":
        return None
    match = _PIECES.match(plain, before[2], end)
    if match is None or match.end() <= token[2]:
        return None
    words = match[0].replace("-", " ").split()
    declaring = not {"LPAR", "RPAR"}.isdisjoint(failure.expected)
    for count in range(len(words), 1, -1):
        joined = "_".join(words[:count]).lower()
        place = Span(match.start(), match.start() + len(" ".join(words[:count])))
        whole = declaring and _DECLARED.match(plain, place.end, end) is not None
        if whole or re.search(rf"(?<!\w){joined}(?!\w)", plain):
            return place, joined
    return None


def open_quote(plain: str, failure: Failure, end: int) -> Span | None:
    """A text that began before the fault, on a line where one quote is without its partner."""
    before = failure.before
    if before is None or before[0] != "STRING" or plain.count('"', failure.line, end) % 2 == 0:
        return None
    return Span(before[2], end)


def separator(failure: Failure, text: str, language: Language) -> str | None:
    """What to write for a semicolon where a list or a clause goes on; one that ends a line is only left out."""
    terminal, _, start, _ = failure.token
    goes_on = _REST.match(text, start + 1)
    if terminal != UNREADABLE or text[start : start + 1] not in (";", "；") or not goes_on:
        return None
    return "，或 、" if language is Language.ZH else ","
