"""Blank cells: what each may mean, where that meaning may stand, and the cells filled as they were said to be meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from policyc.lexicon import lexicon
from policyc.report.diagnostic import Words
from policyc.sheets.fault import fault
from policyc.sheets.grid import Place, SheetCell, addresses
from policyc.sheets.layout import Layout


class BlankMeaning(Enum):
    """What a blank cell was said to mean; the value is the lexicon's row for the word."""

    AS_ABOVE = "AS_ABOVE"
    NONE = "NONE"
    UNDETERMINED = "UNDETERMINED"
    ANY = "ANY"


MEANINGS = {
    BlankMeaning.AS_ABOVE: Words("与上一行相同", "the same as the row above"),
    BlankMeaning.NONE: Words("没有这一项（如不设起付线）", "there is none (such as no deductible)"),
    BlankMeaning.UNDETERMINED: Words(
        "原文没有规定，结果是未规定", "the source does not say; the answer is undetermined"
    ),
    BlankMeaning.ANY: Words("什么值都可以", "whatever the value is"),
}


def meaning_of(word: str) -> BlankMeaning | None:
    """`同上`, `as above` and the like, in either vocabulary."""
    wanted = word.strip().replace("-", " ")
    return next((one for one in BlankMeaning if wanted in lexicon().rows[one.value].spellings()), None)


def allowed(layout: Layout, outputs: Iterable[int], place: Place) -> tuple[BlankMeaning, ...]:
    """What a blank cell may mean: nothing stands above the first row, and only a condition may be anything."""
    above = () if place[0] == layout.rows[0] else (BlankMeaning.AS_ABOVE,)
    if place[1] in outputs:
        return (*above, BlankMeaning.NONE, BlankMeaning.UNDETERMINED)
    return (*above, BlankMeaning.ANY, BlankMeaning.NONE)


def blank_runs(layout: Layout) -> list[tuple[Place, ...]]:
    """Blank cells by columns, those that follow one another together. One in the first row stands alone."""
    runs: list[list[Place]] = []
    for place in sorted(layout.blanks, key=lambda one: (one[1], one[0])):
        follows = runs and runs[-1][-1] == (place[0] - 1, place[1]) and runs[-1][-1][0] != layout.rows[0]
        if follows:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [tuple(run) for run in runs]


def filled(layout: Layout, outputs: tuple[int, ...], meanings: Mapping[Place, BlankMeaning]) -> dict[Place, SheetCell]:
    """The cells with every blank one written out. Raises SheetError for those whose meaning is not said."""
    unsaid = [place for place in layout.blanks if meanings.get(place) not in allowed(layout, outputs, place)]
    if unsaid:
        raise fault("sheet-blank", cells=addresses(unsaid), choices=_choices(layout, outputs, unsaid))
    cells = dict(layout.cells)
    for place in sorted(layout.blanks):
        meaning = meanings[place]
        above = (place[0] - 1, place[1])
        cells[place] = cells[above] if meaning is BlankMeaning.AS_ABOVE else SheetCell(word_of(meaning).zh)
    return cells


def word_of(meaning: BlankMeaning) -> Words:
    row = lexicon().rows[meaning.value]
    return Words(row.zh[0], row.en[0])


def _choices(layout: Layout, outputs: tuple[int, ...], places: list[Place]) -> Words:
    """The words that would do for at least one of the places."""
    each = [one for one in BlankMeaning if any(one in allowed(layout, outputs, place) for place in places)]
    words = [word_of(one) for one in each]
    return Words("、".join(one.zh for one in words), ", ".join(one.en for one in words))
