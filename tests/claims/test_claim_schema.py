"""The schemas, held against a validator: what is read fits, what does not fit is refused."""

from __future__ import annotations

import jsonschema
import pytest
from claim_strategies import facts_and_values, kind_of
from hypothesis import given
from hypothesis import strategies as st
from kunshan_interface import KUNSHAN

from policyc.claims.claim_schema import claim_schema
from policyc.claims.present import present, to_json
from policyc.claims.reader import ClaimReader
from policyc.claims.result_schema import result_schema
from policyc.interface import FactSpec, Interface
from policyc.report.diagnostic import Language
from policyc.types import MONEY

READER = ClaimReader(KUNSHAN)
CLAIMS = jsonschema.Draft202012Validator(claim_schema(KUNSHAN))
RESULTS = jsonschema.Draft202012Validator(result_schema(KUNSHAN))


def test_schemas_are_schemas() -> None:
    jsonschema.Draft202012Validator.check_schema(claim_schema(KUNSHAN))
    jsonschema.Draft202012Validator.check_schema(result_schema(KUNSHAN))


@given(st.lists(facts_and_values(), unique_by=lambda pair: pair[0].key), st.sampled_from(Language))
def test_claims_that_are_read_fit_the_schema(pairs: list[tuple[FactSpec, int]], language: Language) -> None:
    CLAIMS.validate({fact.key: present(value, fact.type, kind_of(fact), language) for fact, value in pairs})
    CLAIMS.validate({fact.zh: to_json(value, fact.type) for fact, value in pairs})


@pytest.mark.parametrize(
    "claim",
    [
        {"level": "四级"},
        {"level": "一级", "等级": "一级"},
        {"office": 1},
        {"inscp_scp_amt": "1.234"},
        {"inscp_scp_amt": -1},
        {"admission_no": 100},
        {"suspended": 1},
        {"op_line": [{"office": 1}]},
        {"openings": "zero"},
        {"openings": {"settlement_year": {"21": {"hifp_pay": 1}}}},
        {"member": 12},
    ],
)
def test_claims_that_are_refused_do_not_fit_the_schema(claim: dict[str, object]) -> None:
    assert READER.read(claim)[0] is None
    assert not CLAIMS.is_valid(claim)


@pytest.mark.parametrize(
    "claim",
    [
        {"openings": "无"},
        {"openings": {"settlement_year": {"2021": {"hifp_pay": "1,000.50"}}, "终身": {"visits": 3}}},
        {"openings": {"month": {"2021-03": {"hifp_pay": 1}}, "日": {"2021年3月5日": {"hifp_pay": 1}}}},
        {"op_line": [{"amount": "1.20", "行等级": "01"}], "member": "甲", "结算时间": "2021-06-01"},
        {"level": 1, "suspended": "是", "share": "75%", "filed_on": None},
    ],
)
def test_further_claims_that_fit_the_schema(claim: dict[str, object]) -> None:
    assert READER.read(claim)[1] == ()
    CLAIMS.validate(claim)


def test_bounds_with_fen_are_widened_never_narrowed() -> None:
    balance = FactSpec("balance", None, "balance", MONEY, low=150, high=1_050)  # 1.50 to 10.50 yuan
    schema = jsonschema.Draft202012Validator(claim_schema(Interface("p", None, "p", None, (balance,))))
    assert [schema.is_valid({"balance": value}) for value in (1.5, 10.5, 0, 12)] == [True, True, False, False]


def test_titles_are_in_both_languages() -> None:
    properties = claim_schema(KUNSHAN)["properties"]
    assert isinstance(properties, dict)
    assert properties["admission_no"] == properties["住院次数"]
    assert properties["admission_no"]["title"] == "住院次数 · admission_no"
    assert properties["admission_no"]["description"] == (
        "本结算年度第几次住院，含本次 · which admission this settlement year, counting this one"
    )


def test_a_result_fits_its_schema() -> None:
    refusal = {"status": "refused", "payment": "0.00", "reasons": [{"zh": "停卡", "en": "suspended"}]}
    settled = {
        "version": 1,
        "sources": [{"source": "guide", "sections": ["三.3"]}],
        "policy": "kunshan_inpatient",
        "results": {"hifp_pay": "0.00", "accrual_date": "2021-05-10"},
        "benefits": {"hifp_pay": refusal},
        "lines": {},
        "accumulators": {"settlement_year": {"hifp_pay": "7125.00"}, "lifetime": {"visits": 3}},
    }
    RESULTS.validate(settled)
    assert not RESULTS.is_valid(settled | {"results": {"hifp_pay": 0}})
    assert not RESULTS.is_valid(settled | {"benefits": {"hifp_pay": refusal | {"status": "payable"}}})
    assert not RESULTS.is_valid(settled | {"benefits": {"accrual_date": refusal}})
