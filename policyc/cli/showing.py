"""policyc show: a policy at one stage of its way."""

from __future__ import annotations

import click

from policyc.cli import language_option, result_option
from policyc.cli.files import write_json
from policyc.cli.loading import asking, load_policy
from policyc.cli.policy_path import POLICY_PATH
from policyc.report.diagnostic import Language
from policyc.stages import python, schemas, sql, tree, worksheet

_STAGES = {"tree": tree, "worksheet": worksheet, "sql": sql}


@click.command("show")
@click.argument("policy_path", metavar="POLICY", type=POLICY_PATH)
@click.option(
    "--stage",
    type=click.Choice(["tree", "worksheet", "python", "sql", "schema"]),
    default="worksheet",
    show_default=True,
)
@language_option
@result_option
def command(policy_path: str, stage: str, results: tuple[str, ...], language: str) -> None:
    """Show a policy as its parsed tree, its worksheet, generated Python or SQL, or JSON Schemas.

    看政策在各阶段的样子：语法树、工作表、生成的 Python 或 SQL、数据格式。
    """
    reader = Language(language)
    policy = asking(load_policy(policy_path, reader, "text"), results, reader)
    if stage == "schema":
        write_json(schemas(policy.compiled))
    elif stage == "python":
        click.echo(python(policy.compiled, reader), nl=False)
    else:
        click.echo(_STAGES[stage](policy.compiled))
