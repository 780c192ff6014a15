"""What had added up before a case's first claim, of a total kept by accident: never left out of the reckoning."""

from __future__ import annotations

import pytest

import policyc
from policyc.report.diagnostic import Language

POLICY = """policy mini
  round: each payment, to fen, half up

facts
  happened: date, 2024-01-01 to 2024-12-31
  accident_no: count, at least 1
  cost: money, 0 to 100,000

period one_accident: {period}, per accident_no

benefit pay
  expense: cost
  deductible: per one_accident, 100 yuan
  ratio: 100%
"""

PERIODS = ("lifetime", "year, starting Jan 1, by happened")

IN_ORDER = """
case in_order: one member in order
  given: happened is 2024-02-02, one_accident earlier total of cost is 50 yuan{item}
  | cost | => pay  |
  | 300  | {first} |
  | 80   | 80      |
"""
"""50 of the 100 yuan were taken before: 300 − 50 = 250, and nothing is left to be taken of the 80."""

ALONE = """
case alone: each alone
  given: happened is 2024-02-02
  | accident_no | cost | one_accident earlier total of cost | => pay  |
  | 7           | 300  | 50                                 | {first} |
  | 8           | 300  | 0                                  | 200     |
"""


def policy_with(case: str, period: str = "lifetime") -> policyc.Policy:
    return policyc.loads((POLICY.format(period=period) + case).encode())


def codes(text: str) -> list[str]:
    with pytest.raises(policyc.PolicyError) as caught:
        policyc.loads(text.encode())
    return [finding.code for finding in caught.value.diagnostics]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("case", [IN_ORDER.replace("{item}", ", accident_no is 7"), ALONE])
def test_what_had_added_up_for_an_accident_counts(case: str, period: str) -> None:
    assert policy_with(case.format(first=250), period).test().passed
    assert not policy_with(case.format(first=200), period).test().passed


def test_the_accident_may_be_given_before_its_total() -> None:
    case = IN_ORDER.format(first=250, item="").replace("given: ", "given: accident_no is 7, ")
    assert policy_with(case).test().passed


def test_a_total_of_no_accident_in_particular_is_refused() -> None:
    """Rows in order may be of several accidents: a column does not say of which the total is."""
    case = (
        IN_ORDER.format(first=250, item="")
        .replace("\n  | ", "\n  | 7 | ")
        .replace("| 7 | cost", "| accident_no | cost")
    )
    assert codes(POLICY.format(period="lifetime") + case) == ["case-total-by-item"]


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [("expense: cost", "expense: costly", "unknown-name"), ("ratio: 100%", "ratio 100%", None)],
)
def test_a_wrong_benefit_does_not_make_its_totals_unknown(right: str, wrong: str, code: str | None) -> None:
    found = codes((POLICY.format(period="lifetime") + ALONE.format(first=250)).replace(right, wrong))
    assert "case-no-such-total" not in found
    assert found
    assert code is None or [one[: len(code)] for one in found] == [code]


def test_each_case_is_told_which_totals_there_are() -> None:
    """What is wrong in one case does not hide what is wrong in the next."""
    wrong = ALONE.format(first=250).replace("total of cost", "total of accident_no")
    twice = wrong + wrong.replace("case alone", "case again")
    assert codes(POLICY.format(period="lifetime") + twice) == ["case-no-such-total"] * 2


@pytest.mark.parametrize(
    ("language", "deductible", "cap"),
    [
        (
            Language.EN,
            "A deductible is taken per one_accident (for each accident_no): 100 yuan.",
            "At most 10,000 yuan is paid per one_accident (for each accident_no).",
        ),
        (
            Language.ZH,
            "每个one_accident（每 accident_no 分别累计）先扣除起付线：100 元。",
            "每个one_accident（每 accident_no 分别累计）最多支付 1万元。",
        ),
    ],
)
@pytest.mark.parametrize("period", PERIODS)
def test_a_schedule_names_the_period_and_its_key(language: Language, deductible: str, cap: str, period: str) -> None:
    told = (
        policy_with("  cap: payment, per one_accident, 10,000 yuan\n", period)
        .schedule(language.value)
        .replace("\\_", "_")
    )
    assert deductible in told
    assert cap in told
