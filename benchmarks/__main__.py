"""python -m benchmarks: all that take seconds. python -m benchmarks many: many claims at once, which takes minutes."""

from pathlib import Path

import click

from benchmarks import bundles, checking, engines, one_claim, processes, warehouse


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Speed, side by side, as ratios."""
    if context.invoked_subcommand is None:
        one_claim.run()
        engines.run()
        processes.run()
        checking.main()
        bundles.run()
        warehouse.run()


@main.command()
@click.option(
    "--claims", default=1e6, show_default=True, help="The largest number of claims; sizes grow tenfold to it."
)
@click.option("--page", type=click.Path(path_type=Path, exists=True), help="A page to write the section of.")
def many(claims: float, page: Path | None) -> None:
    """Many claims at once, beside hand-written C, NumPy, Polars and SQL."""
    from benchmarks import many_claims

    many_claims.run(int(claims), page)


main()
