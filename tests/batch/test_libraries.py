"""The libraries for tables are imported only for a table, and asked for in one sentence where they are missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = ["pyarrow", "numpy", "duckdb", "numba", "polars", "pandas"]


def python(text: str) -> str:
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_loading_a_policy_and_the_command_imports_none_of_them() -> None:
    text = f"""
import sys, policyc
policyc.load("examples/daily_limit.zh.pol")
import policyc.cli.running
print([name for name in {HEAVY} if name in sys.modules])
"""
    assert python(text).strip() == "[]"


def test_a_missing_library_is_named_with_the_extra() -> None:
    text = """
import sys
sys.modules["pyarrow"] = None
import policyc
try:
    policyc.load("examples/daily_limit.zh.pol").run(None)
except policyc.TableError as error:
    print([one.code for one in error.diagnostics], "policyc[batch]" in str(error), "pyarrow" in str(error))
"""
    assert python(text).strip() == "['batch-not-installed'] True True"


def test_an_unknown_engine_is_told() -> None:
    text = """
import policyc
try:
    policyc.load("examples/daily_limit.zh.pol").run(None, engine="abacus")
except KeyError as error:
    print(error)
"""
    assert python(text).strip() == "'abacus'"
