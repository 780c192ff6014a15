"""A policy from its bundle beside the same policy from its text: read and checked again, or only opened.

Run as `python -m benchmarks.bundles`.
"""

from __future__ import annotations

from pathlib import Path

import policyc
from benchmarks.checking import policy_of
from benchmarks.timing import paired

POLICIES = Path(__file__).parent.parent / "policies"
LINES = 1_000


def texts() -> dict[str, bytes]:
    """Each policy that ships, and a generated one."""
    shipped = {path.parent.name: path.read_bytes() for path in sorted(POLICIES.glob("*/*.zh.pol"))}
    return {**shipped, f"{LINES:,} lines": policy_of(LINES).encode()}


def run() -> None:
    for name, text in texts().items():
        bundle = policyc.loads(text).bundle()

        def from_bundle(bundle: bytes = bundle) -> object:
            return policyc.loads(bundle)

        def from_text(text: bytes = text) -> object:
            return policyc.loads(text)

        timed = paired(from_bundle, from_text, 3)
        print(
            f"{name:>12}  bundle {timed.first * 1000:>6.1f} ms  text {timed.second * 1000:>6.1f} ms"
            f"  ratio {timed.ratio:.2f}  ({len(bundle) / 1024:,.0f} KiB from {len(text) / 1024:,.0f})"
        )


if __name__ == "__main__":
    run()
