"""Numbers where they stand: as they are written, or told of where they may be meant otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from policyc.elaborate import literals
from policyc.elaborate.elaboration import Elaboration
from policyc.elaborate.value import Bare, Value, ValueType
from policyc.elaborate.wording import number_text
from policyc.report.diagnostic import Words
from policyc.syntax.expression import Number, NumberUnit, Product
from policyc.types import MONEY, Count, Money, Ratio

_GROUPED = range(1_000, 1_000_000)
"""The digits of `1.000` to `999.999`: one to three, a dot and three more, as a group of thousands is written."""


def number_value(work: Elaboration, node: Number, expected: ValueType | None) -> Value | None:
    """A number as an amount of what is wanted.

    `20.000 元` may be twenty thousand, and 80 where a ratio is wanted may be 80% or eighty times: neither is guessed.
    """
    if isinstance(expected, Ratio) and node.unit is NumberUnit.NONE and node.digits:
        work.error("ratio-without-percent", node.span, found=_plain(node), instead=_percent(node))
        return None
    if _may_group(node) and _is_amount(node, expected):
        _ask_which(work, node)
        return None
    return literals.number(node)


def factor_value(work: Elaboration, node: Number) -> Value | None:
    """A number in a product. `1.035` is a factor and `2.125 元` a price of one unit; `2.000 元` may be two thousand."""
    if _may_group(node) and node.unit is NumberUnit.YUAN and node.digits % 10 == 0:
        _ask_which(work, node)
        return None
    return literals.number(node)


def factor_without_yuan(node: Product, values: Sequence[Value]) -> Number | None:
    """The number that may be meant for yuan in a product that counts something, where money is wanted: `2万 × 次数`."""
    counts = [value for value in values if isinstance(value.type, Count)]
    if not counts or any(not isinstance(value.type, Count | Bare) for value in values):
        return None
    plain = [part for part in node.parts if isinstance(part, Number) and part.unit is NumberUnit.NONE]
    return plain[0] if plain else None


def _may_group(node: Number) -> bool:
    return node.decimals == 3 and node.digits in _GROUPED


def _is_amount(node: Number, expected: ValueType | None) -> bool:
    """Is it an amount of money, which has two decimals? A unit price has six."""
    if node.unit is NumberUnit.YUAN:
        return expected == MONEY or not isinstance(expected, Money)
    return node.unit is NumberUnit.NONE and expected == MONEY


def _ask_which(work: Elaboration, node: Number) -> None:
    whole, written = number_text(node.digits, 0), f"{node.digits // 1000}.{node.digits % 1000:03}"
    # a fourth decimal, or fewer than three: then the dot groups nothing
    plain = number_text(node.digits, 3) if node.digits % 10 == 0 else f"{written}0"
    work.error("dot-may-group", node.span, found=_yuan(written), grouped=_yuan(whole), plain=_yuan(plain))


def _yuan(text: str) -> Words:
    return Words(f"{text} 元", f"{text} yuan")


def _plain(node: Number) -> str:
    return number_text(node.digits, node.decimals)


def _percent(node: Number) -> str:
    """`80%` for 80, and for 0.8 and 1, which are parts of the whole."""
    part = node.digits <= 10**node.decimals
    return number_text(node.digits * (100 if part else 1), node.decimals) + "%"
