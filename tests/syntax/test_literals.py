"""Literals and signs: what an input method gives means the same as its plain form."""

from __future__ import annotations

import pytest

from policyc.syntax.expression import (
    Compare,
    DateLiteral,
    Expression,
    MonthDay,
    MonthLiteral,
    Name,
    Number,
    NumberUnit,
    YearLiteral,
)
from policyc.syntax.segment import segment
from tests.syntax.reading import codes, condition

YUAN, PERCENT = NumberUnit.YUAN, NumberUnit.PERCENT

LITERALS: dict[str, Expression] = {
    "4万": Number(40000),
    "35 万元": Number(350000, 0, YUAN),
    "４．５万": Number(45000),
    "4.50万": Number(45000),
    "1.23456万": Number(123456, 1),
    "1 亿": Number(100000000),
    "2千万元": Number(20000000, 0, YUAN),
    "1,234.56": Number(123456, 2),
    "500.00": Number(50000, 2),
    "75%": Number(75, 0, PERCENT),
    "７５％": Number(75, 0, PERCENT),
    "2个百分点": Number(2, 0, NumberUnit.POINT),
    "14周岁": Number(14, 0, NumberUnit.AGE),
    "6个月": Number(6, 0, NumberUnit.MONTHS),
    "60日": Number(60, 0, NumberUnit.DAYS),
    "60 天": Number(60, 0, NumberUnit.DAYS),
    "1年": Number(1, 0, NumberUnit.YEARS),
    "5个工作日": Number(5, 0, NumberUnit.WORKDAYS),
    "3次": Number(3, 0, NumberUnit.TIMES),
    "2021年": YearLiteral(2021),
    "year 2021": YearLiteral(2021),
    "二〇二一年": YearLiteral(2021),
    "2021年3月": MonthLiteral(2021, 3),
    "2021 年 03 月": MonthLiteral(2021, 3),
    "2021-03": MonthLiteral(2021, 3),
    "2021年1月1日": DateLiteral(2021, 1, 1),
    "2021 年 1 月 1 日": DateLiteral(2021, 1, 1),
    "２０２１－０１－０１": DateLiteral(2021, 1, 1),
    "2021-01-01": DateLiteral(2021, 1, 1),
    "二〇二一年十二月三十一日": DateLiteral(2021, 12, 31),
    "12月30日": MonthDay(12, 30),
    "Dec 30": MonthDay(12, 30),
    "一万": Number(10000),
    "二十万元": Number(200000, 0, YUAN),
    "一亿二千万": Number(120000000),
    "十八周岁": Number(18, 0, NumberUnit.AGE),
    "百分之五十": Number(50, 0, PERCENT),
    "三级": Name("三级"),
    "一": Name("一"),
    "三万五": Name("三万五"),
    "每日限额": Name("每日限额"),
    "无偿": Name("无偿"),
    "非深户": Name("非深户"),
    "超过额": Name("超过额"),
    "notable": Name("notable"),
    "order_total": Name("order_total"),
    "「一级以下机构」": Name("一级以下机构"),
}


@pytest.mark.parametrize("text", LITERALS)
def test_literal(text: str) -> None:
    found = condition(f"甲 = {text}")
    assert isinstance(found, Compare)
    assert found.right == LITERALS[text]


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("甲　＞＝　（乙＋１）×２", "甲 >= (乙+1)*2"),
        ("甲≥乙", "甲 >= 乙"),
        ("甲！＝乙−1", "甲 != 乙 - 1"),
        ("甲 ≠ 乙÷2", "甲 != 乙/2"),
        ("年龄14周岁以下", "年龄 <= 14周岁"),
        ("年龄不满18周岁", "年龄 < 18周岁"),
        ("等级 为一级、二级以下", "等级 为 一级，二级以下"),
        ("停卡且急诊", "停卡 且 急诊"),
        ("甲 为 4万至10万", "甲 为 4万 至 10万"),
        ("甲 超过十万元", "甲 > 100,000元"),
    ],
)
def test_equal_ways_to_write(given: str, plain: str) -> None:
    assert condition(given) == condition(plain)


def test_a_difference_is_no_month() -> None:
    assert condition("甲 > 2000-10 元") == condition("甲 > 2000 - 10 元")
    assert condition("甲 > 2000-10%") == condition("甲 > 2000 - 10%")


def test_thousands_in_a_list() -> None:
    one, two = condition("取小(1,200) > 0"), condition("取小(1，200) > 0")
    assert isinstance(one, Compare)
    assert isinstance(two, Compare)
    assert getattr(one.left, "arguments", None) == (Number(1200),)
    assert getattr(two.left, "arguments", None) == (Number(1), Number(200))


@pytest.mark.parametrize("date", ["2021年2月29日", "2021年13月", "2021-13-01", "2月30日", "0000-01-01"])
def test_days_that_do_not_exist(date: str) -> None:
    assert codes(f"断言：甲 = {date}\n") == ["no-such-date"]


def test_segment() -> None:
    declared = {"住院次数", "停卡", "急诊", "一级"}
    assert segment("住院次数为2", declared) == ["住院次数", "为", "2"]
    assert segment("停卡或急诊", declared) == ["停卡", "或", "急诊"]
    assert segment("非急诊", declared) == ["非", "急诊"]
    assert segment("等级", declared) is None
    assert segment("急诊", declared) is None
    assert segment("急诊" * 1000, declared) is None
