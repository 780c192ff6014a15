"""The cases of an amendment: what they reach of its own file, on days of its own version and of the one before."""

from __future__ import annotations

from typing import Any

import policyc
from policyc.compile import compile_bytes
from policyc.report.diagnostic import Words

BASE = """政策 原政策 (older)
  有效：2021年1月1日 至 2021年12月31日
  取整：每笔支付，到分，四舍五入

种类 级 (grade)：低 (lower)、高 (upper)

事实
  日 (day)：日期，2021年1月1日 至 2022年12月31日
  费用额 (cost)：金额，0 至 10万
  级 (grade)：级
  停 (stopped)：是否

表 档 (bracket)
  | 级 | => 率 (share) |
  | 低 | 70%           |
  | 高 | 60%           |

待遇 付 (pay)
  不予支付：停，理由 "停付"
  费用：费用额
  比例：率
"""
HEAD = """政策 新政策 (newer)
  修订："older.pol"
  有效：2022年1月1日 起，按 日

表 档 (bracket)
  | 级 | => 率 (share) |
  | 低 | 80%           |
  | 高 | 80%           |

"""
# from 2022: the grade no longer matters, 80 % of everything, 1,000 yuan at the most
BENEFIT = """待遇 付 (pay)
  不予支付：停，理由 "停付"
  费用：费用额
  比例：率
  封顶：支付，每次，1000 元

"""
CASE = """案例 前后 (both_sides)：各自独立
  已知：停 为 否
  | 日         | 费用额 | 级 | => 付   |
"""


def coverage_of(*rows: str, benefit: str = BENEFIT) -> dict[str, Any]:
    """What the cases of the amendment reach; all of them come out."""

    def folder(path: str) -> bytes | Words:
        return BASE.encode() if path == "older.pol" else Words("无", "none")

    text = HEAD + benefit + CASE + "".join(f"  {row}\n" for row in rows)
    compiled, _, findings = compile_bytes("newer.pol", text.encode(), folder)
    assert compiled is not None, findings
    report = policyc.Policy(compiled).test()
    assert report.passed
    coverage: dict[str, Any] = report.as_data()["coverage"]
    return coverage


def test_days_of_the_version_before_reach_nothing_of_the_amendment() -> None:
    # 1,000 at 70 %, by the base: its row is for the cases of the base
    coverage = coverage_of("| 2021-12-31 | 1000 | 低 | 700 |")
    # two rows, the benefit paying, its refusal, its limit where it bites and where it does not
    assert (coverage["points"], coverage["reached"]) == (6, 0)
    assert [(one["part"], one["owner"], one["line"]) for one in coverage["missed"]] == [
        ("row", "bracket", 7),
        ("row", "bracket", 8),
        ("paid", "pay", 10),
        ("gate", "pay", 11),
        ("limit", "pay", 14),
        ("limit", "pay", 14),
    ]


def test_days_of_the_amendment_reach_it() -> None:
    # 1,000 and 2,000 at 80 % are 800, and 1,600 of which 1,000 are paid
    coverage = coverage_of("| 2022-01-01 | 1000 | 低 | 800 |", "| 2022-01-01 | 2000 | 高 | 1000 |")
    assert [one["part"] for one in coverage["missed"]] == ["gate"]


def test_a_benefit_that_is_not_amended_reaches_the_amended_table() -> None:
    coverage = coverage_of("| 2022-01-01 | 1000 | 高 | 800 |", benefit="")
    assert [(one["part"], one["line"]) for one in coverage["missed"]] == [("row", 7)]
