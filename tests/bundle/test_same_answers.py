"""A policy out of its bundle settles, explains and shows as the policy that was compiled."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import policyc
from policyc.report.diagnostic import Language
from policyc.settling.lacking import lacking
from policyc.stages import python, schemas, sql, tree, worksheet
from tests.bundle.opened import EVERY, FIXTURES, ROOT, SHIPPED, from_bundle, name
from tests.fixture import Fixture, loaded

every_policy = pytest.mark.parametrize("path", EVERY, ids=name)
every_fixture = pytest.mark.parametrize("path", FIXTURES, ids=name)


def told(policy: policyc.Policy, claim: Any) -> object:
    """All that a reader can be told of one claim, or why there is nothing to tell."""
    try:
        settlement = policy.settle(policy.read(claim))
    except policyc.ClaimError as error:
        return str(error)
    missed = [(finding.code, str(finding.arguments)) for finding in lacking(policy.settler, settlement)]
    return (
        settlement.as_data(),
        settlement.explanation_data(),
        [settlement.explain(language, form) for language in ("zh", "en") for form in ("text", "markdown")],
        missed,
    )


@every_policy
def test_the_content_is_the_same(path: Path) -> None:
    source, opened = loaded(path), from_bundle(path)
    assert opened.compiled == source.compiled
    assert opened.warnings == source.warnings
    assert opened.compiled.source.text == source.compiled.source.text


@every_policy
def test_every_place_is_the_same(path: Path) -> None:
    """Places are outside equality: a bundle of the bundle says them again."""
    assert from_bundle(path).bundle() == loaded(path).bundle()


@every_policy
def test_every_stage_and_schedule_is_the_same(path: Path) -> None:
    source, opened = loaded(path), from_bundle(path)
    for stage in (tree, worksheet, schemas):
        assert stage(opened.compiled) == stage(source.compiled)
    for language in Language:
        assert opened.schedule(language.value) == source.schedule(language.value)
        assert python(opened.compiled, language) == python(source.compiled, language)
        assert sql(opened.compiled, "duckdb", language) == sql(source.compiled, "duckdb", language)


@every_fixture
def test_claims_of_fixtures_are_settled_and_explained_the_same(path: Path) -> None:
    source, opened = loaded(path), from_bundle(path)
    for entry in Fixture(path.with_name(path.name.removesuffix(".zh.pol"))).alone():
        assert told(opened, entry["claim"]) == told(source, entry["claim"])


@every_fixture
def test_ledgers_of_fixtures_run_the_same(path: Path) -> None:
    for book in Fixture(path.with_name(path.name.removesuffix(".zh.pol"))).ledgers():
        assert run(from_bundle(path), book) == run(loaded(path), book)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def run(policy: policyc.Policy, book: Any) -> list[object]:
    """A ledger's settlements in order, its state kept and taken up again after each."""
    ledger = policy.ledger(book.get("openings"))
    answers: list[object] = []
    for entry in book["claims"]:
        try:
            settlement = ledger.settle(entry["claim"])
        except policyc.ClaimError as error:
            answers.append(str(error))
        else:
            answers += [settlement.as_data(), settlement.explain("zh"), settlement.explain("en")]
        ledger = policy.ledger(state=json.loads(json.dumps(ledger.state)))
    return answers


# lists of claims are ledgers, which the fixtures have
CLAIMS = [path for path in sorted((ROOT / "examples/claims").glob("*.json")) if isinstance(read_json(path), dict)]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda path: path.stem)
def test_claims_of_the_examples_are_explained_the_same(claim: Path) -> None:
    text = claim.read_text(encoding="utf-8")
    (path,) = [path for path in SHIPPED if belongs(claim.stem, path)]
    assert told(from_bundle(path), text) == told(loaded(path), text)
    # a claim that lacks all its facts, too
    assert told(from_bundle(path), "{}") == told(loaded(path), "{}")


def belongs(claim: str, path: Path) -> bool:
    return claim == path.name.removesuffix(".zh.pol") or claim.split("_")[0] == path.parent.name


def test_bundles_are_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    program = "import sys, policyc; sys.stdout.buffer.write(policyc.load(sys.argv[1]).bundle())"
    written = {
        subprocess.run(
            [sys.executable, "-c", program, str(SHIPPED[-1])],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert written == {loaded(SHIPPED[-1]).bundle()}


def test_opening_a_bundle_and_settling_from_it_runs_no_parser_and_no_checker(tmp_path: Path) -> None:
    path = ROOT / "policies/kunshan/resident_2021.zh.pol"
    bundle = tmp_path / "kunshan.json"
    bundle.write_bytes(loaded(path).bundle())
    claim = ROOT / "examples/claims/kunshan_inpatient.json"
    program = (
        "import sys, policyc\n"
        "settlement = policyc.load(sys.argv[1]).evaluate(open(sys.argv[2], encoding='utf-8').read())\n"
        "assert settlement.explain('zh') and settlement.explain('en')\n"
        "print(settlement['ip_pay'], *sorted({'lark', 'policyc.syntax.parse', 'policyc.compile'} & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", program, str(bundle), str(claim)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "15312.50\n"


DEEP = """政策 深 (deep)
  有效：2024年1月1日起

事实
  次数 (times)：次数，0 至 5000

规则 额 (amount)：金额
"""


def test_terms_nested_thousands_deep_come_back() -> None:
    """2,000 cases, each tried where those before it failed: the last gives 1,999 yuan, what follows it 0."""
    cases = "".join(f"  若 次数 为 {number}：{number} 元\n" for number in range(2_000))
    policy = policyc.loads(f"{DEEP}{cases}  否则：0 元\n".encode())
    opened = policyc.loads(policy.bundle())
    assert worksheet(opened.compiled) == worksheet(policy.compiled)
    amounts = [str(opened.evaluate({"times": times})["amount"]) for times in (7, 1_999, 2_000)]
    assert amounts == ["7.00", "1999.00", "0.00"]
    assert opened.meaning == policy.meaning
