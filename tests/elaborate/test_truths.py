"""A yes-or-no value compared with another one, by 为 and by =."""

from __future__ import annotations

import pytest

from tests.elaborate.speaking import answers

FACTS = "事实\n  甲：是否\n  乙：是否\n  费用：金额\n\n"


@pytest.mark.parametrize(
    ("condition", "paying"),
    [
        ("甲 为 乙", [True, False, False, True]),
        ("甲 = 乙", [True, False, False, True]),
        ("甲 不为 乙", [False, True, True, False]),
        ("甲 为 是、乙", [True, True, False, True]),
        ("甲 为 否", [False, False, True, True]),
    ],
)
def test_a_truth_is_what_another_one_is(condition: str, paying: list[bool]) -> None:
    """Both yes, the first alone, the second alone, neither."""
    both = [(True, True), (True, False), (False, True), (False, False)]
    claims = [{"甲": one, "乙": other, "费用": "3"} for one, other in both]
    settled = answers(f"{FACTS}待遇 丙\n  适用：{condition}\n  费用：费用\n", claims)
    assert [status == "paid" for ((_, status, _),) in settled] == paying
