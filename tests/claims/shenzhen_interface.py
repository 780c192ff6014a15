"""The part of the Shenzhen children's policy that the error pages speak of."""

from __future__ import annotations

from policyc.interface import (
    AccumulatorSpec,
    FactSpec,
    Interface,
    KindSpec,
    LinesSpec,
    MemberSpec,
    PaperSpec,
    PeriodKey,
    PeriodSpec,
)
from policyc.types import DATE, MONEY, TIME, TRUTH, Kind

LEVEL = Kind("level", ("primary", "secondary", "tertiary"), ordered=True)
LEVELS = (("primary", "一级"), ("secondary", "二级"), ("tertiary", "三级"))

SHENZHEN = Interface(
    key="shenzhen_children",
    zh="深圳少儿医保",
    en="shenzhen_children",
    title=None,
    facts=(
        FactSpec("level", "等级", "level", LEVEL),
        FactSpec("designated", "定点", "designated", TRUTH),
        FactSpec("service_date", "就诊日期", "service_date", DATE),
        FactSpec("service_time", "就诊时刻", "service_time", TIME),
        FactSpec("birth", "出生日期", "birth", DATE),
        FactSpec("hosp_part_amt", "医院负担金额", "hosp_part_amt", MONEY, low=0, high=10**9),
        FactSpec("account_balance", "账户余额", "account_balance", MONEY),
    ),
    lines=(
        LinesSpec(
            "fee_line",
            "费用明细",
            "fee_line",
            (FactSpec("det_item_fee_sumamt", "明细金额", "det_item_fee_sumamt", MONEY),),
        ),
    ),
    kinds=(KindSpec("level", "等级", "level", tuple(MemberSpec(en, zh, en) for en, zh in LEVELS)),),
    periods=(PeriodSpec("benefit_year", "年度", "benefit_year", PeriodKey.YEAR),),
    accumulators=(AccumulatorSpec("op_pay", "门诊支付", "op_pay", "benefit_year", "op_pay_paid"),),
    papers=(PaperSpec("hukou_book", "户口本", "hukou_book", "hukou_book__handed_in"),),
)
