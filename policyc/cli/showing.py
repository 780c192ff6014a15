"""policyc show: a policy at one stage of its way."""

from __future__ import annotations

import click

from policyc.batch.fault import BatchError
from policyc.batch.libraries import with_libraries
from policyc.cli import language_option, result_option
from policyc.cli.files import fail, write_json
from policyc.cli.loading import asking, load_policy
from policyc.cli.policy_path import POLICY_PATH
from policyc.policy import Policy
from policyc.report.diagnostic import Diagnostic, Language, Words
from policyc.stages import kernel, python, schemas, sql, tree, worksheet

_STAGES = {"tree": tree, "worksheet": worksheet}
_ENGINES = ["duckdb", "spark", "postgres", "mysql"]
_LOOPS = Words(
    "{engine} 的查询说不了一笔等着前几笔的列：{columns}。用 --dialect duckdb，或用 Python 结算",
    "a query of {engine} cannot say columns that wait for those of earlier claims: {columns}. "
    "Use --dialect duckdb, or settle with Python",
)


@click.command("show")
@click.argument("policy_path", metavar="POLICY", type=POLICY_PATH)
@click.option(
    "--stage",
    type=click.Choice([*_STAGES, "python", "sql", "kernel", "schema"]),
    default="worksheet",
    show_default=True,
)
@click.option(
    "--dialect",
    type=click.Choice(_ENGINES),
    default="duckdb",
    show_default=True,
    help="Whose SQL --stage sql shows. 哪种数据库的 SQL",
)
@language_option
@result_option
def command(policy_path: str, stage: str, dialect: str, results: tuple[str, ...], language: str) -> None:
    """Show a policy as its parsed tree, its worksheet, generated Python or SQL, plan of machine code, or JSON Schemas.

    看政策在各阶段的样子：语法树、工作表、生成的 Python 或 SQL、机器码的步骤、数据格式。
    """
    reader = Language(language)
    policy = asking(load_policy(policy_path, reader, "text"), results, reader)
    if stage == "schema":
        write_json(schemas(policy.compiled))
    elif stage == "python":
        click.echo(python(policy.compiled, reader), nl=False)
    elif stage == "sql":
        _show_sql(policy, dialect, reader)
    elif stage == "kernel":
        _show_kernel(policy, reader)
    else:
        click.echo(_STAGES[stage](policy.compiled))


def _show_sql(policy: Policy, dialect: str, language: Language) -> None:
    """The query; an engine that has none ends the command with status 2."""
    from policyc.backends.sql import CannotLoopError, NameTakenError

    try:
        click.echo(sql(policy.compiled, dialect, language))
    except CannotLoopError as error:
        said = _LOOPS.in_language(language).format(engine=error.dialect.title, columns=", ".join(error.columns))
        click.echo(said, err=True)
        raise SystemExit(2) from None
    except NameTakenError as error:
        taken = Diagnostic("sql-name-taken", None, {"name": error.name})
        fail((taken,), policy.compiled.source, language, "text")


def _show_kernel(policy: Policy, language: Language) -> None:
    """The plan of machine code, which takes a library of its own."""
    try:
        click.echo(with_libraries(lambda: kernel(policy.compiled)), nl=False)
    except BatchError as error:
        fail(error.diagnostics, policy.compiled.source, language, "text")
