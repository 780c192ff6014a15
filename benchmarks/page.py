"""What was found, as the section of a page between two marks, with its picture beside the page; the rest stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.contenders import C_INTO, COPY, DUCKDB, OURS, OURS_TWICE, POLARS, C
from benchmarks.machine import busy, described
from benchmarks.many_claims import Measured
from benchmarks.picture import drawn
from benchmarks.rounds import Race

BEGIN, END = "<!-- many claims: begin -->", "<!-- many claims: end -->"
PICTURE = "benchmarks.svg"
PLACES = {"memory": "in memory", "file": "file to file", "whole": "file to file, the same columns"}


def told(found: Measured) -> str:
    """Every race of the largest size, peak memory and first use, as tables in Markdown."""
    return "\n".join([*_aims(found), "", *_largest(found), *_peaks(found), "", *_first_uses(found)])


def section(found: Measured) -> str:
    return "\n".join(
        [
            f"Taken on {described()}. Processes a core that wanted one, over the last minute: {busy():.1f}.",
            "",
            told(found),
            "",
            f"![Claims a second by how many there are]({PICTURE})",
        ]
    )


def written(section: str, found: Measured, page: Path) -> None:
    """The page with this section in place of the one before, and the picture. Raises ValueError without the marks."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no section between {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n\n{section}\n\n{END}{after}", encoding="utf-8")
    drawn(found, page.parent / PICTURE)


# ---- what is aimed at

AIMS = (
    ("stays", "memory", OURS, POLARS, "under 1"),
    ("stays", "memory", OURS, C_INTO, "at most 2"),
    ("visits", "memory", OURS, C, "at most 1.5"),
    ("visits", "memory", OURS, POLARS, "at most 0.5"),
    ("stays", "file", OURS, POLARS, "at most 1.2"),
    ("stays", "file", OURS, COPY, "at most 2"),
    ("visits", "file", OURS, POLARS, "under 1"),
    ("visits", "file", OURS, DUCKDB, "under 1"),
    ("visits", "file", OURS, C, "under 1"),
    ("stays", "whole", OURS, POLARS, "at most 1.2"),
    ("stays", "whole", OURS, COPY, "at most 2"),
    ("visits", "whole", OURS, POLARS, "under 1"),
    ("visits", "whole", OURS, DUCKDB, "under 1"),
)
"""Of a work in a place: who, beside whom, and how many times as long it may take."""


def _aims(found: Measured) -> Iterator[str]:
    yield "| | beside | aim | " + " | ".join(f"{size:,} claims" for size in found.sizes[-2:]) + " |"
    yield "|---|---|---|" + "---|" * len(found.sizes[-2:])
    for work, place, who, other, aim in AIMS:
        ratios = (str(found.races[work, place, size].ratio(who, other)) for size in found.sizes[-2:])
        yield f"| {work} {PLACES[place]} | {other} | {aim} | " + " | ".join(ratios) + " |"


# ---- everything of the largest size


def _largest(found: Measured) -> Iterator[str]:
    for work in ("stays", "visits"):
        races = {place: found.races[work, place, found.largest] for place in PLACES}
        yield f"{found.largest:,} {work}:"
        yield ""
        yield "| | " + " | ".join(f"{place} | policyc takes" for place in PLACES.values()) + " |"
        yield "|---|" + "---|---|" * len(PLACES)
        for who in dict.fromkeys(name for race in races.values() for name in race.times):
            cells = (cell for race in races.values() for cell in _cells(race, who, found.largest))
            yield f"| {who} | " + " | ".join(cells) + " |"
        yield ""


def _cells(race: Race, who: str, size: int) -> tuple[str, str]:
    if who not in race.times:
        return "", ""
    seconds = race.seconds(who)
    ratio = "" if who in (OURS, OURS_TWICE) else str(race.ratio(OURS, who))
    return f"{seconds * 1000:,.1f} ms ({size / seconds / 1e6:,.2f} million a second)", ratio


def _peaks(found: Measured) -> Iterator[str]:
    peaks = ", ".join(f"{work} {most / 2**20:,.0f} MiB" for work, most in found.peaks.items())
    yield f"The most memory that `policyc run` held for {found.largest:,} claims: {peaks}."


def _first_uses(found: Measured) -> Iterator[str]:
    yield "| first use of the machine code | translated | kept from an earlier process |"
    yield "|---|---|---|"
    for name, use in found.first_uses.items():
        yield f"| {name} | {use.translated:.2f} s | {use.kept * 1000:.0f} ms |"
