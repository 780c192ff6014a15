"""What is wrong with a claim, gathered as it is read."""

from __future__ import annotations

from difflib import get_close_matches

from attrs import define, evolve, field

from policyc.claims.shown import shown
from policyc.report.diagnostic import Argument, Diagnostic, Words
from policyc.report.visible import code_point, first_hidden

_LIMIT = 100
_COMPARED = 60
_EXAMPLES = 4
_NAMES = frozenset(("fact", "where", "key"))


class TooManyError(Exception):
    """Reading stops: as many things are wrong as anyone reads."""


@define
class Findings:
    """The diagnostics of one claim, in the order found; `place` is the line being read, if one is."""

    found: list[Diagnostic] = field(factory=list)
    place: Words | None = None

    def at(self, place: Words) -> Findings:
        """The same findings, for reading what stands at `place`."""
        return Findings(self.found, place)

    def add(self, diagnostic: Diagnostic) -> None:
        """Raises TooManyError beyond the limit."""
        if len(self.found) == _LIMIT:
            self.found.append(Diagnostic("claim-too-many-errors", None, {"count": _LIMIT}))
            raise TooManyError
        self.found.append(diagnostic if self.place is None else _within(self.place, diagnostic))

    def unknown_key(self, code: str, key: object, known: tuple[Words, ...]) -> None:
        """`key` is none of `known`: say so, or name the character that hides in it."""
        character = first_hidden(key) if isinstance(key, str) else None
        if character is None:
            self.add(Diagnostic(code, None, {"key": shown(key), "nearest": nearest(key, known)}))
        else:
            self.add(hidden_character(shown(key), character))


def given_twice(key: Argument) -> Diagnostic:
    """One key stands twice in the same object."""
    return Diagnostic("claim-key-twice", None, {"key": key, "remedy": _ONE_OF_THEM})


def spelled_twice(key: Argument) -> Diagnostic:
    """One thing is given under two of its names."""
    return Diagnostic("claim-key-twice", None, {"key": key, "remedy": _ONE_NAME})


_ONE_OF_THEM = Words("删去多的，只留一处", "keep one of them")
_ONE_NAME = Words("中文名和英文名指同一项，只写一个", "Chinese and English name are one thing: give one of them")


def _within(place: Words, diagnostic: Diagnostic) -> Diagnostic:
    """`diagnostic`, what it speaks of named with the line on which it stands."""
    named = {
        role: Words(f"{place.zh} {name.zh}", f"{place.en}: {name.en}")
        for role, name in ((role, _words(diagnostic.arguments[role])) for role in _NAMES & diagnostic.arguments.keys())
    }
    return evolve(diagnostic, arguments={**diagnostic.arguments, **named})


def _words(argument: Argument) -> Words:
    return argument if isinstance(argument, Words) else Words(str(argument), str(argument))


def hidden_character(where: Argument, character: str) -> Diagnostic:
    """`where` holds a character that nobody sees."""
    return Diagnostic("claim-hidden-character", None, {"where": where, "character": code_point(character)})


def nearest(key: object, known: tuple[Words, ...]) -> Words:
    """The known names most like `key`, or the first few where none is like it."""
    alike: list[Words] = []
    if isinstance(key, str) and len(key) <= _COMPARED:
        spelled = {spelling: name for name in known for spelling in (name.zh, name.en)}
        alike = list(dict.fromkeys(spelled[spelling] for spelling in get_close_matches(key, spelled, _EXAMPLES)))
    shown_names = alike or list(known[:_EXAMPLES])
    return Words("、".join(f"「{name.zh}」" for name in shown_names), ", ".join(f"`{name.en}`" for name in shown_names))
