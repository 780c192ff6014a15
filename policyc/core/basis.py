"""The basis: the fifteen operations every reading must spell, on plain integers and truths.

Closed on purpose. Scale, money, ratios and kinds are unknown here: whatever builds terms aligns scales by
explicit multiplication, so a backend only ever sees integers.
"""

from __future__ import annotations

from enum import Enum


class Operation(Enum):
    ADD = "add"
    SUB = "sub"
    MUL = "mul"
    DIV = "div"  # floor(n / d), d > 0 by range
    LEAST = "least"
    MOST = "most"
    LE = "le"
    EQ = "eq"
    AND = "and"
    OR = "or"
    NOT = "not"
    YEAR = "year"  # of a day number
    MONTH = "month"  # 1..12, of a day number
    DAY = "day"  # 1..31, of a day number
    DATE = "date"  # (y, m, d) -> day number; d clamped to the month's last day, m in 1..12
