"""Two versions by date are each what it is alone, on its own days; together they keep one account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policyc
from policyc.compile import compile_bytes
from policyc.report.diagnostic import Words

FACTS = (
    "事实\n  日 (day)：日期，2021年1月1日 至 2022年12月31日\n  费用额 (cost)：金额，0 至 10万\n  级 (grade)：级\n"
    "  停 (stopped)：是否\n\n"
)
BASE = (
    "政策 原政策 (older)\n  有效：2021年1月1日 至 2022年12月31日\n  取整：每笔支付，到分，四舍五入\n\n"
    "种类 级 (grade)：低 (lower)、高 (upper)\n\n" + FACTS + "期间 年度 (term_year)：年，始于 7月1日，按 日\n\n"
    "参数 线 (line)：金额，按 日\n  2021年：500 元\n  2022年1月1日起：600 元\n\n"
    '表 档 (bracket)\n  | 级 | => 率 (share) |\n  | 低 | 70% |\n  | 高 | 不予支付 "高级不付" |\n\n'
    '待遇 付 (pay)\n  不予支付：停，理由 "停付"\n  费用：费用额\n'
    "  封顶：费用，每 年度，9000 元\n  起付线：每 年度，线\n"
    "  分段累进：费用，每 年度，含起付线\n    3000以下：率\n    3000以上：90%\n  封顶：支付，每 年度，4000 元\n"
)
CHANGES = (
    "表 档 (bracket)\n  | 级 | => 率 (share) |\n  | 任意 | 60% |\n\n"
    "规则 余 (rest)：金额\n  公式：费用额 − 付\n\n"
    '待遇 付 (pay)\n  未规定：停，缺 "停付的后果"\n  费用：费用额\n  先行自付：10%\n  起付线：每次，线\n'
    "  分段累进：费用，每 年度，不含起付线\n    2000以下：率\n    2000以上：80%\n  封顶：支付，每 年度，5000 元\n"
)
HEAD = '政策 新政策 (newer)\n  修订："older.pol"\n'
DAY = date(2021, 10, 15)
FROM_A_DAY = HEAD + "  有效：2021年10月15日起，按 日\n\n" + CHANGES
FILES = {"older.pol": BASE, "outright.pol": HEAD + "\n" + CHANGES, "from_a_day.pol": FROM_A_DAY}


@cache
def policy(name: str) -> policyc.Policy:
    def folder(path: str) -> bytes | Words:
        return FILES[path].encode() if path in FILES else Words("无", "none")

    compiled, source, findings = compile_bytes(name, FILES[name].encode(), folder)
    if compiled is None:
        raise policyc.PolicyError(findings, source)
    return policyc.Policy(compiled)


claims = st.fixed_dictionaries(
    {
        "日": st.dates(date(2021, 1, 1), date(2022, 12, 31))
        | st.integers(-2, 2).map(lambda n: DAY + timedelta(days=n)),
        "费用额": st.decimals(0, 100_000, places=2) | st.sampled_from([Decimal(500), Decimal(3000), Decimal(9000)]),
        "级": st.sampled_from(["低", "高"]),
        "停": st.booleans(),
    }
)


def told(claim: Mapping[str, object]) -> dict[str, object]:
    return {**claim, "日": str(claim["日"]), "费用额": str(claim["费用额"])}


def answer(settlement: policyc.Settlement) -> list[object]:
    (result,) = settlement.benefits
    missing = [entry.words for entry in result.missing]
    return [result.status, result.payment, result.reasons, missing, settlement["share"], settlement["term_year"]]


@settings(deadline=None)
@given(claims)
def test_one_claim_goes_by_the_version_of_its_day(claim: Mapping[str, object]) -> None:
    alone = "older.pol" if claim["日"] < DAY else "outright.pol"  # type: ignore[operator]
    given = {**told(claim), "此前累计": "无"}
    assert answer(policy("from_a_day.pol").evaluate(given)) == answer(policy(alone).evaluate(given))


@settings(deadline=None)
@given(claims)
def test_what_only_the_newer_version_has_is_none_before_it(claim: Mapping[str, object]) -> None:
    settlement = policy("from_a_day.pol").evaluate({**told(claim), "此前累计": "无"})
    before = claim["日"] < DAY  # type: ignore[operator]
    assert (settlement["rest"] is None) is (before or settlement["pay"] is None)


@settings(deadline=None)
@given(st.lists(claims, min_size=1, max_size=6))
def test_totals_are_of_both_versions_and_every_settlement_can_be_told(history: list[Mapping[str, object]]) -> None:
    """What a term year paid is what its claims were paid, whichever version paid them, under the higher cap."""
    ledger = policy("from_a_day.pol").ledger("none")
    paid: dict[object, Decimal | None] = {}
    for claim in history:
        settlement = ledger.settle(told(claim))
        year, payment = settlement["term_year"], settlement["pay"]
        before = paid.get(year, Decimal(0))
        paid[year] = None if before is None or payment is None else before + payment  # type: ignore[operator]
        assert settlement.accumulators["term_year"]["pay"] == paid[year]
        assert paid[year] is None or paid[year] <= 5000  # type: ignore[operator]
        for language in ("zh", "en"):
            assert settlement.explain(language)


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    claim = {"费用额": "1000", "级": "低", "停": False, "此前累计": "无"}
    before = policy("from_a_day.pol").evaluate({**claim, "日": "2021-10-14"}).explain("zh")
    after = policy("from_a_day.pol").evaluate({**claim, "日": "2021-10-15"}).explain("zh")
    assert "所据政策：原政策（2021年1月1日 至 2021年10月14日）" in before
    assert "新政策（" not in before
    assert "所据政策：新政策（2021年10月15日 起）" in after
    assert "原政策（" not in after


def test_a_parameter_adds_rows_by_date_and_a_formula_over_it_reads_them() -> None:
    """2,400.00 is 1.5 % of 160,000 under the old row, 2,550.00 of 170,000 under the new one."""
    files = {
        "older.pol": "政策 甲 (a)\n  有效：2021年1月1日起\n\n事实\n  日 (day)：日期，2021年1月1日 至 2022年12月31日\n\n"
        "参数 社平 (average)：金额，按 日\n  2021年1月1日起：160000 元\n\n"
        "参数 基数 (basis)：金额，按 日\n  2021年1月1日起：2400 元，应等于 社平 × 1.5%\n\n"
        "规则 丙 (c)：金额\n  公式：基数\n",
        "newer.pol": '政策 乙 (b)\n  修订："older.pol"\n  有效：2022年1月1日起，按 日\n\n'
        "参数 社平：金额，按 日\n  2022年1月1日起：170000 元\n\n"
        "参数 基数：金额，按 日\n  2022年1月1日起：2550 元，应等于 社平 × 1.5%\n",
    }
    compiled, _, findings = compile_bytes("newer.pol", files["newer.pol"].encode(), lambda path: files[path].encode())
    assert findings == ()
    assert compiled is not None
    wrong = files["newer.pol"].replace("2550", "2400").encode()
    _, _, findings = compile_bytes("newer.pol", wrong, lambda path: files[path].encode())
    assert [finding.code for finding in findings] == ["figure-not-reproduced"]
    both = policyc.Policy(compiled)
    assert both.evaluate({"日": "2021-12-31"})["c"] == 2400
    assert both.evaluate({"日": "2022-01-01"})["c"] == 2550
