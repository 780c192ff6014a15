"""Every policy's worksheet, closed for complete and for partial claims, passes the core's own check."""

from pathlib import Path

import pytest

import policyc
from policyc.core.check import check
from policyc.settling.settle import Settler

ROOT = Path(__file__).parent.parent
FOLDERS = ("policies", "examples", "tests/constructs", "tests/settlement", "tests/explain", "benchmarks")
POLICIES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.zh.pol"))


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: str(path.relative_to(ROOT)))
def test_worksheet_is_sound(path: Path) -> None:
    try:
        policy = policyc.load(path)
    except policyc.PolicyError:
        assert "bad" in path.name or "bad" in str(path.parent)
        return
    settler = Settler(policy.compiled)
    check(settler.complete.worksheet)
    check(settler.partial.worksheet)
