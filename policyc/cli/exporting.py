"""policyc export: a policy as a workbook for review."""

from __future__ import annotations

import click

from policyc.cli import language_option
from policyc.cli.files import fail, write_bytes
from policyc.cli.loading import load_policy
from policyc.cli.policy_path import POLICY_PATH
from policyc.report.diagnostic import Language
from policyc.sheets.export import workbook_pages
from policyc.sheets.fault import SheetError
from policyc.sheets.reading import with_libraries


@click.command("export")
@click.argument("policy_path", metavar="POLICY", type=POLICY_PATH)
@click.option("-o", "--output", metavar="FILE.xlsx", required=True, type=click.Path(), help="The workbook. 写到哪里")
@language_option
def command(policy_path: str, output: str, language: str) -> None:
    """Write a policy as a workbook for review: schedule, tables, parameters, cases, sources.

    A workbook that is there already is made anew. 把政策写成供审阅的工作簿；已有的工作簿会重写。
    """
    reader = Language(language)
    policy = load_policy(policy_path, reader, "text")

    def made() -> bytes:
        from policyc.sheets.workbook import workbook_bytes

        return workbook_bytes(workbook_pages(policy.compiled, reader))

    try:
        data = with_libraries(made)
    except SheetError as missing:
        fail(missing.diagnostics, None, reader, "text")
    write_bytes(output, data, reader)
