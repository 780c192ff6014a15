"""A policy file made ready to settle claims."""

from __future__ import annotations

from policyc.cli.files import fail, read_policy_bytes
from policyc.compile import compile_bytes
from policyc.policy import Policy
from policyc.report.diagnostic import Language, Severity


def load_policy(path: str, language: Language, form: str) -> Policy:
    """A checked policy; its findings are shown, and an error ends the command with status 1."""
    compiled, source, findings = compile_bytes(*read_policy_bytes(path, language))
    if compiled is None:
        fail(findings, source, language, form)
    return Policy(compiled, tuple(finding for finding in findings if finding.severity is Severity.WARNING))
