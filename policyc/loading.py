"""Policies read and checked, or opened from bundles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from policyc.bundle import looks_like_json, read_bundle
from policyc.compiled import Compiled
from policyc.errors import PolicyError
from policyc.folder import folder_at
from policyc.linking.paths import Folder
from policyc.policy import Policy
from policyc.report.diagnostic import Diagnostic, Severity
from policyc.source import Source


def load(path: str | Path) -> Policy:
    """Read and check a policy file, or open a bundle of one.

    The files that it amends or uses are read from its own folder, and from what lies below. Raises PolicyError when it
    has errors, OSError when it cannot be read.
    """
    return loads(Path(path).read_bytes(), Path(path).name, folder=Path(path).parent)


def loads(data: bytes, name: str = "policy.pol", *, folder: str | Path | None = None) -> Policy:
    """Check a policy's text, UTF-8, or open a bundle. Raises PolicyError when it has errors.

    `folder` is where the files that the policy amends or uses are; without it, naming one is an error.
    """
    root = None if folder is None else folder_at(Path(folder))
    compiled, source, findings = read_policy(name, data, root)
    if compiled is None:
        raise PolicyError(findings, source)
    return policy_of(compiled, findings)


def policy_of(compiled: Compiled, findings: Iterable[Diagnostic]) -> Policy:
    """A checked policy with those of its findings that are warnings."""
    return Policy(compiled, tuple(finding for finding in findings if finding.severity is Severity.WARNING))


def read_policy(
    name: str, data: bytes, folder: Folder | None = None
) -> tuple[Compiled | None, Source, tuple[Diagnostic, ...]]:
    """A policy's text checked or a bundle opened, by what it is, and what was found in it. The source shows where.

    `folder` gives the files that the text names.
    """
    if looks_like_json(data):
        compiled, findings = read_bundle(data)
        return compiled, Source(name, "") if compiled is None else compiled.source, findings
    # a bundle needs neither the parser nor the checker
    from policyc.compile import compile_bytes

    return compile_bytes(name, data, folder)
