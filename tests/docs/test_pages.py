"""Whatever a page of the documentation shows is so: policies check, twins are equal, claims settle, commands print."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import define

import policyc
from policyc.compile import compile_bytes
from policyc.report.diagnostic import Diagnostic, Severity
from policyc.source import Source
from policyc.syntax.clause import File
from policyc.syntax.parse import parse
from tests.docs.pages import Example, examples, pages

ROOT = Path(__file__).parents[2]


@define
class Reader:
    """Someone who follows a page, in a folder of their own."""

    folder: Path
    policy: str = ""
    claim: str = ""

    def follow(self, example: Example) -> None:
        where = f"line {example.line}"
        if example.file is not None:
            (self.folder / example.file).write_text(example.text, encoding="utf-8")
        match example.kind:
            case "policy" if example.wrong is not None:
                assert example.wrong in {finding.code for finding in findings(example.text)}, where
            case "policy":
                self.checked(example, where)
            case "claim":
                self.claim = example.text
                policyc.loads(self.policy.encode()).read(self.claim)
            case "result":
                settlement = policyc.loads(self.policy.encode()).evaluate(self.claim)
                wanted = json.loads(example.text)
                assert {name: settlement.as_data()["results"][name] for name in wanted} == wanted, where
            case "console":
                for command, printed in commands(example.text):
                    assert run(command, self.folder) == printed, f"{where}: {command}"
            case _:
                pass

    def checked(self, example: Example, where: str) -> None:
        wrong = [finding.code for finding in findings(example.text) if finding.severity is Severity.ERROR]
        assert wrong == [], where
        if "twin" in example.words:
            assert tree(example.text) == tree(self.policy), where
        self.policy = example.text


def findings(text: str) -> tuple[Diagnostic, ...]:
    return compile_bytes("page.pol", text.encode())[2]


def tree(text: str) -> File:
    return parse(Source("page.pol", text))[0]


def commands(text: str) -> list[tuple[str, str]]:
    """Each `$ command` and what it prints."""
    found: list[tuple[str, str]] = []
    for block in ("\n" + text).split("\n$ ")[1:]:
        command, _, printed = block.partition("\n")
        found.append((command, printed.strip("\n")))
    return found


def run(command: str, folder: Path) -> str:
    """What a command prints, on either channel, to a reader whose terminal is not coloured."""
    program, *words = command.split()
    assert program in ("policyc", "cat"), command
    if program == "cat":
        return (folder / words[0]).read_text(encoding="utf-8").strip("\n")
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "LANG": "zh_CN.UTF-8",
        "LC_ALL": "",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "policyc", *words],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=60,
    )  # fmt: skip
    lines = done.stdout.decode().strip("\n").split("\n")
    return "\n".join(line.rstrip() for line in lines)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_what_a_page_shows_is_so(page: Path, tmp_path: Path) -> None:
    for name in ("policies", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    reader = Reader(tmp_path)
    for example in examples(page):
        reader.follow(example)
