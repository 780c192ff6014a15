"""A page for every message; those about a policy's meaning and its settling raise their slug, and are mended clean.

The examples of messages about writing are read in tests/syntax, those about claims in tests/claims.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

import policyc
from policyc.cli import main
from policyc.compile import compile_bytes
from policyc.report.catalogue import entries
from policyc.report.diagnostic import Words

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "errors"
CATALOGUE = ROOT / "policyc" / "report" / "catalogue"
CHECKING = ("names", "types", "rules", "tables", "benefits")

BLOCK = re.compile(r"^```(policy|claim|json)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@attrs.frozen
class Fence:
    kind: str
    policy: str | None
    text: str


def slugs(*rooms: str) -> list[str]:
    return [slug for room in rooms for slug in tomllib.loads((CATALOGUE / f"{room}.toml").read_text("utf-8"))]


def page(slug: str) -> str:
    return (PAGES / f"{slug}.md").read_text("utf-8")


def fences(slug: str) -> list[Fence]:
    return [Fence(kind, policy or None, text) for kind, policy, text in BLOCK.findall(page(slug))]


def findings(text: str) -> list[str]:
    return [finding.code for finding in compile_bytes("page.pol", text.encode())[2]]


@pytest.mark.parametrize("slug", slugs(*CHECKING))
def test_example_raises_its_slug_alone(slug: str) -> None:
    example, mended = fences(slug)
    assert findings(example.text) == [slug]
    assert findings(mended.text) == []


@pytest.mark.parametrize("slug", slugs("files"))
def test_example_of_several_files_raises_its_slug_alone(slug: str) -> None:
    """Fences with a name are files beside the example, which is `example.pol`."""
    *beside, example, mended = fences(slug)
    files = {str(fence.policy): fence.text for fence in beside} | {"example.pol": example.text}

    def folder(path: str) -> bytes | Words:
        return files[path].encode() if path in files else Words("没有这个文件", "there is no such file")

    assert [one.code for one in compile_bytes("example.pol", example.text.encode(), folder)[2]] == [slug]
    assert [one.code for one in compile_bytes("example.pol", mended.text.encode(), folder)[2]] == []


@pytest.mark.parametrize("slug", slugs("settling"))
def test_claim_is_kept_from_settling(slug: str) -> None:
    *written, claim, mended = fences(slug)
    policy = policyc.loads(written[0].text.encode()) if written else policyc.load(ROOT / str(claim.policy))
    found = settling(policy, claim.text)
    # what may matter is told only after what is missing
    assert found[-1] == slug
    assert set(found) <= {slug, "fact-missing"}
    assert settling(policy, mended.text) == []


def test_a_broken_assertion_shows_the_values_it_speaks_of() -> None:
    """Of a bill of 100 all is paid, which is less than 500."""
    written, claim, _ = fences("assertion-broken")
    with pytest.raises(policyc.ClaimError) as caught:
        policyc.loads(written.text.encode()).evaluate(claim.text)
    condition = caught.value.diagnostics[0].arguments["condition"]
    assert condition == Words("支付额 ≥ 500 元（支付额 100.00）", "支付额 ≥ 500 元 (pay 100.00)")


@pytest.mark.parametrize("slug", slugs("listing"))
def test_list_of_claims_ends_with_status_1(slug: str, tmp_path: Path) -> None:
    written, claims, mended = fences(slug)
    policy = tmp_path / "page.pol"
    policy.write_text(written.text, "utf-8")

    def told(text: str) -> tuple[int, bool]:
        done = CliRunner().invoke(main, ["eval", str(policy), "-"], input=text)
        return done.exit_code, f"[{slug}]" in done.stderr

    assert told(claims.text) == (1, True)
    assert told(mended.text) == (0, False)


@pytest.mark.parametrize("slug", slugs("openings"))
def test_openings_are_no_ledgers(slug: str) -> None:
    claim, mended = fences(slug)
    policy = policyc.load(ROOT / str(claim.policy))
    with pytest.raises(policyc.ClaimError) as caught:
        policy.ledger(json.loads(claim.text))
    assert [finding.code for finding in caught.value.diagnostics] == [slug]
    policy.ledger(json.loads(mended.text))


def settling(policy: policyc.Policy, text: str) -> list[str]:
    """What settling one claim, or a list of claims in a ledger, finds wrong."""
    claims = json.loads(text)
    ledger = policy.ledger("none")
    try:
        if not isinstance(claims, list):
            policy.evaluate(text)
            return []
        for claim in claims:
            ledger.settle_all([claim])
    except policyc.ClaimError as error:
        return [finding.code for finding in error.diagnostics]
    return []


@pytest.mark.parametrize("slug", entries())
def test_page_is_headed_by_its_slug_and_speaks_both_languages(slug: str) -> None:
    text = page(slug)
    assert text.startswith(f"# {slug}：")
    assert re.search(r"^\*[^*]+\*$", text, re.MULTILINE)


def test_every_page_is_of_a_message() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(entries())


def test_nothing_in_the_catalogue_is_dead() -> None:
    written = {
        node.value
        for path in (ROOT / "policyc").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(entries()) <= written
