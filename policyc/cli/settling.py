"""policyc eval: settle one claim."""

from __future__ import annotations

import sys

import click

from policyc.cli import FORMATS, language_option, result_option
from policyc.cli.files import fail, read_bytes, write_json
from policyc.cli.loading import asking, load_policy
from policyc.cli.policy_path import POLICY_PATH
from policyc.cli.prompting import complete
from policyc.cli.summary import summary
from policyc.errors import ClaimError
from policyc.explained import Settlement
from policyc.policy import Policy
from policyc.report.diagnostic import Language


@click.command("eval")
@click.argument("policy_path", metavar="POLICY", type=POLICY_PATH)
@click.argument("claim_path", metavar="[CLAIM]", default="")
@language_option
@result_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(policy_path: str, claim_path: str, results: tuple[str, ...], language: str, form: str) -> None:
    """Settle one claim (JSON, or - for standard input). At a terminal, asks for the facts that matter.

    结算一笔理赔；在终端上缺什么事实就问什么。
    """
    reader = Language(language)
    policy = asking(load_policy(policy_path, reader, form), results, reader)
    settlement = settled(policy, claim_path, reader, form)
    if form == "json":
        write_json(settlement.as_data())
    else:
        click.echo(summary(settlement, reader))


def settled(policy: Policy, claim_path: str, language: Language, form: str) -> Settlement:
    """The claim at a path settled; at a terminal what it lacks is asked for. A claim at fault ends with status 1."""
    if not claim_path and not sys.stdin.isatty():
        claim_path = "-"
    try:
        claim = policy.read(read_bytes(claim_path, language) if claim_path else "{}")
        if claim_path != "-" and sys.stdin.isatty() and form == "text":
            return complete(policy, claim, language)
        settlement = policy.settle(claim)
        lacking = policy.settler.lacking(settlement)
        if not lacking:
            return settlement
        raise ClaimError(lacking, policy.compiled.source)
    except ClaimError as error:
        fail(error.diagnostics, error.source, language, form)
        raise
