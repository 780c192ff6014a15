"""A policy to start from checks without a finding, settles its claim, and its case holds; nothing is overwritten."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

import policyc
from policyc.cli import main
from policyc.compile import compile_bytes
from policyc.report.diagnostic import Language
from policyc.syntax.show import show_tree

ZH = ("就诊日期", "等级", "费用额", "门诊支付", ("一级", "三级"))
EN = ("service_date", "level", "cost", "op_pay", ("primary", "tertiary"))


def started(folder: Path, language: Language, name: str = "试用") -> Path:
    done = CliRunner().invoke(main, ["new", str(folder / name), "--lang", language.value])
    assert done.exit_code == 0, done.output
    return folder / f"{name}.pol"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["试用", "op_2025", "等级", "level", "表"])
def test_it_checks_and_its_claim_is_settled(tmp_path: Path, language: Language, name: str) -> None:
    path = started(tmp_path, language, name)
    assert compile_bytes(path.name, path.read_bytes())[2] == ()
    settlement = policyc.load(path).evaluate((tmp_path / f"{name}.claim.json").read_text("utf-8"))
    assert settlement.benefits[0].payment == Decimal("150.00")  # (300 − 100) × 75 %


@pytest.mark.parametrize(("language", "words"), [(Language.ZH, ZH), (Language.EN, EN)])
def test_its_case_holds(tmp_path: Path, language: Language, words: tuple[str, str, str, str, tuple[str, str]]) -> None:
    date, level, cost, paid, (first, third) = words
    ledger = policyc.load(started(tmp_path, language)).ledger("none")
    assert ledger.settle({date: "2025-03-01", level: first, cost: "300"})[paid] == Decimal(150)
    # the deductible of 100 is used up: 500 × 60 %
    assert ledger.settle({date: "2025-04-01", level: third, cost: "500"})[paid] == Decimal(300)


@pytest.mark.parametrize("language", Language)
def test_the_case_passes_as_a_case(tmp_path: Path, language: Language) -> None:
    done = CliRunner().invoke(main, ["test", str(started(tmp_path, language)), "--lang", language.value])
    assert done.exit_code == 0, done.output


def test_both_languages_start_from_the_same_shape(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "en").mkdir()
    files = [compile_bytes("甲", started(tmp_path / language.value, language).read_bytes())[0] for language in Language]
    nodes = [re.findall(r"^ *([A-Z][A-Za-z]+)$", show_tree(one.file), re.MULTILINE) for one in files if one]
    assert nodes[0] == nodes[1]
    assert "Case" in nodes[0]


@pytest.mark.parametrize("there", ["试用.pol", "试用.claim.json"])
def test_what_is_there_is_kept(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine", "utf-8")
    done = CliRunner().invoke(main, ["new", str(tmp_path / "试用"), "--lang", "zh"])
    assert done.exit_code == 2
    assert "已经有这个文件，不覆盖" in done.stderr
    assert (tmp_path / there).read_text("utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["my-policy", "a b", "甲」乙", "", "../", "甲\n乙"])
def test_a_name_that_cannot_be_one_is_told(tmp_path: Path, name: str) -> None:
    done = CliRunner().invoke(main, ["new", f"{tmp_path}/{name}", "--lang", "en"])
    assert done.exit_code == 2
    assert "cannot be a policy's name" in done.stderr
    assert list(tmp_path.iterdir()) == []
