"""The command line: check, eval, explain and the rest, a module for each. The only rooms that touch files and screens.

Exit status: 0 fine, 1 the policy or the claim is at fault, 2 usage.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, ClassVar

import click

LANGUAGES = click.Choice(["zh", "en"])
FORMATS = click.Choice(["text", "json"])


def reader_language() -> str:
    """The reader's language by their locale: English where it names another language than Chinese, else Chinese."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "zh")
    return "zh" if named.startswith(("zh", "C", "POSIX")) else "en"


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--lang", "language", type=LANGUAGES, default=reader_language, show_default="your locale / 本机语言"
    )(command)


def result_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--result", "results", metavar="NAME", multiple=True, help="Only this result, and what it needs. 只问这一项"
    )(command)


class _Commands(click.Group):
    """Subcommands imported when they are called for, so that --help answers at once."""

    homes: ClassVar[dict[str, tuple[str, str]]] = {
        "check": ("checking", "Check policies and report every finding. 核对政策"),
        "fmt": ("formatting", "Rewrite policies in one layout, or in the other vocabulary. 统一写法"),
        "test": ("testing", "Run the cases of policies. 运行案例"),
        "compile": ("compiling", "Check a policy and keep it as one file. 编译政策"),
        "eval": ("settling", "Settle one claim. 结算一笔理赔"),
        "run": ("running", "Settle a table of claims. 成批结算"),
        "explain": ("explaining", "Explain a settlement, or the policy itself. 逐步说明"),
        "show": ("showing", "Show a policy at one stage of its way. 看各阶段"),
        "import": ("importing", "Turn a sheet of a schedule into a decision table. 读入表格"),
        "export": ("exporting", "Write a policy as a workbook for review. 写成工作簿"),
        "new": ("starting", "Write a policy to start from. 新写一份政策"),
        "completion": ("completing", "Print the script for completion in a shell. 命令行补全"),
    }

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.homes)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.homes.items()])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.homes:
            return None
        command: click.Command = import_module(f"policyc.cli.{self.homes[name][0]}").command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="policyc")
def main() -> None:
    """Medical-insurance policies that read like their schedules: check them, settle claims, explain every fen.

    像待遇表一样读的医保政策：核对、结算、逐分说明。
    """
