"""Texts made to break a parser end in a diagnostic, in time that grows with their length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyc.source import Source
from policyc.syntax.parse import parse
from tests.syntax.reading import codes, read

RULE = "规则 甲：金额\n  公式："

HOSTILE = {
    "parentheses": (RULE + "(" * 100_000 + "1" + ")" * 100_000, ["nested-too-deep"]),
    "negations": (RULE + "非 " * 100_000 + "乙", ["unexpected-here"]),
    "digits": (RULE + "1" * 300_000, ["number-too-long"]),
    "grouped digits": (RULE + "1" + ",111" * 100_000, ["number-too-long"]),
    "fraction": (RULE + "1." + "1" * 300_000, ["number-too-long"]),
    "exponent": (RULE + "1e999999", ["number-form"]),
    "quotes": (RULE + '"' * 100_001, ["unexpected-here"]),
    "bars": ("表 甲\n  " + "|" * 300_000, ["unexpected-here"]),
    "cyrillic": (RULE + "а" * 300_000, ["look-alike-character"]),
    "long name": (RULE + "乙" * 300_000, []),
    "numerals": (RULE + "一" * 300_000, []),
    "sum": (RULE + " + ".join(["乙"] * 20_000), []),
    "conditions": (RULE + " 且 ".join(["乙 > 1"] * 20_000), []),
    "comments": ("# 注释\n" * 200_000, []),
    "stairs": ("".join(" " * depth + "甲\n" for depth in range(1_000)), ["unknown-clause"]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    text, expected = HOSTILE[name]
    assert codes(text) == expected


def test_64_parentheses_are_read() -> None:
    read(RULE + "(" * 64 + "1" + ")" * 64)
    assert codes(RULE + "(" * 65 + "1" + ")" * 65) == ["nested-too-deep"]


@pytest.mark.parametrize(
    "line", ["  瞎写 一气\n", "  | 1\n", "  公式：(\n", "规则 乙：金额\n", "  甲 (b)：金额\n", "  公式：1\n"]
)
def test_time_grows_with_length(line: str) -> None:
    """Eight times the lines take nowhere near the sixty-four times that a quadratic would."""

    def seconds(lines: int) -> float:
        source = Source("test.pol", RULE + "1\n" + line * lines)
        start = time.process_time()
        parse(source)
        return time.process_time() - start

    assert seconds(16_000) < 32 * max(seconds(2_000), 0.02)


@given(
    st.text(alphabet='规则甲乙：金额\n 公式若(）|=>+-1万元%，、"“」「#\t以上abc_аé\u200b\x00\r<且每次', max_size=200)
)
def test_any_text_is_read(text: str) -> None:
    parse(Source("test.pol", text))


@given(st.text(max_size=100))
def test_any_characters_are_read(text: str) -> None:
    parse(Source("test.pol", text))
