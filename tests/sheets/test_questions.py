"""At the terminal: what a sheet leaves open is asked, each blank with its meanings, until the answer can be read."""

from __future__ import annotations

import pytest

from policyc.cli.sheet_questions import complete
from policyc.report.diagnostic import Language
from policyc.sheets.layout import lay_out
from policyc.sheets.reading import read_sheet
from policyc.sheets.table_draft import Answers, draft, proposed
from tests.sheets.books import table_lines, workbook

SHEET = workbook([["人群", "等级", "起付线", "次数"], ["甲类", "一级", "300元", 1], [None, "二级", None, 2]])


def test_what_is_open_is_asked_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["起付", "C,D", "未规定", "同上", "无", "元"])
    asked: list[str] = []

    def prompt(question: str, **_: object) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("click.prompt", prompt)
    layout = lay_out(read_sheet("甲.xlsx", SHEET, None), None, None)
    done = complete(layout, Answers(), Language.ZH)
    assert asked == [
        "哪几列是结果（A 人群、B 等级、C 起付线、D 次数）",
        "哪几列是结果（A 人群、B 等级、C 起付线、D 次数）",
        "同上、任意、无",
        "同上、任意、无",
        "同上、无、未规定",
        "「次数」一列的数以什么为单位（元、%、次、周岁、年、个月、日）",
    ]
    assert "「人群」一列的 A3 是空白，意思是\n  同上  与上一行相同\n  任意  什么值都可以" in capsys.readouterr().err
    text = draft(layout, done, "甲.xlsx", Language.ZH).text
    assert table_lines(text)[1:] == ["|甲类|一级|300元|1元|", "|甲类|二级|无|2元|"]


def test_the_proposal_is_the_last_columns_with_amounts() -> None:
    assert proposed(lay_out(read_sheet("甲.xlsx", SHEET, None), None, None)) == (3, 4)


def test_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["C,D", "as above", "none", "times"])
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    layout = lay_out(read_sheet("甲.xlsx", SHEET, None), None, None)
    text = draft(layout, complete(layout, Answers(), Language.EN), "甲.xlsx", Language.EN).text
    assert table_lines(text)[1:] == ["|甲类|一级|300yuan|1time|", "|甲类|二级|none|2times|"]
