"""python -m tests.fuzz: see the package."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path
from random import Random

FOLDER = Path(".fuzz")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("inputs", nargs="*", type=Path, help="run these once each, instead of looking for more")
    asked = parser.parse_args()
    if asked.inputs:
        again(asked.target, asked.inputs)
    else:
        fuzz(asked.target, asked.seconds)


def again(name: str, inputs: list[Path]) -> None:
    """Every input once; what it raises ends the command."""
    from tests.fuzz.guard import limit_memory, limited
    from tests.fuzz.targets import TARGETS

    target = TARGETS[name]()
    limit_memory()
    for path in inputs:
        with limited():
            target.run(path.read_bytes())


def fuzz(name: str, seconds: int) -> None:
    """Looks for inputs that reach new code for so many seconds; the command fails where something was found."""
    import atheris

    with atheris.instrument_imports(include=["policyc"]):
        import policyc

        for module in pkgutil.walk_packages(policyc.__path__, "policyc."):
            if module.name != "policyc.__main__":
                importlib.import_module(module.name)
    from tests.fuzz.guard import Findings, limit_memory
    from tests.fuzz.targets import TARGETS, name_of

    target = TARGETS[name]()
    home = FOLDER / name
    for folder in ("corpus", "seeds"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    for seed in target.seeds():
        (home / "seeds" / name_of(seed)).write_bytes(seed)
    findings = Findings(home / "found")

    def changed(data: bytes, largest: int, seed: int) -> bytes:
        return target.change(bytes(data), Random(seed))[:largest]

    limit_memory()
    # libFuzzer's own bounds are off: with them the first finding would be the last
    bounds = [
        f"-max_total_time={seconds}",
        f"-max_len={target.largest}",
        "-timeout=600",
        "-rss_limit_mb=0",
        "-len_control=0",
    ]
    atheris.Setup(
        [sys.argv[0], *bounds, str(home / "corpus"), str(home / "seeds")],
        lambda data: findings.run(target, data),
        custom_mutator=changed,
    )
    atheris.Fuzz()


main()
