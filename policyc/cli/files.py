"""Reading files, and saying what is wrong with them."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import NoReturn

import click

from policyc.folder import folder_at
from policyc.linking.paths import Folder
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.report.render import render_text, to_json
from policyc.report.visible import visible
from policyc.source import Source

VERSION = 1


_UNREADABLE = {
    FileNotFoundError: Words("没有这个文件：{path}", "there is no such file: {path}"),
    IsADirectoryError: Words("这是文件夹，不是文件：{path}", "this is a folder, not a file: {path}"),
    PermissionError: Words("没有读这个文件的权限：{path}", "this file may not be read: {path}"),
}
_OTHERWISE_UNREADABLE = Words("读不了这个文件：{path}", "this file cannot be read: {path}")
_UNWRITABLE = Words("写不了这个文件：{path}", "this file cannot be written: {path}")


def read_policy_bytes(path: str, language: Language) -> tuple[str, bytes, Folder]:
    """A policy's name, its bytes and its folder: a file, or one that ships with policyc (`kunshan/resident_2021`)."""
    if not Path(path).exists() and len(Path(path).parts) == 2 and ".." not in Path(path).parts:
        for ending in ("", ".pol", ".zh.pol"):
            root = resources.files("policyc.policies")
            shipped = root.joinpath(path + ending)
            if shipped.is_file():
                return path + ending, shipped.read_bytes(), folder_at(Path(str(root)))
    return Path(path).name, read_bytes(path, language), folder_at(Path(path).parent)


def read_bytes(path: str, language: Language) -> bytes:
    """A file's bytes, or standard input for `-`. A file that cannot be read ends the command with status 2."""
    data = bytes_or_none(path, language)
    if data is None:
        raise SystemExit(2)
    return data


def bytes_or_none(path: str, language: Language) -> bytes | None:
    """A file's bytes, or standard input for `-`; of a file that cannot be read it is said why."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        words = _UNREADABLE.get(type(error), _OTHERWISE_UNREADABLE)
        click.echo(words.in_language(language).format(path=visible(path)), err=True)
        return None


def replace_bytes(path: Path, data: bytes, language: Language) -> bool:
    """Puts `data` in a file's place in one step, its permissions kept; false, and it is said, if that cannot be."""
    whole = path.resolve()
    try:
        handle, temporary = tempfile.mkstemp(dir=whole.parent, prefix=".", suffix=".pol.new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            shutil.copymode(whole, temporary)
            os.replace(temporary, whole)
        except OSError:
            os.unlink(temporary)
            raise
    except OSError:
        click.echo(_UNWRITABLE.in_language(language).format(path=visible(str(path))), err=True)
        return False
    return True


def write_bytes(path: str, data: bytes, language: Language) -> None:
    """Write a file, or standard output for `-`. A file that cannot be written ends the command with status 2."""
    try:
        if path == "-":
            sys.stdout.buffer.write(data)
        else:
            Path(path).write_bytes(data)
    except OSError:
        click.echo(_UNWRITABLE.in_language(language).format(path=visible(path)), err=True)
        raise SystemExit(2) from None


def fail(findings: tuple[Diagnostic, ...], source: Source | None, language: Language, form: str) -> NoReturn:
    """Show the findings and end the command with status 1."""
    show_findings(findings, source, language, form)
    raise SystemExit(1)


def show_findings(findings: tuple[Diagnostic, ...], source: Source | None, language: Language, form: str) -> None:
    """The findings as text on standard error, or as JSON on standard output."""
    if form == "json":
        write_json({"version": VERSION, "findings": to_json(findings, source, None)})
    elif findings:
        colour = sys.stderr.isatty()
        click.echo(render_text(findings, source, language, colour=colour), err=True)


def write_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
