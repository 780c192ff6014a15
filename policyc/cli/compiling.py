"""policyc compile: a checked policy kept as one file."""

from __future__ import annotations

import click

from policyc.bundle import read_bundle
from policyc.cli import language_option
from policyc.cli.files import fail, read_policy_bytes, show_findings, write_bytes
from policyc.cli.policy_path import POLICY_PATH
from policyc.loading import policy_of, read_policy
from policyc.report.diagnostic import Language

_MEANING = {Language.ZH: "{path}：含义 {meaning}", Language.EN: "{path}: meaning {meaning}"}


@click.command("compile")
@click.argument("policy_path", metavar="POLICY", type=POLICY_PATH)
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write, - for standard output. 写到哪里")
@language_option
def command(policy_path: str, output: str, language: str) -> None:
    """Check POLICY and keep it as one JSON file, which stands wherever a policy is asked for.

    核对政策并编译成一个 JSON 文件；凡要政策的地方都可以用它，不必再读原文。
    """
    reader = Language(language)
    compiled, source, findings = read_policy(*read_policy_bytes(policy_path, reader))
    if compiled is None:
        fail(findings, source, reader, "text")
    show_findings(findings, source, reader, "text")
    policy = policy_of(compiled, findings)
    data = policy.bundle()
    # what cannot be read back, for its size, is not worth writing
    again, found = read_bundle(data)
    if again is None:
        fail(found, None, reader, "text")
    write_bytes(output, data, reader)
    if output != "-":
        click.echo(_MEANING[reader].format(path=output, meaning=policy.meaning))
