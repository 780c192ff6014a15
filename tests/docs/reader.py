"""Someone who follows a page of the documentation in a folder of their own, and finds each thing as it says."""

from __future__ import annotations

import contextlib
import doctest
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import define, field

import policyc
from policyc.compile import compile_bytes
from policyc.folder import folder_at
from policyc.report.diagnostic import Diagnostic, Severity
from policyc.syntax.clause import File
from tests.docs.pages import Example

ROOT = Path(__file__).parents[2]


@define
class Reader:
    """Someone who follows a page, in a folder of their own."""

    folder: Path
    language: str = "zh"
    policy: str = ""
    claim: str = ""
    names: dict[str, Any] = field(factory=dict)

    def follow(self, example: Example) -> None:
        where = f"line {example.line}"
        text = self.kept(example)
        match example.kind:
            case "policy" if example.wrong is not None:
                assert example.wrong in {finding.code for finding in self.findings(text)}, where
            case "policy":
                self.checked(example, text, where)
            case "claim":
                self.claim = example.text
                self.loaded().read(self.claim)
            case "result":
                settlement = self.loaded().evaluate(self.claim)
                wanted = json.loads(example.text)
                assert {name: settlement.as_data()["results"][name] for name in wanted} == wanted, where
            case "console":
                for command, printed in commands(example.text):
                    assert run(command, self.folder, self.language) == printed, f"{where}: {command}"
            case "pycon":
                self.spoken(example, where)
            case _:
                pass

    def kept(self, example: Example) -> str:
        """What the example amounts to once it is in the file that the reader keeps it in."""
        if example.file is None:
            return example.text
        file = self.folder / example.file
        text = example.text
        if "more" in example.words:
            text = f"{file.read_text(encoding='utf-8')}\n{text}"
        elif "instead" in example.words:
            text = instead(file.read_text(encoding="utf-8"), text)
        file.write_text(text, encoding="utf-8")
        return text

    def spoken(self, example: Example, where: str) -> None:
        """Every line of a Python session gives what stands below it, in the folder of the reader."""
        session = doctest.DocTestParser().get_doctest(example.text, self.names, where, None, None)
        told: list[str] = []
        with contextlib.chdir(self.folder):
            doctest.DocTestRunner(verbose=False).run(session, out=told.append, clear_globs=False)
        self.names = session.globs
        assert told == [], "".join(told)

    def checked(self, example: Example, text: str, where: str) -> None:
        wrong = [finding.code for finding in self.findings(text) if finding.severity is Severity.ERROR]
        assert wrong == [], where
        if "twin" in example.words:
            assert self.tree(text) == self.tree(self.policy), where
        self.policy = text

    def findings(self, text: str) -> tuple[Diagnostic, ...]:
        return compile_bytes("page.pol", text.encode(), folder_at(self.folder))[2]

    def tree(self, text: str) -> File:
        """What a policy says, with what it amends and uses."""
        compiled = compile_bytes("page.pol", text.encode(), folder_at(self.folder))[0]
        assert compiled is not None
        return compiled.file

    def loaded(self) -> policyc.Policy:
        return policyc.loads(self.policy.encode(), folder=self.folder)


def instead(text: str, block: str) -> str:
    """A policy with a block in the place of the one that begins with the same line."""
    lines = text.split("\n")
    start = lines.index(block.split("\n")[0])
    ends = (number for number in range(start + 1, len(lines)) if not lines[number].startswith(" "))
    return "\n".join([*lines[:start], *block.rstrip("\n").split("\n"), *lines[next(ends) :]])


def commands(text: str) -> list[tuple[str, str]]:
    """Each `$ command` and what it prints."""
    found: list[tuple[str, str]] = []
    for block in ("\n" + text).split("\n$ ")[1:]:
        command, _, printed = block.partition("\n")
        found.append((command, printed.strip("\n")))
    return found


def run(command: str, folder: Path, language: str) -> str:
    """What a command prints, on either channel, to a reader whose terminal is not coloured."""
    program, *words = shlex.split(command)
    assert program in ("policyc", "cat"), command
    if program == "cat":
        return (folder / words[0]).read_text(encoding="utf-8").strip("\n")
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "LANG": {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[language],
        "LC_ALL": "",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "policyc", *words],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False, timeout=60,
    )  # fmt: skip
    lines = done.stdout.decode().strip("\n").split("\n")
    return "\n".join(line.rstrip() for line in lines)
