"""The interface of Kunshan's in-patient policy, as the compiler would give it, and a few facts more."""

from __future__ import annotations

from datetime import date

from policyc.interface import (
    AccumulatorSpec,
    FactSpec,
    Interface,
    KindSpec,
    LinesSpec,
    MemberSpec,
    PeriodKey,
    PeriodSpec,
    ResultSpec,
)
from policyc.report.diagnostic import Words
from policyc.types import DATE, MONEY, RATIO, TRUTH, Count, Kind, Unit

POPULATION = Kind("population", ("unemployed", "student"), ordered=False)
LEVEL = Kind("level", ("primary", "secondary", "tertiary"), ordered=True)

LEVELS = KindSpec(
    "level",
    "等级",
    "level",
    (
        MemberSpec("primary", "一级", "primary", "01"),
        MemberSpec("secondary", "二级", "secondary", "02"),
        MemberSpec("tertiary", "三级", "tertiary", "03"),
    ),
)
POPULATIONS = KindSpec(
    "population",
    "人群",
    "population",
    (MemberSpec("unemployed", "未就业居民", "unemployed", "310"), MemberSpec("student", "学生少儿大学生", "student")),
)

KUNSHAN = Interface(
    key="kunshan_inpatient",
    zh="昆山居民住院",
    en="kunshan_inpatient",
    title=Words("2021 年昆山居民医疗保险：住院", "Kunshan resident medical insurance 2021: in-patient"),
    facts=(
        FactSpec("population", "人群", "population", POPULATION),
        FactSpec("level", "等级", "level", LEVEL),
        FactSpec(
            "admission_no",
            "住院次数",
            "admission_no",
            Count(Unit.TIMES),
            low=1,
            high=99,
            question=Words("本结算年度第几次住院，含本次", "which admission this settlement year, counting this one"),
        ),
        FactSpec("inscp_scp_amt", "政策范围内费用", "inscp_scp_amt", MONEY, low=0, high=10**9),
        FactSpec("suspended", "停卡", "suspended", TRUTH),
        FactSpec("service_date", "就诊日期", "service_date", DATE),
        FactSpec("submitted_on", "办理日期", "submitted_on", DATE),
        FactSpec("filed_on", "备案日期", "filed_on", DATE, optional=True),
        FactSpec("share", "比例", "share", RATIO),
    ),
    lines=(
        LinesSpec(
            "op_line",
            "门诊费用",
            "op_line",
            (FactSpec("amount", "行金额", "amount", MONEY), FactSpec("grade", "行等级", "grade", LEVEL)),
        ),
    ),
    kinds=(POPULATIONS, LEVELS),
    periods=(
        PeriodSpec("settlement_year", "结算年度", "settlement_year", PeriodKey.YEAR, example=2021),
        PeriodSpec("month", "月", "month", PeriodKey.MONTH, example=12 * 2021 + 2),
        PeriodSpec("day", "日", "day", PeriodKey.DAY, example=date(2021, 3, 5).toordinal()),
        PeriodSpec("lifetime", "终身", "lifetime", PeriodKey.LIFETIME),
    ),
    accumulators=(
        AccumulatorSpec("inscp_scp_amt", "政策范围内费用", "inscp_scp_amt", "settlement_year", "year_cost"),
        AccumulatorSpec("hifp_pay", "住院统筹支付", "hifp_pay", "settlement_year", "year_paid"),
        AccumulatorSpec("hifp_pay", "住院统筹支付", "hifp_pay", "month", "month_paid"),
        AccumulatorSpec("hifp_pay", "住院统筹支付", "hifp_pay", "day", "day_paid"),
        AccumulatorSpec("visits", "就诊次数", "visits", "lifetime", "visits", Count(Unit.TIMES)),
    ),
    results=(
        ResultSpec("hifp_pay", "住院统筹支付", "hifp_pay", MONEY, benefit=True),
        ResultSpec("accrual_date", "计入日期", None, DATE),
    ),
)
