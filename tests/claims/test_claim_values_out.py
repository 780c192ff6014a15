"""Values out, and the law that whatever is printed reads back equal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from claim_strategies import facts_and_values, kind_of
from hypothesis import given
from hypothesis import strategies as st
from kunshan_interface import KUNSHAN, LEVEL, LEVELS

from policyc.claims.ask import question_for, read_answer
from policyc.claims.period_keys import period_key
from policyc.claims.present import present, to_json, to_python
from policyc.claims.reader import ClaimReader
from policyc.interface import FactSpec, PeriodKey
from policyc.report.diagnostic import Diagnostic, Language
from policyc.types import DATE, MONEY, RATIO, TRUTH, Count, Type, Unit

READER = ClaimReader(KUNSHAN)
TIMES = Count(Unit.TIMES)
MONTH = Count(Unit.MONTH)
NEW_YEAR = date(2021, 1, 1).toordinal()
FACTS = {fact.key: fact for fact in KUNSHAN.facts}


@given(facts_and_values(), st.sampled_from(Language))
def test_what_is_presented_reads_back_equal(pair: tuple[FactSpec, int], language: Language) -> None:
    fact, value = pair
    claim, diagnostics = READER.read({fact.key: present(value, fact.type, kind_of(fact), language)})
    assert diagnostics == ()
    assert claim is not None
    assert claim.facts == {fact.key: value}


@given(facts_and_values())
def test_json_and_python_values_read_back_equal(pair: tuple[FactSpec, int]) -> None:
    fact, value = pair
    for out in (to_json(value, fact.type), to_python(value, fact.type)):
        claim, diagnostics = READER.read({fact.key: out})
        assert diagnostics == ()
        assert claim is not None
        assert claim.facts == {fact.key: value}


@given(facts_and_values(), st.sampled_from(Language))
def test_what_is_presented_answers_the_question(pair: tuple[FactSpec, int], language: Language) -> None:
    fact, value = pair
    assert read_answer(fact, KUNSHAN, present(value, fact.type, kind_of(fact), language)) == value


@given(st.integers(12 * 1900, 12 * 2200 - 1), st.sampled_from(Language))
def test_a_month_of_totals_is_read_as_it_is_shown(month: int, language: Language) -> None:
    for shown in (present(month, MONTH, None, language), to_python(month, MONTH), to_json(month, MONTH)):
        assert period_key(PeriodKey.MONTH, shown) == month


@pytest.mark.parametrize(
    ("value", "type", "zh", "en"),
    [
        (123_456, MONEY, "1,234.56", "1,234.56"),
        (5, MONEY, "0.05", "0.05"),
        (-123_456, MONEY, "-1,234.56", "-1,234.56"),
        (-5, MONEY, "-0.05", "-0.05"),
        (7_500, RATIO, "75%", "75%"),
        (1_234, RATIO, "12.34%", "12.34%"),
        (1_230, RATIO, "12.3%", "12.3%"),
        (10_000, RATIO, "100%", "100%"),
        (0, RATIO, "0%", "0%"),
        (1_000, TIMES, "1000", "1000"),
        (NEW_YEAR, DATE, "2021年1月1日", "2021-01-01"),
        (12 * 2024 + 4, MONTH, "2024年5月", "2024-05"),
        (1, TRUTH, "是", "yes"),
        (0, TRUTH, "否", "no"),
        (2, LEVEL, "三级", "tertiary"),
    ],
)
def test_presented(value: int, type: Type, zh: str, en: str) -> None:
    kind = LEVELS if type is LEVEL else None
    assert present(value, type, kind, Language.ZH) == zh
    assert present(value, type, kind, Language.EN) == en


@pytest.mark.parametrize(
    ("value", "type", "python", "json"),
    [
        (123_456, MONEY, Decimal("1234.56"), "1234.56"),
        (10**40 + 1, MONEY, Decimal("1" + "0" * 38 + ".01"), "1" + "0" * 38 + ".01"),
        (-5, MONEY, Decimal("-0.05"), "-0.05"),
        (7_500, RATIO, Decimal("0.7500"), "0.7500"),
        (3, TIMES, 3, 3),
        (NEW_YEAR, DATE, date(2021, 1, 1), "2021-01-01"),
        (1, TRUTH, True, True),
        (2, LEVEL, "tertiary", "tertiary"),
    ],
)
def test_exact_values(value: int, type: Type, python: object, json: object) -> None:
    assert to_python(value, type) == python
    assert to_json(value, type) == json


# ---- questions


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        (
            "admission_no",
            "住院次数，本结算年度第几次住院，含本次（1 至 99）：",
            "admission_no, which admission this settlement year, counting this one (1 to 99): ",
        ),
        ("level", "等级（一级、二级、三级）：", "level (primary, secondary, tertiary): "),
        ("suspended", "停卡（是、否）：", "suspended (yes, no): "),
        (
            "filed_on",
            "备案日期（如 2024-06-10；没有就空着或写 无）：",
            "filed_on (such as 2024-06-10; leave blank or write none if there is none): ",
        ),
    ],
)
def test_questions(key: str, zh: str, en: str) -> None:
    assert question_for(FACTS[key], KUNSHAN, Language.ZH) == zh
    assert question_for(FACTS[key], KUNSHAN, Language.EN) == en


def test_an_answer_that_will_not_do_is_a_diagnostic() -> None:
    answer = read_answer(FACTS["level"], KUNSHAN, "四级")
    assert isinstance(answer, Diagnostic)
    assert answer.code == "claim-not-of-kind"
