"""Sums of payments, as far as they may go."""

from __future__ import annotations

import numpy as np
import pytest

from policyc.batch.answering.tally import exact_sum


@pytest.mark.parametrize(
    ("values", "most"),
    [
        ([], 0),
        ([5, -7, 2**40], 2**40),
        # twice 2⁶² is 2⁶³, one more than 64 bits hold; and as far below
        ([2**62, 2**62], 2**62),
        ([-(2**62), -(2**62), -1], 2**62),
        ([2**63 - 1, 2**63 - 1, -(2**63)], 2**63),
    ],
)
def test_a_sum_is_whole_however_far_it_goes(values: list[int], most: int) -> None:
    assert exact_sum(np.array(values, np.int64), most) == sum(values)
