"""policyc compile, and its file in the place of a policy at every command."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from policyc.cli import main
from tests.bundle.opened import ROOT

POLICY = str(ROOT / "policies/kunshan/resident_2021.zh.pol")
CLAIM = str(ROOT / "examples/claims/kunshan_inpatient.json")
COMMANDS = [
    ["check", "{}"],
    ["check", "{}", "--format", "json"],
    ["eval", "{}", CLAIM],
    ["eval", "{}", CLAIM, "--format", "json"],
    ["explain", "{}", CLAIM],
    ["explain", "{}", CLAIM, "--lang", "en", "--format", "markdown"],
    ["explain", "{}", CLAIM, "--format", "json"],
    ["explain", "{}", "--lang", "en"],
    *(["show", "{}", "--stage", stage] for stage in ("tree", "worksheet", "python", "sql", "schema")),
]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "kunshan.json"
    done = CliRunner().invoke(main, ["compile", POLICY, "-o", str(path), "--lang", "en"])
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{path}: meaning ")
    return path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_bundle_answers_as_its_text(command: list[str], bundle: Path) -> None:
    from_text = CliRunner().invoke(main, [word.format(POLICY) for word in command])
    from_bundle = CliRunner().invoke(main, [word.format(bundle) for word in command])
    assert (from_bundle.exit_code, from_bundle.stderr) == (from_text.exit_code, from_text.stderr)
    assert from_bundle.stdout.replace(str(bundle), POLICY) == from_text.stdout


def test_a_bundle_compiles_to_itself(bundle: Path) -> None:
    done = CliRunner().invoke(main, ["compile", str(bundle), "-o", "-"])
    assert (done.exit_code, done.stdout_bytes) == (0, bundle.read_bytes())


def test_twins_are_said_to_mean_the_same(tmp_path: Path) -> None:
    path = str(tmp_path / "same.json")
    told = [
        CliRunner().invoke(main, ["compile", name, "-o", path]).stdout
        for name in ("kunshan/resident_2021.zh", "kunshan/resident_2021.en")
    ]
    assert told[0] == told[1] != ""


def test_a_policy_at_fault_is_not_compiled(tmp_path: Path) -> None:
    policy, output = tmp_path / "bad.pol", tmp_path / "bad.json"
    policy.write_text("政策 坏\n", encoding="utf-8")
    policy.write_text("规则 甲：金额\n  公式：乙\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["compile", str(policy), "-o", str(output)])
    assert done.exit_code == 1
    assert "[no-policy]" in done.stderr
    assert not output.exists()


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["compile", POLICY, "-o", str(tmp_path / "none" / "x.json"), "--lang", "zh"])
    assert done.exit_code == 2
    assert "写不了这个文件" in done.stderr


def test_a_claim_in_the_place_of_the_policy_is_told(bundle: Path) -> None:
    done = CliRunner().invoke(main, ["eval", CLAIM, str(bundle), "--lang", "en"])
    assert done.exit_code == 1
    assert "error[not-a-bundle]" in done.stderr
