"""Policies beside the bundles made of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import policyc
from policyc.bundle.form import canonical
from tests.fixture import fixtures, loaded

ROOT = Path(__file__).parents[2]
SHIPPED = sorted([*ROOT.glob("policies/*/*_20[0-9][0-9].zh.pol"), *ROOT.glob("examples/*.zh.pol")])
FIXTURES = [fixture.policy_file("zh") for fixture in fixtures()]
EVERY = [*SHIPPED, *FIXTURES]


@cache
def from_bundle(path: Path) -> policyc.Policy:
    """The policy as it comes back out of its bundle."""
    return policyc.loads(loaded(path).bundle(), path.with_suffix(".json").name)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def resealed(bundle: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The bundle with its content changed, and sealed again as anyone can who knows how."""
    inside = json.loads(bundle)["bundle"]
    change(inside)
    # half a character can be written in JSON, but not in UTF-8
    text = canonical(inside).replace("\ud800", "\\ud800")
    return f'{{"bundle":{text},"integrity":"{sha256(text.encode()).hexdigest()}"}}\n'.encode()


def refusal(data: bytes) -> list[str]:
    """The codes of what keeps a bundle from being loaded, none where it is."""
    try:
        policyc.loads(data, "policy.json")
    except policyc.PolicyError as error:
        return [finding.code for finding in error.diagnostics]
    return []
