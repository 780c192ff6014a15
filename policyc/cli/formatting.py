"""policyc fmt: policies in one layout and one spelling, or in the other vocabulary."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import click

from policyc.cli import LANGUAGES, language_option
from policyc.cli.files import bytes_or_none, replace_bytes, show_findings
from policyc.folder import folder_at
from policyc.linking.known import known_names
from policyc.report.catalogue import message
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.report.visible import visible
from policyc.syntax.canonical import Rewritten, rewrite
from policyc.syntax.parse import decode

STANDARD_INPUT = "-"
LONGEST_DIFF = 40
"""How many lines of a file's differences are shown."""

MOST_NAMES = 8
"""How many names without a translation are told."""

_REWRITTEN = Words("{path}：已改写", "{path}: rewritten")
_WOULD_CHANGE = Words("{path}：写法不一", "{path}: would be rewritten")
_MORE_LINES = Words("… 还有 {count} 行", "… {count} more lines")
_NO_POLICIES = Words("这个文件夹里没有 .pol 文件：{path}", "there are no .pol files in this folder: {path}")
_UNFAITHFUL = Words(
    "{path}：没有改写。改写后读回来与原文不同，这是 policyc 的错，请把这个文件报告给 policyc",
    "{path}: not rewritten. Read back, it would not say the same: "
    "a mistake in policyc, please report it with this file",
)
_UNTRANSLATED = {
    Language.EN: Words(
        "{path}：没有英文写法的名称照原样留着（{count} 个）：{names}。要译出，在声明处写：中文名 (name)",
        "{path}: names with no English spelling stay as they are ({count}): {names}. "
        "To translate one, declare it as: 中文名 (name)",
    ),
    Language.ZH: Words(
        "{path}：没有中文写法的名称照原样留着（{count} 个）：{names}。要译出，在声明处写：name (中文名)",
        "{path}: names with no Chinese spelling stay as they are ({count}): {names}. "
        "To translate one, declare it as: name (中文名)",
    ),
}
"""What a translation into a vocabulary leaves, for a reader of either language."""


_UNREAD_NAMES = Words(
    "{path}：{why}。只在那里有另一种写法的名称照原样留着",
    "{path}: {why}. Names that only it spells in both ways stay as they are",
)


class Outcome(Enum):
    """What became of a file; the value is the exit status."""

    FINE = 0
    AT_FAULT = 1
    UNUSABLE = 2


@click.command("fmt")
@click.argument("paths", nargs=-1, required=True, metavar="FILE…")
@click.option("--check", is_flag=True, help="Change nothing; tell which files would change. 只看不改")
@click.option("--to", "vocabulary", type=LANGUAGES, help="The vocabulary to write. 译成")
@language_option
def command(paths: tuple[str, ...], check: bool, vocabulary: str | None, language: str) -> None:
    """Rewrite policies in one layout and one spelling, comments kept; - reads standard input and writes the result.

    A folder stands for all .pol files in it. A file that cannot be read as a policy is not touched.

    把政策改写成统一的版式与写法，注释照留；- 从标准输入读，写到标准输出。
    文件夹代表其中所有 .pol 文件；读不通的文件不动。
    """
    reader = Language(language)
    written_in = None if vocabulary is None else Language(vocabulary)
    outcomes = [_format(path, check, written_in, reader) for path in _files(paths, reader)]
    raise SystemExit(max((outcome.value for outcome in outcomes), default=0))


def _files(paths: tuple[str, ...], language: Language) -> Iterator[str]:
    """The files named, those of a folder in the order of their paths; a folder with none ends the command."""
    for path in paths:
        if path == STANDARD_INPUT or not Path(path).is_dir():
            yield path
            continue
        found = sorted(str(inside) for inside in Path(path).rglob("*.pol"))
        if not found:
            click.echo(_NO_POLICIES.in_language(language).format(path=visible(path)), err=True)
            raise SystemExit(Outcome.UNUSABLE.value)
        yield from found


def _format(path: str, check: bool, vocabulary: Language | None, language: Language) -> Outcome:
    """One file rewritten, or with `check` only compared."""
    data = bytes_or_none(path, language)
    if data is None:
        return Outcome.UNUSABLE
    source, findings = decode(path, data)
    if source is None:
        rewritten = Rewritten(None, findings)
    elif vocabulary is None:
        rewritten = rewrite(source)
    else:
        known = known_names(source, Path(path).name, folder_at(Path(path).parent))
        rewritten = rewrite(source, vocabulary, known.spellings)
        _tell_unread(path, known.unread, language)
    show_findings(rewritten.findings, source, language, "text")
    if rewritten.text is None:
        if not rewritten.faithful:
            click.echo(_UNFAITHFUL.in_language(language).format(path=visible(path)), err=True)
        return Outcome.AT_FAULT
    _tell_untranslated(path, rewritten.untranslated, vocabulary, language)
    if check:
        return _compared(path, data, rewritten.text, language)
    return _written(path, data, rewritten.text, language)


def _compared(path: str, data: bytes, text: str, language: Language) -> Outcome:
    """Tells how the file differs from its canonical text."""
    if data == text.encode():
        return Outcome.FINE
    click.echo(_WOULD_CHANGE.in_language(language).format(path=visible(path)))
    before, after = data.decode().split("\n"), text.split("\n")
    lines = list(difflib.unified_diff(before, after, path, path, n=1, lineterm=""))
    for line in lines[:LONGEST_DIFF]:
        click.echo(visible(line))
    if len(lines) > LONGEST_DIFF:
        click.echo(_MORE_LINES.in_language(language).format(count=len(lines) - LONGEST_DIFF))
    return Outcome.AT_FAULT


def _written(path: str, data: bytes, text: str, language: Language) -> Outcome:
    """Puts the canonical text in the file's place, or on standard output."""
    if path == STANDARD_INPUT:
        click.echo(text.encode(), nl=False)
    elif data != text.encode():
        if not replace_bytes(Path(path), text.encode(), language):
            return Outcome.UNUSABLE
        click.echo(_REWRITTEN.in_language(language).format(path=visible(path)))
    return Outcome.FINE


def _tell_unread(path: str, findings: tuple[Diagnostic, ...], language: Language) -> None:
    """Says which of the files that a policy names could not be read for their names."""
    for finding in findings:
        told = _UNREAD_NAMES.in_language(language)
        click.echo(told.format(path=visible(path), why=visible(message(finding, language))), err=True)


def _tell_untranslated(path: str, names: tuple[str, ...], vocabulary: Language | None, language: Language) -> None:
    """Says which names a translation into `vocabulary` leaves."""
    if vocabulary is not None and names:
        shown = ("、" if language is Language.ZH else ", ").join(names[:MOST_NAMES])
        told = _UNTRANSLATED[vocabulary].in_language(language)
        more = " …" if len(names) > MOST_NAMES else ""
        click.echo(told.format(path=visible(path), count=len(names), names=visible(shown) + more), err=True)
