"""What there is to reach, in the words of its clause."""

from __future__ import annotations

from attrs import evolve

from policyc.cases.model import Part, Point, TableRow
from policyc.explain import phrases
from policyc.explain.book import PolicyWords, sentence
from policyc.explain.clause_words import case_words, cell_words, verdict_words
from policyc.explain.reads import subjects
from policyc.report.diagnostic import Words
from policyc.syntax.clause import (
    Band,
    Cap,
    Cell,
    Floor,
    Formula,
    Grid,
    If,
    Otherwise,
    PatientPays,
    Refuse,
    Refused,
    Require,
    Undetermined,
    Unprovided,
)
from policyc.syntax.expression import Branch, Conditional, Text


def point_words(names: PolicyWords, point: Point) -> Words:
    """The clause, or the part of it, in both vocabularies; nothing for a benefit, which is told by its name."""
    clause = point.clause
    match clause:
        case If() | Otherwise():
            return phrases.COLON.of(case_words(names, clause), _outcome(names, clause.outcome))
        case Formula(value=value):
            return names.words(value)
        case TableRow(grid, cells):
            return _row(names, grid, cells)
        case Branch(test, value):
            return _listed([names.words(value), phrases.WHEN.of(names.words(test))])
        case Band(bound=bound, share=share):
            return phrases.COLON.of(names.words(bound), _share(names, share))
        case Refuse(reason=text) | Require(reason=text):
            return _with_sentence(names, [evolve(clause, reason=one) for one in _apart(text)])
        case Unprovided(missing=text):
            return _with_sentence(names, [evolve(clause, missing=one) for one in _apart(text)])
        case Cap() | Floor():
            return names.clause(clause)
        case Conditional(otherwise=otherwise) if point.part is Part.CHOICE:
            other = names.words(otherwise)
            return Words(f"{phrases.OTHERWISE.zh} {other.zh}", f"{phrases.OTHERWISE.en} {other.en}")
        case _:
            return Words("", "")


def _apart(text: Text) -> tuple[Text, Text]:
    """The sentence in each language by itself."""
    words = sentence(text)
    return Text(words.zh, None), Text(None, words.en)


def _with_sentence(names: PolicyWords, steps: list[Refuse | Require | Unprovided]) -> Words:
    zh, en = steps
    return Words(names.clause(zh).zh, names.clause(en).en)


def _outcome(names: PolicyWords, outcome: Conditional | Refused | Undetermined) -> Words:
    return names.words(outcome) if isinstance(outcome, Conditional) else verdict_words(outcome)


def _share(names: PolicyWords, share: Conditional | PatientPays) -> Words:
    return cell_words(names, share)


def _row(names: PolicyWords, grid: Grid, cells: tuple[Cell, ...]) -> Words:
    """What a row of a table asks for."""
    asked = zip(subjects(grid), cells, strict=False)
    told = [(names.words(column.heading), cell_words(names, cell)) for column, cell in asked]
    return _listed([Words(f"{name.zh} {cell.zh}", f"{name.en} {cell.en}") for name, cell in told])


def _listed(parts: list[Words]) -> Words:
    return Words("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))
