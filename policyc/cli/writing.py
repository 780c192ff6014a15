"""Files that were not there before: nothing an author wrote is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click

from policyc.report.diagnostic import Language, Words
from policyc.report.visible import visible

_THERE = Words("已经有这个文件，不覆盖：{path}", "this file is there already, and is kept: {path}")
_UNWRITABLE = Words("写不了这个文件：{path}", "this file cannot be written: {path}")


def write_new(files: Mapping[str, bytes], language: Language) -> None:
    """Files that were not there before. One that is there ends the command with status 2, and none is written."""
    for path in files:
        if Path(path).exists():
            _fail(_THERE, path, language)
    for path, data in files.items():
        _write(path, data, language)


def _write(path: str, data: bytes, language: Language) -> None:
    try:
        with Path(path).open("xb") as file:
            file.write(data)
    except OSError as error:
        _fail(_THERE if isinstance(error, FileExistsError) else _UNWRITABLE, path, language)


def _fail(words: Words, path: str, language: Language) -> NoReturn:
    click.echo(words.in_language(language).format(path=visible(path)), err=True)
    raise SystemExit(2)
