"""policyc check: is the policy sound?"""

from __future__ import annotations

import click

from policyc.cli import FORMATS, language_option
from policyc.cli.files import read_policy_bytes, show_findings
from policyc.policy import read_policy
from policyc.report.diagnostic import Diagnostic, Language, Severity
from policyc.source import Source

_FINE = {Language.ZH: "{path}：没有问题", Language.EN: "{path}: no problems"}


@click.command("check")
@click.argument("policies", nargs=-1, required=True, metavar="POLICY…")
@language_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(policies: tuple[str, ...], language: str, form: str) -> None:
    """Check policies and report every finding. 核对政策，一次报告全部问题。"""
    failed = False
    for path in policies:
        source, findings = _check(path, Language(language))
        failed = failed or any(finding.severity is Severity.ERROR for finding in findings)
        show_findings(findings, source, Language(language), form)
        if form == "text" and not findings:
            click.echo(_FINE[Language(language)].format(path=path))
    raise SystemExit(1 if failed else 0)


def _check(path: str, language: Language) -> tuple[Source, tuple[Diagnostic, ...]]:
    _, source, findings = read_policy(*read_policy_bytes(path, language))
    return source, findings
