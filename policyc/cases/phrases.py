"""The words that a report of cases is written with."""

from __future__ import annotations

from policyc.cases.model import Part
from policyc.report.diagnostic import Words

PARTS = {
    Part.BRANCH: Words("规则的情形", "cases of rules"),
    Part.ROW: Words("表的行", "rows of tables"),
    Part.CHOICE: Words("取值的选择", "choices of values"),
    Part.PAID: Words("待遇支付", "benefits that pay"),
    Part.GATE: Words("不付与未规定", "refusals and gaps"),
    Part.BAND: Words("分段", "bands"),
    Part.LIMIT: Words("封顶与保底", "caps and floors"),
}

ONE = {
    Part.BRANCH: Words("规则", "rule"),
    Part.ROW: Words("表", "table"),
    Part.CHOICE: Words("取值", "choice"),
    Part.PAID: Words("待遇", "benefit"),
    Part.GATE: Words("条件", "condition"),
    Part.BAND: Words("分段", "band"),
    Part.LIMIT: Words("限额", "limit"),
}

NEVER_PAID = Words("没有一次支付", "never pays")
NEVER_BOUND = Words("没有一次起作用", "never takes effect")
ALWAYS_BOUND = Words("没有一次不起作用", "never without effect")

PASSED = Words("通过", "passed")
FAILED = Words("{count} 笔不符", "{count} failed")
CLAIMS = Words("{count} 笔", "{count} {claims}")
NOT_EXPLAINED = Words("以下各笔只列出不符的格", "Of the claims below, only what differs is shown")
CASE_ROW = Words("案例 {case} 第 {rows} 行", "case {case}, row {rows}")
SHOULD_BE = Words("应得 {expected}，实得 {got}", "should be {expected}, and is {got}")

COVERED = Words("案例到过的", "Reached by the cases")
MISSED = Words("没有到过（{file}）", "Never reached ({file})")
LINE = Words("第 {line} 行", "line {line}")
ALL = Words("合计", "all")

NO_CASES = Words("{policy}：没有案例，没有可运行的", "{policy}: there are no cases to run")
SUMMARY = Words(
    "{cases} 个案例 {claims} 笔：{outcome}；到过 {reached}/{points}（{percent}%）",
    "{cases}, {claims}: {outcome}; {reached} of {points} reached ({percent}%)",
)
ALL_PASSED = Words("全部通过", "all passed")
