"""The harness itself: a target takes what it starts from, and what becomes of it; what escapes is kept."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from attrs import define

from tests.fuzz.guard import Findings
from tests.fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_its_seeds_and_changes_of_them(name: str) -> None:
    """A few of the seeds, and each of those changed thrice, one change upon the other."""
    target = TARGETS[name]()
    seeds = target.seeds()
    random = Random(5)
    assert len(seeds) > 5
    for seed in random.sample(seeds, 6):
        assert len(seed) <= target.largest
        target.run(seed)
        changed = seed
        for _ in range(3):
            changed = target.change(changed, random)[: target.largest]
            target.run(changed)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"{}", b"[[]]", b"PK\x03\x04", b"\n\n", b"1", b'{"policy":null}']
)
def test_a_target_takes_anything(name: str, data: bytes) -> None:
    target = TARGETS[name]()
    target.run(data)
    for seed in range(20):
        target.change(data, Random(seed))


@define
class Falling:
    """Falls over what begins with x, in one place."""

    name: str = "falling"
    largest: int = 10

    def seeds(self) -> list[bytes]:
        return [b""]

    def change(self, data: bytes, random: Random) -> bytes:
        return data + random.randbytes(1)

    def run(self, data: bytes) -> None:
        while data == b"for ever":
            pass
        if data.startswith(b"x"):
            raise LookupError(data)


def test_of_one_place_the_shortest_is_kept(tmp_path: Path) -> None:
    findings = Findings(tmp_path / "found")
    target: Target = Falling()
    for data in (b"y", b"xyz", b"x", b"xy"):
        findings.run(target, data)
    assert list(findings.places.values()) == [3]
    kept = {path.suffix: path.read_bytes() for path in (tmp_path / "found").iterdir()}
    assert kept[""] == b"x"
    assert b"LookupError" in kept[".txt"]


def test_what_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.guard.SECONDS", 0.05)
    findings = Findings(tmp_path / "found")
    findings.run(Falling(), b"for ever")
    assert [place.partition(" in ")[0] for place in findings.places] == ["too long"]
