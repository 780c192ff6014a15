"""What is wrong with a claim, gathered as it is read."""

from __future__ import annotations

from difflib import get_close_matches

from attrs import define, field

from policyc.claims.shown import shown
from policyc.report.diagnostic import Diagnostic, Words
from policyc.report.visible import code_point, first_hidden

_LIMIT = 100
_COMPARED = 60
_EXAMPLES = 4


class TooMany(Exception):
    """Reading stops: as many things are wrong as anyone reads."""


@define
class Findings:
    """The diagnostics of one claim, in the order found. `add` raises TooMany beyond the limit."""

    found: list[Diagnostic] = field(factory=list)

    def add(self, diagnostic: Diagnostic) -> None:
        if len(self.found) == _LIMIT:
            self.found.append(Diagnostic("claim-too-many-errors", None, {"count": _LIMIT}))
            raise TooMany
        self.found.append(diagnostic)

    def unknown_key(self, code: str, key: object, known: tuple[Words, ...]) -> None:
        """`key` is none of `known`: say so, or name the character that hides in it."""
        character = first_hidden(key) if isinstance(key, str) else None
        if character is None:
            self.add(Diagnostic(code, None, {"key": shown(key), "nearest": nearest(key, known)}))
        else:
            self.add(
                Diagnostic("claim-hidden-character", None, {"where": shown(key), "character": code_point(character)})
            )


def nearest(key: object, known: tuple[Words, ...]) -> Words:
    """The known names most like `key`, or the first few where none is like it."""
    alike: list[Words] = []
    if isinstance(key, str) and len(key) <= _COMPARED:
        spelled = {spelling: name for name in known for spelling in (name.zh, name.en)}
        alike = list(dict.fromkeys(spelled[spelling] for spelling in get_close_matches(key, spelled, _EXAMPLES)))
    shown_names = alike or list(known[:_EXAMPLES])
    return Words("、".join(f"「{name.zh}」" for name in shown_names), ", ".join(f"`{name.en}`" for name in shown_names))
