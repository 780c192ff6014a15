"""Every equation of an explanation holds, and every number in it was shown above or is written in the policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policyc
from policyc.claims.claim import Claim, Openings
from tests.explain.audit import Auditor
from tests.fixture import Fixture, fixtures, loaded
from tests.histories import Inventor

ROOT = Path(__file__).parent.parent.parent

EXAMPLES = [
    ("policies/kunshan/resident_2021.zh.pol", "kunshan_inpatient"),
    ("policies/kunshan/resident_2021.zh.pol", "kunshan_outpatient"),
    ("policies/kunshan/resident_2021.zh.pol", "kunshan_offsite"),
    ("policies/kunshan/resident_2021.zh.pol", "kunshan_suspended"),
    ("policies/shenzhen/children_2024.zh.pol", "shenzhen_inpatient"),
    ("policies/shenzhen/children_2024.zh.pol", "shenzhen_outpatient"),
    ("policies/shenzhen/children_2024.zh.pol", "shenzhen_offsite"),
    ("examples/daily_limit.zh.pol", "daily_limit"),
    ("examples/age_tiers.zh.pol", "age_tiers"),
    ("examples/slab_bands.zh.pol", "slab_bands"),
]


@pytest.mark.parametrize(("policy", "claim"), EXAMPLES, ids=[claim for _, claim in EXAMPLES])
def test_examples(policy: str, claim: str) -> None:
    told = json.loads((ROOT / f"examples/claims/{claim}.json").read_text(encoding="utf-8"))
    auditor = Auditor(loaded(ROOT / policy).evaluate(told))
    assert auditor.audit() == []
    assert auditor.equations > 0


def settled(fixture: Fixture) -> Iterator[policyc.Settlement]:
    """Every claim of a fixture that can be settled, alone or in its ledger."""
    policy = fixture.policy()
    for entry in fixture.alone():
        if "error" not in entry:
            yield policy.evaluate(entry["claim"])
    for book in fixture.ledgers():
        ledger = policy.ledger(book.get("openings", "none"))
        for entry in book["claims"]:
            if "error" not in entry:
                yield ledger.settle(entry["claim"])


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda fixture: fixture.name)
def test_fixtures(fixture: Fixture) -> None:
    for settlement in settled(fixture):
        assert Auditor(settlement).audit() == []


POLICIES = [
    *(ROOT / path for path in ("policies/kunshan/resident_2021.zh.pol", "policies/shenzhen/children_2024.zh.pol")),
    *(fixture.policy_file("zh") for fixture in fixtures()),
]


@cache
def inventor(path: Path) -> Inventor:
    return Inventor(loaded(path).compiled)


def invented(path: Path, seed: int, complete: bool) -> policyc.Settlement | None:
    """A made-up claim settled, with earlier totals at the policy's own figures; None where an assertion is broken."""
    random, made, policy = Random(seed), inventor(path), loaded(path)
    claim = made.claim(random, complete)
    figures = [figure for figure in made.figures if 0 <= figure <= 10**9] or [0]
    here = {
        (total.period or "lifetime", total.key): random.choice(figures)
        for total in policy.compiled.account.totals
        if complete or random.random() < 0.9
    }
    opened = Openings(zero=random.random() < 0.2, here=here)
    try:
        return policy.settle(Claim(None, None, None, claim.facts, claim.lines, opened))
    except policyc.ClaimError:
        return None


@settings(max_examples=150, deadline=None)
@given(path=st.sampled_from(POLICIES), seed=st.integers(0, 2**32), complete=st.booleans())
def test_invented_claims(path: Path, seed: int, complete: bool) -> None:
    settlement = invented(path, seed, complete)
    if settlement is not None:
        assert Auditor(settlement).audit() == []


@pytest.mark.parametrize("count", [1, 20, 21, 101])
def test_many_lines(count: int) -> None:
    """Up to twenty lines are added one by one; more are given as their sum."""
    fixture = next(one for one in fixtures() if one.name == "constructs/lines/by_category")
    lines = [{"category": "drug", "amount": f"{at}.01", "own_share": "0.1"} for at in range(1, count + 1)]
    auditor = Auditor(fixture.policy().evaluate({"local": True, "item": lines}))
    assert auditor.audit() == []
    assert (f"共 {count} 行" in auditor.texts["zh"]) == (count > 100)


COSTS = ["费用：住院费用 × 90%", "费用：取小(住院费用，6万) × 80%"]
BETWEEN = ["", "  取整：到分，四舍五入\n", "  先行自付：10%\n", "  封顶：费用，每 年度，50,000 元\n"]
DEDUCTIBLES = ["", "  起付线：每次，200 元\n"]


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("second", DEDUCTIBLES)
@pytest.mark.parametrize("amount", ["20000.01", "20000"])
def test_bands_with_the_deductible_in_them(cost: str, between: str, second: str, amount: str) -> None:
    """The bands end at what the deductible was taken from: a cost that the benefit itself reckons, or what is left."""
    text = f"""政策 示例 (example)
  取整：每笔支付，到分，四舍五入
事实
  出院日期：日期，2024年1月1日 至 2024年12月31日
  住院费用：金额，0 至 1000万
期间 年度：年，始于 1月1日，按 出院日期
待遇 住院支付
  {cost}
{between}  起付线：每次，500 元
{second}  分段累进：费用，每 年度，含起付线
    4万以下：75%
    超过 4万：80%
"""
    claim = {"出院日期": "2024-05-06", "住院费用": amount, "此前累计": "无"}
    auditor = Auditor(policyc.loads(text.encode()).evaluate(claim))
    assert auditor.audit() == []
    assert auditor.equations > 3


def test_a_wrong_equation_is_found() -> None:
    """The auditor can fail: an amount that is changed after the fact is not what its equation gives."""
    told = json.loads((ROOT / "examples/claims/kunshan_inpatient.json").read_text(encoding="utf-8"))
    settlement = loaded(ROOT / "policies/kunshan/resident_2021.zh.pol").evaluate(told)
    values = settlement.row._values
    place = settlement.row._places["ip_pay__rounded"]
    kept = values[place]
    values[place] = kept + 1  # type: ignore[index]
    try:
        assert Auditor(settlement).audit() != []
    finally:
        values[place] = kept  # type: ignore[index]
