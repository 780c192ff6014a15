"""The headings of a benefit schedule, in both languages."""

from __future__ import annotations

from policyc.explain.phrases import Pattern
from policyc.report.diagnostic import Words
from policyc.syntax.clause import PeriodUnit

IN_FORCE = Words("有效期", "in force")
FROM = Pattern("{0} 起", "from {0}")
FROM_TO = Pattern("{0} 至 {1}", "{0} to {1}")

FACTS = Words("要填的事实", "Facts")
KINDS = Words("词汇", "Vocabularies")
PERIODS = Words("期间", "Periods")
CALENDARS = Words("日历", "Calendars")
YEAR = Words("年份", "year")
DAYS_OFF = Words("休", "days off")
DAYS_ON = Words("班", "days worked")
PARAMETERS = Words("参数", "Parameters")
TABLES = Words("待遇表", "Tables")
RULES = Words("规则", "Rules")
BENEFITS = Words("待遇", "Benefits")
ORDERS = Words("支付顺序", "Payment order")
ORDER = Pattern(
    "{0} 依次由下列各方支付，每一方只付前面各方付后剩下的：",
    "{0} is paid by these in turn, each of what those before it left:",
)
UP_TO = Pattern("{0}，至多 {1}", "{0}, up to {1}")
REST = Pattern("{0}，其余全部", "{0}, all the rest")
CHECKLISTS = Words("材料", "Documents")
CHANNELS = Words("渠道", "Channels")
LAWS = Words("总要成立的", "What always holds")
SOURCES = Words("来源", "Sources")

NAME = Words("名称", "name")
TYPE = Words("类型", "type")
BOUND = Words("范围", "range")
QUESTION = Words("说明", "meaning")
OPTIONAL = Words("可缺", "may be left out")
LINE_OF = Pattern("{0}（每行）", "{0} (each line)")
ASCENDING = Pattern("{0}（由低到高）", "{0} (lowest first)")
CODE = Pattern("{0}（编码 {1}）", "{0} (code {1})")
SINCE = Words("自", "since")
VALUE = Words("数额", "value")
MUST_EQUAL = Words("应等于", "must equal")
BY = Pattern("按 {0} 的日期", "by the date of {0}")
BAND = Words("费用段", "band")
SHARE = Words("比例", "ratio")
GIVES = Pattern("{0}：{1}", "{0}: {1}")
ROUNDED = Pattern("{0}（{1}）", "{0} ({1})")
FORMULA = Words("公式", "formula")
NOT_COMPUTED = Pattern("不计算：{0}", "not computed: {0}")
NEVER_FALLS = Pattern("{0} 不随 {1} 增加而减少", "{0} never falls as {1} grows")

PER = Pattern("{0}，每 {1} 分别累计", "{0}, for each {1}")
WHOLE_FAMILY = Pattern("{0}，全家累计", "{0}, the whole family together")

PERIOD_UNITS = {
    PeriodUnit.YEAR: Pattern("每年 {1} 开始，按 {0} 归属", "each year from {1}, by {0}"),
    PeriodUnit.MONTH: Pattern("每月，按 {0} 归属", "each month, by {0}"),
    PeriodUnit.DAY: Pattern("每日，按 {0} 归属", "each day, by {0}"),
    PeriodUnit.ROLLING: Pattern("{1}，按 {0} 推算", "{1}, by {0}"),
    PeriodUnit.LIFETIME: Pattern("终身", "a lifetime"),
}
