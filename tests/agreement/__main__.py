"""python -m tests.agreement: every policy of the cities settled by every engine, claim by claim, to the fen.

All engines settle all claims, but for two: the interpreter and ledgers take all claims of some members. Ends with
status 1 and the first claim that differs, if any does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from tests.agreement.comparing import ENGINES, FIRST, LEDGERS, Compared, compare
from tests.agreement.crowd import Section, crowd
from tests.fixture import loaded

ROOT = Path(__file__).parents[2]
POLICIES = {f"{path.parent.name}/{path.name.split('.')[0]}": path for path in sorted(ROOT.glob("policies/*/*.zh.pol"))}
OTHERS = (*(name for name in ENGINES if name != FIRST), LEDGERS)
SHARES = {Section.WHOLE: 0.4, Section.LACKING: 0.3, Section.FAULTY: 0.3}


@click.command()
@click.option("--claims", default=1e6, show_default=True, help="Claims of each policy.")
@click.option("--interpreted", default=0.01, show_default=True, help="The share of them that is interpreted.")
@click.option("--policy", "wanted", multiple=True, type=click.Choice([*POLICIES]), help="Only this one.")
@click.option("--engine", "names", multiple=True, type=click.Choice(OTHERS), help="Only this one beside the kernel.")
@click.option("--seed", default=0, show_default=True)
def main(claims: float, interpreted: float, wanted: tuple[str, ...], names: tuple[str, ...], seed: int) -> None:
    """Settle crowds of invented claims by every engine and compare what comes out, reasons and statuses included."""
    engines = names or OTHERS
    width = max(map(len, wanted or POLICIES))
    click.echo("claims settled, and seconds from table to table, reading and order included; every column compared\n")
    click.echo(_row(["policy", "claims", FIRST, *engines, "differences"], width))
    for name in wanted or POLICIES:
        found: dict[str, list[Compared]] = {}
        began = time.perf_counter()
        policy = crowd(loaded(POLICIES[name]), seed)
        for section, share in SHARES.items():
            for one in compare(policy, int(claims * share), section, engines, int(claims * share * interpreted)):
                found.setdefault(one.engine, []).append(one)
        cells = [_cell(found[engine], int(claims)) for engine in (FIRST, *engines)]
        differences = sum(one.differences for each in found.values() for one in each)
        click.echo(_row([name, f"{sum(one.claims for one in found[FIRST]):,}", *cells, str(differences)], width))
        click.echo(f"{'':<{width}}  {time.perf_counter() - began:.0f} s in all", err=True)
        for one in (one for each in found.values() for one in each if one.example is not None):
            click.echo(f"\n{one.engine}: {one.differences} of {one.claims} claims differ; the first:\n{one.example}")
            sys.exit(1)


def _cell(parts: list[Compared], claims: int) -> str:
    count, seconds = sum(one.claims for one in parts), sum(one.seconds for one in parts)
    return f"{seconds:.0f} s" if count >= claims else f"{count:,}: {seconds:.0f} s"


def _row(cells: list[str], width: int) -> str:
    first, *rest = cells
    return f"{first:<{width}}" + "".join(f"  {cell:>14}" for cell in rest)


if __name__ == "__main__":
    main()
