"""A cap on cost before a deductible or bands: warned of where their period can hold more than one of what is capped."""

from __future__ import annotations

import pytest

from policyc.compile import compile_bytes

HEAD = """政策 示例 (example)
  取整：每笔支付，到分，四舍五入
事实
  就诊日期 (visit_date)：日期，2024年1月1日 至 2024年12月31日
  费用额 (cost)：金额，0 至 10万
期间 就诊日 (visit_day)：日，按 就诊日期
期间 年度 (policy_year)：年，始于 1月1日，按 就诊日期
期间 近期 (recent)：近12个月，含当日，按 就诊日期
待遇 支付额 (pay)
  费用：费用额
"""
DAY, YEAR = "  封顶：费用，每 就诊日，600 元\n", "  封顶：费用，每 年度，5000 元\n"
BANDS = "  分段累进：费用，每 年度{inside}\n    1000 以下：50%\n    超过 1000：80%\n"
DEDUCTIBLE, RATIO = "  起付线：每 年度，650 元\n", "  比例：80%\n"


def warned(steps: str) -> bool:
    codes = [finding.code for finding in compile_bytes("page.pol", (HEAD + steps).encode())[2]]
    assert set(codes) <= {"cap-before-longer", "unused-name"}
    return "cap-before-longer" in codes


@pytest.mark.parametrize(
    "steps",
    [
        DAY + DEDUCTIBLE + RATIO,
        "  封顶：费用，每次，600 元\n" + DEDUCTIBLE + RATIO,
        "  封顶：费用，每 近期，600 元\n" + DEDUCTIBLE + RATIO,
        DAY + "  起付线：终身，650 元\n" + RATIO,
        DAY + BANDS.format(inside=""),
        DAY + "  起付线：每次，50 元\n" + BANDS.format(inside="，含起付线"),
    ],
)
def test_warned(steps: str) -> None:
    assert warned(steps)


@pytest.mark.parametrize(
    "steps",
    [
        YEAR + DEDUCTIBLE + RATIO,
        YEAR + "  起付线：每 就诊日，50 元\n" + RATIO,
        DAY + "  起付线：每次，50 元\n" + RATIO,
        DEDUCTIBLE + DAY + RATIO,
        DAY + "  先行自付：10%\n" + DEDUCTIBLE + RATIO,
        DAY + "  起付线：每 近期，650 元\n" + RATIO,
        DAY + "  起付线：每次，50 元\n" + BANDS.format(inside="，不含起付线"),
    ],
)
def test_not_warned(steps: str) -> None:
    assert not warned(steps)
