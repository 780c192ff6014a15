"""Claims that are well formed: every spelling of a value gives the same integer at its scale."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from kunshan_interface import KUNSHAN

from policyc.claims.claim import Claim, Openings
from policyc.claims.reader import ClaimReader, read_claim, read_claim_text
from policyc.claims.value import converter
from policyc.interface import KindSpec, MemberSpec
from policyc.report.diagnostic import Diagnostic, Words
from policyc.types import Kind

READER = ClaimReader(KUNSHAN)
TENTH_OF_MAY = date(2021, 5, 10).toordinal()


def read(key: str, value: object) -> int:
    claim, diagnostics = READER.read({key: value})
    assert diagnostics == ()
    assert claim is not None
    (number,) = claim.facts.values()
    return number


def test_a_whole_claim() -> None:
    text = """{
        "参保人": "甲", "claim_number": "0012", "结算时间": "2021-06-01T09:30:00",
        "人群": "学生少儿大学生", "level": "tertiary", "admission_no": 2, "政策范围内费用": 20000.50,
        "停卡": "否", "service_date": "2021-05-10", "filed_on": null,
        "openings": {"结算年度": {"2021": {"政策范围内费用": "30,000"}}},
        "门诊费用": [{"行金额": "12.30", "grade": "一级"}, {"amount": 8}]
    }"""
    claim, diagnostics = read_claim_text(text, KUNSHAN)
    assert diagnostics == ()
    assert claim == Claim(
        member="甲",
        number="0012",
        settled_at=datetime(2021, 6, 1, 9, 30),
        # 20,000.50 yuan is 2,000,050 fen; tertiary is the third of its kind, student the second of its own
        facts={
            "population": 1,
            "level": 2,
            "admission_no": 2,
            "inscp_scp_amt": 2_000_050,
            "suspended": 0,
            "service_date": TENTH_OF_MAY,
        },
        lines={"op_line": ({"amount": 1_230, "grade": 0}, {"amount": 800})},
        openings=Openings(keyed={("settlement_year", 2021, "inscp_scp_amt"): 3_000_000}),
    )


def test_a_mapping_is_read_as_its_text_would_be() -> None:
    assert read_claim({"停卡": True}, KUNSHAN) == read_claim_text('{"停卡": true}', KUNSHAN)


def test_nothing_given_is_nothing_known() -> None:
    assert read_claim({}, KUNSHAN) == (Claim(None, None, None, {}, {}, Openings()), ())


def test_null_is_absent() -> None:
    nothing = {"level": None, "member": None, "op_line": None, "openings": None, "settled_at": None}
    assert read_claim(nothing, KUNSHAN) == read_claim({}, KUNSHAN)


def test_null_beside_a_value_in_the_other_spelling_is_no_contradiction() -> None:
    claim, diagnostics = read_claim({"level": None, "等级": "一级"}, KUNSHAN)
    assert diagnostics == ()
    assert claim is not None
    assert claim.facts == {"level": 0}


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        ("1234.56", 123_456),
        ("1,234.56", 123_456),
        ("1，234．56", 123_456),
        ("１２３４．５６", 123_456),
        (" 1234.5 ", 123_450),
        ("\u30001234\u3000", 123_400),
        ("0001.10", 110),
        ("-0", 0),
        ("1.500", 150),
        ("1,234,567.89", 123_456_789),
        (1234, 123_400),
        (Decimal("1234.56"), 123_456),
        (Decimal("1.2E+3"), 120_000),
        ("1e3", 100_000),
        ("12345e-2", 12_345),
        ("0e999999999999", 0),
        ("10000000.00", 10**9),
    ],
)
def test_money(value: object, fen: int) -> None:
    assert read("inscp_scp_amt", value) == fen


@pytest.mark.parametrize(("text", "fen"), [("1234.56", 123_456), ("1e3", 100_000), ("0.1", 10), ("10000000.0", 10**9)])
def test_money_as_a_json_number_never_becomes_a_float(text: str, fen: int) -> None:
    claim, diagnostics = read_claim_text(f'{{"inscp_scp_amt": {text}}}', KUNSHAN)
    assert diagnostics == ()
    assert claim is not None
    assert claim.facts == {"inscp_scp_amt": fen}


@pytest.mark.parametrize(
    ("value", "ratio"),
    [
        ("0.9", 9_000),
        ("90%", 9_000),
        ("９０％", 9_000),
        ("12.34 %", 1_234),
        ("0.1234", 1_234),
        (1, 10_000),
        ("100%", 10_000),
    ],
)
def test_ratios(value: object, ratio: int) -> None:
    assert read("share", value) == ratio


@pytest.mark.parametrize("value", [3, "3", "３", "3.0", Decimal(3), "3e0"])
def test_counts(value: object) -> None:
    assert read("admission_no", value) == 3


@pytest.mark.parametrize(
    "value",
    [
        "2021-05-10",
        "2021年5月10日",
        "2021/5/10",
        "2021/05/10",
        "2021-5-10",
        "2021年05月10日",
        "２０２１年５月１０日",
        " 2021-05-10 ",
        "2021－05－10",
        date(2021, 5, 10),
    ],
)
def test_dates(value: object) -> None:
    assert read("service_date", value) == TENTH_OF_MAY


@pytest.mark.parametrize(
    ("value", "truth"),
    [(True, 1), (False, 0), ("是", 1), ("否", 0), ("yes", 1), ("no", 0), ("true", 1), ("false", 0), (" 是 ", 1)],
)
def test_truths(value: object, truth: int) -> None:
    assert read("suspended", value) == truth


@pytest.mark.parametrize("value", ["secondary", "二级", "02", "０２", 2])
def test_kinds_by_key_by_spelling_and_by_code(value: object) -> None:
    assert read("level", value) == 1


def test_a_number_is_no_code_where_two_codes_are_that_number() -> None:
    kind = KindSpec("route", None, "route", (MemberSpec("a", None, "a", "1"), MemberSpec("b", None, "b", "01")))
    convert = converter(Words("route", "route"), Kind("route", ("a", "b"), ordered=False), 0, 1, kind)
    assert [convert("1"), convert("01")] == [0, 1]
    assert isinstance(convert(1), Diagnostic)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2021-06-01", datetime(2021, 6, 1)),
        ("2021年6月1日", datetime(2021, 6, 1)),
        ("2021-06-01T09:30", datetime(2021, 6, 1, 9, 30)),
        ("2021/6/1 9:30", datetime(2021, 6, 1, 9, 30)),
        ("2021/06/01 09:30:15", datetime(2021, 6, 1, 9, 30, 15)),
        ("2021-6-1 9:30:00", datetime(2021, 6, 1, 9, 30)),
        ("2021年6月1日 9:30", datetime(2021, 6, 1, 9, 30)),
        ("2021-06-01 09:30:15.25", datetime(2021, 6, 1, 9, 30, 15, 250_000)),
        ("2021-06-01T01:30:00Z", datetime(2021, 6, 1, 9, 30)),  # Beijing is eight hours ahead
        ("2021-05-31T20:30:00-05:00", datetime(2021, 6, 1, 9, 30)),
        (date(2021, 6, 1), datetime(2021, 6, 1)),
        (datetime(2021, 6, 1, 9, 30), datetime(2021, 6, 1, 9, 30)),
        (datetime(2021, 6, 1, 1, 30, tzinfo=timezone(timedelta(0))), datetime(2021, 6, 1, 9, 30)),
    ],
)
def test_the_time_of_settlement_is_beijing_time(value: object, moment: datetime) -> None:
    claim, diagnostics = READER.read({"settled_at": value})
    assert diagnostics == ()
    assert claim is not None
    assert claim.settled_at == moment


@pytest.mark.parametrize(
    ("given", "openings"),
    [
        ("none", Openings(zero=True)),
        ("无", Openings(zero=True)),
        ({}, Openings()),
        (
            {"settlement_year": {"政策范围内费用": 30_000, "hifp_pay": "1.05"}},
            Openings(here={("settlement_year", "inscp_scp_amt"): 3_000_000, ("settlement_year", "hifp_pay"): 105}),
        ),
        (
            {"结算年度": {"2020": {"hifp_pay": 1}, "2021年": {"hifp_pay": 2}}},
            Openings(keyed={("settlement_year", 2020, "hifp_pay"): 100, ("settlement_year", 2021, "hifp_pay"): 200}),
        ),
        # March 2021 is month 12 * 2021 + 2 = 24254
        ({"month": {"2021-03": {"hifp_pay": 1}}}, Openings(keyed={("month", 24_254, "hifp_pay"): 100})),
        ({"月": {"2021年3月": {"hifp_pay": 1}}}, Openings(keyed={("month", 24_254, "hifp_pay"): 100})),
        ({"day": {"2021-05-10": {"hifp_pay": 1}}}, Openings(keyed={("day", TENTH_OF_MAY, "hifp_pay"): 100})),
        ({"lifetime": {"visits": 7}}, Openings(here={("lifetime", "visits"): 7})),
        ({"month": None, "lifetime": {"visits": None}}, Openings()),
    ],
)
def test_openings(given: object, openings: Openings) -> None:
    claim, diagnostics = READER.read({"openings": given})
    assert diagnostics == ()
    assert claim is not None
    assert claim.openings == openings


def test_years_of_openings_may_be_whole_numbers_in_python() -> None:
    claim, _ = READER.read({"openings": {"settlement_year": {2021: {"hifp_pay": "1"}}}})
    assert claim is not None
    assert claim.openings.keyed == {("settlement_year", 2021, "hifp_pay"): 100}


def test_a_byte_order_mark_is_no_character() -> None:
    expected = read_claim({"level": "一级"}, KUNSHAN)
    assert read_claim_text('\ufeff{"level": "一级"}', KUNSHAN) == expected
    assert read_claim_text('\ufeff{"level": "一级"}'.encode(), KUNSHAN) == expected
