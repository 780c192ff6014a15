"""NumPy over columns, as it would be written by hand: integers in fen."""

from __future__ import annotations

import numpy as np

from benchmarks.exact import CONSULT, NEW_YEAR, OTHER
from benchmarks.generated import Columns

CAP = 247_131


def stays(columns: Columns) -> Columns:
    cost, level, admission = columns["cost_fen"], columns["level"], columns["admission_no"]
    first = np.where(columns["is_student"], 50_000, np.array([30_000, 50_000, 80_000])[level])
    deductible = np.where(admission == 1, first, np.where(admission == 2, first // 2, 10_000))
    hundredths = np.maximum(np.minimum(cost, 4_000_000) - deductible, 0) * 75
    for low, high, rate in ((4_000_000, 10_000_000, 80), (10_000_000, 20_000_000, 85), (20_000_000, 35_000_000, 90)):
        hundredths += np.maximum(np.minimum(cost, high) - low, 0) * rate
    paid = (hundredths + 50) // 100
    return {"deductible": deductible, "fund_paid": paid, "self_paid": cost - paid}


def visits(columns: Columns) -> Columns:
    """Sorted by member, year, day and number; totals are running sums that begin anew where the year does."""
    level, other = columns["level"], columns["other_fen"]
    consult_paid = (columns["consult_fen"] * np.array(CONSULT)[level] + 50) // 100
    whole = (other * np.array(OTHER)[level] + 50) // 100
    whole = np.where(columns["selected"] | columns["emergency"], whole, 0)
    year = columns["member"] * 2 + (columns["day"] >= NEW_YEAR)
    order = np.lexsort((columns["day"], year))
    sorted_year, sorted_whole = year[order], whole[order]
    total = np.cumsum(sorted_whole)
    starts = np.flatnonzero(np.concatenate([[True], sorted_year[1:] != sorted_year[:-1]]))
    total -= np.repeat(total[starts] - sorted_whole[starts], np.diff(np.append(starts, len(total))))
    other_paid = np.empty_like(whole)
    other_paid[order] = np.minimum(total, CAP) - np.minimum(total - sorted_whole, CAP)
    fund = consult_paid + other_paid
    own = columns["consult_fen"] + other - fund
    return {"consult_paid": consult_paid, "other_paid": other_paid, "fund_paid": fund, "self_paid": own}
