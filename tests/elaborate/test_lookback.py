"""Which columns of a checked policy loop through time: what a claim is paid turning on what earlier ones were."""

from __future__ import annotations

from policyc.compile import compile_bytes
from policyc.core.loops import loops
from tests.elaborate.speaking import HEAD

DATED = "事实\n  日：日期\n  线：金额，0 至 1万\n  费用：金额，0 至 100万\n\n期间 年度：年，始于 1月1日，按 日\n\n"


def looping(body: str) -> frozenset[str]:
    compiled, _, findings = compile_bytes("look.pol", (HEAD + DATED + body).encode())
    assert compiled is not None, findings
    return loops(compiled.worksheet)


def test_fixed_limits_and_bands_look_at_costs_only() -> None:
    """min(L, O + this) − min(L, O) adds up what was spent, not what was paid: no loop, one window in SQL."""
    bands = "  分段累进：费用，每 年度，含起付线\n    1万以下：50%\n    超过 1万：60%\n"
    body = f"待遇 乙\n  费用：费用\n  起付线：每 年度，100 元\n{bands}"
    assert looping(body) == frozenset()
    assert looping("待遇 乙\n  费用：费用\n  比例：50%\n  封顶：支付，每 年度，2000 元\n") == frozenset()


def test_a_limit_that_varies_looks_at_what_was_paid() -> None:
    found = looping("待遇 乙\n  费用：费用\n  比例：50%\n  封顶：支付，每 年度，线\n")
    assert "乙" in found
    assert not {"日", "线", "费用", "年度"} & found


def test_a_refusal_by_what_was_paid_loops() -> None:
    found = looping('待遇 乙\n  不予支付：年度 此前累计 乙 > 100 元，理由 "满" ("full")\n  费用：费用\n')
    assert "乙" in found
    assert looping("待遇 乙\n  费用：费用\n\n规则 已付：金额\n  公式：年度 此前累计 乙\n") == frozenset()
