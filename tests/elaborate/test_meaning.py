"""Where a policy could be read wrongly: each was once a wrong number, a wrong refusal or no answer at all."""

from __future__ import annotations

from tests.elaborate.speaking import answers, errors

COST = "事实\n  费用：金额，0 至 100万\n  坏：是否\n\n"
DATED = "事实\n  日：日期\n  费用：金额，0 至 100万\n\n期间 年度：年，始于 1月1日，按 日\n\n"
OPTIONAL = (
    "事实\n  额：金额，100 以上，可缺\n  日：日期\n  费用：金额，0 至 100万\n\n期间 年度：年，始于 1月1日，按 日\n\n"
)


# ---- names


def test_a_member_named_like_a_refused_rule_is_not_refused() -> None:
    """The ratio turns on the member 丙; the rule 丙 is refused and nobody asks it: 5.00 × 50 % = 2.50."""
    body = (
        "种类 类：丙、丁\n\n事实\n  费用：金额\n  类别：类\n  坏：是否\n\n"
        '规则 丙：是否\n  若 坏：不予支付 "坏"\n  否则：是\n\n'
        "待遇 乙\n  费用：费用\n  比例：50%，若 类别 为 丙，否则 60%\n"
    )
    assert errors(body) == {"shadowed-name"}
    assert answers(body, [{"费用": "5", "类别": "丙", "坏": True}]) == [[("乙", "paid", 250)]]


def test_a_rule_named_like_the_member_it_asks_for_is_no_circle() -> None:
    body = (
        "种类 类：丙、丁\n\n事实\n  费用：金额\n  类别：类\n\n规则 丙：是否\n"
        "  公式：类别 为 丙\n\n待遇 乙\n  适用：丙\n  费用：费用\n"
    )
    assert errors(body) == {"shadowed-name"}
    assert answers(body, [{"费用": "5", "类别": "丙"}, {"费用": "5", "类别": "丁"}]) == [
        [("乙", "paid", 500)],
        [("乙", "not_applicable", 0)],
    ]


def test_kinds_with_members_of_one_name_are_told_apart() -> None:
    body = (
        "种类 甲类：是的、不是\n种类 乙类：不是、是的、也许\n\n事实\n  x：甲类\n  y：乙类\n  费用：金额\n\n"
        "表 t\n  | x | => o |\n  | 是的 | 也许 |\n  | 不是 | 是的 |\n\n"
        '待遇 丙\n  条件：o = y，否则 "不同"\n  费用：费用\n'
    )
    claims = [{"x": "是的", "y": "也许", "费用": "3"}, {"x": "不是", "y": "是的", "费用": "3"}]
    assert answers(body, claims) == [[("丙", "paid", 300)], [("丙", "paid", 300)]]


def test_a_fact_may_bear_the_name_of_its_kind() -> None:
    body = '种类 类：丙、丁\n\n事实\n  类：类\n  费用：金额\n\n待遇 乙\n  不予支付：类 为 丙，理由 "丙"\n  费用：费用\n'
    assert answers(body, [{"类": "丙", "费用": "3"}, {"类": "丁", "费用": "3"}]) == [
        [("乙", "refused", 0)],
        [("乙", "paid", 300)],
    ]


def test_a_circle_is_told_once_through_tables_periods_and_parameters() -> None:
    table = "表 t\n  | 甲 | => 乙 |\n  | 任意 | 1 元 |\n\n规则 甲：金额\n  公式：乙\n\n"
    period = "规则 计日：日期\n  公式：起日(年度)\n\n期间 年度：年，始于 1月1日，按 计日\n\n"
    parameter = (
        "规则 计日：日期\n  若 参 > 1 元：2024年1月1日\n  否则：2024年1月1日\n\n"
        "参数 参：金额，按 计日\n  1900年1月1日起：1 元\n\n"
    )
    for circle in (table, period, parameter, "规则 甲：金额\n  公式：甲 + 1 元\n\n"):
        assert errors(circle + COST + "待遇 丁\n  费用：费用\n") == {"circular"}


def test_claims_keep_their_own_keys() -> None:
    for block in ("规则 member：金额\n  公式：费用\n\n", "表 t\n  | 费用 | => 参保人 |\n  | 任意 | 1 元 |\n\n"):
        assert errors(COST + block) == {"name-of-claims"}


# ---- types


def test_a_bare_number_is_no_date_kind_or_truth() -> None:
    facts = "种类 类：丙 < 丁\n\n事实\n  日：日期\n  类别：类\n  真：是否\n  费用：金额\n\n"
    for condition in ("日 > 20240101", "类别 ≥ 1", "真 = 1", "日 = 5"):
        assert errors(f"{facts}待遇 乙\n  适用：{condition}\n  费用：费用\n") == {"cannot-compare"}
    assert errors(f"{facts}待遇 乙\n  适用：日 为 20240101 以上\n  费用：费用\n") == {"wrong-type"}


def test_a_quotient_is_compared_exactly() -> None:
    """0.02 ÷ 3 is under 0.01 and 0.03 ÷ 3 is not, by comparison and by membership alike."""
    for condition in ("费用 ÷ 3 ≥ 0.01 元", "费用 ÷ 3 为 0.01 元 以上"):
        body = f"{COST}待遇 乙\n  适用：{condition}\n  费用：费用\n"
        assert answers(body, [{"费用": "0.02", "坏": False}, {"费用": "0.03", "坏": False}]) == [
            [("乙", "not_applicable", 0)],
            [("乙", "paid", 3)],
        ]


def test_ratios_multiply_exactly() -> None:
    """10,000 × 33.333 % × 33.333 % × 33.333 % = 370.359257…, half up 370.36; three readings of scale 5 each."""
    body = f"{COST}待遇 乙\n  费用：费用\n  比例：33.333% × 33.333% × 33.333%\n"
    assert answers(body, [{"费用": "10000", "坏": False}]) == [[("乙", "paid", 37036)]]


def test_points_are_added_to_a_ratio() -> None:
    """75 % + 5 points = 80 % of 1,000."""
    body = f"{COST}待遇 乙\n  费用：费用\n  比例：75% + 5个百分点\n"
    assert answers(body, [{"费用": "1000", "坏": False}]) == [[("乙", "paid", 80000)]]


def test_what_has_no_type_is_told() -> None:
    for formula in ("费用 × 费用", "费用 × 1 元"):
        assert errors(f"{COST}规则 甲：金额\n  公式：{formula}\n") == {"cannot-multiply"}
    # money ÷ money is a ratio, and a ratio is not money
    assert errors(f"{COST}规则 甲：金额\n  公式：费用 ÷ 3 元\n") == {"wrong-type"}
    assert errors(f"{COST}规则 甲：金额\n  公式：费用 × 33.333%\n") == {"needs-rounding"}


def test_only_whole_months_are_added_to_a_date() -> None:
    for months in ("1.5个月", "0.5日", "1.5年"):
        assert errors(f"{DATED}规则 甲：日期\n  公式：日 + {months}\n") == {"date-needs-whole"}


def test_dates_stay_in_the_calendar() -> None:
    body = "事实\n  日：日期\n  月：月数\n\n规则 甲：日期\n  公式：日 + 月\n"
    assert errors(body) == {"amount-too-large"}


def test_ages_and_month_ends() -> None:
    """Born 29 Feb 2008, 14 on 1 Mar 2022; 31 Jan 2024 + 1 month = 29 Feb; born after the day: no age, no answer."""
    body = (
        "事实\n  生：日期\n  日：日期\n  费用：金额\n\n规则 满月：日期\n  公式：日 + 1个月\n\n"
        '待遇 乙\n  不予支付：周岁(生，日) 为 14 以上，理由 "大"\n'
        '  不予支付：满月 = 2024年2月29日，理由 "闰"\n  费用：费用\n'
    )
    claims = [{"生": "2008-02-29", "日": day, "费用": "1"} for day in ("2022-02-28", "2022-03-01", "2007-01-01")]
    found = answers(body, [*claims, {"生": "2020-01-01", "日": "2024-01-31", "费用": "1"}])
    assert [status for [(_, status, _)] in found] == ["paid", "refused", "undetermined", "refused"]


# ---- refusals and holes


def test_a_refused_rule_refuses_the_benefit_whose_application_asks_it() -> None:
    body = (
        f'{COST}规则 丙：是否\n  若 坏：不予支付 "坏"\n  否则：费用 > 1 元\n\n'
        "待遇 乙\n  适用：费用 > 2 元 且 丙\n  费用：费用\n"
    )
    claims = [{"费用": "5", "坏": True}, {"费用": "5", "坏": False}, {"费用": "2", "坏": True}]
    assert answers(body, claims) == [[("乙", "refused", 0)], [("乙", "paid", 500)], [("乙", "not_applicable", 0)]]


def test_refusals_reach_through_periods_and_tables() -> None:
    body = (
        'DATED规则 计日：日期\n  若 日 早于 2024年1月1日：不予支付 "早"\n  否则：日\n\n'
        "期间 结算年：年，始于 1月1日，按 计日\n\n表 t\n  | 计日 | => 率 |\n"
        "  | 2024年1月31日止 | 40% |\n  | 2024年2月1日起 | 50% |\n\n"
        "待遇 乙\n  费用：费用\n  封顶：费用，每 结算年，100 元\n\n待遇 丁\n  费用：费用\n  比例：率\n"
    ).replace("DATED", DATED)
    assert answers(body, [{"日": "2023-12-31", "费用": "300"}, {"日": "2024-02-29", "费用": "300"}]) == [
        [("乙", "refused", 0), ("丁", "refused", 0)],
        [("乙", "paid", 10000), ("丁", "paid", 15000)],
    ]


def test_cells_of_every_type_may_be_open() -> None:
    """A date, a truth, a kind and a ratio, each with a hole or a refusal in its column."""
    body = (
        "种类 类：一级、二级\n\n事实\n  x：次数，1 至 3\n  费用：金额\n\n"
        "表 t\n  | x | => 档 | 日 | 真 | 比 |\n  | 1 | 一级 | 2024年1月1日 | 是 | 50% |\n"
        '  | 2 | 未规定 "缺" | 未规定 | 不予支付 "否" | 自付 10% |\n  | 3 | 二级 | 2024年2月29日 | 否 | 未规定 |\n\n'
        '待遇 乙\n  不予支付：档 为 二级，理由 "二级"\n  不予支付：日 晚于 2024年3月1日，理由 "晚"\n  费用：费用\n\n'
        '待遇 丁\n  条件：真，否则 "假"\n  费用：费用\n  比例：比\n'
    )
    assert answers(body, [{"x": x, "费用": "100"} for x in (1, 2, 3)]) == [
        [("乙", "paid", 10000), ("丁", "paid", 5000)],
        [("乙", "undetermined", None), ("丁", "refused", 0)],
        [("乙", "refused", 0), ("丁", "refused", 0)],
    ]


def test_none_in_every_kind_of_limit() -> None:
    """1: 无 deductible, cap 50: 50 × 50 % = 25. 2: (100 − 10) × 50 % = 45, no cap. 3: neither: 50."""
    body = (
        "事实\n  x：次数，1 至 3\n  费用：金额\n\n表 t\n  | x | => 起 | 顶 |\n"
        "  | 1 | 无 | 50 元 |\n  | 2 | 10 元 | 无 |\n"
        "  | 3 | 无 | 无 |\n\n待遇 乙\n  费用：费用\n  起付线：每次，起\n  封顶：费用，每次，顶\n  比例：50%\n"
        "  封顶：支付，每次，顶\n  保底：支付，每次，起\n"
    )
    assert answers(body, [{"x": x, "费用": "100"} for x in (1, 2, 3)]) == [
        [("乙", "paid", 2500)],
        [("乙", "paid", 4500)],
        [("乙", "paid", 5000)],
    ]


# ---- totals


def test_an_optional_amount_that_is_none_is_never_its_lowest() -> None:
    """额 is at least 100 where it is given; a claim without it adds no 100, and its total is open."""
    body = f'{OPTIONAL}待遇 乙\n  不予支付：年度 此前累计 额 > 50 元，理由 "超"\n  费用：费用\n'
    claims = [{"日": "2024-01-01", "费用": "5"}, {"日": "2024-01-02", "费用": "5"}]
    assert answers(body, claims) == [[("乙", "paid", 500)], [("乙", "undetermined", None)]]


def test_what_can_be_totalled() -> None:
    negative = "规则 负：金额\n  公式：费用 − 5 元\n\n规则 累：金额\n  公式：年度 此前累计 负\n"
    lines = "明细 行\n  价：金额\n\n规则 累：金额\n  公式：年度 此前累计 价\n\n待遇 乙\n  费用："
    fine = (
        "表 t\n  | 费用 | => 价 |\n  | 任意 | 0.125 元 |\n\n"
        "规则 累：金额\n  公式：年度 此前累计 价\n\n待遇 乙\n  费用：价\n"
    )
    assert errors(DATED + negative) == {"total-past-range"}
    assert errors(f"{DATED}{lines}合计(累)\n") == set()
    assert errors(f"{DATED}{lines}年度 此前累计 价\n") == {"line-fact-outside"}
    assert errors(DATED + fine) == {"needs-rounding"}


def test_a_total_read_inside_a_sum_over_lines_is_the_claim_s() -> None:
    """Before: 0, then 5.00. min(7, 5) + min(2, 5) = 7."""
    body = (
        f"{DATED}明细 行\n  价：金额\n\n规则 丙：金额\n"
        f"  公式：合计(取小(价，年度 此前累计 费用))\n\n待遇 乙\n  费用：丙\n"
    )
    claim = {"日": "2024-01-01", "费用": "5", "行": [{"价": "7"}, {"价": "2"}]}
    assert answers(body, [claim, claim]) == [[("乙", "paid", 0)], [("乙", "paid", 700)]]


def test_lines_missing_are_not_lines_empty() -> None:
    body = "明细 行\n  价：金额\n\n待遇 乙\n  费用：合计(价)\n"
    assert answers(body, [{"行": []}, {}]) == [[("乙", "paid", 0)], [("乙", "undetermined", None)]]


# ---- bands and caps


def test_bands_must_reach_as_far_as_the_cost_can() -> None:
    """A cap each claim says nothing of a year's bands; a deductible above the cap takes a place on them too."""
    bands = "  分段累进：费用，每 年度{place}\n    1万以下：50%\n"
    each = f"{DATED}待遇 乙\n  费用：费用\n  封顶：费用，每次，1万\n{bands.format(place='')}"
    year = f"{DATED}待遇 乙\n  费用：费用\n  封顶：费用，每年，1万\n{bands.format(place='')}"
    above = (
        f"{DATED}待遇 乙\n  费用：费用\n  起付线：每次，1000 元\n"
        f"  封顶：费用，每 年度，1万\n{bands.format(place='，含起付线')}"
    )
    assert errors(each) == {"bands-end", "cap-before-longer"}
    assert errors(year) == set()
    assert errors(above) == {"bands-end"}
    # 8,000 and the 2,000 that the year still has room for: 4,000 and 1,000
    claims = [{"日": "2024-01-01", "费用": "8000"}, {"日": "2024-02-01", "费用": "8000"}]
    assert answers(year, claims) == [[("乙", "paid", 400000)], [("乙", "paid", 100000)]]
    # 20,000 − 1,000, capped at 10,000, lies from 1,000 to 11,000 on the bands: 5,000
    wide = above.replace("1万以下", "1.1万以下")
    assert answers(wide, claims[:1] and [{"日": "2024-01-01", "费用": "20000"}]) == [[("乙", "paid", 500000)]]


def test_two_periods_limit_one_benefit() -> None:
    """50 a day and 120 a year: 50, 0 on the same day, 50, then the 20 that are left."""
    body = (
        f"{DATED}期间 天：日，按 日\n\n待遇 乙\n  费用：费用\n"
        f"  封顶：支付，每日，50 元\n  封顶：支付，每 年度，120 元\n"
    )
    days = ("2024-02-28", "2024-02-28", "2024-02-29", "2024-03-01")
    assert answers(body, [{"日": day, "费用": "80"} for day in days]) == [
        [("乙", "paid", fen)] for fen in (5000, 0, 5000, 2000)
    ]


# ---- parameters


def test_a_gap_an_overlap_and_a_day_without_a_value() -> None:
    def found(rows: str, date: str = "日期") -> set[str]:
        facts = f"事实\n  日：{date}\n  费用：金额\n\n"
        return errors(f"{facts}参数 线：金额，按 日\n{rows}\n待遇 乙\n  费用：费用\n  起付线：每次，线\n")

    assert found("  1900年1月1日起：1 元\n  2024年2月29日起：2 元\n") == set()
    assert found("  2022年：1 元\n  2024年：2 元\n", "日期，2022年1月1日 至 2024年12月31日") == {"effective-dates-gap"}
    assert found("  1900年1月1日起：1 元\n  1900年1月1日起：2 元\n") == {"effective-dates-overlap"}
    assert found("  2024年：1 元\n", "日期，2024年1月1日 至 2025年1月1日") == {"date-without-value"}
    assert found("  2024年：1 元\n", "日期，2024年1月1日 至 2024年12月31日") == set()
    assert found("  2024年1月1日起：1 元\n", "日期，2023年12月31日 起") == {"date-without-value"}
