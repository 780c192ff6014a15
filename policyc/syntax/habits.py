"""What people write out of habit and the language writes otherwise: one table, tried where a line could not be read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from enum import Enum
from functools import cache

from attrs import frozen

from policyc.lexicon import grammar_text
from policyc.report.diagnostic import Language
from policyc.source import Span
from policyc.syntax.literals import MONTHS

REACH = 80
"""How far from the place a habit may begin or end, in characters."""

_QUOTED = re.compile('"[^"\n]*"|“[^”\n]*”')
_BLANKS = re.compile("[ \t]*")


class Told(Enum):
    """The messages that tell of a habit."""

    WRITTEN_OTHERWISE = "written-otherwise"
    GLUED_WORD = "glued-word"
    PER_MISPLACED = "per-misplaced"


@frozen
class Habit:
    """A way of writing that is not the language's. `at` names the terminals of which one could stand there."""

    found: re.Pattern[str]
    zh: str
    en: str
    at: frozenset[str]
    head: bool
    told: Told


@frozen
class Place:
    """Where a line could not be read: the line, the stretch at fault, and what could stand there."""

    line: Span
    fault: Span
    head: bool
    expected: Collection[str]


@cache
def habits() -> tuple[Habit, ...]:
    """The table, read once."""
    rows = tomllib.loads(grammar_text("habits.toml"))["habit"]
    return tuple(
        Habit(
            re.compile(row["found"]),
            row["zh"],
            row["en"],
            frozenset(row.get("at", ())),
            row.get("head", False),
            Told(row.get("code", "written-otherwise")),
        )
        for row in rows
    )


def habit_at(plain: str, place: Place, language: Language) -> tuple[Habit, Span, str] | None:
    """The first habit of the table at a place, where it is written, and what to write instead."""
    start = max(place.line.start, place.fault.start - REACH)
    end = min(place.line.end, place.fault.end + REACH, place.fault.start + 2 * REACH)
    window = _QUOTED.sub(lambda quoted: f'"{" " * (len(quoted[0]) - 2)}"', plain[start:end])
    for habit in habits():
        if habit.at and habit.at.isdisjoint(place.expected):
            continue
        for match in _touching(habit, window, start, plain, place):
            span = Span(start + match.start(), start + match.end())
            return habit, span, _instead(habit, match, language)
    return None


def _touching(habit: Habit, window: str, start: int, plain: str, place: Place) -> Iterator[re.Match[str]]:
    """The matches that touch the stretch at fault; those of a first word begin it, and fill the word."""
    reach = _end_of_blanks(plain, place.fault.end)
    for match in habit.found.finditer(window):
        first, last = start + match.start(), start + match.end()
        if habit.head:
            if place.head and first == place.fault.start and not plain[last : last + 1].isalpha():
                yield match
        elif first <= reach and last > place.fault.start and first < last:
            yield match


def _end_of_blanks(plain: str, position: int) -> int:
    match = _BLANKS.match(plain, position)
    return match.end() if match else position


def _instead(habit: Habit, match: re.Match[str], language: Language) -> str:
    parts = {name: text or "" for name, text in match.groupdict().items()}
    if "month_name" in parts:
        parts["month"] = str(MONTHS.index(parts["month_name"][:3].lower()) + 1)
    return (habit.zh if language is Language.ZH else habit.en).format(**parts)
