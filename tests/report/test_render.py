"""Diagnostics as drawn. Every excerpt is compared whole, so that a caret one column off fails."""

from __future__ import annotations

import pytest

from policyc.report.catalogue import Entry
from policyc.report.diagnostic import Diagnostic, Label, Language, Severity, Words
from policyc.report.render import in_order, render_text, to_json
from policyc.source import Source, Span, display_width

ENTRIES = {
    "unknown-name": Entry(
        Words("没有声明过「{name}」", "`{name}` is not declared"),
        Words("先声明它", "declare it"),
    ),
    "declared-twice": Entry(
        Words("「{name}」声明了两次", "`{name}` is declared twice"),
        None,
        {"first": Words("先在这里声明", "first declared here")},
    ),
}

POLICY = Source("昆山.pol", "事实\n  等级：等级\n  停卡：是否\n  等级：金额\n若 住院次 为 1：无\n")


@pytest.fixture(autouse=True)
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policyc.report.catalogue.entries", lambda: ENTRIES)


def at(text: str, name: str, code: str = "unknown-name") -> tuple[Source, Diagnostic]:
    start = text.index(name)
    return Source("a.pol", text), Diagnostic(code, Span(start, start + len(name)), {"name": name})


def unknown(source: Source, name: str) -> Diagnostic:
    start = source.text.index(name)
    return Diagnostic("unknown-name", Span(start, start + len(name)), {"name": name})


def twice(source: Source, name: str) -> Diagnostic:
    first, second = source.text.index(name), source.text.rindex(name)
    width = len(name)
    labels = (Label(Span(first, first + width), "first"),)
    return Diagnostic("declared-twice", Span(second, second + width), {"name": name}, labels, Severity.WARNING)


def carets(text: str, name: str) -> tuple[str, str]:
    """The excerpt's line and the line of carets below it."""
    source, found = at(text, name)
    _, _, line, under, *_ = render_text([found], source, Language.EN).split("\n")
    return line, under


def test_carets_stand_under_full_width_text_in_chinese() -> None:
    assert render_text([unknown(POLICY, "住院次")], POLICY, Language.ZH) == (
        "错误[unknown-name]：没有声明过「住院次」\n"
        " --> 昆山.pol:5:3\n"
        "5 | 若 住院次 为 1：无\n"
        "  |    ^^^^^^\n"
        "  = 改法：先声明它\n"
        "\n"
        "1 个错误\n"
    )


def test_carets_stand_under_full_width_text_in_english() -> None:
    assert render_text([unknown(POLICY, "住院次")], POLICY, Language.EN) == (
        "error[unknown-name]: `住院次` is not declared\n"
        " --> 昆山.pol:5:3\n"
        "5 | 若 住院次 为 1：无\n"
        "  |    ^^^^^^\n"
        "  = help: declare it\n"
        "\n"
        "1 error\n"
    )


def test_further_places_are_drawn_with_their_words() -> None:
    source = Source("a.pol", "事实\n  停卡：是否\n" + "# 注\n" * 7 + "  停卡：金额\n")
    assert render_text([twice(source, "停卡")], source, Language.ZH) == (
        "警告[declared-twice]：「停卡」声明了两次\n"
        "  --> a.pol:10:3\n"
        " 2 |   停卡：是否\n"
        "   |   ---- 先在这里声明\n"
        "10 |   停卡：金额\n"
        "   |   ^^^^\n"
        "\n"
        "1 个警告\n"
    )


def test_two_places_on_one_line_are_drawn_below_each_other() -> None:
    source = Source("a.pol", "种类 等级：甲、乙、甲\n")
    assert render_text([twice(source, "甲")], source, Language.EN) == (
        "warning[declared-twice]: `甲` is declared twice\n"
        " --> a.pol:1:11\n"
        "1 | 种类 等级：甲、乙、甲\n"
        "  |                    ^^\n"
        "  |            -- first declared here\n"
        "\n"
        "1 warning\n"
    )


def test_findings_come_by_place_each_once_and_counted() -> None:
    source = Source("a.pol", "甲 乙 丙\n丙")
    found = [unknown(source, "乙"), unknown(source, "甲"), unknown(source, "乙"), twice(source, "丙")]
    assert [diagnostic.arguments["name"] for diagnostic in in_order(found)] == ["甲", "乙", "丙"]
    assert render_text(found, source, Language.EN).endswith("\n\n2 errors, 1 warning\n")
    assert render_text(found, source, Language.ZH).endswith("\n\n2 个错误，1 个警告\n")


def test_without_findings_nothing_is_drawn() -> None:
    assert render_text([], POLICY, Language.ZH) == ""


def test_a_finding_about_a_claim_has_no_excerpt() -> None:
    found = Diagnostic("unknown-name", None, {"name": "甲"})
    assert render_text([found], None, Language.EN) == (
        "error[unknown-name]: `甲` is not declared\n  = help: declare it\n\n1 error\n"
    )


@pytest.mark.parametrize(
    ("text", "line", "under"),
    [
        ("a 甲", "1 | a 甲", "  |   ^^"),
        ("\t甲", "1 | \\t甲", "  |   ^^"),
        ("e\u0301 甲", "1 | e<U+0301> 甲", "  |           ^^"),
        ("\u200b甲", "1 | <U+200B>甲", "  |         ^^"),
        ("\u202e甲", "1 | <U+202E>甲", "  |         ^^"),
        ("\x1b[2J甲", "1 | <U+001B>[2J甲", "  |            ^^"),
        ("\x00甲", "1 | <U+0000>甲", "  |         ^^"),
        ("\u00a0甲", "1 | <U+00A0>甲", "  |         ^^"),
        ("\u3000甲", "1 | \u3000甲", "  |   ^^"),
        ("（１２）甲", "1 | （１２）甲", "  |         ^^"),
        ("ﾊﾝ甲", "1 | ﾊﾝ甲", "  |   ^^"),
        ("𠀀甲", "1 | 𠀀甲", "  |   ^^"),
    ],
    ids=[
        "ascii",
        "tab",
        "combining",
        "zero width",
        "bidi",
        "terminal control",
        "nul",
        "hard space",
        "full-width space",
        "full",
        "half kana",
        "beyond bmp",
    ],
)
def test_carets_are_true_after(text: str, line: str, under: str) -> None:
    assert carets(text, "甲") == (line, under)


def test_a_span_over_hidden_characters_is_underlined_as_shown() -> None:
    assert carets("x a\u200bb y", "a\u200bb") == ("1 | x a<U+200B>b y", "  |   ^^^^^^^^^^")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(end: str) -> None:
    assert carets(f"# 注{end}  甲{end}# 注", "甲") == ("2 |   甲", "  |   ^^")


def test_a_span_past_its_line_is_underlined_to_the_line_end() -> None:
    source = Source("a.pol", "甲乙\n丙\n")
    drawn = render_text([Diagnostic("unknown-name", Span(1, 4), {"name": "乙"})], source, Language.EN)
    assert "1 | 甲乙\n  |   ^^\n" in drawn


@pytest.mark.parametrize("text", ["", "甲", "甲\n"])
def test_the_end_of_the_text_is_a_place(text: str) -> None:
    source = Source("a.pol", text)
    end = Span(len(text), len(text))
    assert "^" in render_text([Diagnostic("unknown-name", end, {"name": "x"})], source, Language.ZH)


@pytest.mark.parametrize("before", [0, 10, 49, 200, 300_000])
def test_a_long_line_is_cut_around_the_span(before: int) -> None:
    line, under = carets("额" * before + "甲" + "额" * 300_000, "甲")
    start, end = under.index("^"), under.rindex("^") + 1
    assert display_width(line) <= 4 + 102
    assert line.startswith("1 | …" if before > 49 else "1 | ")
    assert line.endswith("…")
    assert display_width(line[: line.index("甲")]) == start
    assert end - start == 2


def test_colours_add_only_escape_sequences() -> None:
    plain = render_text([unknown(POLICY, "住院次")], POLICY, Language.ZH)
    coloured = render_text([unknown(POLICY, "住院次")], POLICY, Language.ZH, colour=True)
    assert "\x1b[1;31m错误[unknown-name]：没有声明过「住院次」\x1b[0m\n" in coloured
    for sequence in ("\x1b[1;31m", "\x1b[34m", "\x1b[0m"):
        coloured = coloured.replace(sequence, "")
    assert coloured == plain


def test_as_data_in_both_languages() -> None:
    source = Source("a.pol", "甲\n  乙丙\n丙\n甲")
    assert to_json([twice(source, "甲"), unknown(source, "乙丙")], source) == [
        {
            "code": "unknown-name",
            "severity": "error",
            "message": {"zh": "没有声明过「乙丙」", "en": "`乙丙` is not declared"},
            "help": {"zh": "先声明它", "en": "declare it"},
            "file": "a.pol",
            "line": 2,
            "column": 3,
            "end": {"line": 2, "column": 5},
            "labels": [],
        },
        {
            "code": "declared-twice",
            "severity": "warning",
            "message": {"zh": "「甲」声明了两次", "en": "`甲` is declared twice"},
            "help": None,
            "file": "a.pol",
            "line": 4,
            "column": 1,
            "end": {"line": 4, "column": 2},
            "labels": [
                {
                    "text": {"zh": "先在这里声明", "en": "first declared here"},
                    "file": "a.pol",
                    "line": 1,
                    "column": 1,
                    "end": {"line": 1, "column": 2},
                }
            ],
        },
    ]


def test_as_data_in_one_language() -> None:
    (found,) = to_json([Diagnostic("unknown-name", None, {"name": "甲"})], None, Language.ZH)
    assert found == {
        "code": "unknown-name",
        "severity": "error",
        "message": "没有声明过「甲」",
        "help": "先声明它",
        "labels": [],
    }
