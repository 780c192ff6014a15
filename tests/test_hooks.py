"""The hooks that other repositories take from this one: their commands exist, run, and are for policies."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
each_hook = pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])


def run(hook: dict[str, Any], path: Path) -> int:
    program, *arguments = shlex.split(hook["entry"])
    assert program == "policyc"
    command = [sys.executable, "-m", program, *arguments, str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


def test_there_is_one_to_check_and_one_to_format() -> None:
    assert [hook["id"] for hook in HOOKS] == ["policyc-check", "policyc-fmt"]


@each_hook
def test_a_hook_takes_policies(hook: dict[str, Any]) -> None:
    assert hook["language"] == "python"
    assert re.search(hook["files"], "policies/kunshan/resident_2021.zh.pol")
    assert not re.search(hook["files"], "policies/kunshan/policy.json")


@each_hook
def test_a_hook_passes_what_is_sound_and_fails_what_is_not(hook: dict[str, Any], tmp_path: Path) -> None:
    sound, broken = tmp_path / "sound.pol", tmp_path / "broken.pol"
    sound.write_bytes((ROOT / "examples" / "daily_limit.zh.pol").read_bytes())
    broken.write_text("断言：甲 甲\n", encoding="utf-8")
    assert run(hook, sound) == 0
    assert run(hook, broken) == 1


def test_the_command_is_installed() -> None:
    """The hooks call `policyc`, which the package installs."""
    assert 'policyc = "policyc.cli:main"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
