"""policyc import: a sheet of a benefit schedule as a decision table."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policyc.cli import LANGUAGES, language_option
from policyc.cli.files import fail, read_bytes, show_findings
from policyc.cli.sheet_questions import ask_sheet, complete
from policyc.cli.writing import write_new
from policyc.report.diagnostic import Language
from policyc.sheets.blank import BlankMeaning, meaning_of, word_of
from policyc.sheets.fault import SheetError
from policyc.sheets.grid import read_area
from policyc.sheets.layout import find_columns, lay_out
from policyc.sheets.reading import read_sheet, sheets_of
from policyc.sheets.table_draft import Answers, Draft, draft


class BlankWord(click.ParamType):  # type: ignore[type-arg]
    """What blank cells mean, in a word of either vocabulary."""

    name = "word"

    def convert(
        self, value: str | BlankMeaning, param: click.Parameter | None, context: click.Context | None
    ) -> BlankMeaning:
        meaning = value if isinstance(value, BlankMeaning) else meaning_of(value)
        if meaning is None:
            words = " | ".join(f"{word_of(one).zh} {word_of(one).en}" for one in BlankMeaning)
            self.fail(f"{value} — {words}", param, context)
        return meaning


@click.command("import")
@click.argument("table", metavar="TABLE.xlsx|TABLE.csv", type=click.Path())
@click.option("--sheet", metavar="NAME", help="Which sheet of the workbook. 哪一张表")
@click.option("--range", "area", metavar="A1:H9", help="Where on the sheet the table is. 表所在的区域")
@click.option("--heading-rows", type=click.IntRange(1, 5), help="How many rows of headings there are. 标题有几行")
@click.option("--outputs", metavar="COL,COL", help="The columns that are results, by letter or heading. 哪几列是结果")
@click.option(
    "--blank", type=BlankWord(), metavar="同上|无|未规定|任意", help="What every blank cell means. 空白格的意思"
)
@click.option("--name", metavar="NAME", help="What to call the table. 表的名称")
@click.option("--to", type=LANGUAGES, default="zh", show_default=True, help="The vocabulary to write in. 写成哪种文字")
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="A new file, instead of the screen. 写入新文件")
@language_option
def command(
    table: str,
    sheet: str | None,
    area: str | None,
    heading_rows: int | None,
    outputs: str | None,
    blank: BlankMeaning | None,
    name: str | None,
    to: str,
    output: str | None,
    language: str,
) -> None:
    """Turn a sheet of a benefit schedule into a decision table (表) to paste into a policy.

    At a terminal, asks which columns are results and what blank cells mean. 把表格里的待遇表变成一张决策表。
    """
    reader = Language(language)
    data = read_bytes(table, reader)
    asking = sys.stdin.isatty() and table != "-"
    try:
        if asking and sheet is None and len(names := sheets_of(data)) > 1:
            sheet = ask_sheet(names, reader)
        read = read_sheet(Path(table).name, data, sheet)
        layout = lay_out(read, None if area is None else read_area(area), heading_rows)
        chosen = None if outputs is None else find_columns(layout, outputs)
        blanks = {} if blank is None else dict.fromkeys(layout.blanks, blank)
        answers = Answers(chosen, blanks, name=name)
        if asking:
            answers = complete(layout, answers, reader)
        written = draft(layout, answers, Path(table).name, Language(to))
    except SheetError as unread:
        fail(unread.diagnostics, None, reader, "text")
    _write(written, output, reader)


def _write(written: Draft, output: str | None, language: Language) -> None:
    """The text to its place; what the checker finds in it is shown, and an error ends the command with status 1."""
    if output is None:
        click.echo(written.text, nl=False)
    else:
        write_new({output: written.text.encode()}, language)
    show_findings(written.findings, written.source, language, "text")
    raise SystemExit(1 if written.findings else 0)
