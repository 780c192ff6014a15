"""The grammar has no conflict, every word is used, and a spoiled cache is made anew."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from lark import logger

from policyc.lexicon import grammar_text, lexicon
from policyc.syntax import tables as module
from policyc.syntax.build_clause import ClauseBuilder
from policyc.syntax.tables import lark_parser, make_tables, tables

GRAMMAR = grammar_text("policy.lark")


def conflicts(grammar: str, caplog: pytest.LogCaptureFixture) -> list[str]:
    logger.setLevel(logging.DEBUG)
    logger.addHandler(caplog.handler)
    try:
        lark_parser(grammar, debug=True)
    finally:
        logger.removeHandler(caplog.handler)
        logger.setLevel(logging.CRITICAL)
    return [record.getMessage() for record in caplog.records if "conflict" in record.getMessage().lower()]


def test_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    assert conflicts(GRAMMAR, caplog) == []


def test_a_conflict_would_be_seen(caplog: pytest.LogCaptureFixture) -> None:
    assert conflicts("start: e\ne: e PLUS e | ONE\n", caplog) != []


def test_grammar_and_lexicon_agree() -> None:
    used = {word.lstrip("_") for word in re.findall(r"\b_?[A-Z][A-Z_]*\b", re.sub(r"//.*", "", GRAMMAR))}
    assert used - set(lexicon().rows) == {"DEDENT", "HOLE"}
    assert set(lexicon().rows) - used == set()


def test_every_rule_has_a_meaning() -> None:
    actions = {rule.action for rule in tables().rules if rule.action is not None}
    assert [action for action in sorted(actions) if not callable(getattr(ClauseBuilder, action, None))] == []


def test_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    module.tables.cache_clear()
    made = module.tables()
    (path,) = (tmp_path / "policyc").iterdir()
    for content in ("", "x\n{}", path.read_text("utf-8")[:1000], path.read_text("utf-8").replace("rule", "rulf", 1)):
        path.write_text(content, "utf-8")
        module.tables.cache_clear()
        assert len(module.tables().rules) == len(made.rules)
    module.tables.cache_clear()


def test_no_place_for_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    module.tables.cache_clear()
    assert module.tables().rules
    module.tables.cache_clear()


def test_tables_are_plain() -> None:
    data = make_tables(GRAMMAR)
    assert all(isinstance(row, dict) for row in data["actions"])
