"""What is made of a worksheet, kept on disk so that a policy is translated once: the plan, and its machine code.

made(sheet, results, widths, folder) -> Made

What is kept is found by all that it is made of: the worksheet, the sources that plan and spell, the processor. To find
it costs less than to plan. Whoever can write to the folder can run code, so it is the user's own.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from attrs import frozen

from policyc.backends.kernel.arrays import Array, arrays_of
from policyc.backends.kernel.machine import code_of, host
from policyc.backends.kernel.plan import Plan, planned
from policyc.core.worksheet import Worksheet

CHECK = hashlib.sha256().digest_size
SOURCES = (Path(__file__).parent, Path(__file__).parent.parent.parent / "core")


@frozen
class Made:
    """A plan, what each of its passes takes, and their machine code."""

    plan: Plan
    arrays: Mapping[str, tuple[Array, ...]]
    code: bytes


def made(sheet: Worksheet, results: Sequence[str], widths: Mapping[str, int], folder: Path | None) -> Made:
    """Out of `folder`, if it was made for this kind of processor before. Raises BeyondKernelError, see `planned`."""
    path = None if folder is None else folder / f"{_mark(sheet, results, widths)}.kernel"
    found = _read(path)
    if found is None:
        found = _make(sheet, results, widths)
        _write(path, found)
    return found


def _make(sheet: Worksheet, results: Sequence[str], widths: Mapping[str, int]) -> Made:
    from policyc.backends.kernel.function import module_text

    plan = planned(sheet, results)
    arrays = {name: arrays_of(plan, passed) for name, passed in plan.passes}
    return Made(plan, arrays, code_of(module_text(plan, widths)))


def _mark(sheet: Worksheet, results: Sequence[str], widths: Mapping[str, int]) -> str:
    """All that machine code and plan depend on, as a name."""
    told = (
        repr(sheet.inputs),
        repr(sheet.definitions),
        repr(sorted(sheet.openings)),
        repr(tuple(results)),
        repr(sorted(widths.items())),
        _sources(),
        platform.python_version(),
        *host(),
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:40]


@cache
def _sources() -> str:
    """The sources that plan a worksheet and spell it."""
    digest = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _read(path: Path | None) -> Made | None:
    """What was written, if it is whole: a check sum stands before it."""
    if path is None:
        return None
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(kept[CHECK:]).digest() != kept[:CHECK]:
        return None
    found: Made = pickle.loads(kept[CHECK:])
    return found


def _write(path: Path | None, found: Made) -> None:
    """Kept for the next time; where that cannot be, the next time translates again."""
    if path is None:
        return
    partial = path.with_suffix(f".{os.getpid()}")
    kept = pickle.dumps(found)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(hashlib.sha256(kept).digest() + kept)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
