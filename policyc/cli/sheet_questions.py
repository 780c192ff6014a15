"""Asking at the terminal for what a sheet leaves open: which columns are results, what blanks mean, units."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click
from attrs import evolve

from policyc.lexicon import lexicon
from policyc.report.catalogue import help_text, message
from policyc.report.diagnostic import Language, Words
from policyc.report.visible import visible
from policyc.sheets.blank import MEANINGS, BlankMeaning, allowed, blank_runs, meaning_of, word_of
from policyc.sheets.column_type import SORT_OF_UNIT
from policyc.sheets.fault import SheetError
from policyc.sheets.grid import Place, addresses
from policyc.sheets.layout import Layout, SheetColumn, column_list, find_columns
from policyc.sheets.table_draft import Answers, letters_of, proposed, unsaid_units
from policyc.syntax.expression import NumberUnit
from policyc.syntax.literals import units_by_word

_SHEET = Words("哪一张表（{names}）", "which sheet ({names})")
_OUTPUTS = Words("哪几列是结果（{columns}）", "which columns are results ({columns})")
_BLANK = Words("「{column}」一列的 {cells} 是空白，意思是", "{cells} in the column `{column}` are blank, meaning")
_UNIT = Words("「{column}」一列的数以什么为单位（{units}）", "in which unit are the numbers of `{column}` ({units})")
_NONE_OF_THESE = Words("请写列出的其中一个", "please give one of those listed")
_LISTED = Words("、", ", ")

Answer = TypeVar("Answer")


def ask_sheet(names: tuple[str, ...], language: Language) -> str:
    """Which sheet of a workbook."""
    question = _SHEET.in_language(language).format(names=visible(_LISTED.in_language(language).join(names)))
    return _ask(question, None, lambda text: text if text in names else None, language)


def complete(layout: Layout, answers: Answers, language: Language) -> Answers:
    """The answers, those that are lacking asked for."""
    if answers.outputs is None:
        answers = evolve(answers, outputs=_outputs(layout, language))
    outputs = answers.outputs or ()
    blanks = dict(answers.blanks)
    for run in blank_runs(layout):
        if blanks.get(run[0]) not in allowed(layout, outputs, run[0]):
            blanks.update(dict.fromkeys(run, _blank(layout, outputs, run, language)))
    answers = evolve(answers, blanks=blanks)
    units = {column.number: _unit(column, language) for column in unsaid_units(layout, answers)}
    return evolve(answers, units=units)


def _outputs(layout: Layout, language: Language) -> tuple[int, ...]:
    def read(text: str) -> tuple[int, ...] | None:
        try:
            return find_columns(layout, text)
        except SheetError as unread:
            for one in unread.diagnostics:
                click.echo(message(one, language), err=True)
                click.echo(help_text(one, language), err=True)
            return None

    columns = visible(column_list(layout).in_language(language))
    question = _OUTPUTS.in_language(language).format(columns=columns)
    return _ask(question, letters_of(layout, proposed(layout)), read, language)


def _blank(layout: Layout, outputs: tuple[int, ...], run: tuple[Place, ...], language: Language) -> BlankMeaning:
    choices = allowed(layout, outputs, run[0])
    column = next(one for one in layout.columns if one.number == run[0][1])
    told = _BLANK.in_language(language).format(column=_name(column, language), cells=addresses(run))
    click.echo(told, err=True)
    for choice in choices:
        click.echo(f"  {word_of(choice).in_language(language)}  {MEANINGS[choice].in_language(language)}", err=True)

    def read(text: str) -> BlankMeaning | None:
        meaning = meaning_of(text)
        return meaning if meaning in choices else None

    words = _LISTED.in_language(language).join(word_of(choice).in_language(language) for choice in choices)
    return _ask(words, None, read, language)


def _unit(column: SheetColumn, language: Language) -> NumberUnit:
    units = units_by_word(lexicon())
    words = [lexicon().units[unit.name].spelling(language) for unit in SORT_OF_UNIT]
    question = _UNIT.in_language(language).format(
        column=_name(column, language), units=_LISTED.in_language(language).join(words)
    )

    def read(text: str) -> NumberUnit | None:
        unit = units.get(text)
        return unit if unit in SORT_OF_UNIT else None

    return _ask(question, None, read, language)


def _name(column: SheetColumn, language: Language) -> str:
    first, second = column.word.zh, column.word.en
    return visible((first or second if language is Language.ZH else second or first) or "")


def _ask(question: str, default: str | None, read: Callable[[str], Answer | None], language: Language) -> Answer:
    """Ask until the answer can be read."""
    while True:
        text = click.prompt(question, default=default or "", show_default=default is not None, err=True)
        answer = read(text.strip())
        if answer is not None:
            return answer
        click.echo(_NONE_OF_THESE.in_language(language), err=True)
