"""Completion: each shell's script, and what is offered where a policy stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from policyc.cli import main


def offered(*words: str) -> list[tuple[str, str]]:
    *before, incomplete = words
    items = ShellComplete(main, {}, "policyc", "_POLICYC_COMPLETE").get_completions(list(before), incomplete)
    return [(item.type, item.value) for item in items]


def test_commands_are_offered() -> None:
    assert {("plain", "explain"), ("plain", "export")} <= set(offered("ex"))


@pytest.mark.parametrize("command", ["check", "test", "compile", "eval", "explain", "show", "export"])
def test_policies_are_offered_and_other_files_are_not(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("甲.pol", "乙.pol", "甲.json"):
        (tmp_path / name).touch()
    (tmp_path / "丙").mkdir()
    (tmp_path / "丙" / "丁.pol").touch()
    monkeypatch.chdir(tmp_path)
    assert offered(command, "甲") == [("dir", "甲"), ("plain", "甲.pol")]
    assert offered(command, "丙/") == [("dir", "丙/"), ("plain", "丙/丁.pol")]
    assert ("plain", "kunshan/resident_2021") in offered(command, "kun")
    assert offered(command, "没有/") == [("dir", "没有/")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_asks_policyc(shell: str) -> None:
    done = CliRunner().invoke(main, ["completion", shell])
    assert done.exit_code == 0
    assert f"_POLICYC_COMPLETE={shell}_complete" in done.stdout


def test_in_bash_folders_stand_beside_policies(tmp_path: Path) -> None:
    """The script run by bash itself, as it is when the key is pressed."""
    bash = shutil.which("bash")
    assert bash is not None
    (tmp_path / "policies").mkdir()
    (tmp_path / "plan.pol").touch()
    (tmp_path / "plan.json").touch()
    program = tmp_path / "policyc"
    program.write_text(f"#!{sys.executable}\nfrom policyc.cli import main\nmain()\n")
    program.chmod(0o755)
    script = CliRunner().invoke(main, ["completion", "bash"]).stdout
    asked = (
        'COMP_WORDS=(policyc check p); COMP_CWORD=2; _policyc_completion ./policyc; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [bash, "-c", f"{script}\n{asked}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert set(done.stdout.split()) >= {"plan.pol", "policies"}, done.stderr
    assert "plan.json" not in done.stdout


def test_help_stays_free_of_heavy_libraries() -> None:
    asked = (
        "import sys, policyc.cli; policyc.cli.main(['--help'], standalone_mode=False); print('openpyxl' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
    assert isinstance(main, click.Group)
