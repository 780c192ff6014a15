"""What the figures were taken on, in words."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import date
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("numpy", "polars", "duckdb", "pyarrow", "llvmlite")


def described() -> str:
    """The date, the processor, its cores, memory, and the versions of all that took part."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{date.today().isoformat()}; {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; "
        f"{platform.system()}, CPython {platform.python_version()}, gcc {_gcc()}, {libraries}"
    )


def busy() -> float:
    """Processes that wanted a core over the last minute, for every core there is."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or platform.machine())


def _gcc() -> str:
    return subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True, check=True).stdout.strip()
