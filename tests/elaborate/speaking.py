"""Short policies for the tests: what is found in a text, and how claims on it settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import policyc
from policyc.compile import compile_bytes

HEAD = "政策 示例 (example)\n  取整：每笔支付，到分，四舍五入\n\n"

Answer = tuple[str, str, int | None]


def codes(body: str) -> list[str]:
    """The slugs of everything found, warnings too."""
    return [finding.code for finding in compile_bytes("hostile.pol", (HEAD + body).encode())[2]]


def errors(body: str) -> set[str]:
    """The slugs found, but for names that are not used."""
    return set(codes(body)) - {"unused-name"}


def answers(body: str, claims: Iterable[Mapping[str, object]]) -> list[list[Answer]]:
    """Each claim's benefits, with status and fen, settled in a new member's ledger."""
    ledger = policyc.loads((HEAD + body).encode()).ledger("none")
    return [[(b.name, b.status.value, b.fen) for b in ledger.settle(claim).benefits] for claim in claims]
