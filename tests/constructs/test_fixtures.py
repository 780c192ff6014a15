"""Every fixture through every stage: read, translated, checked, settled alone and in a ledger."""

from __future__ import annotations

import json

import pytest

import policyc
from policyc.linking.known import with_parts
from policyc.report.diagnostic import Language
from policyc.source import Source
from policyc.syntax.clause import File
from policyc.syntax.format import format_file
from policyc.syntax.parse import parse
from tests.fixture import LANGUAGES, Fixture, complaints, fixtures

FIXTURES = fixtures()
every_fixture = pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def parsed(fixture: Fixture, language: str) -> File:
    path = fixture.policy_file(language)
    file, findings = parse(Source(path.name, path.read_text(encoding="utf-8")))
    assert findings == ()
    return file


@every_fixture
def test_twins_are_equal(fixture: Fixture) -> None:
    # the parts of a benefit have one key where the file is linked
    assert with_parts(parsed(fixture, "zh")) == with_parts(parsed(fixture, "en"))


@every_fixture
def test_formatted_text_reads_back_equal(fixture: Fixture) -> None:
    file = parsed(fixture, "zh")
    for language in Language:
        again, findings = parse(Source("again.pol", format_file(file, language)))
        assert (again, findings) == (file, ())


@every_fixture
def test_nothing_is_found_wrong(fixture: Fixture) -> None:
    assert [finding.code for finding in fixture.policy().warnings] == []


@every_fixture
@both_languages
def test_each_claim_settles_as_worked(fixture: Fixture, language: str) -> None:
    policy = fixture.policy(language)
    for entry in fixture.alone():
        if "error" in entry:
            with pytest.raises(policyc.ClaimError) as caught:
                policy.evaluate(entry["claim"])
            assert [finding.code for finding in caught.value.diagnostics] == entry["error"], entry["working"]
        else:
            assert complaints(entry, policy.evaluate(entry["claim"])) == [], entry["working"]


@every_fixture
@both_languages
def test_ledgers_settle_as_worked(fixture: Fixture, language: str) -> None:
    policy = fixture.policy(language)
    for book in fixture.ledgers():
        ledger = policy.ledger(book["openings"])
        for entry in book["claims"]:
            if "error" in entry:
                with pytest.raises(policyc.ClaimError) as caught:
                    ledger.settle(entry["claim"])
                assert [finding.code for finding in caught.value.diagnostics] == entry["error"], entry["working"]
            else:
                assert complaints(entry, ledger.settle(entry["claim"])) == [], entry["working"]


@every_fixture
def test_two_halves_settle_as_one(fixture: Fixture) -> None:
    """A ledger written as JSON after any claim and taken up again goes on the same."""
    policy = fixture.policy()
    for book in fixture.ledgers():
        ledger = policy.ledger(book["openings"])
        for entry in book["claims"]:
            ledger = policy.ledger(state=json.loads(json.dumps(ledger.state)))
            if "error" not in entry:
                assert complaints(entry, ledger.settle(entry["claim"])) == []


def test_a_fen_off_is_told() -> None:
    fixture = next(fixture for fixture in FIXTURES if fixture.name.endswith("each_payment_rounded"))
    settlement = fixture.policy().evaluate({"cost": "10.05"})
    assert complaints({"expected": {"pay": "3.31"}}, settlement) == ["pay: expected '3.31', settled '3.32'"]
