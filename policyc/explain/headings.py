"""The headings of an explanation, in both languages."""

from __future__ import annotations

from policyc.explain.model import Quantity
from policyc.explain.phrases import Pattern
from policyc.explain.shown import quantity_text
from policyc.report.diagnostic import Language, Words
from policyc.settling.results import Status

NUMBER = Words("单号", "claim")
MEMBER = Words("参保人", "member")
FAMILY = Words("家庭", "family")
ANSWER = Words("结论", "Answer")
NO_BENEFIT = Words("没有适用的待遇", "no benefit applies")
FACTS = Words("用到的事实", "Facts used")
FURTHER = Words("另外用到", "Also read")
RESULTS = Words("结算结果", "Results")
TOTALS = Words("累计：本次前 → 本次后", "Totals: before → after this claim")
POLICY_READINGS = Words("本政策的读法", "Readings this policy takes")
GROUNDS = Words("依据", "What it rests on")
STEPS = Words("计算", "How it is reckoned")
CONDITIONS = Words("各项条件", "Conditions")
SOURCE = Words("来源", "source")
POLICY = Words("所据政策", "policy")
READING = Words("读法", "reading")
FORMULA = Words("公式", "formula")
WAYS = Words("下列情形可以（依次看）", "it would be so in these cases, tried in order")
CASE = Pattern("第 {0} 项 {1}", "case {0}: {1}")
REASON = Words("理由", "reason")
MISSING = Words("缺", "missing")
EVERY_ROW = Words("各行相同", "the same in every row")
BY_LINE = Pattern("{0}：各行计算", "{0}: line by line")
MORE_LINES = Pattern("……共 {0} 行", "… {0} lines in all")
ROW = Pattern("第 {0} 行", "row {0}")

MISSING_KINDS = {
    "fact": Words("缺少事实", "missing fact"),
    "lines": Words("缺少明细", "missing lines"),
    "opening": Words("缺少此前累计", "missing opening balance"),
    "source": Words("来源未规定", "the source does not say"),
    "absent": Words("不能确定", "cannot be told"),
    "earlier": Words("此前一笔未定", "an earlier claim is undetermined"),
}

STATUS = {
    Status.PAID: Words("支付", "paid"),
    Status.REFUSED: Words("不予支付", "not payable"),
    Status.UNDETERMINED: Words("未能确定", "undetermined"),
    Status.NOT_APPLICABLE: Words("不适用", "not applicable"),
}


def unknown(quantity: Quantity | None, language: Language) -> str:
    """A total, or that it is not known."""
    if quantity is None:
        return "不明" if language is Language.ZH else "not known"
    return quantity_text(quantity, language)
