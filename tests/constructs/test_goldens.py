"""What each fixture compiles to, in files beside it: the worksheet, the generated Python and SQL, an explanation.

A golden holds no number that a machine made up (no identifiers, no times): it changes only when the meaning does, or
the way it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import policyc
from policyc.backends.python import module_source
from policyc.backends.sql import sql
from policyc.core.show import show
from tests.fixture import HERE, Fixture, fixtures


def worksheet_text(fixture: Fixture) -> str:
    return show(fixture.policy().compiled.worksheet)


def python_text(fixture: Fixture) -> str:
    policy = fixture.policy()
    return module_source(policy.settler.complete.known.worksheet, policy.compiled.targets)


def sql_text(fixture: Fixture) -> str:
    policy = fixture.policy()
    return sql(policy.settler.complete.known.worksheet, policy.compiled.targets) + "\n"


def explained(language: str) -> Callable[[Fixture], str]:
    return lambda fixture: last_settlement(fixture).explain(language) + "\n"


def last_settlement(fixture: Fixture) -> policyc.Settlement:
    """The last claim of the fixture's first ledger, or the first claim settled alone."""
    policy = fixture.policy()
    for book in fixture.ledgers():
        ledger = policy.ledger(book["openings"])
        return [ledger.settle(entry["claim"]) for entry in book["claims"] if "error" not in entry][-1]
    return next(policy.evaluate(entry["claim"]) for entry in fixture.alone() if "error" not in entry)


GOLDENS: Mapping[str, Callable[[Fixture], str]] = {
    "worksheet": worksheet_text,
    "python": python_text,
    "sql": sql_text,
    "explained.zh": explained("zh"),
    "explained.en": explained("en"),
}


class BesideFixture(SingleFileSnapshotExtension):
    """One golden file, beside the fixture that the test's parameter names: `<idea>.worksheet.txt`."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def _stem(cls, test_location: Any) -> Path:
        kind, _, name = str(test_location.snapshot_name).partition("[")[2].rstrip("]").partition("-")
        return HERE / f"{name}.{kind}"

    @classmethod
    def dirname(cls, *, test_location: Any) -> str:
        return str(cls._stem(test_location).parent)

    @classmethod
    def get_snapshot_name(cls, *, test_location: Any, index: Any = 0) -> str:
        return cls._stem(test_location).name


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda fixture: fixture.name)
@pytest.mark.parametrize("kind", GOLDENS)
def test_compiles_to_its_golden(kind: str, fixture: Fixture, snapshot: SnapshotAssertion) -> None:
    assert GOLDENS[kind](fixture) == snapshot(extension_class=BesideFixture)
