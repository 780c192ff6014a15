"""Example claims and their settlements hold to the schemas that `show --stage schema` prints."""

import json
from pathlib import Path

import jsonschema
import pytest

import policyc
from policyc.stages import schemas

ROOT = Path(__file__).parent.parent
POLICIES = {"kunshan": "kunshan/resident_2021.zh.pol", "shenzhen": "shenzhen/children_2024.zh.pol"}


@pytest.mark.parametrize("city", POLICIES)
def test_examples_hold_to_the_schemas(city: str) -> None:
    policy = policyc.load(ROOT / "policies" / POLICIES[city])
    printed = schemas(policy.compiled)
    files = sorted((ROOT / "examples/claims").glob(f"{city}_*.json"))
    assert files
    for file in files:
        claim = json.loads(file.read_text(encoding="utf-8"))
        jsonschema.validate(claim, printed["claim"])
        jsonschema.validate(policy.evaluate(claim).as_data(), printed["settlement"])


def test_a_wrong_status_breaks_the_schema() -> None:
    policy = policyc.load(ROOT / "policies" / POLICIES["kunshan"])
    claim = (ROOT / "examples/claims/kunshan_inpatient.json").read_text(encoding="utf-8")
    data = policy.evaluate(claim).as_data()
    data["benefits"]["ip_pay"]["status"] = "done"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schemas(policy.compiled)["settlement"])
