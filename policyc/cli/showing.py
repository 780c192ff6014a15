"""policyc show: a policy at one stage of its way."""

from __future__ import annotations

import click

from policyc.cli import language_option
from policyc.cli.files import write_json
from policyc.cli.loading import load_policy
from policyc.cli.policy_path import POLICY_PATH
from policyc.report.diagnostic import Language
from policyc.stages import python, schemas, sql, tree, worksheet

_STAGES = {"tree": tree, "worksheet": worksheet, "python": python, "sql": sql}


@click.command("show")
@click.argument("policy_path", metavar="POLICY", type=POLICY_PATH)
@click.option("--stage", type=click.Choice([*_STAGES, "schema"]), default="worksheet", show_default=True)
@language_option
def command(policy_path: str, stage: str, language: str) -> None:
    """Show a policy as its parsed tree, its worksheet, generated Python or SQL, or JSON Schemas.

    看政策在各阶段的样子：语法树、工作表、生成的 Python 或 SQL、数据格式。
    """
    policy = load_policy(policy_path, Language(language), "text")
    if stage == "schema":
        write_json(schemas(policy.compiled))
    else:
        click.echo(_STAGES[stage](policy.compiled))
