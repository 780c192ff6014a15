"""policyc fmt at the command line: what is rewritten, what is only told, what is left alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policyc.cli import main
from policyc.syntax import canonical as module

ROOT = Path(__file__).parents[2]
LOOSE = "政策 甲 (a)\n# 注\n断言：1元>=0元\n"
NEAT = "政策 甲 (a)\n\n# 注\n断言：1 元 ≥ 0 元\n"
ENGLISH = "policy a (甲)\n\n# 注\nassert: 1 yuan >= 0 yuan\n"


def run(*arguments: object, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["fmt", *map(str, arguments), "--lang", "en"], input=text)


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    path = tmp_path / "loose.pol"
    path.write_text(LOOSE, "utf-8")
    return path


def test_our_own_policies_are_canonical() -> None:
    done = run("--check", ROOT / "policies", ROOT / "examples")
    assert (done.exit_code, done.output) == (0, "")


def test_a_file_is_rewritten_in_place(loose: Path) -> None:
    loose.chmod(0o640)
    done = run(loose)
    assert (done.exit_code, done.stdout) == (0, f"{loose}: rewritten\n")
    assert loose.read_text("utf-8") == NEAT
    assert stat.S_IMODE(loose.stat().st_mode) == 0o640
    assert list(loose.parent.iterdir()) == [loose]
    again = run(loose)
    assert (again.exit_code, again.output) == (0, "")


def test_check_changes_nothing_and_shows_how_it_would(loose: Path) -> None:
    done = run("--check", loose)
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0] == f"{loose}: would be rewritten"
    assert "-断言：1元>=0元\n+断言：1 元 ≥ 0 元\n" in done.stdout
    assert loose.read_text("utf-8") == LOOSE


def test_check_shows_line_ends_and_cuts_what_is_long(tmp_path: Path) -> None:
    path = tmp_path / "long.pol"
    path.write_bytes("断言：甲\r\n".encode() * 60)
    done = run("--check", path)
    assert done.exit_code == 1
    assert "-断言：甲<U+000D>\n" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("… ")
    assert path.read_bytes() == "断言：甲\r\n".encode() * 60


def test_standard_input_goes_to_standard_output() -> None:
    done = run("-", text=LOOSE.encode())
    assert (done.exit_code, done.stdout) == (0, NEAT)
    assert run("-", "--to", "en", text=LOOSE.encode()).stdout == ENGLISH
    assert run("-", "--to", "zh", text=ENGLISH.encode()).stdout == NEAT


def test_a_file_with_errors_is_left_and_the_others_go_on(tmp_path: Path, loose: Path) -> None:
    broken = tmp_path / "broken.pol"
    broken.write_text("断言：甲 甲\n", "utf-8")
    latin = tmp_path / "latin.pol"
    latin.write_bytes(b"\xff\xfe")
    done = run(broken, latin, loose)
    assert done.exit_code == 1
    assert "broken.pol:1" in done.stderr
    assert "UTF-8" in done.stderr
    assert broken.read_text("utf-8") == "断言：甲 甲\n"
    assert latin.read_bytes() == b"\xff\xfe"
    assert loose.read_text("utf-8") == NEAT


def test_a_name_that_means_nothing_does_not_keep_a_file_from_its_layout(loose: Path) -> None:
    loose.write_text("断言：没有声明>=0\n", "utf-8")
    assert run(loose).exit_code == 0
    assert loose.read_text("utf-8") == "断言：没有声明 ≥ 0\n"


def test_a_file_that_is_not_there_is_told_and_the_others_go_on(tmp_path: Path, loose: Path) -> None:
    done = run(tmp_path / "nowhere.pol", loose)
    assert (done.exit_code, done.stderr) == (2, f"there is no such file: {tmp_path / 'nowhere.pol'}\n")
    assert loose.read_text("utf-8") == NEAT


def test_a_folder_stands_for_its_policies(tmp_path: Path, loose: Path) -> None:
    inner = tmp_path / "deeper" / "other.pol"
    inner.parent.mkdir()
    inner.write_text(LOOSE, "utf-8")
    (tmp_path / "note.txt").write_text(LOOSE, "utf-8")
    assert run(tmp_path).exit_code == 0
    assert (loose.read_text("utf-8"), inner.read_text("utf-8")) == (NEAT, NEAT)
    assert (tmp_path / "note.txt").read_text("utf-8") == LOOSE


def test_a_folder_without_policies_is_told(tmp_path: Path) -> None:
    done = run("--check", tmp_path)
    assert (done.exit_code, done.stderr) == (2, f"there are no .pol files in this folder: {tmp_path}\n")


def test_a_link_stays_a_link(tmp_path: Path, loose: Path) -> None:
    link = tmp_path / "link.pol"
    link.symlink_to(loose)
    assert run(link).exit_code == 0
    assert link.is_symlink()
    assert loose.read_text("utf-8") == NEAT


def test_a_translation_tells_which_names_it_leaves(loose: Path) -> None:
    loose.write_text("事实\n  费用额 (cost)：金额\n  年龄：周岁\n", "utf-8")
    done = run(loose, "--to", "en")
    assert done.exit_code == 0
    assert "names with no English spelling stay as they are (1): 年龄." in done.stderr
    assert loose.read_text("utf-8") == "facts\n  cost (费用额): money\n  年龄: age\n"


def test_what_would_not_read_back_the_same_is_not_written(loose: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "weave", lambda lines, trivia, places: "断言：2 元 ≥ 0 元\n")
    done = run(loose)
    assert done.exit_code == 1
    assert "not rewritten" in done.stderr
    assert loose.read_text("utf-8") == LOOSE


def test_a_failed_write_leaves_the_file_whole(loose: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: object, target: object) -> None:
        raise OSError

    monkeypatch.setattr("os.replace", full)
    done = run(loose)
    assert (done.exit_code, done.stderr) == (2, f"this file cannot be written: {loose}\n")
    assert loose.read_text("utf-8") == LOOSE
    assert list(loose.parent.iterdir()) == [loose]


def test_an_amendment_is_translated_with_the_names_of_what_it_amends(tmp_path: Path) -> None:
    (tmp_path / "base.pol").write_text("事实\n  费用额 (cost)：金额\n", "utf-8")
    path = tmp_path / "amendment.pol"
    path.write_text('政策 甲 (a)\n  修订："base.pol"\n\n断言：费用额 ≥ 0 元\n', "utf-8")
    done = run(path, "--to", "en")
    assert (done.exit_code, done.stderr) == (0, "")
    assert path.read_text("utf-8").endswith("assert: cost >= 0 yuan\n")


def test_a_named_file_that_cannot_be_read_is_told_and_its_names_stay(tmp_path: Path) -> None:
    path = tmp_path / "amendment.pol"
    path.write_text('政策 甲 (a)\n  修订："nowhere.pol"\n\n断言：费用额 ≥ 0 元\n', "utf-8")
    done = run(path, "--to", "en")
    assert done.exit_code == 0
    assert "nowhere.pol" in done.stderr
    assert "there is no such file" in done.stderr
    assert "names with no English spelling stay as they are (1): 费用额." in done.stderr
    assert path.read_text("utf-8").endswith("assert: 费用额 >= 0 yuan\n")


def test_without_a_translation_no_other_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "amendment.pol"
    path.write_text('政策 甲 (a)\n  修订："nowhere.pol"\n', "utf-8")
    done = run(path)
    assert (done.exit_code, done.stderr) == (0, "")
