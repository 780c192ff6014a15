"""How many claims a second, by how many there are: a panel for each work and place."""

from __future__ import annotations

from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.contenders import C_INTO, COPY, DUCKDB, NUMPY, OURS, OURS_TWICE, POLARS, C
from benchmarks.many_claims import Measured

COLOURS = {
    OURS: "#c8102e",
    OURS_TWICE: "#e8818f",
    C: "#1f4e79",
    C_INTO: "#6fa3d0",
    NUMPY: "#8a8f28",
    POLARS: "#7b4fa0",
    DUCKDB: "#d98e04",
    COPY: "#8c8c8c",
}
TITLES = {
    ("stays", "memory"): "in-patient stays, in memory",
    ("visits", "memory"): "capped out-patient visits, in memory",
    ("stays", "file"): "in-patient stays, file to file",
    ("visits", "file"): "capped out-patient visits, file to file",
}


def drawn(found: Measured, path: Path) -> None:
    """The picture, the same bytes for the same figures."""
    matplotlib.rcParams["svg.hashsalt"] = "policyc"
    matplotlib.rcParams["svg.fonttype"] = "path"
    figure = Figure(figsize=(10, 8), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True, sharey="row")
    for panel, (of, title) in zip(panels.flat, TITLES.items(), strict=True):
        _panel(panel, found, *of)
        panel.set_title(title, loc="left", fontsize=11)
    for panel in panels[-1]:
        panel.set_xlabel("claims")
    for panel in panels[:, 0]:
        panel.set_ylabel("million claims a second")
    known = dict(zip(*reversed(panels[0, 0].get_legend_handles_labels()), strict=True))
    figure.legend([known[name] for name in COLOURS], list(COLOURS), loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path, metadata={"Date": None})


def _panel(panel: Axes, found: Measured, work: str, place: str) -> None:
    for name, colour in COLOURS.items():
        races = [found.races[work, place, size] for size in found.sizes]
        if name not in races[0].times:
            continue
        speeds = [size / race.seconds(name) / 1e6 for size, race in zip(found.sizes, races, strict=True)]
        ours = name in (OURS, OURS_TWICE)
        panel.plot(
            found.sizes,
            speeds,
            label=name,
            color=colour,
            linewidth=2.4 if ours else 1.4,
            linestyle="--" if name == COPY else "-",
            marker="o",
            markersize=4,
            zorder=3 if ours else 2,
        )
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_xticks(found.sizes)
    panel.xaxis.set_major_formatter(FuncFormatter(lambda size, _: f"{int(size):,}"))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda speed, _: f"{speed:g}"))
    panel.grid(which="major", color="#dddddd", linewidth=0.6)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
