"""Nothing is half there: each clause is written, read in both vocabularies, elaborated and shown by a fixture."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from types import ModuleType

import attrs
import pytest

from policyc.lexicon import Row, lexicon
from policyc.source import Source
from policyc.syntax import clause, expression
from policyc.syntax.clause import File
from policyc.syntax.parse import parse
from tests.fixture import HERE, LANGUAGES, fixtures

ROOT = HERE.parent

# ---- the table: each clause, the folder of its fixtures, the module that elaborates it

CLAUSES: Mapping[type, tuple[str, str]] = {
    clause.Policy: ("policy", "source"),
    clause.Use: ("use", "__init__"),
    clause.Removal: ("amends", "__init__"),
    clause.Document: ("source", "source"),
    clause.Citation: ("source", "source"),
    clause.Note: ("note", "source"),
    clause.Reading: ("reading", "source"),
    clause.KindBlock: ("kind", "kind"),
    clause.Facts: ("facts", "fact"),
    clause.Lines: ("lines", "fact"),
    clause.PeriodBlock: ("period", "period"),
    clause.Calendar: ("calendar", "calendar"),
    clause.CalendarYear: ("calendar", "calendar"),
    clause.Days: ("calendar", "calendar"),
    clause.Parameter: ("parameter", "parameter"),
    clause.Rule: ("rule", "rule"),
    clause.If: ("rule", "rule"),
    clause.Otherwise: ("rule", "rule"),
    clause.Formula: ("rule", "rule"),
    clause.Undetermined: ("rule", "rule"),
    clause.Refused: ("rule", "rule"),
    clause.Table: ("table", "table"),
    clause.PatientPays: ("table", "table_output"),
    clause.Benefit: ("applies", "benefit/__init__"),
    clause.Applies: ("applies", "benefit/gate"),
    clause.Require: ("require", "benefit/gate"),
    clause.Refuse: ("refuse", "benefit/gate"),
    clause.Unprovided: ("unprovided", "benefit/gate"),
    clause.Expense: ("expense", "benefit/cost"),
    clause.Upfront: ("upfront", "benefit/cost"),
    clause.Deductible: ("deductible", "benefit/cost"),
    clause.RatioStep: ("ratio", "benefit/share"),
    clause.Bands: ("bands", "benefit/share"),
    clause.Cap: ("cap", "benefit/payment"),
    clause.Floor: ("floor", "benefit/payment"),
    clause.RoundStep: ("round", "benefit/payment"),
    clause.PaymentOrder: ("payment_order", "payment_order"),
    clause.Checklist: ("documents", "checklist"),
    clause.Requirement: ("documents", "checklist"),
    clause.Channels: ("channels", "channels"),
    clause.Channel: ("channels", "channels"),
    clause.Assertion: ("assertion", "assertion"),
    clause.NeverFalls: ("never_falls", "assertion"),
    clause.Case: ("case", "case"),
}
PARTS = {
    clause.Hole,  # stands for what could not be read: in no fixture that checks clean
    clause.File,
    clause.Spelling,
    clause.FileName,
    clause.Locator,
    clause.Rounding,
    clause.TypeRef,
    clause.OutlineEntry,
    clause.Member,
    clause.Fact,
    clause.ParameterValue,
    clause.Blank,
    clause.NotGiven,
    clause.Column,
    clause.Row,
    clause.Grid,
    clause.PerClaim,
    clause.Payer,
    clause.Ceiling,
    clause.Rolling,
    clause.Band,
    clause.Given,
}
"""What stands only inside a clause."""

MADE = {clause.Term, clause.Version, clause.Versions, clause.DateWithin, clause.Home}
"""What no one writes: linking makes it of several files."""

every_clause = pytest.mark.parametrize("node", CLAUSES, ids=lambda node: node.__name__)


def classes(module: ModuleType) -> list[type]:
    """The classes of a module, or of a package's own modules."""
    own = [value for value in vars(module).values() if inspect.isclass(value)]
    return [value for value in own if value.__module__.startswith(module.__name__)]


def nodes_of(module: ModuleType) -> set[type]:
    return {value for value in classes(module) if attrs.has(value)}


@cache
def shown() -> Mapping[str, frozenset[object]]:
    """For each folder of fixtures the node classes and the enum members that its Chinese and its English files hold."""
    found: dict[str, frozenset[object]] = {}
    for fixture in fixtures():
        in_each = [frozenset(held(parsed(fixture.policy_file(language)))) for language in LANGUAGES]
        folder = fixture.stem.parent.name
        found[folder] = found.get(folder, frozenset()) | (in_each[0] & in_each[1])
    return found


def parsed(path: Path) -> File:
    return parse(Source(path.name, path.read_text(encoding="utf-8")))[0]


def held(root: object) -> Iterator[object]:
    """The class of every node under `root`, and every enum member."""
    waiting = [root]
    while waiting:
        here = waiting.pop()
        if isinstance(here, tuple):
            waiting.extend(here)
        elif isinstance(here, Enum):
            yield here
        elif attrs.has(type(here)):
            yield type(here)
            waiting.extend(getattr(here, field.name) for field in attrs.fields(type(here)))


def test_every_clause_is_in_the_table() -> None:
    assert nodes_of(clause) == set(CLAUSES) | PARTS | MADE


@every_clause
def test_a_fixture_shows_the_clause_in_both_vocabularies(node: type) -> None:
    assert node in shown()[CLAUSES[node][0]]


@every_clause
def test_a_module_elaborates_the_clause(node: type) -> None:
    tree = ast.parse((ROOT / f"policyc/constructs/{CLAUSES[node][1]}.py").read_text(encoding="utf-8"))
    imported = {name.name for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) for name in one.names}
    assert node.__name__ in imported


def test_every_folder_of_fixtures_is_of_a_clause() -> None:
    folders = {path.name for path in (HERE / "constructs").iterdir() if path.is_dir() and any(path.glob("*.pol"))}
    assert folders == {folder for folder, _ in CLAUSES.values()} | {"totals"}


def choices() -> set[object]:
    """Every enum member that a parsed file can hold."""
    enums = [value for module in (clause, expression) for value in classes(module) if issubclass(value, Enum)]
    return {member for value in enums for member in value}


def test_the_fixtures_show_every_expression_and_every_choice() -> None:
    wanted = choices() | nodes_of(expression) | set(CLAUSES) | PARTS
    unseen = wanted - frozenset().union(*shown().values())
    assert unseen == {clause.Hole, clause.Spelling}


# ---- words


def every_word() -> list[Row]:
    book = lexicon()
    rows = [*book.rows.values(), *book.units.values(), *book.functions.values()]
    return [row for row in rows if row.section != "shape"]


def test_every_word_has_both_vocabularies() -> None:
    """Bounds stand after the number in Chinese and before it in English: those words are paired by the grammar."""
    one_sided = {row.key for row in every_word() if not (row.zh and row.en)}
    after, before = {"GE_POST", "LE_POST", "FROM_POST", "THROUGH_POST"}, {"GE_PRE", "LE_PRE", "FROM_PRE", "THROUGH_PRE"}
    assert one_sided == after | before


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_in_a_fixture(language: str) -> None:
    text = "\n".join(fixture.policy_file(language).read_text(encoding="utf-8") for fixture in fixtures())
    unseen = [row.key for row in every_word() if (own := getattr(row, language)) and own[0] not in text]
    assert unseen == []


# ---- the floor plan


def test_the_floor_plan_is_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
