"""policyc run: settle a table of claims, file to file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from policyc.batch.engines import NAMES, engine
from policyc.batch.fault import BatchError
from policyc.batch.libraries import with_libraries
from policyc.batch.spark import SPARK
from policyc.batch.writing.places import Files, bad_path, working_folder
from policyc.cli import language_option, result_option
from policyc.cli.files import fail
from policyc.cli.interrupting import stoppable
from policyc.cli.loading import asking, load_policy
from policyc.cli.policy_path import POLICY_PATH
from policyc.cli.run_summary import run_summary
from policyc.policy import Policy
from policyc.report.diagnostic import Language

if TYPE_CHECKING:
    from policyc.batch.answering.tally import Tally

_BAD = {
    Language.ZH: "{count} 笔读不了或不能用，见 {path}",
    Language.EN: "{count} claims cannot be read or used, see {path}",
}
ENGINES = click.Choice((*NAMES, SPARK))


class _Lines(click.ParamType):  # type: ignore[type-arg]
    name = "lines"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        name, _, path = str(value).partition("=")
        if not name or not path:
            self.fail("NAME=FILE", param, ctx)
        return name, Path(path)


LINES = _Lines()


@click.command("run")
@click.argument("policy_path", metavar="POLICY", type=POLICY_PATH)
@click.argument("claims_path", metavar="CLAIMS", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, metavar="RESULTS.parquet", type=click.Path(path_type=Path), help="写到哪里"
)
@click.option("--lines", multiple=True, metavar="NAME=FILE", type=LINES, help="The lines of claims, a row each. 明细")
@click.option("--openings", metavar="FILE|none", help="Totals before the first claim; none for new members. 此前累计")
@click.option("--engine", "engine_name", type=ENGINES, default="auto", show_default=True, help="用哪种引擎")
@click.option(
    "--explain-sample", "explained", type=click.IntRange(0), default=0, metavar="N",
    help="Explain N claims, spread over the answers. 抽几笔逐步说明",
)  # fmt: skip
@result_option
@language_option
def command(
    policy_path: str,
    claims_path: Path,
    output: Path,
    lines: tuple[tuple[str, Path], ...],
    openings: str | None,
    engine_name: str,
    explained: int,
    results: tuple[str, ...],
    language: str,
) -> None:
    """Settle a table of claims (.parquet, .csv, .jsonl), each member's in order, and write a table of results.

    成批结算一张理赔表，每位参保人的理赔依次结算，结果写成一张表。
    """
    reader = Language(language)
    policy = asking(load_policy(policy_path, reader, "text"), results, reader)
    try:
        with working_folder(output) as folder, _progress(reader) as progress:
            files = Files(claims_path, dict(lines), output, Path(folder))
            run = _Run(policy, files, openings, engine_name, explained, reader, progress)
            tally = stoppable(lambda: with_libraries(run.settle), Path(folder))
    except BatchError as error:
        fail(error.diagnostics, policy.compiled.source, reader, "text")
    click.echo(run_summary(tally, policy.compiled.interface, reader))
    if tally.bad:
        click.echo(_BAD[reader].format(count=tally.bad, path=bad_path(output)), err=True)
        raise SystemExit(1)


@frozen
class _Run:
    """All that was asked for on the command line."""

    policy: Policy
    files: Files
    openings: str | None
    engine: str
    explained: int
    language: Language
    progress: Any

    def settle(self) -> Tally:
        from policyc.batch.writing.abandoned import in_use

        with in_use(self.files.folder):
            return self._settled()

    def _settled(self) -> Tally:
        from policyc.batch.openings import before
        from policyc.batch.run import Options

        settler = self.policy.settler
        openings = before(self.openings, settler)
        if self.engine == SPARK:
            from policyc.batch.spark.file import settle_file as settle_by_spark

            # its workers take what engine they have
            options = Options(engine(), self.language, openings, self.explained)
            return settle_by_spark(settler, self.files, options, self.progress)
        from policyc.batch.file_to_file import settle_file

        options = Options(engine(self.engine), self.language, openings, self.explained)
        return settle_file(settler, self.files, options, self.progress)


@contextmanager
def _progress(language: Language) -> Iterator[Any]:
    """A bar at a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda total: lambda done: None
        return
    words = {Language.ZH: "结算", Language.EN: "settling"}[language]
    with click.progressbar(length=1, label=words, file=sys.stderr) as bar:

        def begin(total: int | None) -> Any:
            bar.length = total
            return bar.update

        yield begin
