"""policyc explain: how a claim was settled, or what the policy says."""

from __future__ import annotations

import sys

import click

from policyc.claims.claim_list import read_claim_list
from policyc.cli import language_option, result_option
from policyc.cli.files import write_json
from policyc.cli.listing import settle_list
from policyc.cli.loading import asking, load_policy
from policyc.cli.policy_path import POLICY_PATH
from policyc.cli.settling import claim_bytes, settled
from policyc.report.diagnostic import Language


@click.command("explain")
@click.argument("policy_path", metavar="POLICY", type=POLICY_PATH)
@click.argument("claim_path", metavar="[CLAIM]", default="")
@language_option
@result_option
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def command(policy_path: str, claim_path: str, results: tuple[str, ...], language: str, form: str) -> None:
    """Explain how CLAIM is settled, step by step; without a claim, the policy itself as a schedule in Markdown.

    逐步说明一笔理赔怎样结算；不给理赔时，把政策写成一份可读的待遇表。
    """
    reader = Language(language)
    policy = load_policy(policy_path, reader, form)
    if not claim_path:
        click.echo(policy.schedule(language))
        return
    policy, colour = asking(policy, results, reader), form == "text" and sys.stdout.isatty()
    given = claim_bytes(claim_path, reader)
    listed = read_claim_list(given, policy.compiled.interface)
    if listed is not None:
        settle_list(
            policy,
            listed,
            reader,
            form,
            tell=lambda one: one.explain(language, form, colour=colour),
            data=lambda one: one.explanation_data(),
        )
        return
    settlement = settled(policy, given, reader, form, asks=claim_path != "-")
    if form == "json":
        write_json(settlement.explanation_data())
    else:
        click.echo(settlement.explain(language, form, colour=colour))
