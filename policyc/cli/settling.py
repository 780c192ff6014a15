"""policyc eval: settle one claim."""

from __future__ import annotations

import sys

import click

from policyc.claims.claim_list import read_claim_list
from policyc.cli import FORMATS, language_option, result_option
from policyc.cli.files import fail, read_bytes, write_json
from policyc.cli.listing import settle_list
from policyc.cli.loading import asking, load_policy
from policyc.cli.policy_path import POLICY_PATH
from policyc.cli.prompting import complete
from policyc.cli.summary import shortly, summary
from policyc.errors import ClaimError
from policyc.explained import Settlement
from policyc.policy import Policy
from policyc.report.diagnostic import Language
from policyc.settling.lacking import lacking


@click.command("eval")
@click.argument("policy_path", metavar="POLICY", type=POLICY_PATH)
@click.argument("claim_path", metavar="[CLAIM]", default="")
@language_option
@result_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def command(policy_path: str, claim_path: str, results: tuple[str, ...], language: str, form: str) -> None:
    """Settle one claim (JSON, or - for standard input). At a terminal, asks for the facts that matter.

    A JSON list of one member's claims is settled in order; an entry {"void": number, "how": "re-run" or "reverse"}
    voids one that stands before it.

    结算一笔理赔；在终端上缺什么事实就问什么。一个人的几笔理赔写成列表，就依次结算，其中可以作废。
    """
    reader = Language(language)
    policy = asking(load_policy(policy_path, reader, form), results, reader)
    given = claim_bytes(claim_path, reader)
    listed = read_claim_list(given, policy.compiled.interface)
    if listed is not None:
        settle_list(policy, listed, reader, form, tell=lambda one: shortly(one, reader), data=lambda one: one.as_data())
        return
    settlement = settled(policy, given, reader, form, asks=claim_path != "-")
    if form == "json":
        write_json(settlement.as_data())
    else:
        click.echo(summary(settlement, reader))


def claim_bytes(claim_path: str, language: Language) -> bytes:
    """What is at the path, or on standard input; at a terminal without a path, a claim that says nothing yet."""
    if not claim_path and sys.stdin.isatty():
        return b"{}"
    return read_bytes(claim_path or "-", language)


def settled(policy: Policy, given: bytes, language: Language, form: str, *, asks: bool) -> Settlement:
    """A claim settled; at a terminal, where it `asks`, what it lacks is asked for. One at fault ends with status 1."""
    try:
        claim = policy.read(given)
        if asks and sys.stdin.isatty() and form == "text":
            return complete(policy, claim, language)
        settlement = policy.settle(claim)
        found = lacking(policy.settler, settlement)
        if not found:
            return settlement
        raise ClaimError(found, policy.compiled.source)
    except ClaimError as error:
        fail(error.diagnostics, error.source, language, form)
        raise
