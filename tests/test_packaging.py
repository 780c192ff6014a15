"""What is installed is the whole of it: every package of the source tree is in the build's list."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_package_is_listed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "policyc").rglob("*.py")}
    mapped = {"policyc.grammar", "policyc.policies"}
    assert set(settings["packages"]) == {".".join(folder.parts) for folder in folders} | mapped
