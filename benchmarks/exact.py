"""Both kinds of work in fractions of yuan, to be read and not to be fast: what every other way is measured by."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from benchmarks.generated import FIRST_DAY, Columns

DEDUCTIBLES = {(False, 0): 300, (False, 1): 500, (False, 2): 800, (True, 0): 500, (True, 1): 500, (True, 2): 500}
BANDS = ((0, 40_000, 75), (40_000, 100_000, 80), (100_000, 200_000, 85), (200_000, 350_000, 90))
CONSULT, OTHER = (80, 70, 60), (75, 65, 55)
CAP = Fraction("2471.31")
NEW_YEAR = FIRST_DAY + 366  # 1 January 2025

Answers = dict[str, list[int]]


def half_up(yuan: Fraction) -> Fraction:
    return Fraction((yuan * 100 + Fraction(1, 2)) // 1, 100)


def stays(columns: Columns) -> Answers:
    """Deductible, fund's and own payment of each stay, in fen."""
    answers: Answers = {"deductible": [], "fund_paid": [], "self_paid": []}
    wanted = ("is_student", "level", "admission_no", "cost_fen")
    for student, level, admission, cost_fen in zip(*(columns[name].tolist() for name in wanted), strict=True):
        cost, first = Fraction(cost_fen, 100), Fraction(DEDUCTIBLES[student, level])
        deductible = first if admission == 1 else first / 2 if admission == 2 else Fraction(100)
        parts = ((min(high, cost) - max(low, deductible), rate) for low, high, rate in BANDS)
        paid = half_up(sum((part * Fraction(rate, 100) for part, rate in parts if part > 0), Fraction()))
        for name, yuan in zip(answers, (deductible, paid, cost - paid), strict=True):
            answers[name].append(int(yuan * 100))
    return answers


def visits(columns: Columns) -> Answers:
    """What the fund pays of a visit's two parts, in all, and what is left, in fen; by the day, then the number."""
    count = len(columns["claim_number"])
    names = ("consult_paid", "other_paid", "fund_paid", "self_paid")
    answers: Answers = {name: [0] * count for name in names}
    used: dict[tuple[int, bool], Fraction] = defaultdict(Fraction)
    wanted = ("member", "day", "level", "consult_fen", "other_fen", "selected", "emergency")
    rows = list(zip(*(columns[name].tolist() for name in wanted), strict=True))
    for at in sorted(range(count), key=lambda place: (rows[place][1], place)):
        member, day, level, consult, other, selected, emergency = rows[at]
        consult_paid = half_up(Fraction(consult, 100) * Fraction(CONSULT[level], 100))
        whole = half_up(Fraction(other, 100) * Fraction(OTHER[level], 100)) if selected or emergency else Fraction()
        year = member, day >= NEW_YEAR
        other_paid = min(whole, CAP - used[year])
        used[year] += other_paid
        fund = consult_paid + other_paid
        for name, yuan in zip(
            names, (consult_paid, other_paid, fund, Fraction(consult + other, 100) - fund), strict=True
        ):
            answers[name][at] = int(yuan * 100)
    return answers
