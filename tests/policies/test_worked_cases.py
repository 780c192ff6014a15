"""Every worked case of the two city policies settles to its figures; the working is each case's title."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.case_checking import complaints, run
from tests.seed_cases import SITUATIONS

FILE = Path(__file__).parent / "worked_cases.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
ONE_WRONG = {"id": "X", "kind": "payment", "title": "one fen off", "rule_ids": ["SZ-06"]}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_settles_to_its_figures(case: dict[str, Any]) -> None:
    assert complaints(case, SITUATIONS) == []


def test_every_case_has_an_identifier_of_its_own() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)


def test_a_fen_off_is_a_failure() -> None:
    case = ONE_WRONG | {"inputs": {"level": 1, "other": "200.00"}, "expected": {"fund": "150.01"}}
    assert complaints(case, SITUATIONS) == ["fund: expected 150.01, settled 150.00"]


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        ({"inputs": {"level": 1, "blood_group": "A"}}, "no word for the key blood_group"),
        ({"inputs": {"level": 1, "other": "1.00"}, "expected": {"colour": "red"}}, "no word for the expected colour"),
        ({"inputs": {"level": 9, "other": "1.00"}}, "no word for level = 9"),
        ({"inputs": {}, "rule_ids": ["SZ-99"]}, "no policy settles SZ-99"),
    ],
)
def test_what_the_table_cannot_tell_fails_the_case(part: dict[str, Any], complaint: str) -> None:
    assert complaints(ONE_WRONG | {"expected": {}} | part, SITUATIONS) == [complaint]


def test_a_claim_that_is_not_accepted_fails_the_case() -> None:
    case = ONE_WRONG | {"inputs": {"level": 1, "other": "200.005"}, "expected": {"fund": "150.00"}}
    complaint, *_ = complaints(case, SITUATIONS)
    assert "200.005" in complaint
    assert "\n" not in complaint


def test_the_report_counts_every_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = ONE_WRONG | {"inputs": {"level": 1, "other": "200.00"}, "expected": {"fund": "150.00"}}
    wrong = right | {"id": "Y", "expected": {"fund": "150.01"}}
    other = {"id": "Z", "kind": "diagnostic", "title": "an overlap", "rule_ids": ["SZ-25"], "inputs": {}}
    other |= {"expected": {"diagnostic": "overlap"}}
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([right, wrong, other]), encoding="utf-8")
    assert run(file, SITUATIONS) == 1
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in printed[:3]] == [["pass", "X"], ["FAIL", "Y"], ["pass", "Z"]]
    assert printed[-1] == "2 passed, 1 failed"
