"""The explanation as JSON: versioned, in both languages, exact, and plain enough to read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policyc.explain.explanation import explain
from policyc.explain.json_form import VERSION, plain, to_json
from policyc.explain.model import Quantity
from policyc.types import DATE, MONEY, RATIO, TRUTH, Count, Kind, Unit
from tests.fixture import loaded

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    claim = (ROOT / "examples/claims/shenzhen_outpatient.json").read_bytes()
    return to_json(explain(loaded(ROOT / "policies/shenzhen/children_2024.zh.pol").evaluate(claim)))


def values(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        for value in node.values():
            yield from values(value)
    elif isinstance(node, list):
        for value in node:
            yield from values(value)
    else:
        yield node


def test_it_says_its_version(data: dict[str, Any]) -> None:
    assert data["version"] == VERSION == 1
    assert data["name"] == {"zh": "深圳少儿医保", "en": "shenzhen_children"}


def test_it_is_json_without_floats(data: dict[str, Any]) -> None:
    assert json.loads(json.dumps(data)) == data
    assert not [value for value in values(data) if isinstance(value, float)]


def test_each_benefit_has_its_answer(data: dict[str, Any]) -> None:
    """20 × 80 % = 16; 100 × 75 % = 75"""
    found = {part["key"]: (part["status"], part["payment"]["value"]) for part in data["benefits"]}
    assert found["consultation_pay"] == ("paid", "16.00")
    assert found["op_pay"] == ("paid", "75.00")
    assert found["ip_pay"] == ("not_applicable", "0.00")


def test_a_working_is_text_and_tree(data: dict[str, Any]) -> None:
    ratio = data["benefits"][1]["steps"][1]["given"][0]
    assert ratio["quantity"]["value"] == "0.75"
    assert ratio["working"]["zh"] == ratio["working"]["en"] == "75% × 100%"
    assert [part["value"] for part in ratio["working"]["tree"]["parts"]] == ["0.75", "1"]


@pytest.mark.parametrize(
    ("quantity", "wanted"),
    [
        (Quantity(123450, 2, MONEY), "1234.50"),
        (Quantity(7500, 4, RATIO), "0.75"),
        (Quantity(3, 0, Count(Unit.TIMES)), 3),
        (Quantity(737791, 0, DATE), "2021-01-01"),
        (Quantity(1, 0, TRUTH), True),
        (Quantity(1, 0, Kind("level", ("primary", "secondary"), True)), "secondary"),
    ],
)
def test_values(quantity: Quantity, wanted: object) -> None:
    assert plain(quantity) == wanted
