"""`show --stage python` prints a program that stands alone: it settles as the interpreter, with nothing of ours."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from policyc.claims.claim import Openings
from policyc.cli import main
from policyc.settling.answers import STATUSES, status_of
from policyc.settling.results import Status
from tests.fixture import loaded
from tests.histories import Inventor

ROOT = Path(__file__).parent.parent
POLICIES = [
    ROOT / "policies/kunshan/resident_2021.zh.pol",
    ROOT / "policies/shenzhen/children_2024.zh.pol",
    ROOT / "examples/daily_limit.zh.pol",
]
RUNNER = """
import json, runpy, sys
module = runpy.run_path(sys.argv[1])
totals = module["new_totals"]()
claims = json.load(sys.stdin)
print(json.dumps([module["settle"](claim, totals, lines) for claim, lines in claims]))
"""


def shown(file: Path, *options: str) -> str:
    done = CliRunner().invoke(main, ["show", str(file), "--stage", "python", *options])
    assert done.exit_code == 0, done.output
    return done.output


def alone(code: str, *arguments: str, given: object) -> str:
    """What Python prints that sees neither our packages nor this folder."""
    command = [sys.executable, "-I", "-S", *(["-c", code] if code else []), *arguments]
    run = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    return run.stdout


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: file.stem)
def test_the_module_settles_a_ledger_as_the_interpreter_does(file: Path, tmp_path: Path) -> None:
    policy, random = loaded(file), Random(7)
    claims = [Inventor(policy.compiled).claim(random, complete=True) for _ in range(25)]
    module = tmp_path / "settle.py"
    module.write_text(shown(file), encoding="utf-8")
    told = [policy.settler.inputs(claim) for claim in claims]
    rows = json.loads(alone(RUNNER, str(module), given=told))
    state = policy.settler.start(policy.settler.complete, Openings(zero=True))
    for claim, row in zip(claims, rows, strict=True):
        settlement = policy.settler.settle(policy.settler.complete, state, claim)
        for result in settlement.benefits:
            status = STATUSES[row.get(status_of(result.name), 0)]
            assert (status, row[result.name] if status is not Status.UNDETERMINED else None) == (
                result.status,
                result.fen,
            )
        for spec in policy.compiled.interface.results:
            value = settlement.value(spec.key)
            assert value is None or row[spec.key] == value
            assert (value is None) == (
                row.get(status_of(spec.key), 0) >= 3 or (row.get(status_of(spec.key), 0) == 1 and not spec.benefit)
            )


def test_the_module_is_a_program(tmp_path: Path) -> None:
    module = tmp_path / "settle.py"
    module.write_text(shown(POLICIES[2], "--lang", "en"), encoding="utf-8")
    # 650 yuan, less 50, at 80 %: 480 yuan
    given = {"claim": {"member": 1, "visit_date": 738886, "op_cost": 65000}}
    answer = json.loads(alone("", str(module), given=given))
    assert (answer["op_claim"], answer["op_claim__status"], answer["claim__answered"]) == (48000, 0, True)


def test_few_results_read_few_facts() -> None:
    whole, few = (shown(POLICIES[0], *options) for options in ((), ("--result", "first_deductible")))
    assert "claim['med_type']" in whole
    assert few.count("claim['") == 2  # 人群 and 等级
    assert "totals:" not in few


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["day number", "0 unemployed, 1 student", "outside the benefit period", "new_totals()"],
        ),
        ("zh", ["日数", "0 未就业居民, 1 学生少儿大学生", "就诊日不在待遇享受期", "参保人的号"]),
    ],
)
def test_the_docstring_says_what_goes_in_and_comes_out(language: str, words: list[str]) -> None:
    text = shown(POLICIES[0], "--result", "ip_pay", "--lang", language)
    docstring = text.split('"""')[1]
    for word in words:
        assert word in docstring


def test_a_result_that_there_is_not() -> None:
    done = CliRunner().invoke(main, ["show", str(POLICIES[2]), "--stage", "python", "--result", "nothing"])
    assert done.exit_code == 2
