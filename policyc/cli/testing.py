"""policyc test: do the cases of a policy come out as it says they do?"""

from __future__ import annotations

import sys
from typing import Any

import click

from policyc.cli import FORMATS, language_option
from policyc.cli.files import VERSION, read_policy_bytes, show_findings, write_json
from policyc.cli.policy_path import POLICY_PATH
from policyc.loading import policy_of, read_policy
from policyc.report.diagnostic import Language
from policyc.report.render import to_json


@click.command("test")
@click.argument("policies", nargs=-1, required=True, metavar="POLICY…", type=POLICY_PATH)
@language_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(policies: tuple[str, ...], language: str, form: str) -> None:
    """Run the cases of policies, and tell what no case reaches. 运行案例，说出哪些地方没有案例到过。"""
    ran = [_test(path, Language(language), form) for path in policies]
    if form == "json":
        write_json({"version": VERSION, "policies": [data for _, data in ran]})
    raise SystemExit(0 if all(passed for passed, _ in ran) else 1)


def _test(path: str, language: Language, form: str) -> tuple[bool, dict[str, Any]]:
    """Run one policy's cases, and show what came of them as text; a policy with errors has no cases to run."""
    compiled, source, findings = read_policy(*read_policy_bytes(path, language))
    if compiled is None:
        if form == "text":
            show_findings(findings, source, language, form)
        return False, {"file": source.name, "passed": False, "findings": to_json(findings, source)}
    report = policy_of(compiled, findings).test()
    if form == "text":
        click.echo(report.text(language.value, colour=sys.stdout.isatty()))
    return report.passed, report.as_data()
