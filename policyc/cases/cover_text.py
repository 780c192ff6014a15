"""What cases reach, for a terminal: a count for each kind of thing, and every thing that was never reached."""

from __future__ import annotations

from collections.abc import Iterator

from policyc.cases import phrases
from policyc.cases.model import Coverage, Part, Point
from policyc.cases.point_words import point_words
from policyc.compiled import Compiled
from policyc.explain.book import PolicyWords
from policyc.explain.text import WIDTH, aligned
from policyc.report.diagnostic import Language, Words
from policyc.report.visible import visible
from policyc.source import display_width


def coverage_lines(compiled: Compiled, coverage: Coverage, language: Language) -> Iterator[str]:
    """The coverage of one policy, line by line."""
    yield phrases.COVERED.in_language(language)
    rows = tuple((phrases.PARTS[part].in_language(language), count) for part, count in counts(coverage))
    yield from (f"  {line}" for line in aligned(rows))
    if coverage.missed:
        yield ""
        yield phrases.MISSED.in_language(language).format(file=visible(compiled.source.name))
        yield from _missed(compiled, coverage, language)


def counts(coverage: Coverage) -> list[tuple[Part, str]]:
    """`12/15` for each kind of thing that there is."""
    missed = [point.part for point in coverage.missed]
    there = [point.part for point in coverage.points]
    wide = max((len(str(there.count(part))) for part in Part), default=1)
    return [
        (part, f"{there.count(part) - missed.count(part):>{wide}}/{there.count(part):>{wide}}")
        for part in Part
        if part in there
    ]


def _missed(compiled: Compiled, coverage: Coverage, language: Language) -> Iterator[str]:
    names = PolicyWords(compiled)
    lines = [str(compiled.source.line_of(point.span.start)) for point in coverage.missed]
    wide = max(map(len, lines))
    owners = [_owner(names, point, language) for point in coverage.missed]
    for line, point, row in zip(lines, coverage.missed, aligned(tuple((o, "") for o in owners)), strict=True):
        room = WIDTH - display_width(row) - wide - 4
        yield f"  {line:>{wide}}  {row}{_written(names, point, language, room)}".rstrip()


def _owner(names: PolicyWords, point: Point, language: Language) -> str:
    return visible(f"{phrases.ONE[point.part].in_language(language)} {names.name(point.owner).in_language(language)}")


def _written(names: PolicyWords, point: Point, language: Language, room: int) -> str:
    """The clause, cut to the room there is, and what it has not done yet."""
    text = point_words(names, point).in_language(language)
    note = never(point)
    if note is None:
        return visible(text, room)
    said = note.in_language(language)
    if not text:
        return said
    said = f"（{said}）" if language is Language.ZH else f" ({said})"
    return visible(text, room - display_width(said)) + said


def never(point: Point) -> Words | None:
    """What is said of a thing that was not reached, where its clause alone would not say it."""
    match point.part, point.bound:
        case Part.PAID, _:
            return phrases.NEVER_PAID
        case Part.LIMIT, True:
            return phrases.NEVER_BOUND
        case Part.LIMIT, False:
            return phrases.ALWAYS_BOUND
        case _:
            return None
