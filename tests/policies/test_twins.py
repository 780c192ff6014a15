"""The Chinese and the English file of a policy say the same thing."""

from __future__ import annotations

from pathlib import Path

import pytest

import policyc
from policyc.report.diagnostic import Diagnostic
from policyc.source import Source
from policyc.syntax.clause import File
from policyc.syntax.parse import parse

ROOT = Path(__file__).parent.parent.parent
CHINESE = sorted([*ROOT.glob("policies/*/*.zh.pol"), *ROOT.glob("examples/*.zh.pol")])


def parsed(path: Path) -> tuple[File, tuple[Diagnostic, ...]]:
    return parse(Source(path.name, path.read_text(encoding="utf-8")))


def test_there_are_policies() -> None:
    assert len(CHINESE) >= 5


@pytest.mark.parametrize("chinese", CHINESE, ids=lambda path: path.name)
def test_twins_mean_the_same(chinese: Path) -> None:
    """An amendment's names have their other spelling in the policy that it amends."""
    english = chinese.with_name(chinese.name.replace(".zh.", ".en."))
    assert policyc.load(chinese).meaning == policyc.load(english).meaning


@pytest.mark.parametrize("chinese", [path for path in CHINESE if not path.name.startswith("reading_")], ids=str)
def test_twins_are_equal(chinese: Path) -> None:
    english = chinese.with_name(chinese.name.replace(".zh.", ".en."))
    zh, zh_found = parsed(chinese)
    en, en_found = parsed(english)
    assert zh_found == en_found == ()
    assert zh == en


@pytest.mark.parametrize("chinese", CHINESE, ids=lambda path: path.name)
def test_twins_keep_the_same_comments(chinese: Path) -> None:
    english = chinese.with_name(chinese.name.replace(".zh.", ".en."))
    assert comments(chinese) == comments(english)


def comments(path: Path) -> int:
    return sum(line.lstrip().startswith("#") for line in path.read_text(encoding="utf-8").splitlines())
