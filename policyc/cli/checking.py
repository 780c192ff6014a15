"""policyc check: is the policy sound?"""

from __future__ import annotations

import click

from policyc.cli import FORMATS, language_option
from policyc.cli.files import read_policy_bytes, show_findings
from policyc.cli.policy_path import POLICY_PATH
from policyc.loading import read_policy
from policyc.report.diagnostic import Language, Severity, Words

_FINE = Words("{path}：没有问题", "{path}: no problems")
_CASES = Words("（案例只看了写法，用 policyc test 运行）", " (its cases are read, not run: policyc test runs them)")


@click.command("check")
@click.argument("policies", nargs=-1, required=True, metavar="POLICY…", type=POLICY_PATH)
@language_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(policies: tuple[str, ...], language: str, form: str) -> None:
    """Check policies and report every finding. 核对政策，一次报告全部问题。"""
    reader, failed = Language(language), False
    for path in policies:
        compiled, source, findings = read_policy(*read_policy_bytes(path, reader))
        failed = failed or any(finding.severity is Severity.ERROR for finding in findings)
        show_findings(findings, source, reader, form)
        if form == "text" and not findings:
            cases = "" if compiled is None or not compiled.account.cases else _CASES.in_language(reader)
            click.echo(_FINE.in_language(reader).format(path=path) + cases)
    raise SystemExit(1 if failed else 0)
