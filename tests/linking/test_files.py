"""Files that policies name: only those of their own folder, and no number of them does harm."""

from __future__ import annotations

import os
from pathlib import Path
from time import process_time

import pytest

import policyc
from policyc.report.diagnostic import Language

BASE = (
    "政策 原政策 (base_policy)\n  有效：2021年1月1日起\n\n事实\n  日 (day)：日期，2021年1月1日 至 2023年12月31日\n"
    "  费用额 (cost)：金额，0 至 10万\n\n规则 比例值 (rate)：比例\n  若 日 早于 2022年1月1日：50%\n  否则：60%\n\n"
    "待遇 支付额 (pay)\n  取整：到分，四舍五入\n  费用：费用额\n  比例：比例值\n"
)


def amending(path: str, name: str = "修订版 (amended)") -> str:
    return f'政策 {name}\n  修订："{path}"\n'


def written(folder: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        (folder / f"{name}.pol").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / "main.pol"


def found(path: Path) -> list[str]:
    try:
        return [finding.code for finding in policyc.load(path).warnings]
    except policyc.PolicyError as error:
        for language in Language:
            error.render(language)
        return [finding.code for finding in error.diagnostics]


def test_a_file_beside_and_one_below(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    written(tmp_path / "below", base=BASE, upward=amending("../beside.pol"))
    assert found(written(tmp_path, beside=BASE, main=amending("beside.pol"))) == []
    assert found(written(tmp_path, main=amending("./below//base.pol"))) == []
    assert found(written(tmp_path, main=amending("below/upward.pol", "三版 (third)"))) == []


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../outside.pol",
        "below/../../outside.pol",
        "..",
        ".",
        "",
        " ",
        "http://example.com/base.pol",
        "C:\\base.pol",
        "..\\outside.pol",
        "~/base.pol",
        "file:base.pol",
        "absent.pol",
        "below",
        "binary.pol",
        "leads_out.pol",
        "pipe",
        "turns.pol",
        "base.pol/x",
        "長" * 300,
        "x" * 600,
    ],
)
def test_what_is_no_file_of_the_folder_is_told_where_it_is_named(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "policies"
    (folder / "below").mkdir(parents=True)
    written(tmp_path, outside=BASE)
    written(folder, base=BASE, binary=b"\xff\xfe\x00\x80" * 99)
    (folder / "leads_out.pol").symlink_to(tmp_path / "outside.pol")
    (folder / "turns.pol").symlink_to(folder / "turns.pol")
    os.mkfifo(folder / "pipe")
    assert found(written(folder, main=amending(path))) == ["file-unreadable"]


def test_a_character_of_no_text_is_told(tmp_path: Path) -> None:
    assert "forbidden-character" in found(written(tmp_path, base=BASE, main=amending("ba\0se.pol")))


def test_a_text_without_a_folder_says_so() -> None:
    with pytest.raises(policyc.PolicyError, match="folder"):
        policyc.loads(amending("base.pol").encode())


def test_circles_of_one_two_and_three(tmp_path: Path) -> None:
    assert found(written(tmp_path, main=amending("main.pol"))) == ["files-in-circle"]
    written(tmp_path, a=amending("b.pol", "甲版 (a)"), b=amending("a.pol", "乙版 (b)"))
    assert found(written(tmp_path, main=amending("a.pol"))) == ["files-in-circle"]
    written(tmp_path, c='政策 丙版 (c)\n\n引用 "main.pol"：支付额\n')
    assert found(written(tmp_path, main=amending("c.pol"))) == ["files-in-circle"]


def test_too_many_files_end_in_an_error_and_soon(tmp_path: Path) -> None:
    start = process_time()
    for n in range(40):
        written(tmp_path, **{f"a{n}": amending(f"a{n + 1}.pol", f"版 (edition_{n})")})
    assert found(tmp_path / "a0.pol") == ["files-too-many"]
    uses = "".join(f'引用 "u{n}.pol"：支付额\n' for n in range(200))
    for n in range(200):
        written(tmp_path, **{f"u{n}": BASE})
    assert "files-too-many" in found(written(tmp_path, main=f"政策 总 (all)\n\n{uses}"))
    doubling = (
        (n, f'政策 倍 (twice_{n})\n\n引用 "d{n + 1}.pol"：支付额\n引用 "d{n + 1}.pol"：日\n') for n in range(15)
    )
    written(tmp_path, d15=BASE, **{f"d{n}": text for n, text in doubling})
    found(tmp_path / "d0.pol")
    assert process_time() - start < 20


def test_files_too_large_together(tmp_path: Path) -> None:
    large = BASE + "# 长\n" * 600_000
    written(tmp_path, a=large, b=amending("a.pol", "乙版 (b)") + "# 长\n" * 600_000)
    assert found(written(tmp_path, main=amending("b.pol"))) == ["file-unreadable"]


def test_a_mistake_is_shown_in_the_file_that_makes_it(tmp_path: Path) -> None:
    main = written(tmp_path, base=BASE.replace("比例：比例值", "比例：比例直"), main=amending("base.pol"))
    with pytest.raises(policyc.PolicyError) as caught:
        policyc.load(main)
    text = caught.value.render(Language.ZH)
    assert "--> base.pol:15:6" in text
    assert "15 |   比例：比例直" in text


def test_what_cannot_be_read_in_the_base_is_told_there(tmp_path: Path) -> None:
    main = written(tmp_path, base=BASE + "待遇\n", main=amending("base.pol"))
    with pytest.raises(policyc.PolicyError) as caught:
        policyc.load(main)
    assert "--> base.pol:16" in caught.value.render(Language.EN)


def test_one_spelling_paired_in_two_ways_shows_both_files(tmp_path: Path) -> None:
    main = written(tmp_path, base=BASE, main=amending("base.pol") + "\n规则 比例值 (ratio_of)：比例\n  公式：70%\n")
    with pytest.raises(policyc.PolicyError) as caught:
        policyc.load(main)
    text = caught.value.render(Language.EN)
    assert "--> main.pol:4:4" in text
    assert "::: base.pol:8:4" in text


def test_half_written_amendments_are_survived(tmp_path: Path) -> None:
    whole = (
        '政策 新版 (newer)\n  修订："base.pol"\n  有效：2022年1月1日起，按 日\n\n删去 比例值\n\n'
        '引用 "used.pol"：另付\n\n'
        "事实\n  日：日期，2021年1月1日 至 2024年12月31日\n\n"
        "待遇 支付额\n  取整：到分，四舍五入\n  费用：费用额 − 另付\n  比例：70%\n"
    )
    used = (
        "政策 另一份 (other)\n\n事实\n  费用额 (cost)：金额，0 至 10万\n\n"
        "待遇 另付 (other_pay)\n  费用：费用额\n  封顶：支付，每次，10 元\n"
    )
    written(tmp_path, base=BASE, used=used)
    assert found(written(tmp_path, main=whole)) == []
    lines = whole.splitlines(keepends=True)
    for number, line in enumerate(lines):
        found(written(tmp_path, main="".join(lines[:number] + lines[number + 1 :])))
        for cut in range(1, len(line), 4):
            found(written(tmp_path, main="".join([*lines[:number], line[:cut] + "\n", *lines[number + 1 :]])))
    for wrong in ("2022年2月30日起", "1年1月1日起", "2022年1月1日 至 2021年1月1日", "9999年12月31日起"):
        found(written(tmp_path, main=whole.replace("2022年1月1日起", wrong)))
    for number in range(len(BASE.splitlines())):
        rest = BASE.splitlines(keepends=True)
        written(tmp_path, base="".join(rest[:number] + rest[number + 1 :]))
        found(written(tmp_path, main=whole))
